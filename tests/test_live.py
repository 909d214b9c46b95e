"""The live path against two services: one made up from a seed, one that answers with recorded real responses."""

import json
import re
from contextlib import suppress
from math import isclose

import pytest
from service import FAULTS, Service

from dashboards.pages.charts import said as said_of
from impc_nb import data, http, late_adult, load_table
from impc_nb.catalog import describe, open_catalog
from impc_nb.schema import Ambiguous, ImpcError, NotFound, Unavailable

TOLERANCE = 1e-9


class Live:
    """A service, its roots and what it is known to hold: dataset descriptions that have animals."""

    def __init__(self, roots, described, without_animals, counts, number):
        self.roots, self.described, self.without_animals = roots, described, without_animals
        self.counts, self.number = counts, number  # results per gene as listed, and the release number

    def point_at(self, monkeypatch, fault=None, only=None):
        for name, root in self.roots.items():
            spoiled = fault and (only is None or name == only)
            monkeypatch.setenv(name, re.sub(r"^(http://[^/]+)", rf"\1/fault/{fault}", root) if spoiled else root)


def made_up(seed):
    with Service(seed) as service:
        world = service.world
        animals = [d for d in world.described if d["dataType"] != "line"]
        lines = [d["datasetId"] for d in world.described if d["dataType"] == "line"]
        accession = world.genes[0]["mgiGeneAccessionId"]
        counts = {accession: len(world.results(accession, True)) - 1}
        yield Live(service.roots(), animals, lines, counts, world.number)


@pytest.fixture(scope="module")
def generated():
    yield from made_up(1)


@pytest.fixture(scope="module")
def generated_again():
    yield from made_up(2)


@pytest.fixture(scope="module")
def recorded(shared, replay):
    pack, described, lines = shared / "impc", {}, set()
    for file in pack.glob("api/v1/genes/**/*.json"):
        rows = json.loads(file.read_text())
        for row in rows if isinstance(rows, list) and "dataset" in str(file.relative_to(pack)) else ():
            if "summaryStatistics" in row and (pack / "statistical-datasets" / f"{row['datasetId']}.json").is_file():
                if row["dataType"] == "line":
                    lines.add(row["datasetId"])
                else:
                    described[row["datasetId"]] = row
    counts = {}
    for file in pack.glob("api/v1/genes/*/statistical-result.json"):
        counts[file.parent.name] = len({json.dumps(row, sort_keys=True) for row in json.loads(file.read_text())})
    roots = {f"IMPC_{name.upper()}": root for name, root in replay.items() if name != "root"}
    return Live(roots, list(described.values()), sorted(lines), counts, "23.0")


@pytest.fixture(params=["generated", "generated_again", "recorded"])
def live(request, monkeypatch, tmp_path):
    found = request.getfixturevalue(request.param)
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(http, "default_client", lambda: http.Client(read=5, budget=20, wait=lambda _: None))
    found.point_at(monkeypatch)
    return found


def published_summary(described):
    """(sex, group, what) -> value as the dataset description publishes it."""
    names = {"female": "female", "male": "male", "Control": "control", "Mutant": "experimental"}
    for key, value in described["summaryStatistics"].items():
        sex, group, what = re.fullmatch(r"(female|male|both)(Control|Mutant)(Count|Mean|Sd)", key).groups()
        if sex != "both" and value is not None:
            yield sex, names[group], what, value


