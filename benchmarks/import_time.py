"""How long ``import impc_nb`` takes, against ``import pandas``: fresh interpreters, one after the other in turn; medians.

    python benchmarks/import_time.py

The promise is a ratio of at most 1. A third row, an interpreter that imports nothing, says how much of either is Python itself.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

ROUNDS = 15
STATEMENTS = {"nothing": "pass", "pandas": "import pandas", "impc_nb": "import impc_nb", "impc_nb.schema": "import impc_nb.schema"}


def run(statement: str) -> float:
    """Seconds a fresh interpreter takes for the statement, from start to end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def by_turns(measure: Callable[[str], object], programs: dict[str, str], rounds: int) -> dict[str, list]:
    """What ``measure`` gives for each program, ``rounds`` times, the programs taking turns; once before unmeasured."""
    for program in programs.values():
        measure(program)  # so that the files are in memory
    taken = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            taken[name].append(measure(program))
    return taken


def main() -> int:
    """Print the medians and the ratio; 1 when the promise is broken."""
    times = by_turns(run, STATEMENTS, ROUNDS)
    for name, seconds in times.items():
        low, middle, high = (1000 * f(seconds) for f in (min, median, max))
        print(f"import {name:<16} median {middle:6.0f} ms, from {low:.0f} to {high:.0f}, {ROUNDS} runs")
    ratio = median(times["impc_nb"]) / median(times["pandas"])
    print(f"import impc_nb / import pandas = {ratio:.2f} (at most 1 is promised)")
    return int(ratio > 1)


if __name__ == "__main__":
    sys.exit(main())
