"""Fisher's test and reference ranges against R 4.2.2 and OpenStats 1.6.4, and by hand."""

from itertools import product
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded_statistics import STARTLE, dataset, reference, relative, rows_of_points, rows_of_table, table

from impc_nb.statistics.categorical import fisher_by_sex, fisher_exact, level_table
from impc_nb.statistics.reference_range import published_pair, range_by_sex, range_test
from impc_nb.statistics.tags import fisher_tag, in_r, mixed_model_tag, range_tag
from impc_nb.statistics.welch import NotEstimable


def frame(counts) -> pd.DataFrame:
    return pd.DataFrame(counts, columns=["control", "experimental"])


def test_every_table_of_the_references(shared):
    """R 4.2.2 rounds tables of more than two levels to about 7e-12; the same logarithms give the same digits."""
    seen = 0
    for name in (STARTLE, "PhenStat__test_categorical"):
        said = reference(shared, name)
        for one in said["analyses"]:
            if name == STARTLE:
                a = dataset(shared, name).animals
                levels, mutant = a["category"].to_numpy(object), (a["biological_sample_group"] == "experimental").to_numpy()
                male = (a["sex"] == "male").to_numpy()
            else:
                raw = table(shared, name, said)
                levels, mutant = raw[one["response"]].to_numpy(object), (raw["Genotype"] == said["test_genotype"]).to_numpy()
                male = (raw["Sex"] == "Male").to_numpy()
            tests = fisher_by_sex(levels, mutant, male)
            published = one.get("openstats_fe", {}).get("p", {})
            for part, r in one["fisher"].items():
                if not r or "p" not in r:
                    continue
                seen += 1
                found = tests[part]
                # a level that one sex lacks stays in its table in OpenStats, which sends it another way through R: 1.5e-12 apart
                expected = published[part]["Complete table"] if part in published else r["p"]
                assert relative(found.p_value, expected) < 1e-13, (one["response"], part)
                if "max_proportion_difference" in r:
                    assert relative(found.effect_size, r["max_proportion_difference"]) < 1e-13
                    assert relative(found.cramers_v, r["cramers_v"]) < 1e-13
                if r.get("odds_ratio") and len(found.table) == 2:
                    expected = float(r["odds_ratio"])  # "Inf" too; R's root finder stops at 1e-4
                    assert found.odds_ratio == expected or relative(found.odds_ratio, expected) < 1e-3
            r = one.get("openstats_fe", {})
            if "classification_tag" in r:
                tag = fisher_tag(*(tests[k].p_value for k in ("both", "female", "male")), ["female", "male"])
                assert tag.split("pvalue")[0] == r["classification_tag"].split("pvalue")[0]
    assert seen > 90


def by_listing(counts) -> float:
    """Every table with these margins, listed one by one."""
    sizes, drawn = [sum(r) for r in counts], sum(r[1] for r in counts)
    weight = {x: int(np.prod([comb(n, k) for n, k in zip(sizes, x, strict=True)], dtype=object))
              for x in product(*(range(n + 1) for n in sizes)) if sum(x) == drawn}  # fmt: skip
    limit = weight[tuple(r[1] for r in counts)]
    return sum(w for w in weight.values() if w <= limit) / sum(weight.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=2, max_size=4))
def test_fisher_is_the_sum_over_all_tables(counts):
    found = fisher_exact(frame(counts)).p_value
    full = [c for c in counts if sum(c)]
    if len(full) < 2 or not sum(c[0] for c in full) or not sum(c[1] for c in full):
        assert found == 1.0
    else:
        assert found == pytest.approx(by_listing(full), rel=1e-12)


def test_ties_are_those_of_r():
    """R 4.2.2: the table of one animal each from levels 3 and 4 is 2e-7 more likely than the observed one and counts as equal."""
    found = fisher_exact(frame([[2234, 1], [2236, 1], [2236, 0], [2236, 0]])).p_value
    assert found == pytest.approx(0.7498602258912106, rel=1e-12)
    every = comb(8944, 2)
    assert found == pytest.approx(1 - 2 * 2236 * 2237 / every, rel=1e-9) and found - (1 - (2 * 2236 * 2237 + 2236**2) / every) > 0.1


