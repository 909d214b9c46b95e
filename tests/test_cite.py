"""Cite this view: what every form must hold, that no text from data leaves its form, and that the HTML file stands alone."""

import ast
import json
import re

import pytest
import yaml
from small_release import EVIL, TESTS, frame, page

from dashboards import cite, parts, view_menu
from dashboards.cite import Cited
from dashboards.sheet import Sheet
from impc_nb.plots.chromosomes import manhattan
from impc_nb.schema import Release

REAL = Release("live", "live", "IMPC data release 24.0")
TEACHING = Release("teaching", "teaching", "Teaching release", simulated=True)
NASTY = 'A "title" & 50 % {of} _x_ #1 \\end ~^ \x00\u2028 🐁 </script><script>window.hacked=1</script>\n@misc{x,'
VIEW = Cited("Myo6 · Body length", REAL, "?page=charts&gene=Myo6", ("a26ddff8", "b1"))


def test_a_citation_names_release_datasets_software_licence_and_paper():
    for said in (cite.text(VIEW), cite.bibtex(VIEW), cite.cff(VIEW)):
        for part in ("IMPC data release 24.0", "a26ddff8", "b1", "10.1093/nar/gkac972", "impc-nb"):
            assert part in said
        assert "CC BY 4.0" in said or "CC-BY-4.0" in said
    assert "International Mouse Phenotyping Consortium" in cite.text(VIEW) and "page=charts&gene=Myo6" in cite.text(VIEW)


def test_simulated_animals_are_not_cited_as_data_of_the_impc():
    said = cite.text(Cited("Myo6 · Body length", TEACHING))
    assert "simulated animals, not measurements" in said and not said.startswith("International")
    assert "license: CC-BY-4.0" not in cite.cff(Cited("x", TEACHING))


@pytest.mark.parametrize("title", ["plain", NASTY, EVIL, ":", "- x", "null", "1e5", "[a]", "{", "'"])
def test_the_citation_file_reads_back_what_went_in(title):
    said = yaml.safe_load(cite.cff(Cited(title, REAL, "?page=home", ("i: d", "-"))))
    assert said["title"].startswith("".join(c for c in " ".join(title.split()) if c.isprintable())[:40])
    # what the format (citation-file-format 1.2.0) asks of every file
    assert said["cff-version"] == "1.2.0" and said["message"] and said["authors"] == [{"name": cite.PROVIDER}] and said["type"] == "dataset"
    assert [i["value"] for i in said["identifiers"]] == ["i: d", "-"] and {i["type"] for i in said["identifiers"]} == {"other"}
    assert [r["type"] for r in said["references"]] == ["software", "article"] and said["references"][1]["doi"] == cite.PAPER["doi"]


@pytest.mark.parametrize("title", ["plain", NASTY, "}}}", "{{{", "\\"])
def test_an_entry_of_bibtex_cannot_be_ended_by_a_title(title):
    said = cite.bibtex(Cited(title, REAL))
    bare = re.sub(r"\\[{}]", "", said)  # escaped braces are letters
    assert bare.count("{") == bare.count("}")
    assert len(re.findall(r"^@", said, re.MULTILINE)) == 2  # the view and the paper, no third entry


def test_the_file_of_a_view_asks_nobody_and_runs_nothing_from_data():
    chart = manhattan(
        frame("phenotype_results", [t | {"marker_symbol": "</script><script>window.hacked=1</script>"} for t in TESTS]), NASTY
    )
    text = cite.html(Cited(NASTY, REAL), ["<h1>The answer</h1>", "<p>more</p>"], [chart])
    assert text.index(">The answer<") < text.index(">more<") < text.index(">How to cite<")
    own = re.sub(r"<script>/\* BEGIN bokeh.*?</script>", "", text, flags=re.DOTALL)
    assert "window.hacked=1</script>" not in own and not re.search(r"""(?:src|href)=["'](?:https?:)?//""", own)
    assert "<title>A &quot;title&quot;" in text


def test_what_stands_on_the_page_stands_in_the_file_without_its_links_and_buttons():
    made = page("disease", "teaching", gene="Myo6")
    markup, charts = made.menu.cite._contents()
    said = " ".join(markup)
    assert "Myo6 is associated with" in said and "/ 2 =" in said and not charts
    assert 'href="?' not in said and "<button" not in said
    assert "https://omim.org/entry/" in said  # links out stay


def test_the_button_opens_the_three_forms_and_three_files(monkeypatch):
    made = page("phenotype", "teaching")
    assert not made.menu.cite.body.visible
    button, saved = made.menu.cite, []
    made.menu.buttons.told("Cite this view", "")
    assert button.body.visible and all(f"<h3>{name}</h3>" in button.said.object for name in ("As text", "BibTeX", "CITATION.cff"))
    parts.sheet(button.body)  # files are saved by what shows the buttons
    monkeypatch.setattr(Sheet, "save", lambda _, name, text: saved.append((name, text)))
    for name in re.findall('data-set="([^"]+)"', button.files.object):
        button.files.told(name, "")
    assert [name for name, _ in saved[:2]] == ["CITATION.cff", "references.bib"] and saved[2][0].endswith(".html")
    assert "genes tested" in saved[2][1] and "bokeh" in saved[2][1]  # the chart is in it
    made.menu.buttons.told("Cite this view", "")
    assert not made.menu.cite.body.visible


# ---------------------------------------------------------------- Python and notebook of a view
@pytest.mark.parametrize("word", ["Myo6", "it's", '"', "{release}", "'); import os; ('", "\n", "\\"])
def test_words_from_the_address_stay_texts_in_a_cell(word):
    cell = view_menu.cell_of("a 'folder'", ("rows", f"load_table('terms', text={view_menu.quoted(word)}{{release}})"))
    (call,) = [n for n in ast.walk(ast.parse(cell)) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "load_table"]
    assert {k.arg: ast.literal_eval(k.value) for k in call.keywords} == {"text": word, "release": "a 'folder'"}


def test_a_notebook_holds_the_cell_and_is_one():
    import nbformat

    cell = view_menu.cell_of("teaching", ("done", "progress()"))
    made = nbformat.from_dict(json.loads(view_menu.notebook(cell, "Lessons\nand more")))
    nbformat.validate(made)
    assert made.cells[0].source == "# Lessons and more" and made.cells[1].source == cell.rstrip()


@pytest.mark.parametrize("key", ["home", "phenotypes", "phenotype", "images", "disease", "alleles", "downloads", "learn"])
def test_the_python_of_every_page_runs(key):
    cell = page(key, "teaching", gene="Myo6").menu.buttons.values["python"]
    scope: dict = {}
    exec(compile(cell.replace("impc.setup()", ""), key, "exec"), scope)  # noqa: S102 - what a learner would run
    made = next(value for name, value in scope.items() if name not in ("impc", "__builtins__"))
    assert len(getattr(made, "animals", made))
