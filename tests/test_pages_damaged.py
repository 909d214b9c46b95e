"""One damaged file of a release at a time: Gene, Charts and Late Adult say so where it counts, and everything else stands."""

import json
import re
import shutil
from pathlib import Path

import hand_made_release as made
import pandas as pd
import pytest
from read_page import markups, readable, words_of
from small_release import page

import impc_nb
from dashboards.nodes import Words
from impc_nb.schema import BadTable, ImpcError
from impc_nb.tables import TABLES

KEYS = {"marker_symbol", "marker_accession_id", "doc_id", "parameter_stable_id"}
TEACHING = Path(impc_nb.__file__).parent.parent / "data" / "teaching"
GENES, PARAMETER = ("Spock1", "Adcy1", "Aqp1"), "Body weight"  # measured as early and as late adults
IDS = ("IMPC_DXA_001_001", "HRWLLA_DXA_001_001")  # of body weight, early and late
SAID = re.compile(r"cannot be read \(|cannot be shown")


def truncated(file: Path, _) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])


def emptied(file: Path, _) -> None:
    file.write_bytes(b"")


def words_for(*kinds: str):
    """Words in every column of these kinds."""

    def damage(file: Path, table: str) -> None:
        rows = pd.read_parquet(file)
        rows.assign(**{c: "odd" for c, (kind, _) in TABLES[table].items() if c in rows and kind in kinds}).to_parquet(file)

    return damage


def lists(file: Path, _) -> None:
    rows = pd.read_parquet(file)
    rows.assign(**{c: [[1, 2]] * len(rows) for c in rows if c not in KEYS}).to_parquet(file)


def without_keys(file: Path, _) -> None:
    rows = pd.read_parquet(file)
    rows.drop(columns=[c for c in rows if c in KEYS]).to_parquet(file)


HOW = {"truncated": truncated, "emptied": emptied, "words for numbers": words_for("number", "date"),
       "words for flags": words_for("flag"), "lists": lists, "no keys": without_keys}  # fmt: skip
MORE = {"odd states": lambda file, _: pd.read_parquet(file).assign(late_state="odd").to_parquet(file)}


def cards(layout) -> dict[str, str]:
    """What each visible card of a page says, by its title."""
    if not layout.visible:
        return {}
    own, found = list(getattr(layout, "objects", None) or []), {}
    if len(own) > 1 and isinstance(own[0], Words) and own[0].object.count("<h2") == 1:
        found[words_of(own[0].object)] = " ".join(words_of(m) for inner in own[1:] for m in markups(inner))
    for inner in own:
        found |= cards(inner)
    return found


class Damaged:
    """Copies of a release with one file damaged each, and how its pages compare with those of the whole one."""

    def __init__(self, whole: Path):
        self.whole, self.number, self.before = whole, 0, {}

    def copy(self, file: str, how: str) -> str:
        self.number += 1
        folder = self.whole.parent / str(self.number) / self.whole.name
        shutil.copytree(self.whole, folder)
        (HOW | MORE)[how](folder / file, file.partition(".")[0])
        return str(folder)

    def changed(self, key: str, file: str, how: str, **asked) -> tuple[dict[str, str], str]:
        """What the cards that are not as before say now (nothing, where they are gone), and all that the page says."""
        if key not in self.before:
            self.before[key] = cards(page(key, str(self.whole), **asked).layout)
        shown = page(key, self.copy(file, how), **asked)
        now = cards(shown.layout)
        return {t: now.get(t, "") for t, said in self.before[key].items() if now.get(t) != said}, readable(shown)


def unlisted(folder: Path) -> None:
    """The release does not say how large its files are: one that does is refused as a whole."""
    said = json.loads((folder / "release.json").read_text())
    (folder / "release.json").write_text(json.dumps(said | {"files": {}}))


@pytest.fixture(scope="module")
def made_up(tmp_path_factory) -> Damaged:
    folder = made.write(tmp_path_factory.mktemp("made") / "release")
    unlisted(folder)
    return Damaged(folder)


@pytest.fixture(scope="module")
def animals(tmp_path_factory) -> Damaged:
    """The part of the teaching release that is about a few genes, with the animals of one parameter."""
    folder = tmp_path_factory.mktemp("animals") / "release"
    folder.mkdir()
    for file in TEACHING.glob("*.parquet"):
        rows = pd.read_parquet(file)
        if "marker_symbol" in rows:
            rows = rows[rows["marker_symbol"].isin(GENES)]
        rows.to_parquet(folder / file.name)
    for one in IDS:
        shutil.copytree(TEACHING / "observations" / f"parameter_stable_id={one}", folder / "observations" / f"parameter_stable_id={one}")
    shutil.copy(TEACHING / "release.json", folder)
    unlisted(folder)
    return Damaged(folder)


