"""Charts in words; the expected values are computed by hand from the few marks given."""

import numpy as np

from impc_nb.plots.picture import Axis, Layer, Picture
from impc_nb.plots.said import MOST, said

GROUPS = Axis("group", -0.5, 1.5, ((0.0, "Female WT\nn = 5"), (1.0, "Female HOM\nn = 1")))
LENGTH = Axis("Body length (cm)", 0, 10)


def points(x, y, color="#000000", marker="circle") -> Layer:
    return Layer("points", {"place": np.array(x), "value": np.array(y, float)}, {"color": color, "marker": marker})


def test_groups_have_their_median_and_small_ones_each_value():
    words = said(Picture((points([0.1, -0.2, 0, 0.3, 0, 1.0], [3, 5, np.nan, 9, 10, 8]),), GROUPS, LENGTH, title="Simulated · Abc1"))
    assert words == "Chart of Body length (cm). Simulated · Abc1. Female WT n = 5: median 7 of 4. Female HOM n = 1: 8."


def test_where_several_groups_stand_at_one_place_each_is_named():
    """Four animals of each group at one prepulse, drawn in the colours and signs of the house, then their means in the same."""
    looks = [("#D41159", "circle"), ("#1A85FF", "circle"), ("#1A85FF", "triangle")]
    values = [[1, 2, 3, 4], [50, 60, 70, 80], [9]]
    layers = [points([0.0] * len(v), v, *look) for v, look in zip(values, looks, strict=True)]
    means = [points([0.0], [99], *look) for look in looks]
    words = said(Picture((*layers, *means), Axis("", -0.5, 0.5, ((0.0, "PP1"),)), LENGTH))
    assert words.endswith("PP1: female wildtypes median 2.5 of 4, female mutants median 65 of 4, male mutants 9.")
    rows = Axis("", -0.5, 0.5, ((0.0, "as measured"),))
    sexes = [points([estimate], [0.0], "#1A85FF", sign) for estimate, sign in ((-0.8, "circle"), (-0.6, "triangle"))]
    words = said(Picture(tuple(sexes), Axis("difference (cm)", -1, 1), rows))
    assert words.endswith("as measured: females −0.8, males −0.6.")


def test_dates_have_a_range():
    days = np.array(["2020-03-01", "2019-12-31", "NaT"], "datetime64[ms]")
    words = said(Picture((points(days, [1, 2, 3]),), Axis("day", days[1], days[0]), LENGTH))
    assert words == "Chart of Body length (cm) against day. 2 marks; day from 2019-12-31 to 2020-03-01, Body length (cm) from 1 to 2."


def test_rows_are_read_along_the_other_axis_and_not_without_end():
    rows = Axis("", -0.5, 40, tuple((float(i), f"step {i}") for i in range(40)))
    words = said(Picture((points([-0.5] * 40, range(40)),), Axis("difference (cm)", -1, 1), rows))
    assert "step 0: −0.5. step 1: −0.5." in words and f"And {40 - MOST} more rows." in words and "step 39" not in words


def test_shares_are_named():
    bars = {"left": [-0.3, -0.3], "bottom": [0, 75], "right": [0.3, 0.3], "top": [75, 100], "category": ["as expected", "abnormal"],
            "share": [75.0, 25.0]}  # fmt: skip
    layer = Layer("bars", {n: np.array(v, object if n == "category" else float) for n, v in bars.items()})
    assert "Female WT n = 5: as expected 75 %, abnormal 25 %." in said(Picture((layer,), GROUPS, Axis("share (%)", 0, 100)))


def test_nothing_drawn_is_said():
    assert said(Picture((points([], []),), GROUPS, LENGTH)).endswith("Nothing is drawn.")
