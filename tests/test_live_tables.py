"""Every table of the live release: against a made-up service, recorded answers, faults and hostile answers."""

import json
import random
import re

import pandas as pd
import pytest
import recorded_endpoints
import requests
from service import FAULTS, Service

import impc_nb
from impc_nb import http
from impc_nb.answers_fields import DUPLICATES, OTHER_GENE, OTHER_KIND, normalised
from impc_nb.answers_overviews import facets_table, landing_table, publication_counts_table
from impc_nb.answers_tables import late_adult_table, table_of
from impc_nb.schema import BadTable, ImpcError, NotFound, Unavailable
from impc_nb.tables import TABLES

BY_TERM = ("terms", "phenotype_results")


@pytest.fixture(scope="module", params=[11, 12])
def service(request):
    with Service(request.param) as running:
        yield running


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path / "cache"))


def point_at(monkeypatch, roots, fault=None):
    for name, root in roots.items():
        monkeypatch.setenv(name, re.sub(r"^(http://[^/]+)", rf"\1/fault/{fault}", root) if fault else root)


def quick(**how):
    """A client that does not wait between tries."""
    return http.Client(wait=lambda _: None, **{"connect": 2, "read": 2, "budget": 20} | how)


def asked_of(world, table, who):
    """How ``load_table`` is asked for a table of a gene or term, or for all there is."""
    return {"name": table, "release": "live"} | ({} if who == "all" else {"phenotype" if who.startswith("MP:") else "gene": who})


# ---------------------------------------------------------------- a made-up service
def test_every_table_of_a_made_up_service_has_the_right_rows(service, monkeypatch):
    point_at(monkeypatch, service.roots())
    expected = service.world.lists.expected
    assert {table for table, _ in expected} >= set(TABLES) - {"genes", "results", "datasets", "parameters", "ikmc_programmes"}
    with http.asked_by(quick()):
        for (table, who), rows in expected.items():
            found = impc_nb.load_table(**asked_of(service.world, table, who))
            assert (table, who, len(found)) == (table, who, rows)
            assert list(found) == list(TABLES[table])
            for column, (kind, _) in TABLES[table].items():
                dtype = {"number": "float64", "flag": "boolean", "date": "datetime64[us]"}.get(kind, "str")
                assert (column, str(found[column].dtype)) == (column, dtype)


def test_a_made_up_gene_says_what_it_says(service, monkeypatch):
    point_at(monkeypatch, service.roots())
    world, gene = service.world, service.world.genes[0]
    who = {"gene": gene["mgiGeneAccessionId"], "release": "live"}
    with http.asked_by(quick()):
        summary = impc_nb.load_table("gene_summaries", **who).iloc[0]
        assert summary["marker_name"] == "<b>a</b> name"  # text stays text
        assert (summary["seq_region_start"], summary["seq_region_end"]) == (12345, 23456)
        assert summary["data_collections"] == "expression"
        assert summary["phenotyping_center"] == "; ".join(world.centres)
        viability = impc_nb.load_table("viability", **who)
        assert viability["call"].tolist() == ["Homozygous - Lethal", "Homozygous - Viable"]
        assert viability["p_value"].isna().all()
        weights = impc_nb.load_table("body_weight_curves", **who)
        assert set(weights["phenotyping_center"]) == {"Centre Qqx"}
        assert weights.loc[weights["biological_sample_group"] == "control", "zygosity"].isna().all()
        assert impc_nb.load_table("gross_pathology", **who)["count"].tolist() == [3.0] * 4
        assert impc_nb.load_table("images", **who)["thumbnail_url"].str.startswith("https://").all()
        assert impc_nb.load_table("external_links", **who)["description"].tolist() == ["a catalogue"]
        products = impc_nb.load_table("products", **who).set_index("product_type")
        assert set(products["design_id"].dropna()) == {"4711"}
        assert products.loc["crispr", "guides"] == "sequence ACGT, chr_name 7, start 12"
        assert set(products["qc_results"].dropna()) == {"production loxp_confirmation: pass"}
        for kind, column in (("es_cell", "allele_map_link"), ("targeting_vector", "vector_map_link")):  # a vector's files are of the vector
            assert set(products.loc[[kind], column]) == {"https://files.example.org/map.png"}
        late = impc_nb.load_table("late_adult", **who)
        assert late["late_state"].tolist()[:3] == ["not tested", "not significant", "significant"]
        files = impc_nb.load_table("image_files", parameter="IMPC_QQX_001_001", **who)
        assert set(files["parameter_stable_id"]) == {"IMPC_QQX_001_001"}
        assert not impc_nb.load_table("terms", text="abnormal q", release="live")["parent_mp_term_id"].ne("MP:0002123; MP:0002124").any()
        assert len(impc_nb.load_table("publications", text="a word", release="live")) == 6  # two pages of three
        procedure = impc_nb.load_table("procedures", phenotype=world.lists.term["id"], release="live").iloc[0]
        assert procedure["description"] == "what is done"
        assert set(impc_nb.load_table("genes", text=gene["geneSymbol"], release="live")) == set(TABLES["genes"])


