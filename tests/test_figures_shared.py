"""Figures of a kind drawn before are copies: they show their own numbers, words and limits, as if drawn anew."""

import numpy as np
import pandas as pd
import pytest
from hand_made import mice

from dashboards import live_chart
from dashboards.live_chart import figure_of, render
from dashboards.pages.charts_family import main_picture
from impc_nb.plots.profiles import beside, profile
from impc_nb.plots.pups import pups
from impc_nb.plots.tallies import tallies
from impc_nb.plots.trajectories import trajectory
from impc_nb.schema import Release
from impc_nb.statistics.lines import PupCounts


def weights(mean, who):
    curve = pd.DataFrame({"age_in_weeks": [4.0, 5.0] * 2, "mean": mean + np.arange(4.0), "sd": 1.0, "count": 5.0, "sex": "female",
                          "biological_sample_group": ["control"] * 2 + ["experimental"] * 2})  # fmt: skip
    return trajectory(curve, "female", "body weight (g)", Release("x", "folder", who), who=who, limits=(0.0, mean * 2))


def series(value):
    return mice([value, 200.0], [90.0, 300.0], discrete_point=[0.0, 30.0] * 2, specimen_id=["a", "a", "m", "m"],
                about={"parameter_name": f"Glucose {value}"})  # fmt: skip


def together(value):
    members = {"click": mice([value, 12.0], [30.0]), "6": mice([value + 5], [60.0])}
    return profile(members["click"], beside(members), "kHz", tuple(members), "threshold (dB)")


TWO = {
    "pups": (pups({"all pups": PupCounts(10, 20, 10)}, "Abc1"), pups({"females": PupCounts(1, 2, 30)}, "Abc2")),
    "weights": (weights(10.0, "Abc1"), weights(30.0, "Abc2")),
    "a series": (main_picture(series(100.0)), main_picture(series(150.0))),
    "read together": (together(10.0), together(20.0)),
    "counts": tuple(tallies(pd.DataFrame({"Normal": [n, 3.0], "Abnormal": [1.0, n]}, index=["Wildtype", "Mutant"])) for n in (5.0, 9.0)),
}


def read(figure):
    data = [{k: np.asarray(v).tolist() for k, v in r.data_source.data.items()} for r in figure.renderers]
    words = [(a.axis_label, a.major_label_overrides) for a in (*figure.xaxis, *figure.yaxis)]
    return (
        data,
        words,
        figure.title.text,
        (figure.x_range.start, figure.x_range.end, figure.y_range.start, figure.y_range.end),
        figure.height,
    )


@pytest.mark.parametrize("kind", TWO)
def test_a_copy_shows_what_a_drawing_shows(kind, monkeypatch):
    monkeypatch.setattr(live_chart, "_masters", {})
    first, second = TWO[kind]
    figure_of(first)
    np.testing.assert_equal(read(figure_of(second)), read(render(second)))
    assert read(figure_of(second))[0] != read(figure_of(first))[0]  # they are of other numbers
    assert len(live_chart._masters) == 1  # the second was not drawn again