def test_fisher_on_many_levels_and_degenerate_tables():
    assert fisher_exact(frame([[30, 2]] * 9)).p_value == pytest.approx(1.0)
    assert fisher_exact(frame([[10, 3], [0, 0]])).p_value == 1.0 and fisher_exact(frame([[10, 0], [3, 0]])).effect_size is None
    with pytest.raises(NotEstimable, match="negative"):
        fisher_exact(frame([[1, -1], [2, 2]]))
    with pytest.raises(NotEstimable, match="too many tables"):
        fisher_exact(frame([[100 + k, 90 - k] for k in range(16)]))


def test_levels_leave_missing_out_and_keep_no_data():
    counts = level_table(np.array(["No data", None, "Present", "Present"], object), np.array([True, True, False, True]))
    assert counts.to_dict() == {"control": {"No data": 0, "Present": 1}, "experimental": {"No data": 1, "Present": 1}}


def test_every_reference_range(shared):
    seen = 0
    for name in ("3b41a386c9a534842de1b3ae57a1b2f6", "5682218200528351d763e190dbb492bc", "1c9c88cff10b0482e65de209f7d3e0c6",
                 "64d496cef51d3d02be1cd6332ed69389", "OpenStats__test_continuous", "PhenStat__test1"):  # fmt: skip
        said = reference(shared, name)
        for one in said["analyses"]:
            r = one.get("openstats_rr", {})
            if "p" not in r:
                continue
            seen += 1
            rows = rows_of_table(table(shared, name, said), said, one["response"]) if "package" in said else rows_of_points(shared, name)
            tests = range_by_sex(rows.y, rows.mutant, rows.male)
            for part, found in tests.items():
                for side, t in (("Low", found.low), ("High", found.high)):
                    assert relative(t.p_value, r["p"][part][side]) < 1e-13
                    assert relative(t.effect_size, r["effect_size"][part][side]) < 1e-13
            low, high = ({k: getattr(t, side).p_value for k, t in tests.items()} for side in ("low", "high"))
            assert range_tag(low, high, ["female", "male"]) == r["classification_tag"]
            assert published_pair(tests)[0] == min([*low.values(), *high.values()])
    assert seen >= 12


def test_reference_range_by_hand():
    """Wildtypes 0..99: 2.5 % quantile 2.475, 97.5 % 96.525; three wildtypes above, two mutants of two: p = C(5,2)/C(102,2)."""
    y = np.append(np.arange(100.0), [200.0, 300.0])
    t = range_test(y, np.arange(102) >= 100)
    assert (t.low_cut, t.high_cut) == pytest.approx((2.475, 96.525))
    assert t.high.p_value == pytest.approx(comb(5, 2) / comb(102, 2)) and t.high.effect_size == pytest.approx(0.97)
    with pytest.raises(NotEstimable, match="at least one mutant"):
        range_test(y, np.zeros(102, bool))


def test_numbers_in_tags_are_written_as_r_writes_them():
    """OpenStats rounds to four digits and writes smaller ones as "< 0.0001"; R 4.2.2 pastes 2e-04 and 0.00012."""
    assert [in_r(p) for p in (1e-4, 0.0002, 0.00012, 1.5e-5, 0.05, 0.0, 1 / 3)] == [
        "1e-04", "2e-04", "0.00012", "1.5e-05", "0.05", "0", "0.333333333333333"]  # fmt: skip
    tag = mixed_model_tag(0.01, (1.0, 0.07), (-1.0, 0.0502), ["female", "male"], 2e-5)
    assert tag == ("Overally insignificant [level = 1e-04, pvalue = 0.01] and cannot classify gender effect ["
                   "Interaction pvalue = < 0.0001, Genotype Female pvalue = 0.07, Genotype Male pvalue = 0.0502]")  # fmt: skip
    assert mixed_model_tag(1e-5, (1.0, 0.07), (-1.0, 0.12346), ["female", "male"], 0.00023).endswith(
        "pvalue = 1e-05] but cannot classify gender effect [Interaction pvalue = 2e-04, Genotype Female pvalue = 0.07, "
        "Genotype Male pvalue = 0.1235]")  # fmt: skip