def test_what_a_service_is_not_asked_for_picks_among_its_rows(service, monkeypatch):
    point_at(monkeypatch, service.roots())
    world = service.world
    gene, term = world.genes[0]["mgiGeneAccessionId"], world.lists.term["id"]
    with http.asked_by(quick()):
        whole = impc_nb.load_table("phenotype_hits", phenotype=term, release="live")
        parameter = whole["parameter_stable_id"].iloc[0]
        part = impc_nb.load_table("phenotype_hits", phenotype=term, parameter=parameter, release="live")
        assert len(part) == (whole["parameter_stable_id"] == parameter).sum() > 0
        with pytest.raises(NotFound, match="expression says nothing about a Mammalian Phenotype term"):
            impc_nb.load_table("expression", gene=gene, phenotype=term, release="live")


@pytest.mark.parametrize("what", ["gene", "phenotype", "parameter", "text"])
@pytest.mark.parametrize("table", ["observations", "release_notes", *TABLES])
def test_every_question_gives_a_table_or_a_sentence(faulty, monkeypatch, table, what):
    point_at(monkeypatch, faulty.roots())
    world = faulty.world
    said = {
        "gene": world.genes[0]["mgiGeneAccessionId"],
        "phenotype": world.lists.term["id"],
        "parameter": "IMPC_QQX_001_001",
        "text": "abn",
    }
    with http.asked_by(quick()):
        for more in ({}, {"gene": said["gene"]}):
            try:
                found = impc_nb.load_table(table, **{what: said[what]} | more, release="live")
            except NotFound as refused:
                found, message = None, str(refused)
            assert message if found is None else list(found) == list(TABLES[table])


@pytest.mark.parametrize(
    ("table", "asked", "says"),
    [
        ("expression", {}, "answers expression for a gene"),
        ("phenotype_results", {"gene": "MGI:1"}, "answers phenotype results for a Mammalian Phenotype term"),
        ("phenotype_hits", {}, "for a gene .* or a Mammalian Phenotype term"),
        ("publications", {}, "for a gene .* or a part of a text"),
        ("image_files", {}, "for a gene .*, a parameter"),
        ("products", {"gene": "MGI:1", "text": "../../etc"}, "is not the symbol of an allele"),
        ("results", {}, "answers for one gene at a time"),
    ],
)
def test_a_question_that_cannot_be_put_says_which_can(table, asked, says):
    with pytest.raises(NotFound, match=says):
        impc_nb.load_table(table, **asked, release="live")


# ---------------------------------------------------------------- faults
@pytest.fixture(scope="module")
def faulty():
    with Service(13) as running:
        yield running


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_every_table_is_the_right_table_or_one_sentence(faulty, fault, monkeypatch):
    world, waited = faulty.world, []
    gene, term = world.genes[0]["mgiGeneAccessionId"], world.lists.term["id"]
    once = {table: who for (table, who) in world.lists.expected if who in (gene, term, "all")}
    point_at(monkeypatch, faulty.roots(), fault)
    faulty.tried.clear()
    for table, who in once.items():
        rows = world.lists.expected[table, who]
        found = refused = None
        with http.asked_by(http.Client(connect=2, read=0.15 if fault == "hang" else 5, budget=10, tries=2, wait=waited.append)):
            try:
                found = impc_nb.load_table(**asked_of(world, table, who))
            except ImpcError as problem:
                refused = problem
        assert (found is None) == (fault not in ("204", "404", "slow", "once500")) or fault in ("204", "404"), (table, refused)
        if refused is None:
            assert len(found) == (0 if fault in ("204", "404") else rows)
            continue
        assert type(refused) is (NotFound if fault in ("204", "404") else Unavailable)
        assert str(refused).startswith("The IMPC ")
        assert "\n" not in str(refused)
        assert len(str(refused)) < 300
        assert fault in ("204", "404") or "the teaching release and saved folders still work" in str(refused)
    assert all(pause <= 2 for pause in waited)


def test_a_search_that_fails_leaves_a_term_without_parents(faulty, monkeypatch):
    point_at(monkeypatch, faulty.roots())
    once = http.Client._once
    monkeypatch.setattr(http.Client, "_once", lambda self, url, *rest: (500, b"", None) if "/search/" in url else once(self, url, *rest))
    with http.asked_by(quick(tries=1)):
        found = impc_nb.load_table("terms", phenotype=faulty.world.lists.term["id"], release="live")
    assert found["parent_mp_term_id"].isna().all()
    assert normalised(found)[-1].startswith("1 terms are listed without what they are a kind of")


