"""The HTTP client and what becomes of the services' answers, without any service."""

import gzip
import io
import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pandas as pd
import pytest
import requests
from urllib3.response import HTTPResponse

from impc_nb import __version__, answers, answers_tables, http, life_stages, tables, whole_file
from impc_nb.schema import ANIMALS, BadTable, NotFound, Unavailable
from impc_nb.sources import asking, live

URL = "https://example.org/a"


def answer(status=200, body=b'{"a": 1}', **headers):
    response = requests.Response()
    response.status_code, response.raw = status, io.BytesIO(body)
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


class Get:
    """Gives one answer after the other (the last again and again); an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, url, **how):
        self.asked.append((url, how))
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        return given() if callable(given) else given


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def waited():
    return []


@pytest.fixture
def client(waited):
    return lambda *answers, **how: http.Client(get=Get(*answers), wait=waited.append, **how)


# ---------------------------------------------------------------- asking again, within bounds
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_asked_again(client, waited, status):
    asked = client(answer(status), answer(status), answer())
    assert asked.json(URL, "The service") == {"a": 1}
    assert len(asked.get.asked) == 3
    assert len(waited) == 2
    assert waited[1] > waited[0] > 0


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (requests.ConnectionError("refused"), "could not be reached or cut the connection"),
        (requests.ReadTimeout("slow"), "did not answer in time"),
        (requests.exceptions.ChunkedEncodingError("cut"), "broke off in the middle of its answer"),
        (requests.exceptions.ContentDecodingError("no gzip"), "broke off in the middle of its answer"),
    ],
)
def test_a_broken_connection_is_tried_again_and_then_named(client, waited, problem, says):
    assert client(problem, answer()).json(URL, "The service") == {"a": 1}
    asked = client(problem, tries=3)
    with pytest.raises(Unavailable) as refused:
        asked.json(URL + "b", "The service")
    assert str(refused.value) == f"The service {says} (asked 3 times, for at most 30 s); {http.STILL_WORKS}."
    assert len(asked.get.asked) == 3


@pytest.mark.parametrize("body", [b"", b"<html>back soon</html>"])
def test_a_page_instead_of_data_is_asked_for_again(client, body):
    asked = client(answer(body=body), answer())
    assert asked.json(URL, "The service") == {"a": 1}
    assert len(asked.get.asked) == 2


def test_long_waits_are_said(client, caplog):
    assert client(answer(429, Retry_After="7"), answer()).json(URL, "The service") == {"a": 1}
    (said,) = caplog.messages
    assert said.startswith("The service answered with an error (status 429); asking again, for ")
    caplog.clear()
    assert client(answer(500), answer()).json(URL + "b", "The service") == {"a": 1}
    assert caplog.messages == []


def test_after_a_failure_the_rest_is_not_asked():
    asked = Get(answer(400))
    with pytest.raises(Unavailable, match="status 400"):
        http.Client(get=asked).many([f"{URL}{i}" for i in range(40)], "The service")
    assert len(asked.asked) < 40


def test_many_questions_share_a_time(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(http.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(http, "AT_ONCE", 1)

    def get(url, **how):
        now[0] += min(9, how["timeout"][1])
        if how["timeout"][1] < 9:
            raise requests.ReadTimeout
        return answer(body=b"1")

    with pytest.raises(Unavailable, match="The service did not answer"):
        http.Client(get=get, budget=10).many([f"{URL}{i}" for i in range(40)], "The service")
    assert now[0] <= 30


def zipped(body):
    """A response whose body was sent compressed."""
    response = requests.Response()
    response.status_code = 200
    headers = {"Content-Encoding": "gzip"}
    response.headers.update(headers)
    raw = io.BytesIO(gzip.compress(body, 9))
    response.raw = HTTPResponse(raw, headers=headers, status=200, preload_content=False)
    return response


def test_a_compressed_answer_is_read():
    assert http.Client(get=Get(zipped(b"[1, 2]"))).json(URL, "The service") == [1, 2]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b" " * 60_000_000, "with more than 2 MB"),
        (b"[" + b"0," * 700_000 + b"0]", "with more than 500,000 values"),
        (b"{" + b",".join(b'"%d":0' % i for i in range(100_000)) + b"}" + b" " * 3_000_000, "with more than 2 MB"),
        (b"[" + b"{}," * 400_000 + b"{}]", "with more than 500,000 values"),
    ],
)
def test_a_bomb_is_not_unpacked(monkeypatch, body, says):
    """What is small on the way and huge once unpacked; the bounds are lowered so that the test stays small."""
    monkeypatch.setattr(http, "MOST_VALUES", 500_000)
    bomb = zipped(body)
    with pytest.raises(Unavailable, match=f"The service answered {says}.*, which (is|are) not read"):
        http.Client(get=Get(bomb), max_bytes=2_000_000).json(URL, "The service")


@pytest.mark.parametrize("status", [400, 401, 403, 410])
def test_a_lasting_fault_is_not_asked_again(client, status):
    asked = client(answer(status))
    with pytest.raises(Unavailable, match=f"status {status}"):
        asked.json(URL, "The service")
    assert len(asked.get.asked) == 1


@pytest.mark.parametrize("status", [204, 404])
def test_no_content_is_none(client, status):
    assert client(answer(status, b"")).json(URL, "The service") is None


def test_retry_after_is_obeyed(client, waited):
    assert client(answer(429, Retry_After="7"), answer()).json(URL, "The service") == {"a": 1}
    assert waited == [7.0]


def test_retry_after_as_a_date_is_obeyed(client, waited):
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    assert client(answer(503, Retry_After=soon), answer()).json(URL, "The service") == {"a": 1}
    assert 15 < waited[0] <= 20


@pytest.mark.parametrize("patience", ["31", "86400", "999999999"])
def test_a_retry_after_beyond_the_budget_ends_it_at_once(client, waited, patience):
    asked = client(answer(429, Retry_After=patience), budget=30)
    with pytest.raises(Unavailable, match=f"asks to be left alone for {patience} s"):
        asked.json(URL, "The service")
    assert (len(asked.get.asked), waited) == (1, [])


@pytest.mark.parametrize("nonsense", ["soon", "-5", "1e999", "", "Wed, 99 Foo"])
def test_nonsense_as_retry_after_is_passed_over(client, waited, nonsense):
    assert client(answer(429, Retry_After=nonsense), answer()).json(URL, "The service") == {"a": 1}
    assert 0 < waited[0] < 2


def test_the_budget_bounds_everything(client, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(http.time, "monotonic", lambda: now[0])

    def slow(*_, **how):
        now[0] += how["timeout"][1]
        raise requests.ReadTimeout

    asked = http.Client(get=slow, budget=30, read=12, tries=99, wait=lambda s: now.__setitem__(0, now[0] + s))
    with pytest.raises(Unavailable, match="did not answer in time"):
        asked.json(URL, "The service")
    assert now[0] <= 30


def test_a_service_that_drips_is_given_up(client, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(http.time, "monotonic", lambda: now[0])

    class Drip(io.BytesIO):
        def read(self, *_):
            now[0] += 8
            return b" "

    response = answer()
    response.raw = Drip()
    with pytest.raises(Unavailable, match="did not answer in time"):
        client(response, budget=30).json(URL, "The service")
    assert now[0] <= 40


def test_how_it_asks(client):
    asked = client(answer())
    asked.json(URL, "The service")
    ((url, how),) = asked.get.asked
    assert url == URL
    assert how["headers"]["User-Agent"] == f"impc-nb/{__version__}"
    assert how["timeout"] == (asked.connect, asked.read)
    assert how["stream"] is True


def test_many_are_asked_in_order_and_at_most_four_at_once():
    here, most, lock = [0], [0], threading.Lock()
    gate = threading.Barrier(4, timeout=10)

    def get(url, **_):
        with lock:
            here[0] += 1
            most[0] = max(most[0], here[0])
        gate.wait()  # passes only when four are here together
        with lock:
            here[0] -= 1
        return answer(body=json.dumps(url).encode())

    urls = [f"{URL}{i}" for i in range(8)]
    assert http.Client(get=get).many(urls, "The service") == urls
    assert most == [4]


@pytest.mark.parametrize(("max_age", "asked"), [(float("inf"), 1), (60.0, 2)])
def test_a_clock_that_was_set_back_does_not_make_a_fetch_ask_again(client, tmp_path, monkeypatch, max_age, asked):
    """An answer of tomorrow is kept by who keeps answers for good; where they grow old it cannot be told how old it is."""
    one = client(lambda: answer(), memory=tmp_path / "kept", max_age=max_age)
    one.json(URL, "The service")
    now = http.time.time()
    monkeypatch.setattr(http.time, "time", lambda: now - 86400)
    assert one.json(URL, "The service") == {"a": 1}
    assert len(one.get.asked) == asked


def test_what_is_wanted_twice_is_asked_once(client):
    asked = client(lambda: answer(), memory=None)
    assert asked.many([URL, f"{URL}2", URL], "The service") == [{"a": 1}] * 3
    assert sorted(url for url, _ in asked.get.asked) == [URL, f"{URL}2"]


# ---------------------------------------------------------------- answers that are no data
DEEP = b"[" * 200_000 + b"]" * 200_000


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><html></html>", "with a web page instead of data"),
        (b"  \n<html>", "with a web page instead of data"),
        (b"", "with nothing instead of data"),
        (b"  \n ", "with nothing instead of data"),
        (b"{'a': 1}", "with something that is not JSON"),
        (b'{"a": ', "with something that is not JSON"),
        (b"\xff\xfe\x00", "with something that is not JSON"),
        (DEEP, "with data nested too deeply"),
        (b'"' + b"x" * 2_000_000 + b'"', "with more than 1 MB"),
    ],
)
def test_what_is_no_data_is_named_and_not_kept(client, cache, body, says):
    with pytest.raises(Unavailable) as refused:
        client(lambda: answer(body=body), max_bytes=1_000_000).json(URL, "The IMPC dataset service")
    assert f"The IMPC dataset service answered {says}" in str(refused.value)
    assert "still work" in str(refused.value)
    assert not list(cache.rglob("*.json"))


def test_numbers_json_does_not_have_are_missing(client):
    assert client(answer(body=b"[NaN, Infinity, -Infinity, 1]")).json(URL, "The service") == [None, None, None, 1]


@pytest.mark.parametrize("url", ["nonsense", "ftp://example.org/x", "http://"])
def test_an_address_that_is_none_is_named(url):
    with pytest.raises(Unavailable, match="The service cannot be asked at"):
        http.Client(wait=lambda _: None).json(url, "The service")


# ---------------------------------------------------------------- the memory on disk
def test_an_answer_is_asked_for_once(client, cache):
    asked = client(answer())
    assert [asked.json(URL, "The service") for _ in range(3)] == [{"a": 1}] * 3
    assert len(asked.get.asked) == 1
    head = json.loads(next(cache.rglob("*.json")).read_bytes().partition(b"\n")[0])
    assert head["url"] == URL
    assert head["time"] > 1_700_000_000


def test_two_addresses_are_two_answers(client):
    asked = client(answer(body=b"1"), answer(body=b"2"))
    assert [asked.json(URL, "s"), asked.json(URL + "?x", "s"), asked.json(URL, "s")] == [1, 2, 1]


def test_no_content_is_not_remembered(client):
    asked = client(answer(404, b""), answer())
    assert asked.json(URL, "The service") is None
    assert asked.json(URL, "The service") == {"a": 1}


def test_an_old_answer_is_asked_for_again(client, monkeypatch):
    asked = client(answer(body=b"1"), answer(body=b"2"), max_age=100)
    assert asked.json(URL, "s") == 1
    monkeypatch.setattr(http.time, "time", lambda: 4e9)
    assert asked.json(URL, "s") == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda said: b"",
        lambda said: said[:-1],
        lambda said: said.replace(b'{"a": 1}', b'{"a": 2}'),
        lambda said: b"{}\n" + said,
        lambda said: b"[" * 100_000,
        lambda said: said.replace(b"example.org", b"example.com"),
        lambda said: b"\x00\xff" * 50,
    ],
)
def test_a_damaged_entry_is_passed_over_and_mended(client, cache, damage):
    asked = client(lambda: answer())
    asked.json(URL, "The service")
    file = next(cache.rglob("*.json"))
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert asked.json(URL, "The service") == {"a": 1}
    assert len(asked.get.asked) == 2
    assert file.read_bytes().endswith(b'{"a": 1}')
    assert asked.json(URL, "The service") == {"a": 1}
    assert len(asked.get.asked) == 2


@pytest.mark.parametrize("how", ["a file in the way", "no right to write", "no space"])
def test_without_a_place_to_write_it_still_works(client, cache, how, monkeypatch):
    def refuse(*_, **__):
        raise OSError("not here")

    if how == "a file in the way":
        cache.write_text("")
    else:
        where, name = (whole_file.tempfile, "mkstemp") if how == "no right to write" else (whole_file.os, "replace")
        monkeypatch.setattr(where, name, refuse)
    assert client(answer()).json(URL, "The service") == {"a": 1}
    assert not cache.is_dir() or not [file for file in cache.rglob("*") if file.is_file()], "no half-written file may stay"


# ---------------------------------------------------------------- ids that may stand in an address
@pytest.mark.parametrize("text", ["MGI:1", "MGI:104785"])
def test_mgi_ids_pass(text):
    assert asking.checked(text, *asking.MGI_ID_LIKE) == text


# Ids as they occur in recorded results, of all the projects.
@pytest.mark.parametrize(
    "text", ["IMPC_DXA_006_001", "M-G-P_008_001_002", "ESLIM_001_001_001", "MGP_MLN_134_001", "JAXLA_LDT_029_002", "GMC_906_001_001"]
)
def test_impress_ids_pass(text):
    assert asking.checked(text, *asking.IMPRESS_ID_LIKE) == text


@pytest.mark.parametrize("text", ["MGI:", "MGI:1/../2", "mgi:1", "MGI:1\n", "MGI:" + "1" * 50, "MGI:１２", None, 5, ["MGI:1"]])
def test_what_is_no_id_does_not(text):
    with pytest.raises(NotFound, match="one looks like MGI:104785") as refused:
        asking.checked(text, *asking.MGI_ID_LIKE)
    assert len(str(refused.value)) < 250


# ---------------------------------------------------------------- what becomes of answers
def test_the_website_and_solr_name_the_same_things():
    # right-hand names: fields of Solr's statistical-result core (api_map.md, section 3)
    pairs = {
        "mgiGeneAccessionId": "marker_accession_id", "statisticalResultId": "doc_id", "datasetId": "doc_id", "reportedPValue": "p_value",
        "maleKoEffectStderrEstimate": "male_ko_effect_stderr_estimate", "group2ResidualsNormalityTest": "group_2_residuals_normality_test",
        "phenotypingCentre": "phenotyping_center", "phenotypingCenter": "phenotyping_center", "lifeStageName": "life_stage_name",
        "interceptEstimateStderrEstimate": "intercept_estimate_stderr_estimate", "totalObsOrWeight": "total_obs_or_weight",
    }  # fmt: skip
    assert {name: answers.solr_name(name) for name in pairs} == pairs


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("1.68886387028611E-5", 1.68886387028611e-05),
        (1, 1.0),
        ("", None),
        (None, None),
        (True, None),
        ("many", None),
        ("1e999", None),
        ([], None),
    ],
)
def test_numbers_are_read_from_text(value, read):
    assert answers.number(value) == read


def test_rows_equal_in_every_field_are_one():
    row = {"id": "1", "parameterStableId": "IMPC_A_001_001", "significant": False}
    table = answers.results_table([row, row | {"id": "2"}, row | {"femaleMutantCount": 7}])
    assert len(table) == 2
    assert list(table) == list(tables.RESULTS)


def test_a_dataset_said_three_times_is_one():
    said = {"datasetId": "d", "parameterName": "x"}
    assert len(answers.datasets_table([said, said | {"sex": "male"}, said | {"sex": "female"}, {"datasetId": "e"}])) == 2


def test_calls_complete_results():
    same = {"parameterStableId": "P", "procedureStableId": "Q", "pipelineStableId": "R", "alleleAccessionId": "A", "zygosity": "homozygote",
            "phenotypingCentre": "C", "lifeStageName": "Early adult"}  # fmt: skip
    results = answers.results_table(
        [same | {"significant": True, "metadataGroup": "m"}, same | {"significant": False, "metadataGroup": "n"}]
    )
    hits = answers.results_table(
        [
            same | {"datasetId": "d", "pValue": 2e-9, "significant": True},
            same | {"datasetId": "d", "pValue": 1e-9, "significant": True},
            same | {"datasetId": "e", "parameterStableId": "other", "significant": True},
        ]
    )
    joined = answers.join_hits(results, hits)
    assert joined["doc_id"].fillna("-").tolist() == ["d", "-", "e"]
    assert answers.join_hits(results, hits[:0]) is results


def test_an_older_row_gives_way_to_the_newer_one():
    same = {"parameterStableId": "P", "metadataGroup": "m", "significant": False}
    table = answers.results_table([same, same | {"statisticalResultId": "d"}, same | {"metadataGroup": "other"}])
    assert answers.without_id_twins(table)["doc_id"].fillna("-").tolist() == ["d", "-"]
    assert answers.without_id_twins(table[:0]).empty


def points(**seen):
    observation = dict.fromkeys(
        ("specimenDateOfBirth", "dateOfExperiment", "bodyWeight", "windowWeight", "category", "dataPoint", "discretePoint")
    )
    return {"datasetId": "d", "series": [{"sampleGroup": "control", "specimenSex": "female", "observations": [observation | seen]}]}


def test_a_gene_found_twice_is_one_gene():
    hit = {"entityId": "MGI:1", "entityProperties": {"mgiGeneAccessionId": "MGI:1", "geneSymbol": "Abc1", "synonyms": "x; y ;;z"}}
    table = answers_tables.table_of("genes", {"numResults": 2, "results": [hit, hit]}, "The search")
    assert table["marker_synonym"].tolist() == ["x; y; z"]


def test_points_that_s3_hides_are_not_there(client, monkeypatch):
    monkeypatch.setattr(http, "default_client", lambda: client(answer(403)))
    with pytest.raises(NotFound, match="has no animals for dataset"):
        live.LiveAnimals(data=live.datatypes.Service(URL)).read(dataset={"doc_id": "a" * 32})


def test_animals_are_read():
    table = answers.animals_table(points(specimenId="s", dateOfExperiment="2020-02-12T00:00:00Z", dataPoint="9.5"), "d", "The service")
    assert list(table) == list(ANIMALS)
    assert table.loc[0, ["specimen_id", "sex", "data_point"]].tolist() == ["s", "female", 9.5]
    assert table.loc[0, "date_of_experiment"] == pd.Timestamp("2020-02-12")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ([], "no series of animals"),
        ({}, "no series of animals"),
        ({"series": 5}, "no series of animals"),
        ({"series": ["x"]}, "no series of animals"),
        ({"datasetId": "other", "series": []}, "answered with dataset 'other' instead of 'd'"),
        ({"series": [{"observations": 7}]}, "no list of rows"),
        ({"series": [{"observations": [None]}]}, "no list of rows"),
    ],
)
def test_points_of_another_shape_are_refused(said, says):
    with pytest.raises(Unavailable, match=says):
        answers.animals_table(said, "d", "The service")


@pytest.mark.parametrize(
    "said", [points(dataPoint="high"), points(dataPoint={"a": 1}), points(dateOfExperiment="yesterday"), points(bodyWeight=[1])]
)
def test_values_of_another_kind_name_column_and_row(said):
    with pytest.raises(BadTable, match=r"In the animals of dataset d, column '\w+' should hold a (number|date), but row 0 holds "):
        answers.animals_table(said, "d", "The service")


@pytest.mark.parametrize(
    ("said", "says"), [({"series": []}, "holds no animals"), ({"series": [{"dataPoint": 3.0}]}, "holds 1 counts of a whole line")]
)
def test_points_without_animals(said, says):
    with pytest.raises(NotFound, match=says):
        answers.animals_table(said, "d", "The service")


@pytest.mark.parametrize("said", [{"a": 1}, "text", 5, [1], [[]]])
def test_lists_of_another_shape_are_refused(said):
    with pytest.raises(Unavailable, match="no list of rows"):
        answers.rows_in(said, "The service")


def test_parts_of_another_kind_are_missing():
    odd = {
        "unit": "cm",
        "statisticalMethod": ["x"],
        "summaryStatistics": 5,
        "softWindowing": {"peaks": "17000"},
        "metadataValues": "a|b",
        "zygosity": [],
    }
    row = answers.result_row(odd | {"significantPhenotype": "MP:1", "significant": "yes"})
    assert {row[name] for name in ("statistical_method", "mp_term_id", "significant", "zygosity", "female_mutant_mean")} == {None}
    assert (row["unit"], row["metadata"], row["soft_windowing_peaks"]) == (None, None, None)


# ---------------------------------------------------------------- life stages
# Pairs of the IMPC's own list of 2019 (EA2LA_parameter_mappings), the rule and its exceptions.
@pytest.mark.parametrize(
    ("late", "early", "known"),
    [
        ("RBRCLA_CBC_018_001", "IMPC_CBC_018_001", ()),
        ("TCPIP_HEM_001_001", "IMPC_HEM_001_001", ()),
        ("JAXLA_LDT_029_002", "IMPC_LDT_029_001", ("IMPC_LDT_029_001", "IMPC_LDT_030_001")),
        ("IMPC_HEM_001_001", "IMPC_HEM_001_001", ()),
        ("JAXLA_ABC_001_001", "JAX_ABC_001_001", ("JAX_ABC_001_001",)),
    ],
)
def test_the_early_adult_parameter_of_a_late_one(late, early, known):
    assert life_stages.early_parameter(late, known) == early


def test_the_rule_holds_for_the_whole_list(shared):
    pairs = pd.read_csv(shared / "impc" / "impress" / "EA2LA_parameter_mappings_2019-09-24.csv").dropna()
    rule = pairs["LA_parameter"].map(life_stages.early_parameter)
    assert round((rule == pairs["EA_parameter"]).mean(), 3) == 0.988  # api_map.md section 6: 98.8 %
    known = set(pairs["EA_parameter"])
    informed = pairs["LA_parameter"].map({p: life_stages.early_parameter(p, known) for p in pairs["LA_parameter"]})
    assert (informed == pairs["EA_parameter"]).mean() > (rule == pairs["EA_parameter"]).mean()


def results(*rows):
    names = ["parameter_stable_id", "life_stage_name", "significant", "status", "p_value", "doc_id"]
    table = pd.DataFrame(rows, columns=names).astype({"significant": "boolean"})
    return table.assign(marker_symbol="G", marker_accession_id="MGI:1", parameter_name="x", procedure_name="y", effect_size=1.0)


def test_what_was_looked_at_without_a_test_counts_as_tested():
    """Pathology of the older service: p = 1 and effect size 0 stand where nothing was found and no test was made."""
    same = {"parameterStableId": "TCPLA_HIS_001_001", "procedureStableId": "TCPLA_HIS_003", "lifeStageName": "Late adult"}
    rows = [same | {"significant": False, "pValue": 1, "effectSize": 0}, same | {"significant": False}]
    table = answers.results_table([*rows, same | {"significant": True, "pValue": 0, "effectSize": 1}])
    assert table["p_value"].isna().all()
    assert life_stages.states(table).tolist() == ["not significant", "not tested", "significant"]


def test_the_state_of_a_stage_is_its_strongest_result():
    table = results(
        ("IMPC_A_001_001", "Early adult", False, "Successful", 0.5, "a"),
        ("IMPC_A_001_001", "Early adult", True, "Successful", 0.01, "b"),
        ("XLA_A_001_001", "Late adult", False, None, 0.3, "c"),
        ("XLA_B_001_001", "Late adult", False, "NotProcessed", None, "d"),
        ("XLA_C_001_001", "Late adult", None, None, None, "e"),
        ("IMPC_E_001_001", "E12.5", True, "Successful", 0.0, "f"),
    )
    early = life_stages.early_parameters(table)
    out = life_stages.StageRows(table, early, {"MGI:1"}).table().set_index("parameter_stable_id")
    assert list(out.index) == ["IMPC_A_001_001", "IMPC_B_001_001", "IMPC_C_001_001"]
    assert out["early_state"].tolist() == ["significant", "unknown", "unknown"]
    assert out["late_state"].tolist() == ["not significant", "not tested", "not tested"]
    assert out["middle_state"].tolist() == ["unknown"] * 3
    assert (out.loc["IMPC_A_001_001", "early_doc_id"], out.loc["IMPC_A_001_001", "early_results"]) == ("b", 2)
