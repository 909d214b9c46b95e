"""``impc-nb fetch``: the folder says what live says, value by value, however often and wherever the fetch was killed."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from service import FAULTS, Service

from impc_nb import answers, cli, data, http, late_adult, release_folder, release_others, release_tables, releases
from impc_nb.catalog import PARTIAL, open_catalog
from impc_nb.schema import ABOUT, ANIMALS, BadTable, ImpcError, NotFound, NotOffered, Unavailable

ROOT = Path(__file__).resolve().parent.parent


class World:
    """Services with genes to fetch (symbols) and the datasets that the services are known to hold of them."""

    def __init__(self, roots, genes, datasets):
        self.roots, self.genes, self.datasets = roots, genes, datasets

    @contextmanager
    def live(self, fault=None, only=None):
        with pytest.MonkeyPatch.context() as patch:
            for name, root in self.roots.items():
                spoiled = fault and only in (None, name)
                patch.setenv(name, re.sub(r"^(http://[^/]+)", rf"\1/fault/{fault}", root) if spoiled else root)
            yield


@pytest.fixture(scope="module")
def generated():
    with Service(7) as service:
        world = service.world
        world.hex = lambda n: "0" * n  # the storage's own ids, drawn anew for every answer, would make each another one
        yield World(service.roots(), [g["geneSymbol"] for g in world.genes],
                    {d["datasetId"] for d in world.described if d["dataType"] != "line"})  # fmt: skip


@pytest.fixture(scope="module")
def recorded(shared, replay):
    """Genes of which animals were recorded and that the gene search knows; datasets that lists of results lead to."""
    pack, described = shared / "impc", {}
    for file in pack.glob("api/v1/genes/**/*.json"):
        rows = json.loads(file.read_text())
        for row in rows if isinstance(rows, list) and "dataset" in str(file.relative_to(pack)) else ():
            points = pack / "statistical-datasets" / f"{row.get('datasetId')}.json"
            if "summaryStatistics" in row and row["dataType"] != "line" and points.is_file():
                described[row["datasetId"]] = row["geneSymbol"]
    roots = {f"IMPC_{name.upper()}": root for name, root in replay.items() if name != "root"}
    return World(roots, sorted(set(described.values())), set(described))


@pytest.fixture(scope="module", params=["generated", "recorded"])
def world(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path / "cache"))


class Get:
    """Asks over HTTP and keeps the addresses, and how many were asked for at once."""

    def __init__(self):
        self.get, self.urls, self.now, self.most, self.lock = http._session().get, [], 0, 0, threading.Lock()

    def __call__(self, url, **how):
        with self.lock:
            self.urls.append(url)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self.get(url, **how)
        finally:
            with self.lock:
                self.now -= 1


def fetch(genes, to, only=(), get=None, said=None, dry_run=False, again=False, **how):
    """``releases.fetch`` that waits for nothing; ``how`` goes to the client."""

    def client(**given):
        return http.Client(get, **{"read": 5, **given, "wait": lambda _: None, **how})

    return releases.fetch(genes, to, only, dry_run=dry_run, again=again, say=([] if said is None else said).append, client=client)


@pytest.fixture(scope="module")
def clean(world, tmp_path_factory):
    """A release of all genes of the world, fetched without trouble."""
    folder = tmp_path_factory.mktemp("clean") / "release"
    with world.live():
        fetch(world.genes, folder)
    return folder


def tree(folder, forget=r'"retrieved_at": "[^"]*"'):
    """Every file of a folder; release.json without the times."""
    files = {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    return files | {"release.json": re.sub(forget.encode(), b"", files["release.json"])}


def notes(folder):
    return json.loads((folder / "release.json").read_text())


# ---------------------------------------------------------------- the folder says what live says
def differences(one, other):
    """What differs between two datasets: columns of animals, what they are, what is published."""
    out = [name for name in ANIMALS if not one.animals[name].equals(other.animals[name])]
    out += [name for name in ABOUT if one.about[name] != other.about[name]]
    out += [name for name in {**one.published, **other.published} if one.published.get(name) != other.published.get(name)]
    return out + [part for part in ("title", "simulated") if getattr(one.release, part) != getattr(other.release, part)]


def test_every_dataset_is_that_of_live_in_every_value(world, clean):
    ids = list(open_catalog(clean).datasets.read()["doc_id"])
    assert set(ids) == world.datasets
    assert len(ids) == len(set(ids)) >= 9
    with world.live():
        for doc_id in ids:
            stored, live = (data.load_dataset(dataset_id=doc_id, release=r) for r in (clean, "live"))
            assert differences(stored, live) == []
            told = {name: stored.about[name] for name in ("phenotyping_center", "metadata_group", "zygosity")}
            by_name = data.load_dataset(stored.about["marker_symbol"], stored.about["parameter_name"], **told, release=clean)
            assert differences(by_name, live) == []


def test_weights_are_those_recorded_not_those_of_the_formula(generated, world, clean):
    if world is not generated:
        return
    found = [data.load_dataset(dataset_id=one, release=clean) for one in open_catalog(clean).datasets.read()["doc_id"]]
    weighted = [d for d in found if d.animals["window_weight"].notna().any()]
    assert weighted
    assert all(not np.allclose(d.animals["window_weight"], data._window(d.animals, d.published)) for d in weighted)


def test_one_changed_weight_is_seen(world, clean):
    for doc_id in sorted(world.datasets):
        stored = data.load_dataset(dataset_id=doc_id, release=clean)
        other = data.load_dataset(dataset_id=doc_id, release=clean)
        other.animals.loc[0, "window_weight"] = 0.123456
        other.animals.loc[1, "weight"] = np.nextafter(np.nan_to_num(other.animals.loc[1, "weight"]), 99)
        assert differences(stored, other) == ["weight", "window_weight"]


def test_results_and_late_adult_states_are_those_of_live(world, clean):
    with world.live():
        for gene in world.genes:
            assert data.find_gene(gene.lower(), release=clean) == data.find_gene(gene, release="live")
            for ask in (data.load_results, late_adult.load_late_adult):
                stored, live = ask(gene, release=clean), ask(gene, release="live")
                assert stored.equals(live)
                assert len(live)
    assert len(data.load_results(release=clean)) == sum(len(data.load_results(gene, release=clean)) for gene in world.genes)
    assert set(data.list_datasets(world.genes[0], release=clean)["doc_id"]) <= world.datasets


def test_genes_with_calls_only_stay_unknown(generated, tmp_path, monkeypatch):
    ask = http.Client.json
    monkeypatch.setattr(http.Client, "json", lambda *a, **k: None if "statistical-result" in a[1] else ask(*a, **k))
    with generated.live():
        fetch(generated.genes[:1], tmp_path / "r")
        monkeypatch.setattr(http.Client, "json", ask)
        fetch(generated.genes[1:2], tmp_path / "r")
    states = late_adult.load_late_adult(release=tmp_path / "r").groupby("marker_symbol")["late_state"].agg(set)
    assert states[generated.genes[0]] == {"unknown"}
    assert "unknown" not in states[generated.genes[1]]


def test_the_manifest_says_where_everything_came_from(world, clean):
    said = notes(clean)
    for part, about in said["files"].items():
        content = (clean / part).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (about["bytes"], about["sha256"])
    assert set(said["files"]) == {str(f.relative_to(clean)) for f in clean.rglob("*.parquet")}
    assert {one["doc_id"] for one in said["sources"] if "doc_id" in one} == world.datasets
    for one in said["sources"]:
        assert set(one) - {"doc_id"} == {"url", "retrieved_at", "release", "sha256", "rows"}
        with urllib.request.urlopen(one["url"]) as answer:
            assert hashlib.sha256(answer.read()).hexdigest() == one["sha256"]
        if "doc_id" in one:
            assert one["rows"] == len(data.load_dataset(dataset_id=one["doc_id"], release=clean).animals)
    assert said["data_release"] and all(one["release"] == f"IMPC data release {said['data_release']}" for one in said["sources"])
    assert str(Path.home()) not in json.dumps(said) and str(clean.parent) not in json.dumps(said)
    assert not (clean / PARTIAL).exists()


def test_what_has_no_animals_is_named(world, clean, tmp_path):
    with world.live():
        verdict = fetch(world.genes, clean)
    listed = data.load_results(release=clean)
    may = listed.loc[answers.may_have_animals(listed), "doc_id"].dropna()
    assert {one["doc_id"] for one in verdict.without_animals} >= set(may) - world.datasets
    unnamed = listed[listed["doc_id"].isna() & answers.may_have_animals(listed)]
    known = {(one["marker_accession_id"], one["parameter_stable_id"]) for one in verdict.without_animals}
    known |= set(open_catalog(clean).datasets.read()[["marker_accession_id", "parameter_stable_id"]].itertuples(index=False, name=None))
    assert set(unnamed[["marker_accession_id", "parameter_stable_id"]].itertuples(index=False, name=None)) <= known
    assert all(one["why"] and one["parameter_stable_id"] in "\n".join(verdict.lines()) + json.dumps(notes(clean))
               for one in verdict.without_animals)  # fmt: skip
    assert f"{len(world.datasets):,} datasets (0 of them new)" in verdict.lines()[0]


# ---------------------------------------------------------------- again, more, in another order
def test_files_do_not_depend_on_when_and_in_which_order(world, clean, tmp_path):
    with world.live():
        for gene in reversed(world.genes):
            fetch([gene], tmp_path / "one by one")
    assert tree(tmp_path / "one by one") == tree(clean)


def test_what_the_folder_holds_is_not_asked_for_again(world, clean):
    before, get = {f: f.stat().st_mtime_ns for f in clean.rglob("*")}, Get()
    held = {one["url"] for one in notes(clean)["sources"]}
    with world.live():
        fetch([open_catalog(clean).genes.read()["marker_accession_id"].iloc[0]], clean, get=get)
    assert get.urls and not held & set(get.urls)
    assert {url.rpartition("/")[2] for url in get.urls} == {"release_metadata.json"}, "nor what is known to have nothing"
    assert before == {f: f.stat().st_mtime_ns for f in clean.rglob("*")}


def test_what_had_nothing_is_asked_about_again_when_told_to(generated, clean_generated, tmp_path, monkeypatch):
    """Known from then on and left alone, and so it is said; when told to, all is asked about, and what is there by now is fetched."""
    once, hidden, folder = http.Client._once, sorted(generated.datasets)[0], tmp_path / "r"
    points = f"{generated.roots['IMPC_DATASETS_ROOT']}/{hidden}.json"

    def hiding(client, url, *rest):
        return (404, b"", None) if url == points or "/expression" in url else once(client, url, *rest)

    with generated.live():
        monkeypatch.setattr(http.Client, "_once", hiding)
        assert fetch(generated.genes, folder).datasets == len(generated.datasets) - 1
        monkeypatch.setattr(http.Client, "_once", once)
        before = tree(folder)
        silent = {url for one in notes(folder)["without_tables"] for url in one["silent"]}
        nothing = notes(folder)["without_animals"]  # and what never had animals: counts of a line
        assert [one["doc_id"] for one in nothing if one["doc_id"]] == [hidden]
        assert sum("/expression" in url for url in silent) == len(generated.genes)

        get, said = Get(), []
        fetch(generated.genes, folder, get=get, said=said)
        assert tree(folder) == before and not {points, *silent} & set(get.urls)
        known = f"Known to have nothing, and not asked about again: {len(nothing)} results without animals and"
        assert said[-1].startswith(known) and said[-1].endswith("(to ask again: --again).")

        get, said = Get(), []
        fetch(generated.genes, folder, get=get, said=said, again=True)
        assert {points, *silent} <= set(get.urls) and not any("not asked about again" in line for line in said)
    assert tree(folder) == tree(clean_generated)


def test_what_had_nothing_elsewhere_is_asked_about_again(generated, clean_generated, tmp_path):
    """A release fetched while a service hid everything is completed by the same fetch from the service itself."""
    with generated.live("404", "IMPC_DATASETS_ROOT"):
        assert fetch(generated.genes, tmp_path / "r").datasets == 0
    with generated.live():
        assert fetch(generated.genes, tmp_path / "r").datasets == len(generated.datasets)


def test_a_gene_by_its_synonym_leaves_nothing_behind(generated, clean_generated, tmp_path):
    """Fetched again by a name that only the search knows: its answer is part of no release, and is not kept."""
    folder = Path(shutil.copytree(clean_generated, tmp_path / "r"))
    gene = open_catalog(folder).genes.read().dropna(subset=["marker_synonym"]).iloc[0]
    with generated.live():
        fetch([gene["marker_synonym"].split("; ")[0]], folder)
    assert tree(folder) == tree(clean_generated)


def test_only_some_parameters_and_later_the_rest(world, clean, tmp_path):
    whole = open_catalog(clean).datasets.read()
    first = whole.iloc[0]
    for name in (first["parameter_stable_id"], first["parameter_name"].upper(), first["procedure_stable_id"]):
        folder = tmp_path / name
        with world.live():
            fetch(world.genes, folder, [name])
        part = open_catalog(folder).datasets.read()
        column = next(
            c for c in ("parameter_stable_id", "parameter_name", "procedure_stable_id") if (whole[c].str.upper() == name.upper()).any()
        )
        assert set(part["doc_id"]) == set(whole.loc[whole[column].str.upper() == name.upper(), "doc_id"]) < set(whole["doc_id"])
        assert data.load_results(release=folder).equals(data.load_results(release=clean))
    with world.live():
        fetch(world.genes, folder)
        assert tree(folder) == tree(clean)
        with pytest.raises(NotFound, match=f"nearest: .*{re.escape(first['parameter_name'])}"):
            fetch(world.genes, tmp_path / "none", [first["parameter_name"] + "#"])
    assert not (tmp_path / "none").exists()


def test_a_dry_run_asks_for_lists_only_and_writes_nothing(world, clean, tmp_path):
    get, said = Get(), []
    with world.live():
        assert fetch(world.genes, tmp_path / "r", dry_run=True, get=get, said=said) is None
    lists = r".*(search|release_metadata|phenotype-hits|statistical-result)(\.json|/filtered)?(\?.*)?$"
    asked = {re.sub(lists, r"\1", url) for url in get.urls}
    assert asked == {"search", "release_metadata", "phenotype-hits", "statistical-result"}
    assert not (tmp_path / "r").exists()
    for gene in world.genes:
        assert f"{gene} ({len(data.load_results(gene, release=clean)):,} results)" in said[0]
    sizes = (
        r"the animals of up to [\d,]+ datasets, about [\d,]+ MB to read and [\d,]+ MB on disk; and all else that is known of these genes"
    )
    assert re.fullmatch(rf"To fetch into .*: {sizes}\.", said[1])
    assert int(re.search(r"up to ([\d,]+)", said[1])[1].replace(",", "")) >= len(world.datasets)


def test_at_most_four_at_once(world, tmp_path):
    get = Get()
    with world.live():
        fetch(world.genes, tmp_path / "r", get=get)
    assert 1 < get.most <= 4


# ---------------------------------------------------------------- killed
# Counts what changes anything - a question put, a file put in place or removed - and ends the process at one of them.
KILLED = """
import os, signal, sys
from impc_nb import cli, http
deed, sign, events = int(sys.argv[1]), int(sys.argv[2]), [0]