# ---------------------------------------------------------------- recorded answers
@pytest.mark.parametrize("endpoint", recorded_endpoints.ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_recorded_file_becomes_a_table_with_the_right_rows(shared, endpoint):
    files = recorded_endpoints.files(shared / "impc", endpoint)
    assert files, "no file of this endpoint is recorded: the test would show nothing"
    for file in files:
        answer = json.loads(file.read_text())
        table = endpoint.read(answer, file)
        assert (file.name, len(table)) == (file.name, endpoint.rows(answer))
        assert list(table) == list(TABLES.get(endpoint.table, table))
        dropped = endpoint.rows_in(answer) - len(table)
        if callable(endpoint.shape) or "procedures" not in endpoint.shape:
            assert table.attrs["normalised"].get(DUPLICATES, 0) == dropped, "every row that is not there any more is counted"


def test_no_recorded_file_is_left_out(shared):
    """What no table is made of is named here with the reason; anything else that is recorded must be read."""
    pack = shared / "impc"
    read = {file for endpoint in recorded_endpoints.ENDPOINTS for file in recorded_endpoints.files(pack, endpoint)}
    roots = ("api", "statistical-datasets", "landing-page-data", "phenotype-stats-results", "publication-service")
    left = [file for root in roots for file in pack.glob(f"{root}/**/*.json") if file not in read]
    unknown = [file for file in left if not any(file.relative_to(pack).match(way) for way in recorded_endpoints.NOT_TABLES)]
    assert unknown == []


def test_recorded_tables_come_over_http_as_they_are(shared, replay, monkeypatch):
    pack = shared / "impc"
    point_at(monkeypatch, {f"IMPC_{name.upper()}": root for name, root in replay.items() if name != "root"})
    with http.asked_by(quick()):
        for endpoint in [one for one in recorded_endpoints.ENDPOINTS if one.over_http]:
            for file in recorded_endpoints.files(pack, endpoint):
                who = next(part for part in (*file.parts, file.stem) if re.fullmatch(r"(MGI|MP):\d+", part))
                found = impc_nb.load_table(**asked_of(None, endpoint.table, who))
                assert (endpoint.name, who, len(found)) == (endpoint.name, who, endpoint.rows(json.loads(file.read_text())))


REPLAYED = [("phenotype_hits", {"gene": "MGI:104785"}), ("phenotype_results", {"phenotype": "MP:0012361"}), ("late_adult", {}),
            ("disease_models", {"gene": "MGI:1929293"}),
            ("publications", {"gene": "MGI:1922702"}), ("pup_counts", {"gene": "MGI:104785"})]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_the_recorded_service_too(replay, monkeypatch, fault):
    """Here a connection is reset within the answer, and a slow answer comes after 3 s: this client waits 0.3 s and calls it hanging."""
    point_at(monkeypatch, {f"IMPC_{name.upper()}": root for name, root in replay.items() if name != "root"}, fault)
    waited = []
    for table, asked in REPLAYED:
        with http.asked_by(http.Client(connect=2, read=0.3 if fault in ("hang", "slow") else 5, budget=10, tries=2, wait=waited.append)):
            if fault in ("204", "404", "once500"):
                try:
                    found = impc_nb.load_table(table, **asked, release="live")
                except NotFound:
                    assert (table, fault) in (("late_adult", "204"), ("late_adult", "404"))
                else:
                    assert len(found) or fault != "once500"
                continue
            with pytest.raises(Unavailable, match=r"^The IMPC .*; the teaching release and saved folders still work\.$"):
                impc_nb.load_table(table, **asked, release="live")


ODD = [None, "", 0, -1, 1e999, "NaN", "x", [], {}, [1], [None], [{}], {"a": 1}, True, "<b>", "1e5", 10**400, "\0", [["x"]]]


def spoiled(value, draw, rate, depth=0):
    """An answer in which some values are of another kind, and some keys are not there; of long lists the first few."""
    if depth and draw.random() < rate:
        return draw.choice(ODD)
    if isinstance(value, dict):
        return {key: spoiled(inside, draw, rate, depth + 1) for key, inside in value.items() if depth == 0 or draw.random() > rate}
    return [spoiled(inside, draw, rate, depth + 1) for inside in value[:5]] if isinstance(value, list) else value


@pytest.mark.parametrize("endpoint", recorded_endpoints.ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_spoiled_answers_are_a_table_or_a_sentence(shared, endpoint):
    draw, tables = random.Random(7), 0
    file = recorded_endpoints.files(shared / "impc", endpoint)[0]
    answer = json.loads(file.read_text())
    for tried in range(12):
        try:
            table = endpoint.read(spoiled(answer, draw, 0.02 if tried % 2 else 0.001), file)
        except (Unavailable, BadTable, NotFound) as refused:
            table, message = None, str(refused)
        assert table is not None or (len(message) < 400 and "\n" not in message)
        tables += table is not None
    assert tables, "nothing was read at all: the test would show nothing"


def test_another_gene_than_the_one_asked_for_is_said(shared):
    """The models recorded under Akt2 (MGI:104874) are of Myo6."""
    answer = json.loads((shared / "impc/api/v1/genes/MGI:104874/disease/json__associationCurated=true.json").read_text())
    table = table_of("disease_models", answer, "The service", gene="MGI:104874")
    assert set(table["marker_symbol"]) == {"Myo6"}
    assert table.attrs["normalised"][OTHER_GENE] == 48


# ---------------------------------------------------------------- what is known of a product
def recorded_products(shared, kind: str) -> list[tuple[dict, pd.Series]]:
    """Every recorded product of a kind of question, as recorded and as the table has it."""
    found = []
    for file in sorted((shared / "impc" / "api" / "v1" / "alleles" / kind).glob("**/*.json")):
        answer = json.loads(file.read_text())
        rows = table_of("crispr" if kind == "crispr" else "products", answer, "The service")
        found += zip(answer, [row for _, row in rows.iterrows()], strict=True)
    assert found, "none is recorded: the test would show nothing"
    return found


def test_recorded_guides_nucleases_and_primers_stand_in_the_table(shared):
    for raw, row in recorded_products(shared, "crispr"):
        for key, column, names in (
            ("guides", "guides", {"sequence": "guideSequence", "pam": "pam", "chr_name": "chr", "start": "start", "stop": "stop",
                                  "strand": "strand", "assembly": "genomeBuild"}),
            ("nucleases", "nucleases", {"type": "nucleaseType", "class": "nucleaseClass"}),
            ("genotypePrimers", "genotype_primers", {"name": "name", "sequence": "sequence"}),
        ):  # fmt: skip
            stated = [", ".join(f"{name} {one[said]}" for name, said in names.items() if one.get(said)) for one in raw.get(key) or []]
            assert (row[column].split("; ") if pd.notna(row[column]) else []) == list(dict.fromkeys(stated))


@pytest.mark.parametrize("kind", ["mice", "es_cell"])
def test_recorded_checks_and_files_of_mice_and_cells_stand_in_the_table(shared, kind):
    outcomes = 0
    for raw, row in recorded_products(shared, kind):
        stated = [(stage, outcome) for one in raw.get("qcData") or [] for stage, inside in one.items() for outcome in inside.values()]
        told = row["qc_results"].split("; ") if stated else []
        assert [(line.partition(" ")[0] + "Qc", line.partition(": ")[2]) for line in told] == stated
        outcomes += len(stated)
        for column, key in (("allele_map_link", "alleleImage"), ("genbank_link", "genbankFile"), ("vector_map_link", "vectorAlleleImage"),
                            ("vector_genbank_link", "vectorGenbankFile")):  # fmt: skip
            assert (row[column] if pd.notna(row[column]) else "") == ((raw.get("otherLinks") or {}).get(key) or "")
        assert (row["vector_name"] if pd.notna(row["vector_name"]) else "") == (raw.get("associatedProductVectorName") or "")
    assert outcomes


def test_recorded_vectors_have_the_files_of_the_vector(shared):
    for raw, row in recorded_products(shared, "tvp"):
        assert (row["backbone"], row["cassette"], row["ikmc_project_id"]) == (raw["backbone"], raw["cassette"], raw["ikmcProjectId"])
        assert row["vector_map_link"] == raw["otherLinks"]["alleleImage"] and row["vector_map_link"].endswith("/vector.png")
        assert row["vector_genbank_link"] == raw["otherLinks"]["genbankFile"]
        assert row[["allele_map_link", "genbank_link", "qc_results", "guides"]].isna().all()


def test_the_older_service_says_where_checks_and_maps_are(shared):
    answer = json.loads((shared / "impc/api/v1/alleles/MGI:1929293/tm1a(EUCOMM)Wtsi.json").read_text())
    cells, vectors = table_of("es_cell_of_allele", answer, "The service"), table_of("vector_of_allele", answer, "The service")
    assert list(cells["qc_link"]) == [one["qcDataUrl"] for one in answer["esCellProducts"]]
    assert list(cells["vector_name"]) == [one["targetingVector"] for one in answer["esCellProducts"]]
    assert set(cells["allele_map_link"]) == {answer["alleleMapUrl"]} and set(cells["genbank_link"]) == {answer["genbankFileUrl"]}
    assert list(vectors["backbone"]) == [one["backbone"] for one in answer["targetingVectorProducts"]]
    assert vectors["vector_map_link"].isna().all()  # recorded as blank texts


@pytest.mark.parametrize(
    ("part", "column", "says", "left_out"),
    [
        ({"guides": None}, "guides", None, 0), ({"guides": []}, "guides", None, 0), ({"guides": "none"}, "guides", None, 1),
        ({"guides": [{}, {"pam": None}, 7]}, "guides", None, 1),
        ({"guides": {"sequence": "AC GT, x; y", "start": "12", "stop": 3.0}}, "guides", "sequence AC GT x y, start 12, stop 3", 0),
        ({"guides": [{"guideSequence": ["A"], "sequence": "ACG"}] * 2}, "guides", "sequence ACG", 2),
        ({"nucleases": [{"nucleaseClass": "mRNA"}, {"nucleaseType": "Cas9"}]}, "nucleases", "class mRNA; type Cas9", 0),
        ({"qcData": [{"userQc": None, "productionQc": {}}]}, "qc_results", None, 0),
        ({"qcData": {"userQc": [{"loaQpcr": "fail"}], "southernBlot": "na"}}, "qc_results", "user loa_qpcr: fail; southern_blot: na", 0),
        ({"qcData": [{"distributionQc": {"distributionCentre": "X", "copy": {"a": 1}, "n": 2.0}}]}, "qc_results",
         "distribution distribution_centre: X; distribution n: 2", 1),
        ({"otherLinks": "", "backbone": []}, "allele_map_link", None, 0),
        ({"otherLinks": ["x"], "backbone": ["y"]}, "backbone", None, 2),
        ({"otherLinks": {"alleleImage": 5, "genbankFile": " "}}, "genbank_link", None, 1),
        ({"otherLinks": {"alleleImage": "//x.org/a; b.png"}}, "allele_map_link", "https://x.org/a; b.png", 0),
    ],
)  # fmt: skip
def test_odd_parts_of_a_product_are_left_out_and_the_product_stays(part, column, says, left_out):
    table = table_of("products", [{"productId": "P1", "name": "C", "type": "mouse"} | part], "The service")
    assert table["name"].tolist() == ["C"]
    assert (table[column].iloc[0] if pd.notna(table[column].iloc[0]) else None) == says
    assert table.attrs["normalised"].get(OTHER_KIND, 0) == left_out


# ---------------------------------------------------------------- what is evened out is counted
HIT = {"mgiGeneAccessionId": "MGI:1", "alleleSymbol": "Abc1<em1>", "procedureStableId": "IMPC_HIS_003", "pValue": 0.0, "effectSize": 1.0,
       "dataType": "histopathology", "phenotype": {"id": "MP:0000001", "name": "x"}}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([HIT], {"placeholder p-values": 1, "placeholder effect sizes": 1}),
        ([HIT, HIT | {"id": "other"}], {"duplicate rows": 1, "placeholder p-values": 1, "placeholder effect sizes": 1}),
        ([HIT | {"pValue": "2e-9", "effectSize": "3"}], {"numbers written as text": 2}),
        ([HIT | {"pValue": "many", "effectSize": 3}], {"values that are no number": 1}),
        ([HIT | {"pValue": 0.5, "sex": "no data"}], {"sexes stated as 'no data'": 1}),
        ([HIT | {"pValue": 0.5}, {k: v for k, v in HIT.items() if k not in ("pValue", "alleleSymbol")}], {"missing keys": 2}),
        ([HIT | {"pValue": 0, "dataType": "unidimensional", "procedureStableId": "IMPC_ABR_002"}], {}),  # a reference range
        ([HIT | {"pValue": 0.000178, "statisticalMethod": "Supplied as data"}], {"placeholder effect sizes": 1}),
    ],
)
def test_what_was_evened_out_is_counted(rows, says):
    table = table_of("phenotype_hits", rows, "The service")
    counts = table.attrs["normalised"]
    assert {what: next((n for name, n in counts.items() if name.startswith(what)), None) for what in says} == says
    assert sum(counts.values()) == sum(says.values())
    assert len(normalised(table)) == max(1, len(says))
    assert table["mp_term_id"].eq("MP:0000001").all(), "the call itself stays"


