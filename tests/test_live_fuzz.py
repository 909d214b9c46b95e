"""Spoiled answers of every live service: each reader gives a validated table or one sentence, whatever is dropped, retyped or repeated."""

import json
import random
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import pytest
from service import ROOTS, World

import impc_nb
from impc_nb import answers, answers_fields, http, solr
from impc_nb.dataset import Dataset
from impc_nb.schema import ANIMALS, ImpcError
from impc_nb.solr.service import _facets
from impc_nb.solr.stored import typed
from impc_nb.tables import DATASETS, RESULTS, TABLES

WORDS = ("<script>alert(1)</script>", "=HYPERLINK('x')", "Ωμέγα ↯ 小鼠", "\x1b[2J\x07", "../../etc/passwd", "a; b", "None", "nan", "-", " ",
         "", "1e999", "0x10", "2019-02-30T00:00:00Z", "9" * 400, "{folder}", "%s%n", "MGI:1", "\u202egnp.exe", "a\nb",
         "\u0000")  # fmt: skip
NUMBERS = (0, -1, 1e308, 10**400, 2.5, float("nan"), float("inf"), 1e-320, 10**19, True)
SOLR_FIELDS = "doc_id,marker_symbol,p_value,effect_size,significant,zygosity,top_level_mp_term_name,female_mutant_count"
DTYPES = {"number": "float64", "flag": "boolean", "date": "datetime64[us]"}


def spoiled(value, draw, rate):
    """A value with some of its parts dropped, emptied, retyped, repeated, or joined by what nobody asked for."""
    if draw.random() < rate:
        return draw.choice((None, [], {}, [value], [value, value], {"a": value}, str(value), draw.choice(WORDS), draw.choice(NUMBERS)))
    if isinstance(value, dict):
        out = {key: spoiled(one, draw, rate) for key, one in value.items() if draw.random() > rate}
        if draw.random() < rate:
            out[draw.choice((*WORDS, "id", "pValue", "p_value", "new key", "PValue"))] = draw.choice((*WORDS, *NUMBERS, None, [], {}))
        if out and draw.random() < rate:
            first = next(iter(out))
            out[first.upper()] = out.pop(first)
        return out
    if isinstance(value, list):
        out = [spoiled(one, draw, rate) for one in value]
        out += [draw.choice(out) for _ in range(3)] if out and draw.random() < rate else []
        draw.shuffle(out) if draw.random() < rate else None
        return out
    if isinstance(value, str) and draw.random() < rate:
        try:
            return float(value)
        except ValueError:
            return draw.choice(WORDS)
    if isinstance(value, int | float) and draw.random() < rate:
        return draw.choice((str(value), f" {value} ", -value, *NUMBERS))
    return value


#: As Solr answers, with facets and a mark to go on from.
DOCUMENTS = {
    "response": {"numFound": 2, "start": 0, "docs": [
        {"doc_id": f"{n}" * 32, "marker_symbol": "Qqx1", "p_value": 10.0**-n, "effect_size": "2.5", "significant": True,
         "zygosity": "homozygote", "top_level_mp_term_name": ["a system", "b system"], "female_mutant_count": 8} for n in (1, 2)]},
    "facet_counts": {"facet_fields": {"zygosity": ["homozygote", 2, "heterozygote", 0]}}, "nextCursorMark": "*",
}  # fmt: skip


class Answers:
    """Asked like ``requests.Session().get``: what a made-up world says, spoiled at a rate."""

    def __init__(self, world, seed, rate):
        self.world, self.seed, self.rate = world, seed, rate

    def __call__(self, url, **_):
        split = urlsplit(url)
        query = {key: said[0] for key, said in parse_qs(split.query, keep_blank_values=True).items()}
        said = DOCUMENTS if split.path.endswith("/select") else self.world.answer(unquote(split.path), query)
        draw = random.Random(f"{self.seed} {split.path} {split.query}")  # whatever the order of asking
        return Answer(None if said is None else json.dumps(spoiled(said, draw, self.rate)).encode())


