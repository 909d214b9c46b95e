"""``impc-nb analyse``: recompute a result from a points file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from impc_nb.command_line import Parser
from impc_nb.dataset import Dataset
from impc_nb.own_data import read_points
from impc_nb.schema import SEXES, BadTable
from impc_nb.statistics.analyse import WINDOWS, analyse
from impc_nb.statistics.lines import PupCounts, pup_counts, viability_call
from impc_nb.statistics.methods import METHODS
from impc_nb.statistics.result import Result
from impc_nb.statistics.welch import NotEstimable


def run(words: Sequence[str]) -> int:
    """Run the command; 0 with a result, and the caller says 2 with the sentence of an ImpcError."""
    parser = Parser("analyse", "Recompute an IMPC result from the animals of a file.")
    parser.add_argument("points", metavar="POINTS", help="S3 dataset JSON, CSV or Parquet")
    parser.add_argument("--meta", metavar="FILE", help="the dataset-metadata JSON that belongs to a dataset JSON")
    parser.add_argument("--mutant", metavar="LABEL", help="label of the mutants in a table")
    parser.add_argument("--control", metavar="LABEL", help="label of the wildtypes in a table")
    parser.add_argument("--columns", metavar="genotype=..,sex=..,value=..,weight=..,batch=..", default="",
                        help="the file's own header names; an empty name leaves a column out")  # fmt: skip
    parser.add_argument("--method", choices=("auto", *METHODS), default="auto")
    parser.add_argument("--window", choices=WINDOWS, default="search", help="soft window: search it, as recorded, or none")
    parser.add_argument("--json", action="store_true", help="one object in the names of Solr's statistical-result core")
    options = parser.parse(words)
    pups = _pups(options.points)
    if pups:
        result = _viability(pups)
        _show(json.dumps(result.as_dict(), indent=2, allow_nan=False) if options.json else "\n".join([result.call, *result.path]))
        return 0
    categorical = {"fisher": True, "mixed-model": False, "reference-range": False}.get(options.method)
    dataset = read_points(options.points, options.meta, mutant=options.mutant, control=options.control,
                          columns=_pairs(options.columns), categorical=categorical)  # fmt: skip
    result = analyse(dataset, window=options.window, method=options.method)
    text = json.dumps(result.as_dict(), indent=2, allow_nan=False) if options.json else report(dataset, result)
    _show(text)
    return 0


def _show(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader, such as head, had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _pups(path: str) -> dict[str | None, PupCounts]:
    """Counts of a viability screen, all pups (None) and by sex; empty when the file is something else."""
    try:
        said = json.loads(Path(path).read_text(encoding="utf-8")) if path.lower().endswith(".json") else None
    except (OSError, ValueError):
        return {}
    found = {}
    for sex in (None, *SEXES):
        with suppress(NotEstimable):
            found[sex] = pup_counts(said, sex)
    return found if None in found and found[None].pups else {}


def _viability(pups: dict[str | None, PupCounts]) -> Result:
    """A viability screen in the form of a result: a call about the line, without p-value because the category rests on none."""
    calls = {sex: viability_call(counts) for sex, counts in pups.items() if counts.pups}
    path = [f"{sex.capitalize()}s: {call.sentence}" for sex, call in calls.items() if sex]
    path.append("The category is by shares (none: lethal; below half of the expected: subviable); the centre's own call wins.")
    return Result(statistical_method="Supplied as data", significant=calls[None].abnormal, call=calls[None].sentence, path=tuple(path))


def _pairs(text: str) -> dict[str, str]:
    """``genotype=Genotype,sex=Sex`` as a dict; a comma inside a header belongs to it."""
    out: dict[str, str] = {}
    for part in text.split(",") if text else []:
        name, equals, value = part.partition("=")
        if equals:
            out[name.strip()] = value
        elif out:
            out[list(out)[-1]] += "," + part
        else:
            raise BadTable(f"--columns {text[:60]!r} is not understood: write genotype=NAME,sex=NAME,value=NAME.")
    return out


def report(dataset: Dataset, result: Result) -> str:
    """The result for people, in lines."""
    lines = [f"{dataset.label}: {dataset.counted()}; {dataset.release.label}", result.call, f"Method: {result.statistical_method}"]
    if result.p_value is not None:
        lines.append(f"p {result.p_value:.4g}" + (f", effect size {result.effect_size:.4g}" if result.effect_size is not None else ""))
    for sex in SEXES:
        estimate, p = getattr(result, f"{sex}_ko_parameter_estimate"), getattr(result, f"{sex}_ko_effect_p_value")
        stderr, tail = getattr(result, f"{sex}_ko_effect_stderr_estimate"), "" if p is None else f", p {p:.3g}"
        if stderr is not None:
            lines.append(f"{sex}: mutant - wildtype {estimate:+.4g} {dataset.unit}".rstrip() + f" (standard error {stderr:.3g}{tail})")
        elif p is not None:
            lines.append(f"{sex}: {f'odds ratio {estimate:.4g}, ' if estimate is not None else ''}p {p:.3g}")
    if result.soft_windowing_bandwidth is not None:
        lines.append(f"Soft window: bandwidth {result.soft_windowing_bandwidth:g} days, shape {result.soft_windowing_shape:.5f}")
    lines += [f"Tag: {(result.classification_tag or 'none').strip()}", "How:", *(f"  {sentence}" for sentence in result.path)]
    return "\n".join(lines)