@pytest.mark.parametrize(
    ("shape", "answer", "says"),
    [
        ("publications", [{"pmid": "PMC1", "title": ""}], ["1 blank texts were", "1 PubMed Central ids stand"]),
        ("gene_histopathology", [{"tissue": "Eye"}], ["1 rows are of significant findings only"]),
        ("procedures_of_term", {"procedures": [{"description": "a&nbsp;b &lt;b&gt;"}]}, ["1 texts with HTML entities"]),
        ("images", [{"thumbnailUrl": "//x.org/a"}], ["1 addresses without 'https:'"]),
        ("gene_summaries", {"seqRegionStart": "12"}, ["1 numbers written as text"]),
        (
            "publications",
            [{"consortiumPaper": "perhaps", "publicationDate": "last year"}],
            ["1 values that are neither", "1 values that are no date"],
        ),
        (
            "body_weight_curves",
            [{"dataPoints": [{"sampleGroup": "control", "zygosity": "homozygote"}]}],
            ["1 zygosities written on wildtypes"],
        ),
    ],
)
def test_every_kind_of_change_is_counted(shape, answer, says):
    found = sorted(normalised(table_of(shape, answer, "The service")))
    assert len(found) == len(says)
    assert all(sentence.startswith(start) for sentence, start in zip(found, sorted(says), strict=True))


