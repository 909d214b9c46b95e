"""What a made-up IMPC lists besides results: alleles, expression, images, diseases, publications, ... in the recorded shapes.

Ids, genes, centres, words and numbers are drawn; nothing in it occurs in a real answer. ``expected`` holds how many rows each table has,
counted while the answers are made.
"""

from __future__ import annotations

GENE = "mgiGeneAccessionId"


class Lists:
    """Answers by address for the genes of a world; ``expected`` is (table, gene or term) -> rows."""

    def __init__(self, world):
        self.world, self.draw = world, world.draw
        self.answers: dict[str, object] = {}
        self.expected: dict[tuple[str, str], int] = {}
        self.term = {"id": f"MP:{self.draw.randint(10**6, 10**7 - 1)}", "name": f"abnormal {world.name()}"}
        self.procedure = {"procedureStableId": "IMPC_QQX_001", "procedureName": f"Test of {world.name()}"}
        for number, gene in enumerate(world.genes):
            self.of_gene(number, gene[GENE], gene["geneSymbol"])
        self.of_term()
        self.of_all()

    # ------------------------------------------------------------ drawing
    def n(self, least: int = 2, most: int = 9) -> int:
        return self.draw.randint(least, most)

    def some(self, *values):
        return self.draw.choice(values)

    def url(self) -> str:
        return f"//files.example.org/{self.world.hex(8)}.png"

    def parameter(self) -> dict:
        number = self.draw.randint(1, 99)
        return self.procedure | {"parameterStableId": f"IMPC_QQX_{number:03d}_001", "parameterName": f"{self.world.name()} {number}"}

    def add(self, table: str, who: str, path: str, answer, rows: int) -> None:
        self.answers[path] = answer
        self.expected[table, who] = self.expected.get((table, who), 0) + rows

    # ------------------------------------------------------------ a gene
    def of_gene(self, number: int, gene: str, symbol: str) -> None:
        v1 = f"/data/api/v1/genes/{gene}"
        allele = {"alleleSymbol": f"{symbol}<em1(IMPC)Qqx>", "alleleAccessionId": f"MGI:{self.draw.randint(10**6, 10**7)}"}
        summary = {"id": self.world.hex(24), GENE: gene, "geneSymbol": symbol, "geneName": "<b>a</b> name",
                   "seqRegionStart": "12345", "seqRegionEnd": 23456, "chrName": "7", "hasLacZData": True, "hasImagingData": False,
                   "phenotypingCentres": list(self.world.centres), "significantTopLevelPhenotypes": ["a system", "b system"],
                   "significantPhenotypesCount": 3}  # fmt: skip
        self.add("gene_summaries", gene, f"{v1}/summary", summary, 1)
        self.alleles(number, gene, symbol)
        self.calls(gene, symbol, v1, allele)
        self.bodies(gene, v1, allele)
        self.pictures(number, gene, v1, allele)
        self.papers(number, gene, v1, allele)
        models = [{GENE: gene, "diseaseId": f"OMIM:{i}", "diseaseTerm": self.world.name(), "modelId": f"{i}#hom#early",
                   "associationCurated": i == 0, "phenodigmScore": self.some(50, "50.5", None), "markerSymbol": symbol}
                  for i in range(self.n())]  # fmt: skip
        if number == 0:  # the newer service lists curated and predicted models apart
            self.add("disease_models", gene, f"{v1}/disease/json?associationCurated=true", models[:1], 1)
            self.add("disease_models", gene, f"{v1}/disease/json?associationCurated=false", models[1:], len(models) - 1)
        else:
            self.add("disease_models", gene, f"{v1}/disease", models, len(models))
        links = [{GENE: gene, "href": "https://x.example.org", "label": symbol, "providerName": "Qqx Catalog",
                  "description": None}]  # fmt: skip
        self.add("external_links", gene, f"{v1}/gene_external_links", links, 1)

    def alleles(self, number: int, gene: str, symbol: str) -> None:
        named = [("tm1a(QQX)Qqx", ["es_cell", "targeting_vector"]), ("em1(IMPC)Qqx", ["mouse"]), ("tm9(L1L2)", ["intermediate_vector"])]
        rows = [{GENE: gene, "alleleSymbol": f"{symbol}<{name}>", "alleleDescription": "x", "productTypes": types}
                for name, types in named]  # fmt: skip
        self.add("alleles", gene, f"/data/api/v1/genes/{gene}/order", rows, len(rows))
        paths = {"mouse": "mice", "es_cell": "es_cell", "targeting_vector": "tvp", "intermediate_vector": "ivp"}
        for name, types in named[: 3 - number]:
            for kind in types:
                products = [{"productId": self.world.hex(6), "geneSymbol": symbol, "name": self.world.name(), "type": kind,
                             "orders": [{"orderName": "Shop", "orderLink": "//shop.example.org"}], "designId": 4711.0,
                             "qcData": [{"productionQc": {"loxpConfirmation": "pass"}}, {}], "backbone": "b",
                             "otherLinks": {"alleleImage": "//files.example.org/map.png", "genbankFile": ""}}
                            for _ in range(self.n())]  # fmt: skip
                path = f"/data/api/v1/alleles/{paths[kind]}/get_by_mgi_and_allele_name/{gene}/{name}"
                self.add("products", gene, path, products, len(products))
        cut = [{"planIdentifier": "P1", "guides": [{"guideSequence": "ACGT", "chr": 7, "start": 12.0}, {}], "nucleases": []}]
        if number < 2:
            self.add("products", gene, f"/data/api/v1/alleles/crispr/get_by_mgi_and_allele_superscript/{gene}/em1(IMPC)Qqx", cut, 1)
        old = {"geneSymbol": symbol, "miceProducts": [{"colonyName": "C"}], "esCellProducts": [{"esCellClone": str(i)} for i in range(3)],
               "targetingVectorProducts": []}  # fmt: skip
        if number:  # of the last alleles only the older service knows
            self.add("products", gene, f"/data/api/v1/alleles/{gene}/tm9(L1L2)", old, 4)

    def calls(self, gene: str, symbol: str, v1: str, allele: dict) -> None:
        lines = []
        for i, (term, significant) in enumerate([("preweaning lethality, complete penetrance", True), (None, False)]):
            lines.append({"id": self.world.hex(24), "datasetId": self.world.hex(), GENE: gene, "geneSymbol": symbol, **allele,
                          "colonyId": "Q", "zygosity": "homozygote", "phenotypingCentre": self.world.centres[i], "dataType": "line",
                          "procedureStableId": "IMPC_VIA_002", "parameterStableId": f"IMPC_VIA_06{i}_001", "lifeStageName": "Early adult",
                          "significant": significant, "reportedPValue": float(not significant), "reportedEffectSize": float(significant),
                          "significantPhenotype": {"id": "MP:0011100", "name": term} if term else None,
                          "statisticalMethod": {"name": "Supplied as data", "attributes": {}}})  # fmt: skip
        repeated = [line | {"id": self.world.hex(24)} for line in lines for _ in range(3)]
        self.add("viability", gene, f"{v1}/dataset/viability", repeated, 2)
        for at, line in enumerate(lines):
            series = [{"parameterStableId": f"IMPC_VIA_0{i}_001", "parameterName": f"Total {i}",
                       "dataPoint": self.some(3.0 + at, f"{4 + at}")}
                      for i in range(50, 64)]  # fmt: skip
            path = f"/s3/statistical-datasets/dr31.4/{line['datasetId']}.json"
            self.add("pup_counts", gene, path, {"datasetId": line["datasetId"], "series": series}, 14)

    def bodies(self, gene: str, v1: str, allele: dict) -> None:
        points = [{"sampleGroup": group, "sex": sex, "zygosity": "wildtype", "ageInWeeks": str(week), "mean": 20.5, "std": 1.5, "count": 9}
                  for group in ("control", "experimental") for sex in ("female", "male") for week in range(4, 4 + self.n())]  # fmt: skip
        doc_id = self.world.hex()
        curves = [{"datasetId": doc_id, GENE: gene, "procedureStableId": "IMPC_BWT_001", "dataPoints": points}]
        self.add("body_weight_curves", gene, f"/data/api/v1/bodyweight/byMgiGeneAccId?mgiGeneAccId={gene}", curves, len(points))
        self.answers[f"/data/api/v1/genes/{doc_id}/dataset"] = [{"datasetId": doc_id, **allele, "phenotypingCentre": "Centre Qqx"}]
        counts = dict.fromkeys(("ambiguous", "expression", "imageOnly", "noExpression", "tissueNotAvailable"), 1)
        tissues = [{GENE: gene, "zygosity": "heterozygote", "parameterName": f"tissue {i}", "mutantCounts": counts,
                    "parameterStableId": self.some(None, "IMPC_QQX_001_001"), "controlCounts": counts | {"expression": None},
                    "lacZLifestage": "adult", "expressionImageParameters": self.some(None, [], [{"parameterStableId": "IMPC_QQX_002_001"}])}
                   for i in range(self.n())]  # fmt: skip
        self.add("expression", gene, f"{v1}/expression", tissues, len(tissues))
        seen = [allele | self.parameter() | {"zygosity": "homozygote", "specimenId": str(i), "phenotypingCenter": "Qqx", "category": "0",
                "ontologyTerms": self.some(None, [], [{"termId": "MA:1", "termName": "a"}, {"termId": "MA:2", "termName": "b"}])}
                for i in range(self.n())]  # fmt: skip
        histology = {"id": "x", GENE: gene, "datasets": [{"tissue": "Heart", "observations": seen}, {"tissue": "Eye",
                     "observations": []}]}  # fmt: skip
        if gene == self.world.genes[0][GENE]:
            self.add("histopathology", gene, f"{v1}/histopathology", histology, len(seen))
        else:
            calls = [{GENE: gene, "mpathTermId": "MPATH:1", "mpathTermName": "x", "phenotypingCenter": "Q"} | self.parameter()]
            self.add("histopathology", gene, f"{v1}/gene_histopathology", calls, 1)
        animal = allele | {
            "zygosity": "homozygote",
            "phenotypingCenter": "Qqx",
            "ontologyTerms": [{"termId": "MP:1", "termName": "normal"}],
        }
        gross = [{GENE: gene, "parameterStableId": f"IMPC_PAT_00{i}_001", "parameterName": f"organ {i}",
                  "datasets": [animal | {"externalSampleId": str(j)} for j in range(3)]} for i in range(4)]  # fmt: skip
        self.add("gross_pathology", gene, f"{v1}/pathology", gross, 4)  # three animals each, in which the same was seen

    def pictures(self, number: int, gene: str, v1: str, allele: dict) -> None:
        shown = [self.procedure | {"parameterStableId": f"IMPC_QQX_{i:03d}_001", "parameterName": f"picture {i}"} for i in range(1, 4)]
        rows = [{GENE: gene, "count": i + 1, "thumbnailUrl": self.url(), "fileType": None} | one for i, one in enumerate(shown)]
        self.add("images", gene, f"{v1}/images", rows, len(rows))
        for one in shown:
            images = [{"thumbnailUrl": None, "jpegUrl": self.url(), "fileType": "image/png", "observationId": self.world.hex(),
                       "zygosity": "homozygote", "ageInWeeks": 12, "sex": "male",
                       "anatomyTerms": self.some(None, [], [{"termId": "MA:1", "termName": "a"}]),
                       "dateOfExperiment": "2014-03-31T00:00:00Z", "associatedParameters": [{"name": "x"}], **allele}
                      for _ in range(self.n())]  # fmt: skip
            collection = one | {GENE: gene, "biologicalSampleGroup": self.some("control", "experimental"), "images": images}
            path = f"/data/api/v1/images/find_by_mgi_and_stable_id?mgiGeneAccessionId={gene}&parameterStableId={one['parameterStableId']}"
            self.add("image_files", gene, path, [collection], len(images))

    def papers(self, number: int, gene: str, v1: str, allele: dict) -> None:
        paper = {"title": "On <i>mice</i>", "authorString": "Qqx A", "journalTitle": "J", "doi": "10.1/x", "publicationDate": "2022-04-04"}
        if number == 0:  # pages
            content = [paper | {"pmId": str(i), "alleles": [allele], "consortiumPaper": False} for i in range(25)]
            for page in range(3):
                said = {"content": content[page * 10 : page * 10 + 10], "totalPages": 3, "number": page}
                self.add("publications", gene, f"{v1}/publication?page={page}", said, len(said["content"]))
        elif number == 1:  # the older list
            rows = [{GENE: gene, "title": f"T{i}", "pmid": f"PMC{i}", "yearOfPublication": 2014,
                     "monthOfPublication": self.some(2, "11", None)} for i in range(self.n())]  # fmt: skip
            self.add("publications", gene, f"{v1}/publication?page=0", rows, len(rows))
        else:
            self.add("publications", gene, f"{v1}/publication?page=0", [], 0)

    # ------------------------------------------------------------ a term, and everything
    def of_term(self) -> None:
        term, gene = self.term, self.world.genes[0]
        root = f"/data/api/v1/phenotypes/{term['id']}"
        procedures = [self.procedure | {"pipelineStableId": f"Q_{i}", "description": "what is done"} for i in range(3)]
        summary = {"phenotypeId": term["id"], "phenotypeName": term["name"], "phenotypeSynonyms": ["x", "y"], "significantGenes": "4",
                   "notSignificantGenes": 5, "procedures": procedures,
                   "topLevelPhenotypes": [{"id": None, "name": "a system"}]}  # fmt: skip
        self.add("terms", term["id"], f"{root}/summary", summary, 1)
        self.expected["procedures", term["id"]] = 1
        hits = [{"datasetId": self.world.hex(), GENE: gene[GENE], "alleleSymbol": f"{gene['geneSymbol']}<x>",
                 "pValue": self.some(1e-9, "1e-12", None), "effectSize": 2.5, "sex": self.some("male", "no data", None), "phenotype": term,
                 "topLevelPhenotypes": [{"id": "MP:0005386", "name": "a system"}], "dataType": "unidimensional"} | self.parameter()
                for _ in range(self.n())]  # fmt: skip
        self.add("phenotype_hits", term["id"], f"{root}/genotype-hits/by-any-phenotype-Id", hits + hits[:2], len(hits))
        tests = [{GENE: gene[GENE], "markerSymbol": gene["geneSymbol"], "reportedPValue": self.some(None, 0.5),
                  "reportedEffectSize": None, "chrName": "10", "seqRegionStart": 1, "seqRegionEnd": "2", "significant": False}
                 for _ in range(self.n(20, 40))]  # fmt: skip
        self.add("phenotype_results", term["id"], f"/s3/phenotype-stats-results/dr31.4/{term['id']}.json",
                 {"phenotypeId": term["id"], "results": tests}, len(tests))  # fmt: skip

    def of_all(self) -> None:
        self.found = [{"entityId": f"MP:{i:07d}", "entityProperties": {
            "mpId": f"MP:{i:07d}", "phenotypeName": f"abnormal q{i}", "synonyms": "a;b", "geneCount": self.some("10;", "N/A"),
            "topLevelParents": "MP:0005387___a system|a system", "intermediateLevelParents": "MP:0002123|b;MP:0002124|c"}}
            for i in range(1, self.n() + 1)]  # fmt: skip
        self.answers["/data/api/v1/genes/gene_external_links/providers"] = [{"providerName": "Qqx", "providerDescription": "a catalogue"}]
        grid = [{GENE: g[GENE], "markerSymbol": g["geneSymbol"], "significance": [0, 1, 2, self.n(0, 2)]}
                for g in self.world.genes]  # fmt: skip
        self.answers["/s3/landing-page-data/dr31.4/late_adult_landing/procedure_level_data.json"] = {
            "columns": [self.procedure["procedureName"], "B", "C", "D"], "rows": grid}  # fmt: skip
        for gene in self.world.genes:
            self.expected["late_adult", gene[GENE]] = 4
        self.overviews()

    def overviews(self) -> None:
        """Landing pages, of which one is not there, counts of publications, and for each gene its fields and a design."""
        pages, named = "/s3/landing-page-data/dr31.4", [{GENE: g[GENE], "geneSymbol": g["geneSymbol"]} for g in self.world.genes]
        self.answers[f"{pages}/embryo_landing.json"] = {
            "primaryViabilityTable": [{"outcome": "Lethal", "genes": named}, {"outcome": "Viable", "genes": []}],
            "primaryViabilityChart": [], "secondaryViabilityData": [],
            "embryoDataAvailabilityGrid": [one | {"hasVignettes": False, "analysisViewUrl": None, "procedureNames": ["a", "b"]}
                                           for one in named]}  # fmt: skip
        tissues = [{GENE: g[GENE], "markerSymbol": g["geneSymbol"], "hasTissue": True, "allelesWithTissue": None,
                    "significance": [0, 2, 4]} for g in self.world.genes]  # fmt: skip
        self.answers[f"{pages}/histopathology_landing.json"] = {"columns": ["Heart", "Eye", "Ear"], "rows": tissues}
        self.answers[f"{pages}/phenotype_pleiotropy.json"] = {self.term["id"]: [
            {"marker_accession_id": g[GENE], "marker_symbol": g["geneSymbol"], "phenotypeCount": 2, "otherPhenotypeCount": 0}
            for g in self.world.genes]}  # fmt: skip
        self.answers[f"{pages}/cardiovascular_landing.json"] = {
            "pieChart": {"both": 3, "total": 9}, "table": [{"mp_term_id": "MP:0000001", "mp_term_name": "a", "count": 2}],
            "phenotypeDistribution": [], "chordDiagram": {"keys": ["a", "b"], "matrix": [[1, 2], [2, 3]]}}  # fmt: skip
        years = [{"pubYear": 2030 + i, "count": 4, "byQuarter": [{"quarter": 1 + i, "count": 4}]} for i in range(self.n(2, 3))]
        self.add("publication_counts", "all", "/publications/data/api/v1/publications/aggregation", {
            "incrementalCountsByYear": years, "publicationsByQuarter": years,
            "publicationsByGrantAgency": [{"agency": "A", "count": 1}, {"agency": "A ", "count": 1}]}, 2 * len(years) + 2)  # fmt: skip
        for gene in self.world.genes:
            self.expected["landing_pages", gene[GENE]] = 1 + 2 + 4 + 2  # outcome; pictures; three tissues and whether there are any; counts
            fields = {"procedureName": ["a", "b"], "topLevelPhenotypes": ["c system", "c system"],
                      "alleleSymbol": [f"{gene['geneSymbol']}<em1(IMPC)Qqx>"]}  # fmt: skip
            self.add("facets", gene[GENE], f"/data/api/v1/genes/{gene[GENE]}/dataset/get_filter_data", fields, 4)
            oligos = [{"designId": 4711, "featureType": name, "chr": "7", "oligoStart": 10, "oligoStop": 59, "strand": -1}
                      for name in ("G5", "U5", "D3")]  # fmt: skip
            self.answers["/data/api/v1/alleles/htgt/designId:4711"] = oligos
            self.expected["designs", gene[GENE]] = len(oligos)

    def answer(self, path: str, query: dict):
        """What stands at an address; None for no content."""
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        if path == "/data/api/search/v1/search":
            found = [hit for hit in self.found if query.get("prefix", "") in hit["entityProperties"]["phenotypeName"]]
            return {"numResults": len(found), "results": found}
        if path == "/publications/data/api/v1/publications":
            rows = [{"title": query.get("searchQuery"), "pmId": str(i)} for i in range(3)]
            return {"content": rows, "totalPages": 2, "number": int(query.get("page", 0))}
        return self.answers.get(f"{path}?{asked}" if asked else path)