class Answer:
    headers = {}

    def __init__(self, body):
        self.body, self.status_code = body, 404 if body is None else 200

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def iter_content(self, size):
        yield self.body


def questions(world):
    """Every table as it can be asked for, and what is built on them: name -> function that gives a table or dataset."""
    gene, live = world.genes[0]["mgiGeneAccessionId"], {"release": "live"}
    asked = {
        (table, who): {} if who == "all" else {"phenotype" if who.startswith("MP:") else "gene": who}
        for table, who in world.lists.expected
        if who in (gene, "all", world.lists.term["id"])
    }
    for one in world.genes[1:]:  # whom other addresses answer
        asked |= {(table, who): {"gene": who} for table, who in world.lists.expected if who == one["mgiGeneAccessionId"]}
    asked |= {(table, "gene"): {"gene": gene} for table in ("genes", "results", "parameters", "late_adult", "landing_pages", "procedures")}
    asked |= {("terms", "text"): {"text": "abn"}, ("publications", "text"): {"text": "mice"}, ("release_notes", "all"): {},
              ("image_files", "parameter"): {"gene": gene, "parameter": "IMPC_QQX_001_001"},
              ("datasets", "parameter"): {"gene": gene, "parameter": world.described[0]["parameterStableId"]}}  # fmt: skip
    found = {f"{table} of {who}": lambda table=table, how=how: impc_nb.load_table(table, **how, **live)
             for (table, who), how in asked.items()}  # fmt: skip
    for one in world.described[:7]:  # one of every kind of data
        doc_id = one["datasetId"]
        found[f"animals of {one['dataType']} {doc_id[:4]}"] = lambda doc_id=doc_id: impc_nb.load_dataset(dataset_id=doc_id, **live)
    symbol = world.genes[0]["geneSymbol"]
    return found | {
        "find_gene": lambda: impc_nb.find_gene(symbol, **live),
        "search_genes": lambda: impc_nb.search_genes(symbol[:2], **live),
        "load_results": lambda: impc_nb.load_results(symbol, **live),
        "list_datasets": lambda: impc_nb.list_datasets(symbol, **live),
        "load_late_adult": lambda: impc_nb.load_late_adult(by="procedure", **live),
        "solr": lambda: solr.query("statistical-result", fl=SOLR_FIELDS, facet="zygosity", **live).docs,
        "solr in batches": lambda: next(solr.batches("statistical-result", **live), pd.DataFrame()),
    }


def wrong_with(found) -> str | None:
    """What is wrong with what a reader gave; None if nothing is."""
    if isinstance(found, Dataset):
        columns, table = ANIMALS, found.animals
        repr(found), found.summary(), found.controls_why()
    elif isinstance(found, pd.DataFrame):
        columns, table = next((TABLES[name] for name in TABLES if list(TABLES[name]) == list(found)), {}), found
    else:
        return None
    types = {name: str(table[name].dtype) for name in columns}
    due = {name: DTYPES.get(kind, "str") for name, (kind, _) in columns.items()}
    sentences = impc_nb.normalised(table)
    return f"types {[name for name in due if due[name] != types[name]]}" if types != due else None if sentences else "nothing said"


def run(seed, rate=None, say=str):
    """(question and rate, "table", "sentence" or what went wrong) for every question to a world spoiled by ``seed``."""
    draw = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        for name, path in ROOTS.items():
            patch.setenv(name, f"http://made.up{path}")
        for name, ask in questions(world := World(seed % 5)).items():
            share = draw.choice((0.002, 0.01, 0.05, 0.2)) if rate is None else rate
            client = http.Client(Answers(world, f"{seed} {name}", share), wait=lambda _: None)
            with http.asked_by(client):
                try:
                    outcome = wrong_with(ask()) or "table"
                except ImpcError as problem:
                    message = str(problem)
                    fit = len(message) < 700 and "\n" not in message and message.endswith((".", ")")) and say(message)
                    outcome = "sentence" if fit else f"not one sentence: {message[:200]!r}"
                except Exception as problem:  # whatever else: that is what is looked for
                    at = problem.__traceback__
                    while at.tb_next:
                        at = at.tb_next
                    place = f"{re.sub(r'.*/', '', at.tb_frame.f_code.co_filename)}:{at.tb_lineno}"
                    outcome = f"{type(problem).__name__} at {place}: {str(problem)[:150]}"
            yield (name, share), outcome