SAID = {"procedureStableId": "IMPC_FER_001", "parameterName": "Gross Findings Male", "zygosity": "homozygote", "significant": False}


@pytest.mark.parametrize(
    ("row", "call", "sex"),
    [
        (SAID | {"pValue": 1, "effectSize": 0}, "Fertile", "male"),
        (SAID, None, "male"),  # without a p-value nothing was stated
        (SAID | {"status": "Successful", "parameterName": "Gross Findings Female"}, "Fertile", "female"),
        (SAID | {"significant": True, "phenotype": {"id": "MP:0001925", "name": "male infertility"}}, "Infertile", "male"),
        (SAID | {"significant": True}, None, "male"),
    ],
)
def test_fertility_is_read_from_the_results(row, call, sex):
    table = table_of("fertility", [row, row | {"procedureStableId": "IMPC_DXA_001"}], "The service")
    assert len(table) == 1
    assert (table["call"].fillna("-")[0], table["sex"][0]) == (call or "-", sex)
    assert table["p_value"].isna().all()


def test_terms_with_commas_in_their_names_stay_whole():
    said = "MP:0001967 deafness,MP:0011100 preweaning lethality, complete penetrance"
    table = table_of("disease_models", [{"modelMatchedPhenotypes": said}], "The service")
    assert table.loc[0, "model_matched_phenotypes"] == "MP:0001967 deafness; MP:0011100 preweaning lethality, complete penetrance"


