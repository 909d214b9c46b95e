"""The learner's own copies: an answer is never lost."""

import pytest

from impc_nb.lesson.copies import bring_lessons, start_again
from impc_nb.schema import NotFound, Unavailable


@pytest.fixture
def folders(tmp_path):
    shipped, own = tmp_path / "notebooks", tmp_path / "own"
    shipped.mkdir()
    for name in ("00_start", "05_chart_pages"):
        (shipped / f"{name}.ipynb").write_text(f"{name} as shipped")
    (shipped / "build.py").write_text("")
    return shipped, own


def notebooks(own):
    return {path.name: path.read_text() for path in own.glob("*.ipynb")}


def test_each_lesson_is_copied_once(folders):
    shipped, own = folders
    assert bring_lessons(*folders) == []
    assert notebooks(own) == {f"{name}.ipynb": f"{name} as shipped" for name in ("00_start", "05_chart_pages")}
    assert bring_lessons(*folders) == []


def test_an_update_reaches_untouched_copies_and_leaves_answers_alone(folders):
    shipped, own = folders
    bring_lessons(*folders)
    (own / "05_chart_pages.ipynb").write_text("my answers")
    for name in ("00_start", "05_chart_pages"):
        (shipped / f"{name}.ipynb").write_text("newer")
    assert bring_lessons(*folders) == ["05_chart_pages.ipynb"]
    assert notebooks(own) == {"00_start.ipynb": "newer", "05_chart_pages.ipynb": "my answers"}


def test_a_lost_or_damaged_record_costs_no_answer(folders):
    shipped, own = folders
    bring_lessons(*folders)
    (own / "05_chart_pages.ipynb").write_text("my answers")
    for damage in ("", "[]", "{"):
        (own / ".as-shipped.json").write_text(damage)
        bring_lessons(*folders)
        assert notebooks(own)["05_chart_pages.ipynb"] == "my answers"


@pytest.mark.parametrize("asked", ["05", "5", "05_chart_pages", " 05 "])
def test_starting_again_keeps_the_old_copy(folders, asked):
    shipped, own = folders
    bring_lessons(*folders)
    (own / "05_chart_pages.ipynb").write_text("my answers")
    assert "starts again" in start_again(asked, *folders)
    assert notebooks(own).pop("05_chart_pages.ipynb") == "05_chart_pages as shipped"
    assert "my answers" in notebooks(own).values()
    assert len(notebooks(own)) == 3


@pytest.mark.parametrize("asked", ["77", "", "../05", "chart"])
def test_an_unknown_lesson_is_named_with_those_there_are(folders, asked):
    with pytest.raises(NotFound, match=r"05_chart_pages\.ipynb"):
        start_again(asked, *folders)


def test_a_folder_that_cannot_be_written_is_a_sentence(folders, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="IMPC_NB_LESSONS"):
        bring_lessons(folders[0], tmp_path / "file" / "own")
    with pytest.raises(Unavailable, match="whole project"):
        bring_lessons(tmp_path / "none", tmp_path / "own")