# ---------------------------------------------------------------- the reader
@pytest.mark.parametrize("how", HOW)
def test_every_damaged_table_is_refused_with_a_sentence_or_read(made_up, how):
    refused = {}
    for file in sorted(made_up.whole.glob("*.parquet")):
        gene = "Abc1" if "marker_accession_id" in TABLES[file.stem] else None
        try:
            rows = impc_nb.load_table(file.stem, gene=gene, release=made_up.copy(file.name, how))
            assert how not in ("truncated", "emptied") and list(rows) == list(TABLES[file.stem])
        except ImpcError as problem:
            refused[file.name] = str(problem)
    assert refused  # each kind of damage is seen in some table
    assert all(f"{name} of this release cannot be read (" in said and len(said) < 400 for name, said in refused.items())


def test_a_flag_that_is_a_word_is_named():
    with pytest.raises(BadTable, match="column 'significant' should hold a flag, but row 1 holds 'odd'"):
        impc_nb.schema.validate(pd.DataFrame({"significant": [True, "odd"]}), {"significant": ("flag", "")}, "it")


# ---------------------------------------------------------------- Gene
#: table -> the sections it stands in
SECTIONS = {
    "body_weight_curves": {"Body weight curve"}, "viability": {"Viability and fertility"},
    "pup_counts": {"Viability and fertility"}, "expression": {"lacZ expression"}, "disease_models": {"Human disease"},
    "histopathology": {"Histopathology"}, "gross_pathology": {"Gross pathology"}, "publications": {"Publications that use IMPC mice"},
    "external_links": {"External links"}, "alleles": {"Order"}, "phenotype_hits": {"Significant phenotypes", "Alleles compared"},
}  # fmt: skip


@pytest.mark.parametrize("table", SECTIONS)
def test_each_section_of_a_gene_fails_alone(made_up, table, caplog):
    changed, _ = made_up.changed("gene", f"{table}.parquet", "truncated", gene="Abc1")
    assert set(changed) == SECTIONS[table]
    assert all(SAID.search(said) for said in changed.values()), changed
    assert not [r for r in caplog.records if r.exc_info]


@pytest.mark.parametrize(("file", "how"), [("results", "words for flags"), ("phenotype_hits", "lists"),
                                           ("disease_models", "words for flags"), ("genes", "truncated")])  # fmt: skip
def test_a_gene_without_its_results_or_name_says_so(made_up, file, how, caplog):
    changed, said = made_up.changed("gene", f"{file}.parquet", how, gene="Abc1")
    assert f"{file}.parquet of this release cannot be read" in said or "not as expected" in said
    assert file == "genes" or not set(changed) & {"Body weight curve", "lacZ expression", "Images", "External links"}
    assert not [r for r in caplog.records if r.exc_info]


# ---------------------------------------------------------------- Charts and Late Adult
def of(one: str) -> str:
    return f"observations/parameter_stable_id={one}/part-0.parquet"


@pytest.mark.parametrize(("file", "how"), [("results.parquet", "truncated"), ("results.parquet", "words for flags"),
                                           ("genes.parquet", "truncated"), (of(IDS[0]), "truncated")])  # fmt: skip
def test_charts_say_which_file_is_damaged(animals, file, how, caplog):
    _, said = animals.changed("charts", file, how, gene=GENES[0], parameter=PARAMETER)
    assert f"{Path(file).name} of this release cannot be read (" in said
    assert "Traceback" not in said and not [r for r in caplog.records if r.exc_info]


#: damaged file, how -> the cards of Late Adult that say so
LATE = [
    ("body_weight_curves.parquet", "truncated", {"Against age: mean and spread of each week"}),
    ("late_adult.parquet", "truncated", {"The IMPC's late-adult landing page beside the gene's own results"}),
    ("late_adult.parquet", "odd states", {"The IMPC's late-adult landing page beside the gene's own results"}),
]


@pytest.mark.parametrize(("file", "how", "where"), LATE)
def test_each_section_of_late_adult_fails_alone(animals, file, how, where, caplog):
    changed, _ = animals.changed("late-adult", file, how, gene=GENES[0], parameter=PARAMETER)
    assert set(changed) == where
    assert all(SAID.search(said) or "which is no state" in said for said in changed.values()), changed
    assert not [r for r in caplog.records if r.exc_info]


@pytest.mark.parametrize(("file", "how"), [("results.parquet", "words for flags"), ("parameters.parquet", "words for flags"),
                                           ("genes.parquet", "truncated"),
                                           (of(IDS[1]), "truncated")])  # fmt: skip
def test_late_adult_says_which_file_is_damaged(animals, file, how, caplog):
    _, said = animals.changed("late-adult", file, how, gene=GENES[0], parameter=PARAMETER)
    assert f"{Path(file).name} of this release cannot be read (" in said
    assert not [r for r in caplog.records if r.exc_info]