def counted(function):
    def counting(*args, **how):
        events[0] += 1
        if events[0] == deed:
            os.kill(os.getpid(), sign)
        return function(*args, **how)
    return counting

session = http._session
def asking():
    opened = session()
    opened.get = counted(opened.get)
    return opened
http._session = asking
for name in ("replace", "unlink", "mkdir", "rmdir"):
    setattr(os, name, counted(getattr(os, name)))
status = cli.main(["fetch", *sys.argv[4:], "--to", sys.argv[3]])
print("events", events[0])
sys.exit(status)
"""


def killed_at(deed, folder, genes, sign=signal.SIGKILL):
    command = [sys.executable, "-c", KILLED, str(deed), str(int(sign)), str(folder), *genes]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | {"PYTHONPATH": str(ROOT)})


def kept_in(folder):
    """The addresses whose answers a killed fetch left on disk."""
    kept = [url for url, *_ in http.kept(folder / PARTIAL / "answers").values()]
    kept += [about["url"] for about in release_folder.kept_animals(folder).values()]
    for file in (folder / "release.json", folder / PARTIAL / "new" / "release.json"):
        said = json.loads(file.read_text()) if file.is_file() else {"sources": [], "without_tables": []}
        kept += [one["url"] for one in said["sources"]] + [url for one in said["without_tables"] for url in one["silent"]]
    shared = re.compile(r"/gene_external_links/providers$|/landing-page-data/[^/]+/\w+_(landing|pleiotropy)\.json$|/htgt/")
    return {url for url in kept if not shared.search(url)}  # of several genes: asked once a fetch


def opens_or_says_why(folder):
    """Whether a folder opens; if not, it says that it is half-written and what to do."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return False
    try:
        catalog = open_catalog(folder)
    except Unavailable as refused:
        why = str(refused)
    else:
        assert len(data.load_dataset(dataset_id=catalog.datasets.read()["doc_id"].iloc[0], release=folder).animals)
        return True
    assert re.search(r"half-written: .*; run the same `impc-nb fetch` again", why)
    return False