# ---------------------------------------------------------------- tests
@pytest.mark.parametrize("rate", [0.002, 0.01, 0.05, 0.2])
def test_every_reader_gives_a_table_or_one_sentence(rate, tmp_path, monkeypatch):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    outcomes = dict(run(int(1000 * rate), rate))
    assert len(outcomes) > 70
    wrong = {said: outcome for said, outcome in outcomes.items() if outcome not in ("table", "sentence")}
    assert not wrong
    assert set(outcomes.values()) == {"table", "sentence"}, "spoiled enough to be refused, and not so much that nothing is read"


def test_what_is_not_spoiled_is_read(tmp_path, monkeypatch):
    """At rate 0 the same questions give tables, but for what this world does not hold: a count of a line is no animal."""
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    refused = [said[0] for said, outcome in run(3, 0.0) if outcome != "table"]
    assert refused and all(name.startswith("animals of line ") for name in refused)


def test_a_reader_that_raises_something_else_is_seen(tmp_path, monkeypatch):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path))
    monkeypatch.setitem(answers_fields.READ, "number", lambda value, changes: value if value is None else float(value))
    assert any("Error at " in outcome for _, outcome in run(4, 0.05))


def test_a_table_of_other_types_is_seen():
    table = pd.DataFrame({name: pd.Series([], dtype="object") for name in TABLES["genes"]})
    assert wrong_with(table).startswith("types")


# ---------------------------------------------------------------- what is evened out is counted
RESULT = {"statisticalResultId": "a" * 32, "parameterStableId": "IMPC_QQX_001_001", "pValue": 0.5, "effectSize": -1.5, "significant": True,
          "zygosity": "homozygote", "topLevelPhenotypes": [{"id": "MP:1", "name": "a"}], "metadataValues": ["Model = A"],
          "unit": {"x": "mm"}, "summaryStatistics": {"maleMutantCount": 8},
          "statisticalMethod": {"name": "LME", "attributes": {"batchSignificant": False}}, "softWindowing": {"peaks": [17000]},
          "significantPhenotype": {"id": "MP:2", "name": "b"}}  # fmt: skip


@pytest.mark.parametrize(
    ("spoiled", "what", "column", "read"),
    [
        ({"pValue": "5e-1"}, answers_fields.NUMBERS_AS_TEXT, "p_value", 0.5),
        ({"pValue": "half"}, answers_fields.NO_NUMBER, "p_value", None),
        ({"pValue": [0.5]}, answers_fields.NO_NUMBER, "p_value", None),
        ({"pValue": True}, answers_fields.NO_NUMBER, "p_value", None),
        ({"effectSize": {"value": 1}}, answers_fields.OTHER_KIND, "effect_size", None),
        ({"significant": "true"}, answers_fields.FLAGS_AS_TEXT, "significant", True),
        ({"significant": "perhaps"}, answers_fields.NO_FLAG, "significant", None),
        ({"zygosity": ["homozygote", "x"]}, answers_fields.JOINED, "zygosity", "homozygote; x"),
        ({"zygosity": {"a": 1}}, answers_fields.OTHER_KIND, "zygosity", None),
        ({"topLevelPhenotypes": "a"}, answers_fields.OTHER_KIND, "top_level_mp_term_name", None),
        ({"topLevelPhenotypes": ["a", {"name": "b"}]}, answers_fields.OTHER_KIND, "top_level_mp_term_name", "b"),
        ({"metadataValues": "Model = A"}, answers_fields.OTHER_KIND, "metadata", None),
        ({"unit": "mm"}, answers_fields.OTHER_KIND, "unit", None),
        ({"summaryStatistics": [8]}, answers_fields.OTHER_KIND, "male_mutant_count", None),
        ({"statisticalMethod": ["LME"]}, answers_fields.OTHER_KIND, "statistical_method", None),
        ({"softWindowing": {"peaks": ["a day"]}}, answers_fields.NO_NUMBER, "soft_windowing_peaks", None),
        ({"significantPhenotype": "b"}, answers_fields.OTHER_KIND, "mp_term_id", None),
        ({}, None, "statistical_method", "LME"),
        ({"statisticalMethod": "LME"}, None, "statistical_method", "LME"),  # as the newer service says it
    ],
)
def test_a_result_of_other_types_is_read_or_missing_and_counted(spoiled, what, column, read):
    table = answers.results_table([RESULT | spoiled], RESULTS | DATASETS)
    found = table[column].iloc[0]
    assert pd.isna(found) if read is None else found == read
    assert table.attrs["normalised"] == ({} if what is None else {what: 1})