def test_recorded_genes_and_results_say_status_and_body_systems(shared):
    found = json.loads((shared / "impc/api/search/v1/search__prefix=gls2.json").read_text())
    row = table_of("genes", found, "The service").set_index("marker_symbol").loc["Gls2"]
    assert row["phenotype_status"] == "Phenotyping data available"  # api_map.md, section 8
    said = shared / "impc/api/v1/genes/statistical-result/filtered/page__mgiGeneAccessionId=MGI:104785&page=0&size=10.json"
    table = recorded_endpoints.by_name("genes/statistical-result/filtered/page").read(json.loads(said.read_text()), said)
    named = dict(zip(table["top_level_mp_term_id"].dropna(), table["top_level_mp_term_name"].dropna(), strict=True))
    assert named["MP:0005386"] == "behavior/neurological phenotype"


def test_nothing_evened_out_is_said_too():
    assert normalised(table_of("images", [], "The service")) == ["Nothing had to be changed."]
    assert impc_nb.normalised is normalised


# ---------------------------------------------------------------- answers that are not what they should be
WRONG = {
    "no list of rows": [{"a": 1}, "text", 5, [1], [None], [[{}]]],
    "a list instead of a text": [[{"alleleSymbol": [{}]}]],
    "an object instead of a text": [[{"alleleSymbol": {"a": 1}}]],
}


@pytest.mark.parametrize(("says", "answer"), [(says, answer) for says, answers in WRONG.items() for answer in answers])
def test_another_shape_is_refused_by_name(says, answer):
    with pytest.raises(Unavailable, match=f"^The IMPC service answered with data of another shape than expected .*{says}"):
        table_of("alleles", answer, "The IMPC service")


@pytest.mark.parametrize(
    ("shape", "answer"),
    [
        ("phenotype_results", "x"), ("phenotype_results", {"results": "x"}), ("phenotype_results", [1]),
        ("expression", [{"mutantCounts": 5}]),
        ("histopathology", {"datasets": {}}), ("histopathology", {"datasets": [5]}), ("genes", {"results": [{"entityProperties": "x"}]}),
        ("gene_summaries", "x"), ("gene_summaries", {"geneSymbol": {}}), ("body_weight_curves", [{"dataPoints": [7]}]),
        ("phenotype_hits", [{"phenotype": "MP:1"}]), ("phenotype_hits", [{"topLevelPhenotypes": ["x"]}]),
        ("phenotype_hits", [{"pValue": [1]}]),
        ("publications", {"content": {}}), ("viability", [{"sex": {}}]), ("image_files", [{"images": "many"}]),

    ],
)  # fmt: skip
def test_every_part_of_another_kind_is_refused(shape, answer):
    with pytest.raises(Unavailable, match="^The IMPC service answered with data of another shape than expected"):
        table_of(shape, answer, "The IMPC service")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"columns": ["a", "b"], "rows": [{"significance": [1]}]}, "2 columns but another number of cells"),
        ({"columns": ["a"], "rows": [{"significance": [3]}]}, "a state '3', where 0, 1 and 2 are known"),
        ({"columns": [1], "rows": []}, "no names of columns"), ([], "no names of columns"),
        ({"columns": ["a"], "rows": 5}, "no list of rows"),
    ],
)  # fmt: skip
def test_a_late_adult_grid_of_another_shape_is_refused(answer, says):
    with pytest.raises(Unavailable, match=says):
        late_adult_table(answer, "The IMPC landing pages")


