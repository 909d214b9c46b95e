"""Line-level calls: counts by hand and from recorded viability files."""

import json

import pytest
from recorded_statistics import points_file

from impc_nb.statistics.lines import PupCounts, fertility_call, mendelian_p, pup_counts, supplied_sentence, viability_call
from impc_nb.statistics.welch import NotEstimable


def test_no_homozygote_among_thirty_pups():
    """0.75^30, the p a centre supplied for such a line."""
    assert mendelian_p(0, 30) == pytest.approx(0.75**30, rel=1e-12)
    assert mendelian_p(1, 2) == pytest.approx(0.75**2 + 2 * 0.25 * 0.75)


def test_recorded_counts(shared):
    """1700003F12Rik: 1 homozygous, 102 heterozygous, 50 wildtype of 153 pups, as recorded."""
    points = json.loads(points_file(shared, "32dbf8977406a2692e22be3b17f4ff8b").read_text())
    counts = pup_counts(points)
    assert counts == PupCounts(1, 102, 50) and counts.pups == 153
    females = pup_counts(points, "female")
    assert (females.homozygotes, females.heterozygotes, females.wildtypes) == (1, 52, 21)
    assert viability_call(counts).category == "subviable" and viability_call(counts).mp_term_id == "MP:0011110"


def test_calls():
    assert viability_call(PupCounts(0, 40, 20)).mp_term_id == "MP:0011100"
    assert viability_call(PupCounts(15, 30, 15)).abnormal is False
    assert viability_call(PupCounts(0, 10, 5)).category == "too few pups"
    assert viability_call(PupCounts(0, 40, 20), "Homozygous - Subviable").category == "subviable"  # the centre's outcome wins
    with pytest.raises(NotEstimable, match="none of viable"):
        viability_call(PupCounts(0, 40, 20), "No data")
    assert fertility_call("Infertile", "female").mp_term_id == "MP:0001926" and fertility_call("fertile", "male").mp_term_id is None
    with pytest.raises(NotEstimable):
        fertility_call("unknown", "male")


def test_a_placeholder_is_never_shown_as_a_p_value():
    assert fertility_call("Infertile", "male").p_value is None
    assert "no p-value was computed" in supplied_sentence({"p_value": 0.0, "significant": True})
    assert "no p-value was computed" in supplied_sentence({"p_value": 1.0, "significant": False})
    assert "1.8×10⁻⁴" in supplied_sentence({"p_value": 0.000178582, "significant": True})


@pytest.mark.parametrize("points", [{}, {"series": []}, {"series": [{"parameterName": "Total homozygotes", "dataPoint": 1.5}]}, None])
def test_counts_that_are_none(points):
    with pytest.raises(NotEstimable, match="whole number"):
        pup_counts(points)