def disagreements(dataset, described):
    """Where a dataset's counts, means and SDs differ from the published ones. One animal is published with SD 0; ours is missing."""
    wrong, seen = [], 0
    for sex, group, what, value in published_summary(described):
        ours = {"Count": dataset.count, "Mean": dataset.mean, "Sd": dataset.sd}[what](sex, group)
        seen += 1
        alone = what == "Sd" and dataset.count(sex, group) == 1 and value == 0
        if not alone and not isclose(ours, value, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            wrong.append((sex, group, what, value, ours))
    return wrong, seen


def test_every_dataset_gives_the_published_counts_means_and_sds(live):
    assert len(live.described) >= 9
    for described in live.described:
        dataset = data.load_dataset(dataset_id=described["datasetId"], release="live")
        wrong, seen = disagreements(dataset, described)
        assert wrong == []
        assert seen >= 4, "a comparison of nothing proves nothing"


def test_one_animal_too_many_is_seen(live):
    described = next(d for d in live.described if d["summaryStatistics"]["femaleControlMean"] is not None)
    dataset = data.load_dataset(dataset_id=described["datasetId"], release="live")
    wrong = {**described["summaryStatistics"], "femaleControlMean": described["summaryStatistics"]["femaleControlMean"] * (1 + 1e-6)}
    assert len(disagreements(dataset, {"summaryStatistics": wrong})[0]) == 1


def test_a_dataset_says_what_it_is(live):
    for described in live.described:
        dataset = data.load_dataset(dataset_id=described["datasetId"], release="live")
        about, said = dataset.about, dataset.published
        assert about["marker_symbol"] == described["geneSymbol"]
        assert about["phenotyping_center"] == described["phenotypingCentre"]
        assert about["colony_id"] == described["colonyId"]
        assert dataset.unit == (described["unit"]["y" if described["dataType"] == "time_series" else "x"] or "").strip()
        assert len(about["metadata"]) == len({part.split(" = ")[0] for part in about["metadata"]}) > 0
        assert dataset.release.label == f"IMPC data release {live.number} · real animals"
        assert said["p_value"] == (None if described["reportedPValue"] is None else float(described["reportedPValue"]))
        assert said["significant"] is described["significant"]
        assert said["statistical_method"] == described["statisticalMethod"]["name"]
        attributes = described["statisticalMethod"]["attributes"]
        assert said["group_1_residuals_normality_test"] == attributes["group1ResidualsNormalityTest"]
        assert said["female_ko_effect_p_value"] == attributes["femaleKoEffectPValue"]
        assert said["soft_windowing_peaks"] == tuple(described["softWindowing"]["peaks"] or ())
        assert said["soft_windowing_bandwidth"] == described["softWindowing"]["bandwidth"]
        assert said["female_control_count"] == described["summaryStatistics"]["femaleControlCount"]
        place = f"procID={described['procedureStableKey']}&amp;pipeID={described['pipelineStableKey']}"
        assert f'href="https://www.mousephenotype.org/impress/ProcedureInfo?action=list&amp;{place}"' in said_of(dataset).conditions


def test_categories_that_look_like_missing_values_are_kept(live):
    described = next(d for d in live.described if d["dataType"] == "categorical")
    dataset = data.load_dataset(dataset_id=described["datasetId"], release="live")
    assert dataset.categorical
    assert {"None", "No data", "Present"} <= set(dataset.animals["category"])
    assert dataset.animals["category"].notna().all()


def test_series_over_time_keep_their_steps(generated, monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    generated.point_at(monkeypatch)
    described = next(d for d in generated.described if d["dataType"] == "time_series")
    dataset = data.load_dataset(dataset_id=described["datasetId"], release="live")
    assert dataset.animals["discrete_point"].nunique() > 1
    assert dataset.unit == "ml"


def test_counts_of_a_line_are_not_taken_for_animals(live):
    with pytest.raises(NotFound, match=r"holds \d+ counts of a whole line"):
        data.load_dataset(dataset_id=live.without_animals[0], release="live")


def selectors(described):
    return {"phenotyping_center": described["phenotypingCentre"], "metadata_group": described["metadataGroup"]}


def test_by_gene_and_parameter_the_same_animals(live):
    for described in live.described:
        by_id = data.load_dataset(dataset_id=described["datasetId"], release="live")
        for gene, parameter in (("geneSymbol", "parameterStableId"), ("mgiGeneAccessionId", "parameterName")):
            found = data.load_dataset(described[gene].lower().replace("mgi", "MGI"), described[parameter].upper(),
                                      **selectors(described), release="live")  # fmt: skip
            assert found.animals.equals(by_id.animals)
            assert found.about == by_id.about


@pytest.mark.parametrize("answers_only_to", ["a full question", "an id", "nothing"])
def test_where_the_short_question_is_refused_others_are_asked(generated, monkeypatch, tmp_path, answers_only_to):
    """The recorded questions had more parameters than gene and parameter; whether fewer will do is not known."""
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    generated.point_at(monkeypatch)
    once, put = http.Client._once, []

    def refusing(client, url, *rest):
        put.append(url)
        full = url.count("&") == 7
        if "find_by_multiple_parameter" in url and not (full and answers_only_to == "a full question"):
            return 400, b"", None
        if url.endswith("/dataset") and answers_only_to == "nothing":
            return 404, b"", None
        if "statistical-result" in url and answers_only_to == "a full question" and "filtered" in url:
            return 404, b"", None  # so that results come from the older service, without ids
        return once(client, url, *rest)

    monkeypatch.setattr(http.Client, "_once", refusing)
    known = sorted({d["mgiGeneAccessionId"] for d in generated.described})
    second = next(m for m in known if m not in generated.counts)
    gene = generated.described[0]["mgiGeneAccessionId"] if answers_only_to != "a full question" else second
    described = next(d for d in generated.described if d["mgiGeneAccessionId"] == gene and not d["significant"])
    found = data.load_dataset(gene, described["parameterStableId"], **selectors(described), release="live")
    assert found.about["doc_id"] == described["datasetId"]
    assert disagreements(found, described)[0] == []
    assert found.about["parameter_name"] == described["parameterName"]


def test_several_datasets_are_listed_with_calls_that_work(generated, monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    generated.point_at(monkeypatch)
    last = generated.described[-1]  # made with the parameter of another centre
    with pytest.raises(Ambiguous) as refused:
        data.load_dataset(last["geneSymbol"], last["parameterName"], release="live")
    assert {c["doc_id"] for c in refused.value.choices} >= {last["datasetId"]}
    for choice in refused.value.choices:
        assert choice["call"] in str(refused.value)
        assert str(choice["phenotyping_center"]) in str(refused.value)
        assert eval(choice["call"], {"load_dataset": data.load_dataset}).about["doc_id"] == choice["doc_id"]


def test_names_that_nobody_has(live):
    described = live.described[0]
    with pytest.raises(NotFound, match=f"nearest: .*{re.escape(described['geneSymbol'])}"):
        data.find_gene(f"{described['geneSymbol']}x", release="live")
    with pytest.raises(NotFound, match=f"nearest: .*{re.escape(described['parameterName'])}"):
        data.load_dataset(described["geneSymbol"], described["parameterName"][:-1] + "#", release="live")
    with pytest.raises(NotFound, match=f"no animals for dataset '{'0' * 32}'"):
        data.load_dataset(dataset_id="0" * 32, release="live")
    with pytest.raises(NotFound, match="Nothing here has phenotyping_center 'Nowhere'; there is "):
        data.load_dataset(described["geneSymbol"], described["parameterStableId"], phenotyping_center="Nowhere", release="live")
    for ask in (data.load_results, lambda **how: load_table("parameters", **how)):
        with pytest.raises(NotFound, match="The live release answers for one gene at a time; name a gene"):
            ask(release="live")
    assert data.search_genes(release="live").empty
    with pytest.raises(NotFound, match="no results for MGI:999999999"):
        data.load_results("MGI:999999999", release="live")


def test_results_come_as_published(live):
    for accession, n in live.counts.items():
        rows = data.load_results(accession, release="live")
        assert len(rows) == n
        assert rows["significant"].notna().all()
        assert str(rows["p_value"].dtype) == "float64"
        assert set(rows["marker_accession_id"]) == {accession}


def test_late_adult_states_follow_the_published_call(live):
    for accession in live.counts:
        rows, table = data.load_results(accession, release="live"), late_adult.load_late_adult(accession, release="live")
        late = rows[rows["life_stage_name"] == "Late adult"]
        assert (table["late_state"] == "significant").sum() <= late["significant"].sum()
        assert (table["late_state"] == "significant").any() == late["significant"].any()
        assert set(table["late_state"]) <= {"significant", "not significant", "not tested"}
        assert table["late_results"].sum() == len(late)
        assert not table.duplicated(["marker_accession_id", "parameter_stable_id"]).any()


def test_only_calls_leave_the_rest_unknown(monkeypatch, generated, tmp_path):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    generated.point_at(monkeypatch)
    ask = http.Client.json
    monkeypatch.setattr(http.Client, "json", lambda *a, **k: None if "statistical-result" in a[1] else ask(*a, **k))
    table = late_adult.load_late_adult(next(iter(generated.counts)), release="live")
    assert set(table["early_state"]) == {"significant"}
    assert set(table["late_state"]) == {"unknown"}


def test_the_catalog_is_described(live):
    table = describe(open_catalog("live")).set_index("name")
    assert set(table["release"]) == {f"IMPC data release {live.number} · real animals"}
    assert table.loc["observations", "where"] == live.roots["IMPC_DATASETS_ROOT"]


# ---------------------------------------------------------------- when services fail
def questions(described):
    """Question -> the root that answers it; the last is asked for but never needed."""
    by_id = {"dataset_id": described["datasetId"], "release": "live"}
    gene, parameter = described["geneSymbol"], described["parameterStableId"]
    return {
        "animals": ("IMPC_DATASETS_ROOT", lambda: data.load_dataset(**by_id)),
        "description": ("IMPC_API_ROOT", lambda: data.load_dataset(**by_id)),
        "gene": ("IMPC_API_ROOT", lambda: data.find_gene(gene, release="live")),
        "results": ("IMPC_API_ROOT", lambda: data.load_results(described["mgiGeneAccessionId"], release="live")),
        "late adult": ("IMPC_API_ROOT", lambda: late_adult.load_late_adult(described["mgiGeneAccessionId"], release="live")),
        "by parameter": ("IMPC_API_ROOT", lambda: data.load_dataset(gene, parameter, **selectors(described), release="live")),
        "release notes": ("IMPC_LANDING_ROOT", lambda: data.load_dataset(**by_id)),
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_the_right_result_or_one_sentence(live, fault, monkeypatch):
    # the recorded service keeps a "slow" answer back for 3 s, which a client that waits 0.3 s takes for a hanging one
    waited, patience = [], 0.3 if fault in ("hang", "slow") else 5  # a busy machine may take longer than that for any answer
    monkeypatch.setattr(http, "default_client", lambda: http.Client(connect=2, read=patience, budget=20, tries=2, wait=waited.append))
    for what, (root, ask) in questions(live.described[0]).items():
        live.point_at(monkeypatch, fault, root)
        works = fault == "once500" or what == "release notes" or (fault == "slow" and "/s3/" in live.roots["IMPC_DATASETS_ROOT"])
        works |= what == "description" and fault in ("204", "404")  # the animals are there, their description is not
        if works:
            answer = ask()
            if what == "release notes" and fault not in ("once500", "slow"):
                assert answer.release.title == "release not stated"
            continue
        with pytest.raises(NotFound if fault in ("204", "404") else Unavailable) as refused:
            ask()
        message = str(refused.value)
        assert "\n" not in message
        assert len(message) < 400
        if fault not in ("204", "404"):
            assert message.startswith("The IMPC ")
            assert "still work" in message
    assert all(pause <= 2 for pause in waited)


def test_after_a_fault_nothing_wrong_is_remembered(live, monkeypatch, tmp_path):
    described = live.described[0]
    live.point_at(monkeypatch, "garbage")
    with pytest.raises(Unavailable):
        data.load_dataset(dataset_id=described["datasetId"], release="live")
    assert not list(tmp_path.rglob("*.json"))
    live.point_at(monkeypatch)
    assert data.load_dataset(dataset_id=described["datasetId"], release="live").about["doc_id"] == described["datasetId"]
    assert len(list(tmp_path.rglob("*.json"))) == 3  # animals, description, release notes


# ---------------------------------------------------------------- what is asked
class Recorder:
    """Answers nothing and keeps the addresses."""

    def __init__(self):
        self.urls = []

    def __call__(self, url, **_):
        self.urls.append(url)
        response = http.requests.Response()
        response.status_code = 404
        response.raw = type("Empty", (), {"read": lambda *_: b"", "release_conn": lambda _: None, "close": lambda _: None})()
        return response


@pytest.fixture
def recorder(monkeypatch, tmp_path):
    recorder = Recorder()
    for name in [name for name in http.os.environ if re.fullmatch(r"IMPC_\w+_ROOT", name)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    monkeypatch.setattr(http, "default_client", lambda: http.Client(get=recorder))
    return recorder


API = "https://www.mousephenotype.org/data/api"
S3 = "https://impc-datasets.s3.eu-west-2.amazonaws.com"
ID = "0123456789abcdef0123456789abcdef"


# The addresses are those the IMPC's website asks (mpi2/impc-mousephenotype-web, settings of data release 24.0).
@pytest.mark.parametrize(
    ("ask", "urls"),
    [
        (lambda: data.find_gene("Ab1", release="live"), {f"{API}/search/v1/search?prefix=Ab1"}),
        (lambda: data.search_genes("Ab 1", release="live"), {f"{API}/search/v1/search?prefix=Ab+1"}),
        (
            lambda: data.load_results("MGI:42", release="live"),
            {
                f"{API}/v1/genes/MGI:42/statistical-result",
                f"{API}/v1/genes/statistical-result/filtered?mgiGeneAccessionId=MGI:42",
                f"{API}/v1/genes/MGI:42/phenotype-hits",
            },
        ),
        (
            lambda: open_catalog("live").datasets.read(gene="MGI:42", parameter="IMPC_DXA_006_001"),
            {f"{API}/v1/genes/dataset/find_by_multiple_parameter?mgiGeneAccessionId=MGI:42&parameterStableId=IMPC_DXA_006_001"},
        ),
        (
            lambda: data.load_dataset(dataset_id=ID, release="live"),
            {
                f"{API}/v1/genes/{ID}/dataset",
                f"{S3}/statistical-datasets/dr24.0/{ID}.json",
                f"{S3}/landing-page-data/dr24.0/release_metadata.json",
            },
        ),
    ],
)
def test_the_addresses_are_those_of_the_real_services(recorder, ask, urls):
    with suppress(ImpcError):
        ask()
    assert set(recorder.urls) == urls


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "<script>alert(1)</script>", LONG, "a\0b", "a\nb", "%2e%2e/", "=1+1;\x07", "?q=1&x=2", " "]
)
def test_hostile_text_is_answered_without_asking(recorder, text):
    asked = [
        lambda: data.find_gene(text, release="live"),
        lambda: data.load_results(text, release="live"),
        lambda: data.load_dataset(text, "IMPC_DXA_006_001", release="live"),
        lambda: data.load_dataset(dataset_id=text, release="live"),
        lambda: open_catalog("live").datasets.read(gene="MGI:42", parameter=text),
        lambda: open_catalog("live").datasets.read(gene=text, parameter="IMPC_DXA_006_001"),
    ]
    for ask in asked:
        with pytest.raises(ImpcError) as refused:
            ask()
        assert len(str(refused.value)) < 500
    assert recorder.urls == []


def test_a_root_that_is_no_address_is_refused(monkeypatch):
    monkeypatch.setenv("IMPC_API_ROOT", "file:///etc")
    with pytest.raises(Unavailable, match="IMPC_API_ROOT is 'file:///etc'"):
        open_catalog("live")
