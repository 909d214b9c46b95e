"""What lessons cost: the first chart of one against a bare chart, and all of them one after the other.

    python benchmarks/lessons.py            both
    python benchmarks/lessons.py first      the first chart only (two minutes less)

The bare chart is what a lesson's first one shows, boxes and a mark for each animal, from plain HoloViews and numbers in memory.
Promised are a ratio of at most 1.3 and at most 5 minutes on 2 cores. Fresh interpreters, the two kinds by turns; medians. A lesson runs
as the learner opens it, in a kernel of its own, one after the other; its CPU seconds hold even where other programs use the machine.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbclient
import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from import_time import by_turns  # noqa: E402

ROUNDS, RATIO, MINUTES, CORES = 9, 1.3, 5, 2
SHOW = """
import time
assert panel.pane.HoloViews(chart)._repr_mimebundle_()[0]["text/html"]  # what a notebook shows
print(time.process_time())
"""
BARE = """
import panel, holoviews
holoviews.extension("bokeh", inline=True, logo=False)
panel.extension(inline=True)
groups, values = [str(place % 4) for place in range(700)], [place % 11 for place in range(700)]
chart = holoviews.BoxWhisker((groups, values), "group", "value") * holoviews.Scatter((groups, values), "group", "value")
"""
LESSON = """
import panel
import impc_nb as impc
impc.setup()
length = impc.load_dataset(gene="Myo6", parameter="Body length", life_stage="Early adult")
chart = impc.plots.distribution(length)
"""


def seconds(program: str) -> tuple[float, float]:
    """Seconds from start to end, and CPU seconds, of a fresh interpreter with this program."""
    start = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, "-P", "-c", program + SHOW], check=True, capture_output=True, text=True, env=environment).stdout
    cpu = float(said.split()[-1])
    return time.perf_counter() - start, cpu


def first_chart() -> bool:
    """Print what import and first chart cost in a lesson and bare; whether the promise holds."""
    took = by_turns(seconds, {"bare chart": BARE, "lesson": LESSON}, ROUNDS)
    middle = {name: [median(each) for each in zip(*pairs, strict=True)] for name, pairs in took.items()}
    for name, (wall, cpu) in middle.items():
        print(f"import and first chart, {name:<11} median {wall:5.2f} s, {cpu:5.2f} s of CPU, {ROUNDS} runs")
    wall, cpu = (ours / bare for ours, bare in zip(middle["lesson"], middle["bare chart"], strict=True))
    print(f"lesson / bare = {wall:.2f} in time, {cpu:.2f} in CPU (at most {RATIO} is promised)")
    return min(wall, cpu) <= RATIO


def all_lessons() -> bool:
    """Print what each lesson costs from start to end in a kernel; whether all stay within the promise."""
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PYTHONPATH": str(ROOT), "IPYTHONDIR": folder, "IMPC_NB_PROGRESS": f"{folder}/progress.json"}
        begin = time.perf_counter()
        for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.append(nbformat.v4.new_code_cell("import psutil; print(sum(psutil.Process().cpu_times()[:4]))"))
            start = time.perf_counter()
            nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
            cpu = float(notebook.cells[-1].outputs[0].text)
            spent += cpu
            print(f"{path.stem:<34} {time.perf_counter() - start:5.1f} s, {cpu:5.1f} s of CPU", flush=True)
        wall = time.perf_counter() - begin
    print(f"all lessons: {wall:.0f} s one after the other, {spent:.0f} s of CPU (at most {60 * MINUTES} s on {CORES} cores are promised)")
    return min(wall, spent) <= 60 * MINUTES


if __name__ == "__main__":
    kept = first_chart()
    sys.exit(not (kept if sys.argv[1:] == ["first"] else all_lessons() and kept))
