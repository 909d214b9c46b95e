"""The catalog: complete sources, releases opened or refused with a sentence, a table people understand."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from impc_nb import http
from impc_nb.catalog import LAYOUT, NEEDED, STAGES, describe, open_catalog
from impc_nb.schema import BadTable, NotFound, Unavailable
from impc_nb.tables import TABLES

ROOT = Path(__file__).resolve().parent.parent
TEACHING = ROOT / "data" / "teaching"
# What api_map.md lists as the real services of data release 24.0.
REAL = {
    "api_root": "https://www.mousephenotype.org/data",
    "datasets_root": "https://impc-datasets.s3.eu-west-2.amazonaws.com/statistical-datasets/dr24.0",
    "mh_plot_root": "https://impc-datasets.s3.eu-west-2.amazonaws.com/phenotype-stats-results/dr24.0",
    "landing_root": "https://impc-datasets.s3.eu-west-2.amazonaws.com/landing-page-data/dr24.0",
    "publications_root": "https://www.ebi.ac.uk/mi/impc/publication-service/data",
    "solr_root": "https://www.ebi.ac.uk/mi/impc/solr",
    "ftp_root": "https://ftp.ebi.ac.uk/pub/databases/impc/all-data-releases/release-24.0",
    "batch_root": "https://www.ebi.ac.uk/mi/impc/batch-query",
    "impress_root": "https://api.mousephenotype.org/impress",
}
ENTRIES = {*TABLES, "observations", "release_notes", "bulk_calls", "bulk_results", "bulk_viability"}


@pytest.fixture
def project(tmp_path):
    """A copy of the catalog in a folder of its own; the test may spoil it."""
    shutil.copy(ROOT / "catalog.yml", tmp_path)
    return tmp_path


def spoil(project, change):
    file = project / "catalog.yml"
    said = yaml.safe_load(file.read_text())
    change(said)
    file.write_text(yaml.safe_dump(said))


@pytest.mark.parametrize("release", ["teaching", "live"])
def test_the_same_entries_in_each_release(release):
    catalog = open_catalog(release)
    assert set(catalog) == ENTRIES
    assert all(catalog[name].output_instance == "pandas:DataFrame" for name in catalog)
    assert all(set(NEEDED) <= set(catalog[name].metadata) for name in catalog)


@pytest.mark.parametrize("release", ["teaching", "live"])
def test_the_table_is_for_people(release, monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_LANDING_ROOT", "http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    monkeypatch.setattr(http, "default_client", lambda: http.Client(tries=1))
    table = describe(open_catalog(release))
    assert set(table["name"]) == ENTRIES
    assert (table.map(lambda cell: isinstance(cell, str) and bool(cell.strip()))).all(axis=None)
    assert set(table["stage"]) <= set(STAGES)
    if release == "teaching":
        facts = table["name"].isin(["ikmc_programmes", "publications", "publication_counts", "external_links"])
        assert table.loc[~facts, "release"].str.endswith("· simulated animals").all()
        assert table.loc[~facts, "provider"].str.startswith("simulated after figures of: ").all()
        assert table.loc[facts, "release"].str.endswith("· facts, not simulated").all()
        assert not table.loc[facts, "provider"].str.contains("simulated").any()
    else:
        assert set(table["release"]) == {"release not stated · real animals"}
        assert table["where"].str.startswith("http").all()


@pytest.mark.parametrize("key", NEEDED)
def test_a_source_that_lacks_something_is_refused(project, key):
    assert set(open_catalog("live", project)) == ENTRIES
    spoil(project, lambda said: said["entries"]["live_results"]["metadata"].pop(key))
    with pytest.raises(BadTable, match=f"'live_results' of the catalog lacks {key};"):
        open_catalog("live", project)


def test_everything_that_is_missing_is_named(project):
    spoil(project, lambda said: said["entries"]["stored_genes"].update(metadata={"title": "Genes", "licence": " "}))
    with pytest.raises(BadTable, match="'stored_genes' of the catalog lacks row, release, provider, licence, units, stage;"):
        open_catalog("live", project)


def test_a_stage_of_another_pipeline_is_refused(project):
    spoil(project, lambda said: said["entries"]["stored_genes"]["metadata"].update(stage="cooking"))
    with pytest.raises(BadTable, match=r"stage 'cooking'; a stage is one of production, "):
        open_catalog("live", project)


def test_a_name_without_a_live_reader_is_refused(project):
    spoil(project, lambda said: said["entries"].pop("live_genes"))
    with pytest.raises(BadTable, match="names 'genes' but has no entry 'live_genes'"):
        open_catalog("live", project)


@pytest.mark.parametrize("text", ["version: 1\nsources: {}", "not a catalog", "{", ""])
def test_something_else_than_a_catalog_is_refused(project, text):
    (project / "catalog.yml").write_text(text)
    with pytest.raises(BadTable, match="is not an Intake catalog of version 2"):
        open_catalog("live", project)


def test_a_root_without_catalog_is_refused(tmp_path):
    with pytest.raises(Unavailable, match=r"There is no catalog\.yml in "):
        open_catalog("live", tmp_path)


def test_service_roots_default_to_the_real_ones_and_follow_the_environment(monkeypatch):
    for name in REAL:
        monkeypatch.delenv(f"IMPC_{name.upper()}", raising=False)
    assert open_catalog("live")._up_overrides == REAL
    monkeypatch.setenv("IMPC_DATASETS_ROOT", "http://127.0.0.1:1/points/")
    assert open_catalog("live").observations.data.url == "http://127.0.0.1:1/points"


# ---------------------------------------------------------------- releases that are none
@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("teeching", NotFound, "No release is called 'teeching' (nearest: teaching)"),
        ("Live", NotFound, "(nearest: live)"),
        ("", NotFound, "No release is called ''"),
        ("/nowhere/at/all", Unavailable, "There is no folder '/nowhere/at/all'"),
        ("x" * 100_000, NotFound, "No release is called 'xxxxx"),
        ("a\0b", NotFound, "No release is called 'a"),
        ("func(os:getcwd)", NotFound, "No release is called 'func(os:getcwd)'"),
    ],
)
def test_a_name_that_is_no_release(name, kind, says):
    with pytest.raises(kind) as refused:
        open_catalog(name)
    assert says in str(refused.value)
    assert "a release is 'teaching', 'live' or a folder" in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.fixture
def folder(tmp_path):
    """A copy of the teaching release, to be spoiled."""
    copy = tmp_path / "release"
    shutil.copytree(TEACHING, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def rewrite(folder, **changes):
    file = folder / "release.json"
    said = json.loads(file.read_text()) | changes
    file.write_text(json.dumps({k: v for k, v in said.items() if v is not ...}))


def emptied(folder):
    shutil.rmtree(folder)
    folder.mkdir()


def a_file(folder):
    shutil.rmtree(folder)
    folder.write_text("x")


def one_part(folder):
    return sorted(folder.glob("observations/*/*.parquet"))[0]


@pytest.mark.parametrize(
    ("spoiled", "says"),
    [
        (shutil.rmtree, "There is no folder"),
        (emptied, "is empty"),
        (a_file, "is a file, not the folder of a release"),
        (lambda f: (f / "release.json").unlink(), "has no release.json: it is no release, or was not finished"),
        (lambda f: (f / "release.json").write_text("{"), "cannot be read: it is damaged or of an older layout"),
        (lambda f: (f / "release.json").write_text("[" * 100_000), "cannot be read: it is damaged"),
        (lambda f: rewrite(f, files=...), "cannot be read: it is damaged or of an older layout"),
        (lambda f: rewrite(f, layout=...), "has layout 'None', older than the"),
        (lambda f: rewrite(f, layout=LAYOUT - 1), f"has layout '{LAYOUT - 1}', older than the {LAYOUT}"),
        (lambda f: rewrite(f, layout=LAYOUT + 1), f"has layout {LAYOUT + 1}, newer than the {LAYOUT} known here; update impc-nb"),
        (lambda f: (f / "results.parquet").unlink(), "is half-written: results.parquet is missing"),
        (lambda f: one_part(f).write_bytes(one_part(f).read_bytes()[:-1]), "is half-written: observations/parameter_stable_id="),
        (lambda f: rewrite(f, files={"../../etc/passwd": {"bytes": 1}}), "is half-written: ../../etc/passwd is missing"),
    ],
)
def test_a_folder_that_is_no_release_says_why(folder, spoiled, says):
    assert open_catalog(folder).metadata["release"].kind == "folder"
    spoiled(folder)
    with pytest.raises(Unavailable) as refused:
        open_catalog(folder)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_seen_whole_is_looked_at_again_only_when_asked(folder):
    open_catalog(folder)
    (folder / "results.parquet").unlink()
    assert len(open_catalog(folder, again=False).genes.read())
    with pytest.raises(Unavailable, match="results.parquet is missing"):
        open_catalog(folder)
    rewrite(folder, title="another")
    with pytest.raises(Unavailable, match="results.parquet is missing"):
        open_catalog(folder, again=False)


def test_a_folder_is_a_release_under_its_own_title(folder):
    rewrite(folder, title="IMPC data release 24.0", simulated=False)
    catalog = open_catalog(str(folder))
    assert catalog.metadata["release"].label == "IMPC data release 24.0 · real animals"
    assert len(catalog.genes.read())


@pytest.mark.parametrize("name", ["{api_root}", "{env(HOME)}", "{func(os:getcwd)}", "a b#c?d%20"])
def test_a_folder_name_is_never_run(folder, name):
    moved = folder.rename(folder.parent / name)
    catalog = open_catalog(moved)
    assert catalog.genes.data.url == f"{moved}/genes.parquet"
    assert len(catalog.genes.read())


def test_release_notes_say_whether_animals_are_simulated(folder):
    notes = open_catalog(folder).release_notes.read().set_index("what")["value"]
    assert notes["animals"] == "simulated"


def test_every_reader_of_the_catalog_can_be_loaded():
    """Intake only warns when a reader class is missing; here it fails."""
    for release in ("teaching", "live"):
        catalog = open_catalog(release)
        for name in catalog:
            assert type(catalog[name]).__module__.startswith("impc_nb.sources.")


@pytest.mark.parametrize("release", ["teaching", "live"])
def test_ikmc_programmes_are_the_same_in_each_release(release):
    """The seven are those of the IKMC's page of nomenclature, KOMP in its two arms, and the IMPC itself."""
    reader = open_catalog(release)["ikmc_programmes"]
    rows = reader.read()
    assert list(rows) == list(TABLES["ikmc_programmes"])
    assert list(rows["programme"]) == ["KOMP-CSD", "KOMP-Regeneron", "EUCOMM", "EUCOMMTOOLS", "NorCOMM", "TIGM", "IMPC"]
    assert list(reader.read(text="crispr")["programme"]) == ["IMPC"]
    with pytest.raises(NotFound, match="are not listed by gene"):
        reader.read(gene="MGI:104785")