def resumes(world, folder, clean):
    kept, get = kept_in(folder), Get()
    with world.live():
        fetch(world.genes, folder, get=get)
    assert not kept & set(get.urls)
    assert tree(folder) == tree(clean)


@pytest.fixture(scope="module")
def deeds(generated, tmp_path_factory):
    """How many deeds a fetch of the generated genes takes: first one gene, then all."""
    folder = tmp_path_factory.mktemp("counted") / "r"
    with generated.live():
        counts = [
            int(re.search(r"events (\d+)", killed_at(0, folder, genes).stdout)[1]) for genes in (generated.genes[:1], generated.genes)
        ]
    assert min(counts) > 50
    return counts


@pytest.mark.parametrize("share", [0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.86, 0.92, 0.97])
def test_killed_anywhere_it_goes_on(generated, deeds, clean_generated, tmp_path, share):
    folder = tmp_path / "r"
    with generated.live():
        assert killed_at(max(1, int(share * deeds[0])), folder, generated.genes[:1]).returncode == -signal.SIGKILL
        opens_or_says_why(folder)
        kept, get = kept_in(folder), Get()
        fetch(generated.genes[:1], folder, get=get)
        assert not kept & set(get.urls)
        assert opens_or_says_why(folder)
        assert killed_at(max(1, int(share * deeds[1] / 2)), folder, generated.genes).returncode in (-signal.SIGKILL, 0)
        opens_or_says_why(folder)
    resumes(generated, folder, clean_generated)


