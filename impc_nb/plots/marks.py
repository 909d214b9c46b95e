"""The marks charts share: every animal, quartile boxes, and the places of the groups."""

from __future__ import annotations

from textwrap import wrap

import numpy as np

from impc_nb import schema
from impc_nb.dataset import Dataset
from impc_nb.plots.picture import Axis, Layer, text
from impc_nb.schema import CONTROL, GROUPS, MUTANT, SEXES

SLOTS = [(sex, group) for sex in SEXES for group in GROUPS]
"""The four places on the axis, left to right, the same for every dataset."""

_STYLE = {
    CONTROL: {"alpha": 0.35, "size": 5, "line_alpha": 0},
    MUTANT: {"alpha": 0.95, "size": 9, "line_color": "white", "line_width": 0.5},
}


def value_axis(dataset: Dataset, values: np.ndarray, headroom: float = 0.0) -> Axis:
    """The value axis: label, unit and limits with a little room, the same for every chart of the dataset."""
    low, high = limits(values)
    return Axis(upright(dataset.label), low, high + headroom * (high - low))


def limits(values: np.ndarray) -> tuple[float, float]:
    """Smallest and largest of the values, with a little room; 0 to 1 where there are none."""
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.05
    return low - room, high + room


def upright(words: str) -> str:
    """Words of a value axis, on two lines or more where one would be longer than the axis."""
    return "\n".join(wrap(text(words), 38)) or text(words)


def title(dataset: Dataset, *known: str) -> str:
    """The release, and below it the mutant line, where and at which stage it was measured; without what is ``known`` otherwise.

    In lines as short as a phone has room for.
    """
    keys = ("marker_symbol", "zygosity", "phenotyping_center", "life_stage_name")
    said = text(" · ".join(str(dataset.about[key]) for key in keys if key not in known and dataset.about[key]))
    return "\n".join(part for line in (text(dataset.release.label), said) for part in wrap(line, 38))


def group_ticks(dataset: Dataset, start: int = 0, short: bool = False) -> tuple[tuple[float, str], ...]:
    """Place and words of the four groups, with the number of animals; ``short`` where eight groups stand side by side."""
    ticks = []
    for i, (sex, group) in enumerate(SLOTS):
        label = schema.group_label(sex, group, dataset.about["zygosity"])
        sex_word, genotype = label.split()
        n = dataset.number_of_animals(sex, group)  # every word on a line of its own: narrow, for a phone
        lower = "\n\n" if group == MUTANT else ""  # of eight groups, mutants' words below those of the wildtypes to both sides
        ticks.append((float(start + i), f"{lower}{sex_word[0]}\n{genotype}\n{n}" if short else f"{sex_word}\n{genotype}\nn = {n}"))
    return tuple(ticks)


def sequence(n: int) -> np.ndarray:
    """n numbers between 0 and 1 that fill the interval evenly in any order of reading: steps of the golden ratio."""
    return (np.arange(n) * 0.618033988749895) % 1.0


def spread(values: np.ndarray, width: float = 0.72) -> np.ndarray:
    """Sideways offsets that show crowding: wide where many animals share a value, the same at every call."""
    values = np.asarray(values, float)
    if not len(values):
        return values
    span = float(values.max() - values.min())
    bins = np.zeros(len(values), int) if span == 0 else np.minimum(((values - values.min()) / span * 24).astype(int), 23)
    order = np.argsort(bins, kind="stable")
    counts = np.bincount(bins)
    place = np.empty(len(values), int)
    place[order] = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    full = max(counts.max(), 12)
    return (sequence(counts.max())[place] - 0.5) * width * np.sqrt(counts[bins] / full)


def animals(dataset: Dataset, sex: str, group: str, columns: dict[str, np.ndarray]) -> Layer:
    """The animals of one sex and group at the given places; style depends on sex and group only."""
    part = dataset.part(sex, group)
    columns = columns | {"specimen_id": part["specimen_id"].fillna("not named").to_numpy(dtype=object)}
    if "day" not in columns:
        columns["day"] = part["date_of_experiment"].to_numpy("datetime64[ms]")
    columns |= {name: part[name].to_numpy(float) for name in ("weight", "age_in_weeks")}
    look = {"color": schema.GROUP_COLOURS[group], "marker": schema.SEX_MARKERS[sex], "hover": "animal"}
    return Layer("points", columns, look | _STYLE[group])


def at_places(dataset: Dataset, start: int = 0) -> list[Layer]:
    """The animals of all four groups side by side."""
    layers = []
    for i, (sex, group) in enumerate(SLOTS, start):
        values = dataset.values(sex, group)
        layers.append(animals(dataset, sex, group, {"place": i + spread(values), "value": values}))
    return layers


def boxes(datasets: list[tuple[int, Dataset]]) -> list[Layer]:
    """Quartile boxes and medians: one layer each for wildtypes and mutants, whatever the number of groups."""
    layers = []
    for group in GROUPS:
        rows = []
        for start, dataset in datasets:
            for i, (sex, which) in enumerate(SLOTS, start):
                if which == group and len(values := dataset.values(sex, group)) > 1:
                    rows.append((i - 0.3, i + 0.3, len(values), *np.quantile(values, [0, 0.25, 0.5, 0.75, 1])))
        left, right, n, least, low, middle, high, most = np.array(rows, float).reshape(-1, 8).T
        colour = schema.GROUP_COLOURS[group]
        box = {"left": left, "bottom": low, "right": right, "top": high}
        layers.append(Layer("bars", box, {"fill_alpha": 0, "line_color": colour, "line_width": 1.6}))
        median = {"x0": left, "y0": middle, "x1": right, "y1": middle, "n": n, "least": least, "low": low, "high": high, "most": most}
        look = {"color": colour, "line_width": 3.2, "hover": "group"}
        layers.append(Layer("lines", median, look))
    return layers
