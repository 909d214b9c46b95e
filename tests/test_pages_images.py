"""Images: wildtype beside mutant, and no request to anybody before it is asked for."""

import pandas as pd
import pytest
from read_page import headline, markups, readable
from small_release import EVERYTHING, PICTURES, again, frame, page, write

from dashboards import pictures
from dashboards.in_step import InStep, sides


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> str:
    return write(tmp_path_factory.mktemp("images") / "release", **EVERYTHING)


@pytest.fixture
def files() -> pd.DataFrame:
    return frame("image_files", PICTURES)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("//www.ebi.ac.uk/x", "https://www.ebi.ac.uk/x"), ("https://api.mousephenotype.org/x", "https://api.mousephenotype.org/x"),
     ("https://ebi.ac.uk.evil.example/x", ""), ("https://evilebi.ac.uk/x", ""), ("http://www.ebi.ac.uk/x", ""), ("javascript:alert(1)", ""),
     ("https://[", ""), (None, ""), ("data:image/png;base64,AAAA", "")],
)  # fmt: skip
def test_only_the_impc_itself_is_asked_for_pictures(address, shown):
    assert pictures.web_address(address) == shown


def test_wildtypes_of_the_same_conditions_stand_beside_the_mutants(files):
    wildtypes, mutants = pictures.matching(files, files)
    assert list(wildtypes["specimen_id"]) == ["mouse-2"] and list(mutants["specimen_id"]) == ["mouse-1", "mouse-3"]


def test_where_none_shares_the_conditions_those_of_the_centre_and_then_all_are_taken(files):
    other = files.assign(metadata_group=["m1", "m1", "m3", "m2"])
    assert list(pictures.matching(other, other)[0]["specimen_id"]) == ["mouse-2"]  # of the same centre
    away = files.assign(phenotyping_center=["Here", "Here", "Away", "Elsewhere"])
    assert len(pictures.matching(away, away)[0]) == 2


def test_no_picture_is_asked_for_before_somebody_asks(release):
    made = page("images", release, gene="Abc1")
    assert not any("<img" in m for m in markups(made.layout))
    made.view.set(pictures="1")
    again(made)
    shown = " ".join(markups(made.layout))
    assert 'src="https://www.ebi.ac.uk/thumb/1"' in shown and 'alt="female, homozygote, mutant, 14 weeks, Here, 2020-02-29"' in shown
    assert "evil.example" not in shown and "javascript:" not in shown


def test_simulated_animals_never_have_pictures():
    made = page("images", "teaching", pictures="1")
    assert "simulated, so no picture was ever taken" in readable(made)
    assert not any("<img" in m for m in markups(made.layout))
    assert headline(made).startswith("There would be")


def test_pictures_are_compared_in_step_once_somebody_asks_for_them(release):
    made = page("images", release, gene="Abc1")
    assert not made.layout.select(InStep)
    made.view.set(pictures="1")
    again(made)
    (step,) = made.layout.select(InStep)
    assert [side["sources"] for side in step.sides] == [[f"https://www.ebi.ac.uk/{size}/1" for size in ("full", "thumb")]] * 2
    step._handle_msg({"name": "mutant", "value": "mouse-3"})
    step._handle_msg({"name": "page", "value": "home"})
    assert made.view.query().endswith("pictures=1&mutant=mouse-3")
    again(made)
    assert made.layout.select(InStep) == [step]  # and not another one at each choice
    assert "('mouse-3' is not among these pictures; the first is shown)" in step.sides[1]["words"]  # its address is not the IMPC's


def test_each_picture_can_be_chosen_by_its_animal(files):
    twice = pd.concat([files.iloc[[0]], files.iloc[[0]].assign(jpeg_url=None), files.iloc[[0]].assign(specimen_id=None)])
    _, mutant = sides(files.iloc[:0], twice, {"mutant": "mouse-1 #2"})
    assert [key for key, _ in mutant["choices"]] == ["mouse-1", "mouse-1 #2", "animal not named"]
    assert mutant["chosen"] == "mouse-1 #2" and mutant["sources"] == ["https://www.ebi.ac.uk/thumb/1"]


def test_a_side_without_pictures_says_so_and_two_are_not_compared(files):
    wildtype, mutant = sides(files.iloc[:0], files.iloc[[0]], {"wildtype": "mouse-2"})
    assert (
        wildtype["instead"] == "There is no picture of a wildtype here that can be seen." and not wildtype["sources"] + wildtype["choices"]
    )
    assert mutant["sources"]
    assert sides(files.iloc[2:3].assign(file_type="application/pdf", thumbnail_url=None), files.iloc[[1]], {}) == []


def test_another_kind_is_shown_with_its_pictures_too(release):
    assert any("pictures=1" in m for m in markups(page("images", release, gene="Abc1", pictures="1").side))
    assert not any("pictures=1" in m for m in markups(page("images", release, gene="Abc1").side))


def test_a_filter_holds_for_both_sides(release):
    said = readable(page("images", release, gene="Abc1", sex="male"))
    assert "Mutants (1) △ male" in said and "No picture of a wildtype fits what is asked for." in said


def test_many_pictures_are_counted_and_some_shown(files):
    many = pd.concat([files.iloc[[0]]] * 30)
    said = pictures.sides(files.iloc[2:3], many, online=False)
    assert "Mutants (30; the first 12 are shown)" in said and said.count("<figure>") == 13


def test_an_unknown_kind_is_answered_with_a_sentence(release):
    made = page("images", release, gene="Abc1", parameter="X_NON_001_001")
    assert "Abc1 has no pictures of 'X_NON_001_001' here; Whole body is shown." in readable(made)
    assert made.view.parameter == "X_XRY_001_001"


def test_files_without_a_list_of_kinds_are_shown_all_the_same(tmp_path):
    elsewhere = [{"marker_accession_id": "MGI:77"}]
    release = write(tmp_path / "r", **EVERYTHING | {"images": elsewhere})
    assert headline(page("images", release, gene="Abc1")).startswith("There are 2 pictures of Abc1 mutants, of 1 kind")


def test_a_gene_without_pictures(release):
    assert headline(page("images", release, gene="Bare2")) == "There are no pictures of Bare2 mutants here."