@pytest.fixture(scope="module")
def clean_generated(generated, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean") / "release"
    with generated.live():
        fetch(generated.genes, folder)
    return folder


def test_every_state_between_old_and_new_is_refused_and_mended(generated, clean_generated, tmp_path, monkeypatch):
    """Ended before each file of the exchange: by then the release is taken apart."""
    states, replace = [], os.replace

    def ending(at):
        left = [at]

        def one(source, target):
            if f"{PARTIAL}{os.sep}new{os.sep}" in str(source) and not str(source).endswith(".part"):
                left[0] -= 1
                if left[0] < 0:
                    raise Ended
            replace(source, target)

        return one

    with generated.live():
        fetch(generated.genes[:1], tmp_path / "staged")
        monkeypatch.setattr(os, "replace", ending(0))
        with pytest.raises(Ended):
            fetch(generated.genes, tmp_path / "staged")
    for at in range(50):
        folder = Path(shutil.copytree(tmp_path / "staged", tmp_path / str(at)))
        (folder / "release.json").write_text(json.dumps({"layout": 1, "files": {}}))  # as if it had just begun
        monkeypatch.setattr(os, "replace", ending(at))
        try:
            release_folder.exchange(folder)
            break
        except Ended:
            states.append(opens_or_says_why(folder))
        finally:
            monkeypatch.setattr(os, "replace", replace)
        if at % 4 == 0:
            resumes(generated, folder, clean_generated)
    assert len(states) > 10 and not any(states)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_killed_while_it_tidies_up_nothing_is_asked_again(generated, clean_generated, tidying, tmp_path, share, monkeypatch):
    """The release is whole by then: whatever is left of the work is removed by the same fetch, which asks for the release's number only."""
    folder, (unfinished, files) = Path(shutil.copytree(tidying[0], tmp_path / "r")), tidying
    left, unlink, get = [int(share * files)], Path.unlink, Get()

    def ending(file, **how):
        left[0] -= 1
        if left[0] < 0:
            raise Ended
        unlink(file, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", ending)
        with pytest.raises(Ended):
            release_folder.clear(folder)
    assert unfinished.exists() and (folder / PARTIAL).exists() and opens_or_says_why(folder)
    with generated.live():
        fetch(generated.genes, folder, get=get)
    assert {url.rpartition("/")[2] for url in get.urls} == {"release_metadata.json"}
    assert tree(folder) == tree(clean_generated)


class Ended(BaseException):
    """As if the process were killed here."""


@pytest.fixture(scope="module")
def tidying(generated, tmp_path_factory):
    """A release just exchanged, with all that its fetch kept still beside it; and how many files those are."""
    folder = tmp_path_factory.mktemp("tidying") / "r"
    with generated.live(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(release_folder, "clear", lambda _: (_ for _ in ()).throw(Ended))
        with pytest.raises(Ended):
            fetch(generated.genes, folder)
    files = sum(len(list((folder / PARTIAL / part).glob("*.*"))) for part in ("answers", "animals"))
    assert files > 50
    return folder, files


def test_what_an_unfinished_fetch_staged_is_not_taken_for_the_release(generated, clean_generated, tmp_path, monkeypatch):
    """Killed between two staged tables of a second fetch: those staged already are not read as what the release holds."""
    folder, write_table = tmp_path / "r", release_folder._write_table

    def ending(work, part, *rest):
        if part == "results.parquet":
            raise Ended
        return write_table(work, part, *rest)

    with generated.live():
        fetch(generated.genes[:1], folder)
        with monkeypatch.context() as patch:
            patch.setattr(release_folder, "_write_table", ending)
            with pytest.raises(Ended):
                fetch(generated.genes, folder)
    assert (folder / PARTIAL / "new" / "genes.parquet").is_file()
    resumes(generated, folder, clean_generated)


def test_ctrl_c_says_how_to_go_on(generated, deeds, clean_generated, tmp_path):
    folder = tmp_path / "r"
    with generated.live():
        ended = killed_at(deeds[1] // 3, folder, generated.genes, signal.SIGINT)
    assert ended.returncode == 130
    assert re.search(r"impc-nb: stopped; what was fetched is kept: run the same fetch again to go on where it ended\.\n$", ended.stderr)
    assert "Traceback" not in ended.stderr
    assert not opens_or_says_why(folder) and kept_in(folder)
    resumes(generated, folder, clean_generated)


def test_an_unfinished_fetch_of_other_genes_is_neither_lost_nor_mixed_in(generated, deeds, clean_generated, tmp_path):
    folder = tmp_path / "r"
    with generated.live():
        killed_at(deeds[1] // 3, folder, generated.genes)
        kept = kept_in(folder)
        fetch(generated.genes[2:], folder)
        assert kept - kept_in(folder) == set()
        assert set(open_catalog(folder).genes.read()["marker_symbol"]) == {generated.genes[2]}
    resumes(generated, folder, clean_generated)


def test_what_was_kept_of_another_data_release_is_not_used(generated, deeds, clean_generated, tmp_path):
    folder = tmp_path / "r"
    with generated.live():
        killed_at(deeds[1] // 3, folder, generated.genes)
    (folder / PARTIAL / "title").write_text("IMPC data release 1.0")
    get = Get()
    with generated.live():
        fetch(generated.genes, folder, get=get)
    assert {one["url"] for one in notes(folder)["sources"]} <= set(get.urls)
    assert tree(folder) == tree(clean_generated)


# ---------------------------------------------------------------- when services fail
def clean_one(world, factory, made={}):  # noqa: B006 - fetched once a world
    """A release of the last gene of the world, fetched without trouble."""
    if id(world) not in made:
        made[id(world)] = factory.mktemp("one") / "release"
        with world.live():
            fetch(world.genes[-1:], made[id(world)])
    return made[id(world)]


def said_but_for_times(folder):
    """What release.json says, as if no fault had been in an address; an answer that two tables need may be asked for at both."""
    said = json.loads(re.sub(r"/fault/\w+", "", (folder / "release.json").read_text()))
    sources = [{name: value for name, value in one.items() if name != "retrieved_at"} for one in said["sources"]]
    return said | {"sources": sorted({one["url"]: one for one in sources}.values(), key=lambda one: one["url"])}


SERVICES = ("IMPC_API_ROOT", "IMPC_DATASETS_ROOT", "IMPC_LANDING_ROOT")
SPOILED = [("generated", root, fault) for root in SERVICES for fault in FAULTS]
# the recorded ones are larger: each fault once, at one service after the other
SPOILED += [("recorded", SERVICES[n % 3], fault) for n, fault in enumerate(FAULTS)]


@pytest.mark.parametrize(("world", "root", "fault"), SPOILED, indirect=["world"])
def test_every_fault_is_the_release_or_one_sentence(world, fault, root, tmp_path, tmp_path_factory):
    gene, folder, answers_late = world.genes[-1:], tmp_path / "r", fault == "slow" and "/s3/" not in world.roots["IMPC_DATASETS_ROOT"]
    patience = 0.3 if fault == "hang" or answers_late else 20  # who answers at once may be held up by a busy machine
    with world.live(fault, root):
        try:
            verdict = fetch(gene, folder, connect=10, read=patience, tries=2)
        except ImpcError as problem:
            verdict, message = None, str(problem)
            assert message.startswith("The IMPC ") or "is called" in message
            assert "\n" not in message and len(message) < 500
            assert not opens_or_says_why(folder)
    if root == "IMPC_DATASETS_ROOT" and fault in ("204", "404"):
        assert verdict.datasets == 0 and verdict.without_animals
    elif root == "IMPC_LANDING_ROOT" and fault in ("204", "404"):
        assert verdict.title == "release not stated" and verdict.datasets
        with world.live(), pytest.raises(Unavailable, match="holds release not stated, the live services give IMPC data release"):
            fetch(gene, folder)
        return
    else:
        assert bool(verdict) == (fault == "once500" or (fault == "slow" and "/s3/" in world.roots["IMPC_DATASETS_ROOT"]))
    with world.live():
        fetch(gene, folder)
    sound = clean_one(world, tmp_path_factory)
    assert said_but_for_times(folder) == said_but_for_times(sound)
    assert tree(folder, r"(?s).*") == tree(sound, r"(?s).*")


def test_a_service_that_is_down_is_left_alone(generated, tmp_path):
    get = Get()
    with (
        generated.live("500", "IMPC_DATASETS_ROOT"),
        pytest.raises(Unavailable, match=r"0 of \d+ datasets are kept: run the same fetch again"),
    ):
        fetch(generated.genes, tmp_path / "r", get=get, tries=3)
    assert sum("statistical-datasets" in url for url in get.urls) <= 3 * (4 + 4)


def test_retry_after_is_obeyed(generated, tmp_path):
    waited = []
    with generated.live("429", "IMPC_DATASETS_ROOT"), pytest.raises(Unavailable):
        releases.fetch(generated.genes[:1], tmp_path / "r", say=len, client=lambda **how: http.Client(**how | {"wait": waited.append}))
    assert waited and set(waited) == {1.0}  # as the service says


@pytest.mark.parametrize("damage", ["a value", "another dataset", "no text"])
def test_animals_that_cannot_be_read(generated, damage, tmp_path, monkeypatch):
    once, spoiled = http.Client._once, sorted(generated.datasets)[0]

    def spoiling(client, url, *rest):
        status, body, pause = once(client, url, *rest)
        if url.endswith(f"/{spoiled}.json"):
            said = json.loads(body)
            if damage == "a value":
                said["series"][0]["observations"][0]["bodyWeight"] = "heavy"
            elif damage == "no text":
                said["series"][0]["observations"][0]["specimenId"] = "\ud800"
            else:
                said["datasetId"] = "0" * 32
            body = json.dumps(said).encode()
        return status, body, pause

    monkeypatch.setattr(http.Client, "_once", spoiling)
    with generated.live():
        if damage == "a value":
            verdict = fetch(generated.genes, tmp_path / "r")
            assert [one["doc_id"] for one in verdict.unusable] == [spoiled] and "'heavy'" in "\n".join(verdict.lines())
            assert set(open_catalog(tmp_path / "r").datasets.read()["doc_id"]) == generated.datasets - {spoiled}
            assert cli.main(["fetch", *generated.genes, "--to", str(tmp_path / "r")]) == 2
            return
        with pytest.raises(Unavailable, match=r"The IMPC dataset service .* run the same fetch again"):
            fetch(generated.genes, tmp_path / "r")
    assert not opens_or_says_why(tmp_path / "r")


# ---------------------------------------------------------------- the command
def test_the_command(generated, tmp_path, capsys):
    folder = tmp_path / "my release"
    with generated.live():
        assert cli.main(["fetch", *generated.genes, "--to", str(folder)]) == 0
        said = capsys.readouterr()
        assert said.err == ""  # no bar where nobody looks
        lines = said.out.splitlines()
        assert lines[1].startswith("To fetch into ") and "holds IMPC data release" in lines[2]
        assert lines[-1] == f"Open it: impc-nb dashboard --release '{folder}'"
        assert cli.main(["fetch", generated.genes[0], "--to", str(folder), "--dry-run"]) == 0
        assert "are there already;" in capsys.readouterr().out
        assert cli.main(["fetch", "Nobody1", "--to", str(tmp_path / "none")]) == 2
        assert cli.main(["fetch"]) == 2
    assert not (tmp_path / "none").exists()
    assert capsys.readouterr().err.count("\n") == 2


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "<script>alert(1)</script>", "x" * 100_000, "a\0b", "a\nb", "%2e%2e/", "?q=1&x=2", " ", ""]
)
def test_hostile_gene_names(generated, text, tmp_path):
    get = Get()
    with generated.live(), pytest.raises(ImpcError) as refused:
        fetch([text], tmp_path / "r", get=get)
    assert len(str(refused.value)) < 400 and not (tmp_path / "r").exists()
    assert [url for url in get.urls if "release_metadata" not in url] == []


def test_hostile_words_of_a_service(tmp_path):
    with Service(9) as service:
        world, bad = service.world, service.world.described[0]
        gene = world.genes[0]
        world.genes[0]["geneName"] = "=HYPERLINK('x')<script>\x1b[2J"
        bad["parameterStableId"] = "../../../outside"
        for one in world.described[1:]:
            one["strainName"] = "<b>\x1b[31m"
        alive = World(service.roots(), [gene["geneSymbol"]], set())
        with alive.live():
            verdict = fetch(alive.genes, tmp_path / "deep" / "r")
    assert {f.name for f in tmp_path.rglob("*") if f.is_dir()} - {"cache", "http"} == {
        "deep", "r", "observations", *(Path(part).parts[1] for part in notes(tmp_path / "deep" / "r")["files"] if "/" in part)}  # fmt: skip
    assert all(line.isprintable() for line in verdict.lines())
    assert data.find_gene(gene["geneSymbol"], release=tmp_path / "deep" / "r")["marker_name"] == gene["geneName"]


def test_folders_that_are_no_place_to_fetch_to(generated, clean_generated, tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    shutil.copytree(ROOT / "data" / "teaching", tmp_path / "teaching")
    shutil.copytree(clean_generated, tmp_path / "broken")
    (tmp_path / "broken" / "release.json").write_text("{")
    with generated.live():
        for name, says in {
            "file": "is a file",
            "mine": "holds other files",
            "teaching": "is not one that",
            "broken": "is not one that",
        }.items():
            before = {f: f.is_file() and f.read_bytes() for f in (tmp_path / name).rglob("*")}
            with pytest.raises(Unavailable, match=f"{says}.*--to"):
                fetch(generated.genes, tmp_path / name)
            assert before == {f: f.is_file() and f.read_bytes() for f in (tmp_path / name).rglob("*")}
        with release_folder.alone(tmp_path / "busy"), pytest.raises(Unavailable, match="Another fetch into .* is running"):
            fetch(generated.genes, tmp_path / "busy")
        fetch(generated.genes, tmp_path / "busy")
    assert tree(tmp_path / "busy") == tree(clean_generated)


@pytest.mark.parametrize("damage", ["results.parquet", "datasets.parquet", "expression.parquet", "observations"])
def test_a_damaged_release_is_mended_by_the_same_fetch(generated, clean_generated, damage, tmp_path):
    folder = Path(shutil.copytree(clean_generated, tmp_path / "r"))
    file = folder / damage if damage.endswith("parquet") else sorted(folder.rglob("part-0.parquet"))[0]
    file.write_bytes(file.read_bytes()[:-1])
    assert not opens_or_says_why(folder)
    with generated.live():
        fetch(generated.genes[:1], folder)
    assert tree(folder, r"(?s).*") == tree(clean_generated, r"(?s).*")
    assert notes(folder)["genes"] == notes(clean_generated)["genes"]


@pytest.mark.parametrize("full", [1, 4, 8])
def test_a_full_disk_is_said_and_gone_on_from(generated, clean_generated, full, tmp_path, monkeypatch):
    folder, write, left = tmp_path / "r", release_folder.write, [full]

    def writing(file, content):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        write(file, content)

    monkeypatch.setattr(release_folder, "write", writing)
    with (
        generated.live(),
        pytest.raises(Unavailable, match=r"cannot be written \(No space left on device\); make room .* run the same fetch again"),
    ):
        fetch(generated.genes, folder)
    monkeypatch.setattr(release_folder, "write", write)
    assert not opens_or_says_why(folder)
    resumes(generated, folder, clean_generated)


def test_a_folder_that_cannot_be_made(generated, tmp_path):
    (tmp_path / "file").write_text("")
    with generated.live(), pytest.raises(Unavailable, match="cannot be written"):
        fetch(generated.genes, tmp_path / "file" / "r")


def test_many_questions_show_a_bar_only_where_somebody_looks(capsys):
    assert release_tables.in_parts(list(range(100)), len) == [40, 40, 20]
    assert capsys.readouterr().err == ""
    with pytest.raises(BadTable):
        release_tables.in_parts([1], lambda _: (_ for _ in ()).throw(BadTable("as it is")))


# ---------------------------------------------------------------- the other tables
def test_every_table_is_that_of_live(world, clean):
    """Each table of each gene, and of each term it was called for, row by row; a table without rows is one that live has none of."""
    stored = open_catalog(clean)
    with world.live():
        live = open_catalog("live")
        for gene in stored.genes.read()["marker_accession_id"]:
            for name in release_others.OF_GENES:
                if name == "procedures":  # says nothing of genes: one row, whichever gene was tested by it
                    rows = live[name].read(gene=gene)
                    assert set(rows["procedure_stable_id"]) <= set(stored[name].read()["procedure_stable_id"])
                    continue
                expected = live[name].read(gene=gene).drop_duplicates().reset_index(drop=True)
                found = stored[name].read(gene=gene).reset_index(drop=True)
                found.attrs, expected.attrs = {}, {}
                assert len(found) == len(expected), name
                for column in found:
                    if column != "marker_accession_id":
                        assert found[column].astype("str").fillna("").tolist() == expected[column].astype("str").fillna("").tolist(), name
        for name in release_others.OF_ALL:
            assert len(stored[name].read()) == len(live[name].read().drop_duplicates()) > 0
    assert sum(len(stored[name].read()) for name in release_others.OF_GENES) > 50


def test_what_was_evened_out_is_counted_in_the_folder_too(world, clean):
    stored, counted = open_catalog(clean), 0
    with world.live():
        live = open_catalog("live")
        for name in ("results", "phenotype_hits", "viability", "pup_counts", "histopathology"):
            parts = [live[name].read(gene=gene) for gene in stored.genes.read()["marker_accession_id"]]
            expected = sum((Counter(part.attrs["normalised"]) for part in parts if len(part)), Counter())
            assert stored[name].read().attrs["normalised"] == dict(expected), name
            counted += len(expected)
    assert counted and stored.genes.read().attrs["normalised"] == {}


def test_every_entry_answers_or_says_that_it_is_not_offered(clean):
    catalog = open_catalog(clean)
    for name in set(catalog) - {"observations"}:
        if name.startswith("bulk_"):
            with pytest.raises(NotOffered, match="does not offer"):
                catalog[name].read()
        else:
            assert list(catalog[name].read()), name


def test_a_service_of_one_table_that_is_down_leaves_the_rest_whole(generated, clean_generated, tmp_path):
    """Publications, diseases and the like are no reason to have no animals: named in the verdict, asked again by the next fetch."""
    once, folder = http.Client._once, tmp_path / "r"

    def down(client, url, *rest):
        return (
            (500, b"", None) if re.search(r"/publication|/disease/|/products?/|/bodyweight/|/expression", url) else once(client, url, *rest)
        )

    with generated.live(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(http.Client, "_once", down)
        verdict = fetch(generated.genes, folder, tries=1)
    assert {one["table"] for one in verdict.others.failed} >= {"expression", "disease_models"}
    said = "\n".join(verdict.lines())
    assert "Not to be had now; the same fetch asks again: " in said and "The IMPC " in said
    assert opens_or_says_why(folder)
    assert cli_status(generated, folder) == 0
    assert tree(folder) == tree(clean_generated)


def cli_status(world, folder):
    with world.live():
        return cli.main(["fetch", *world.genes, "--to", str(folder)])