def test_unknown_keys_and_missing_ones_do_no_harm():
    many = {f"key{i}": i for i in range(1000)}
    table = table_of("images", [many | {"mgiGeneAccessionId": "MGI:1"}, {}, {"parameterName": None}], "The service")
    assert list(table) == list(TABLES["images"])
    assert len(table) == 3


@pytest.mark.parametrize(
    ("shape", "answer"), [("images", list), ("gene_summaries", dict), ("phenotype_results", lambda row: {"results": [row]})]
)
def test_millions_of_fields_are_refused(shape, answer):
    row = {f"key{i}": i for i in range(100_000)}
    with pytest.raises(Unavailable, match="The service answered with a row of 100,0.. fields, which is not read"):
        table_of(shape, [row] if answer is list else answer(row), "The service")


HOSTILE = "<img src=x onerror=alert(1)>=1+1 ../../etc \u202e"


def test_hostile_text_stays_text_and_is_cut():
    table = table_of("gene_summaries", {"geneName": HOSTILE, "geneSymbol": "=cmd()", "chrName": "x" * 50_000}, "The service")
    assert table.loc[0, "marker_name"] == HOSTILE.strip()
    assert len(table.loc[0, "chr_name"]) == 10_000


@pytest.mark.parametrize("symbol", ["A<../x>", "A<b/c>", "A<b?c=1>", "A<" + "x" * 100 + ">", "A<é>", "plain", None])
def test_alleles_that_are_no_names_are_not_asked_for(monkeypatch, symbol):
    asked = []

    def get(url, **_):
        asked.append(url)
        response = requests.Response()
        response.status_code = 200
        response._content_consumed = True
        response._content = json.dumps([{"alleleSymbol": symbol, "productTypes": ["mouse"]}]).encode()
        return response

    with http.asked_by(http.Client(get=get)):
        assert impc_nb.load_table("products", gene="MGI:1", release="live").empty
    assert [url.rpartition("/")[2] for url in asked] == ["order"]


@pytest.mark.parametrize("text", ["../../etc/passwd", "<script>", "x" * 500, "a\0b", "%2e%2e/", "?a=1&b", " ", "MGI:1/../2"])
@pytest.mark.parametrize("what", ["gene", "phenotype", "parameter", "text"])
def test_hostile_questions_are_refused_before_anything_is_asked(monkeypatch, what, text):
    client = http.Client(get=lambda *_, **__: pytest.fail("a service was asked"))
    with http.asked_by(client):
        for table in ("phenotype_hits", "terms", "image_files", "publications"):
            with pytest.raises(ImpcError) as refused:
                impc_nb.open_catalog("live")[table].read(**{what: text})
            assert len(str(refused.value)) < 400


_NAMED = {"mgiGeneAccessionId": "MGI:1", "geneSymbol": "Abc1"}


@pytest.mark.parametrize(
    ("page", "answer", "says"),
    [
        ("histopathology_landing", {"columns": ["a", "b"], "rows": [{"significance": [0]}]}, "2 columns but another number of cells"),
        ("histopathology_landing", {"columns": ["a"], "rows": [{"significance": [1]}]}, "a state '1', where 0, 2 and 4 are known"),
        ("histopathology_landing", {"columns": [1], "rows": [{"significance": [0]}]}, "no names of columns"),
        ("cardiovascular_landing", {"chordDiagram": {"keys": ["a", "b"], "matrix": [[1], [2]]}}, "no square of 2 body systems"),
        ("embryo_landing", {"primaryViabilityTable": 5}, "no list of rows as 'primaryViabilityTable'"),
        ("embryo_landing", {"other": []}, "no primary_viability_table or"),
        ("embryo_landing", None, "no primary_viability_table or"),
        ("embryo_landing", {"embryoDataAvailabilityGrid": [_NAMED | {"hasVignettes": {}}]}, "an object instead of a text for has_"),
        ("phenotype_pleiotropy", [], "no object"), ("phenotype_pleiotropy", {"MP:1": 7}, "no list of rows as 'genes'"),
        ("idg_landing", {}, "no list of rows"),
    ],
)  # fmt: skip
def test_a_landing_page_of_another_shape_is_refused(page, answer, says):
    with pytest.raises(Unavailable, match=f"^The IMPC landing pages answered with data of another shape than expected .*{says}"):
        landing_table(page, answer, "The IMPC landing pages")