ANIMAL = {"specimenId": "a", "dateOfExperiment": "2019-01-02T00:00:00Z", "dataPoint": 1.5, "bodyWeight": 20, "category": None}


@pytest.mark.parametrize(
    ("spoiled", "what", "column", "read"),
    [
        ({"dataPoint": "1.5"}, answers_fields.NUMBERS_AS_TEXT, "data_point", 1.5),
        ({"dataPoint": 1e999}, answers_fields.NO_NUMBER, "data_point", None),
        ({"dataPoint": True}, answers_fields.NO_NUMBER, "data_point", None),
        ({"specimenId": 66104}, None, "specimen_id", "66104"),
        ({"category": 0}, None, "category", "0"),
        ({}, None, "weight", 20.0),
    ],
)
def test_an_animal_of_other_types_is_read_or_missing_and_counted(spoiled, what, column, read):
    seen = [ANIMAL, ANIMAL | spoiled, ANIMAL | {"specimenId": None}]
    series = [{"specimenSex": "female", "sampleGroup": "control", "observations": seen}]
    table = answers.animals_table({"series": series}, "a" * 32, "The service")
    found = table[column].iloc[1]
    assert pd.isna(found) if read is None else found == read
    assert table.attrs["normalised"] == ({} if what is None else {what: 1})


@pytest.mark.parametrize("spoiled", [{"dataPoint": "heavy"}, {"dataPoint": [1]}, {"dateOfExperiment": "some day"}, {"category": ["a", {}]}])
def test_an_animal_that_cannot_be_read_is_refused_by_name(spoiled):
    series = [{"specimenSex": "female", "sampleGroup": "control", "observations": [ANIMAL, ANIMAL | spoiled]}]
    with pytest.raises(ImpcError, match="data_point|date_of_experiment|category"):
        answers.animals_table({"series": series}, "a" * 32, "The service")


def test_documents_of_other_types_are_read_or_missing_and_counted():
    docs = [{"p_value": "0.5", "significant": "true"}, {"p_value": "half", "significant": True}, {"p_value": 10**400}]
    asked = solr.question("statistical-result", fl="p_value,significant")
    table = typed(pd.DataFrame(docs), asked)
    assert table["p_value"].tolist()[:1] == [0.5] and table["p_value"].isna().tolist() == [False, True, True]
    assert table["significant"].tolist()[:2] == [True, True]
    assert table.attrs["normalised"] == {answers_fields.NUMBERS_AS_TEXT: 1, answers_fields.NO_NUMBER: 2, answers_fields.FLAGS_AS_TEXT: 1}


@pytest.mark.parametrize("flat", [["homozygote", "many"], ["homozygote", None], ["homozygote"], {"homozygote": 2}, ["a", True]])
def test_facets_of_another_shape_are_refused(flat):
    with pytest.raises(ImpcError, match="did not count the documents by 'zygosity'"):
        _facets({"facet_counts": {"facet_fields": {"zygosity": flat}}}, solr.question("statistical-result", facet="zygosity"))
