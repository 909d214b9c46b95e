"""Contrast: words 4.5 to 1 (WCAG 2.2, 1.4.3), signs and edges of controls 3 to 1 (1.4.11), in the light and in the dark."""

import re
from pathlib import Path

import pytest

from dashboards.colours import COLOURS, INKS
from impc_nb.schema import GROUP_COLOURS

PLOTS = Path(__file__).resolve().parent.parent / "impc_nb" / "plots"
WORDS = [("ink", "sheet"), ("ink", "ground"), ("ink", "soft"), ("ink", "note"), ("quiet", "sheet"), ("quiet", "ground"), ("link", "sheet"),
         ("link", "soft"), ("link", "ground"), ("accent", "sheet"), ("on-accent", "accent"), ("simulated-ink", "simulated"),
         ("real-ink", "real")]  # fmt: skip
SIGNS = [("control", "sheet"), ("focus", "sheet"), ("focus", "ground"), ("note-edge", "note")]
FRAMES = {"#E8ECEF", "#C5CDD5", "#FFFFFF", "#10181F"}  # grid and axis lines, gaps, and what stands on a coloured mark
FILLS = {"#9FC9E8", "#F3C66B", "#8FD3BD", "#E8A98A", "#D9B3D2", "#F5EE9E", "#8FB0CC", "#C9CED3", "#8FB8E8", "#C9D3DC"}  # edged in #52606D


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_that_of_the_standard():
    """Black on white is 21 to 1; #767676 is the lightest grey that passes 4.5 on white (WCAG's understanding of 1.4.3)."""
    assert round(contrast("#000000", "#FFFFFF"), 3) == 21
    assert contrast("#767676", "#FFFFFF") >= 4.5 > contrast("#777777", "#FFFFFF")


@pytest.mark.parametrize("i", [0, 1], ids=["light", "dark"])
def test_words_and_signs_stand_out(i):
    weak = {(a, b): contrast(COLOURS[a][i], COLOURS[b][i]) for a, b in WORDS if contrast(COLOURS[a][i], COLOURS[b][i]) < 4.5}
    weak |= {(a, b): contrast(COLOURS[a][i], COLOURS[b][i]) for a, b in SIGNS if contrast(COLOURS[a][i], COLOURS[b][i]) < 3}
    assert weak == {}


def marks() -> set[str]:
    """Every colour that charts draw with, but fills with an edge of their own and the quiet frame."""
    written = {c.upper() for path in PLOTS.glob("*.py") for c in re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))}
    return (written | set(GROUP_COLOURS.values())) - FRAMES - FILLS


def faint(colours: set[str]) -> dict[str, str]:
    """Those under 3 to 1 on the sheet of a chart, light or turned for the dark."""
    light, dark = COLOURS["sheet"]
    return {
        c: "light" if contrast(c, light) < 3 else "dark" for c in colours if contrast(c, light) < 3 or contrast(INKS.get(c, c), dark) < 3
    }


def test_marks_of_charts_stand_out_on_both_grounds():
    assert faint(marks()) == {}
    assert faint({"#F5EE9E", "#1F2A33", "#101820"}) == {"#F5EE9E": "light", "#101820": "dark"}  # what the check is for