def test_a_landing_page_says_what_it_codes_in_words():
    tissues = {"columns": ["Heart", "Eye", "Ear"], "rows": [_NAMED | {"hasTissue": False, "significance": [0, 2, 4]}]}
    table = landing_table("histopathology_landing", tissues, "The service").set_index("statement")
    assert table.loc["has_tissue", "value"] == "false"
    assert table["value"][["Heart", "Eye", "Ear"]].tolist() == ["no data", "not significant", "significant"]
    assert table["number"][["Heart", "Eye", "Ear"]].tolist() == [0, 2, 4]
    assert set(table["marker_accession_id"]) == {"MGI:1"}
    twice = {"primaryViabilityTable": [{"outcome": "Lethal", "genes": [_NAMED, _NAMED]}]}
    table = landing_table("embryo_landing", twice, "The service")
    assert table[["statement", "value"]].to_numpy().tolist() == [["outcome", "Lethal"]]
    assert table.attrs["normalised"] == {DUPLICATES: 1}


def test_recorded_landing_pages_agree_with_each_other_and_with_themselves(shared):
    """Figures that are stated twice in the recorded pages, and the README's count of genes (273 of the IDG, 1,358 with tissues)."""

    def page(name):
        return landing_table(name, json.loads((shared / f"impc/landing-page-data/{name}.json").read_text()), "The service")

    assert page("idg_landing")["marker_accession_id"].nunique() == 273
    tissues = page("histopathology_landing")
    assert tissues["marker_accession_id"].nunique() == 1358
    assert (tissues["value"] == "significant").sum() == (tissues["number"] == 4).sum() > 0
    heart, pleiotropy = page("cardiovascular_landing"), page("phenotype_pleiotropy")
    chosen = heart[heart["statement"] == "cardiovascular_phenotype_count"].query("number > 0")["marker_accession_id"]
    same = pleiotropy[(pleiotropy["mp_term_id"] == "MP:0005385") & (pleiotropy["statement"] == "phenotype_count")]["marker_accession_id"]
    assert len(set(chosen) & set(same)) > 0.9 * len(same) > 0  # MP:0005385 is the cardiovascular system phenotype


def test_papers_are_counted_once_where_two_lists_agree():
    year = {"pubYear": 2030, "count": 3, "byQuarter": [{"quarter": 2, "count": 2}, {"quarter": 1, "count": 1}]}
    turned = year | {"byQuarter": year["byQuarter"][::-1]}
    agencies = [{"agency": "A", "count": 2}, {"agency": " A", "count": 2}]
    said = {"incrementalCountsByYear": [year], "publicationsByQuarter": [turned], "publicationsByGrantAgency": agencies}
    table = publication_counts_table(said, "The service")
    assert table.groupby("counted_by")["count"].sum().to_dict() == {"agency": 4, "quarter": 3, "year": 3}
    assert table.attrs["normalised"] == {DUPLICATES: 3}
    other = publication_counts_table({"incrementalCountsByYear": [year], "publicationsByQuarter": [year | {"count": 4}]}, "S")
    assert other.loc[other["counted_by"] == "year", "count"].tolist() == [3, 4], "what does not agree stays"


@pytest.mark.parametrize("answer", [[], {"procedureName": "a"}, {"procedureName": [{}]}])
def test_fields_of_another_shape_are_refused(answer):
    with pytest.raises(Unavailable, match="^The service answered with data of another shape than expected"):
        facets_table(answer, "The service", "MGI:1")


def test_overviews_say_what_they_can_be_asked_for(service, monkeypatch):
    point_at(monkeypatch, service.roots())
    gene = service.world.genes[0]
    with http.asked_by(quick()):
        pages = impc_nb.load_table("landing_pages", text="embryo", release="live")
        assert set(pages["page"]) == {"embryo_landing"}
        assert set(impc_nb.load_table("landing_pages", text="heart", release="live")["statement"]) == {"Heart"}
        with pytest.raises(NotFound, match="hold none of the pages idg_landing"):
            impc_nb.load_table("landing_pages", text="idg", release="live")
        design = impc_nb.load_table("designs", text="4711", release="live")
        assert design[["feature_type", "chr_strand"]].to_numpy().tolist() == [["G5", "-"], ["U5", "-"], ["D3", "-"]]
        with pytest.raises(NotFound, match="is not the number of a design"):
            impc_nb.load_table("designs", text="x 1", release="live")
        fields = impc_nb.load_table("facets", gene=gene["mgiGeneAccessionId"], release="live")
        assert set(fields["field"]) == {"procedure_name", "top_level_mp_term_name", "allele_symbol"}
        assert set(fields["marker_symbol"]) == {gene["geneSymbol"]}
