"""A small stand-in for the IMPC services: made-up genes, ids, centres and values in answers of the real shapes, with faults.

The answers of one seed are always the same. Group summaries are computed here with the standard library, so that they are
an independent reference for the package.
"""

from __future__ import annotations

import json
import random
import re
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import fmean, stdev
from urllib.parse import parse_qs, unquote, urlsplit

from service_lists import Lists

ROOTS = {
    "IMPC_API_ROOT": "/data",
    "IMPC_DATASETS_ROOT": "/s3/statistical-datasets/dr31.4",
    "IMPC_LANDING_ROOT": "/s3/landing-page-data/dr31.4",
    "IMPC_MH_PLOT_ROOT": "/s3/phenotype-stats-results/dr31.4",
    "IMPC_PUBLICATIONS_ROOT": "/publications/data",
}
FAULTS = ("500", "503", "404", "204", "429", "slow", "hang", "reset", "truncate", "garbage", "empty", "once500")
KINDS = ("unidimensional", "reference range", "categorical", "time_series", "line")


class World:
    """Genes with their results, dataset descriptions and animals."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)
        self.number = f"{self.draw.randint(30, 60)}.{self.draw.randint(0, 9)}"
        self.centres = [f"Centre {self.name()}" for _ in range(2)]
        self.genes = [self.gene() for _ in range(3)]
        self.described: list[dict] = []
        self.points: dict[str, dict] = {}
        for gene in self.genes:
            for kind in KINDS:
                self.dataset(gene, self.parameter(kind), kind, self.draw.choice(self.centres))
        twice = self.described[0]  # the same parameter, name included, at the other centre
        gene = self.genes[0]
        again = (twice["parameterStableId"], twice["parameterName"], twice["procedureStableId"], twice["unit"])
        self.dataset(gene, again, "unidimensional", next(c for c in self.centres if c != twice["phenotypingCentre"]))
        self.lists = Lists(self)

    def name(self, n: int = 5) -> str:
        return "".join(self.draw.choice("bcdfghjklmnprstvwz" if i % 2 == 0 else "aeiou") for i in range(n)).capitalize()

    def hex(self, n: int = 32) -> str:
        return f"{self.draw.getrandbits(4 * n):0{n}x}"

    def gene(self) -> dict:
        symbol = f"{self.name()}{self.draw.randint(1, 99)}"
        return {"mgiGeneAccessionId": f"MGI:{self.draw.randint(10**6, 10**7)}", "geneSymbol": symbol, "geneName": f"{symbol} homologue",
                "synonyms": f"{self.name(7)};{self.name(8)}", "humanGeneSymbols": f"H{symbol.upper()}"}  # fmt: skip

    def parameter(self, kind: str) -> tuple:
        group = "".join(self.draw.choice("BCDFGHJKLM") for _ in range(3))
        unit = {"x": "min", "y": "ml"} if kind == "time_series" else {"x": self.draw.choice(["mg", "cm", "dB SPL"]), "y": None}
        if kind in ("categorical", "line"):
            unit = {"x": " ", "y": None}
        number = self.draw.randint(2, 99)
        return f"IMPC_{group}_{number:03d}_001", f"{self.name(6)} {kind} {number}", f"IMPC_{group}_001", unit

    def dataset(self, gene: dict, parameter: tuple, kind: str, centre: str) -> None:
        doc_id, first = self.hex(), date(2012, 1, 1) + timedelta(self.draw.randint(0, 3000))
        series = self.line_series(parameter) if kind == "line" else self.animal_series(kind, first)
        self.points[doc_id] = {"datasetId": doc_id, "series": series}
        described = self.description(gene, parameter, kind, centre, doc_id)
        described["summaryStatistics"] = summaries(series, kind)
        self.described.append(described)

    def line_series(self, parameter: tuple) -> list[dict]:
        return [
            {"parameterStableId": parameter[0], "parameterName": f"Total {i}", "dataPoint": float(self.draw.randint(0, 60))}
            for i in range(6)
        ]

    def animal_series(self, kind: str, first: date) -> list[dict]:
        mean, sd, series = self.draw.uniform(5, 80), self.draw.uniform(0.1, 9), []
        for group in ("control", "experimental"):
            for sex in ("female", "male"):
                few = {"reference range": 1 if sex == "female" else 2}.get(kind, 8)
                n = few if group == "experimental" else self.draw.randint(30, 60)
                shift = sd * (sex == "male") + 2 * sd * (group == "experimental")
                series.append({"sampleGroup": group, "specimenSex": sex, "observations": [
                    self.animal(kind, first, mean + shift, sd, group) for _ in range(n)]})  # fmt: skip
        self.draw.shuffle(series)
        return series

    def animal(self, kind: str, first: date, mean: float, sd: float, group: str) -> dict:
        day = first + timedelta(self.draw.randint(0, 900))
        value = self.draw.gauss(mean, sd)
        point = {"specimenDateOfBirth": f"{day - timedelta(98)}T00:00:00Z", "dateOfExperiment": f"{day}T00:00:00Z",
                 "specimenId": self.hex(10),
                 "bodyWeight": None if self.draw.random() < 0.1 else self.draw.uniform(15, 40), "windowWeight": None, "category": None,
                 "dataPoint": value, "timePoint": None, "discretePoint": None}  # fmt: skip
        if kind == "unidimensional":
            point["windowWeight"] = self.draw.random()
            point["dataPoint"] = f"{value!r}" if self.draw.random() < 0.2 else value  # the services write some numbers as text
        if kind == "categorical":
            point |= {"dataPoint": None, "category": self.draw.choice(["None", "No data", "Present", "null", "nan"])}
        if kind == "time_series":
            point |= {"discretePoint": float(self.draw.randint(0, 5) * 15), "timePoint": point["dateOfExperiment"]}
        return point

    def description(self, gene: dict, parameter: tuple, kind: str, centre: str, doc_id: str) -> dict:
        attributes = {"femaleKoEffectPValue": self.draw.random(), "maleKoEffectPValue": None,
                      "femalePercentageChange": f"{self.draw.random()}",
                      "group1ResidualsNormalityTest": self.draw.random(), "interactionSignificant": True, "batchSignificant": False,
                      "interceptEstimateStderrEstimate": self.draw.random(),
                      "genotypeEffectStderrEstimate": self.draw.random()}  # fmt: skip
        window = {"bandwidth": 500, "doeNote": None, "minObsRequired": 490, "numberOfDoe": 2, "peaks": [17000, 17010], "shape": 8.5,
                  "threshold": 1.5e-07, "totalObsOrWeight": 600}  # fmt: skip
        significant = self.draw.random() < 0.5
        term = {"id": f"MP:{self.draw.randint(10**6, 10**7):07d}", "name": f"abnormal {self.name()}"} if significant else None
        return {
            "id": self.hex(24), "datasetId": doc_id, **{k: gene[k] for k in ("mgiGeneAccessionId", "geneSymbol")},
            "alleleAccessionId": f"MGI:{self.draw.randint(10**6, 10**7)}", "alleleSymbol": f"{gene['geneSymbol']}<em1(IMPC){centre[-3:]}>",
            "zygosity": self.draw.choice(["homozygote", "heterozygote"]), "colonyId": self.hex(6), "phenotypingCentre": centre,
            "projectName": "Made up", "pipelineStableId": "MADE_001", "procedureStableId": parameter[2],
            "pipelineStableKey": 3, "procedureStableKey": self.draw.randint(1, 900), "procedureName": f"Test of {parameter[1]}",
            "parameterStableId": parameter[0], "parameterName": parameter[1], "dataType": kind.replace("reference range", "unidimensional"),
            "unit": parameter[3], "lifeStageName": "Early adult", "metadataGroup": self.hex(),
            "metadataValues": ["Model = A|Date = 2019-01-01|Note = null", "Model = A|Date = 2020-02-02|Note = null"],
            "strainName": "B6 made up",
            "status": "Successful", "significant": significant,
            "reportedPValue": f"{self.draw.random() * 1e-6!r}" if significant else self.draw.random(),
            "reportedEffectSize": self.draw.gauss(0, 1), "significantPhenotype": term, "classificationTag": None,
            "softWindowing": window if kind == "unidimensional" else dict.fromkeys(window),
            "statisticalMethod": {"name": "Linear Mixed Model framework, LME, including Weight", "attributes": attributes},
        }  # fmt: skip

    def results(self, accession: str, new: bool) -> list[dict]:
        """A gene's results as the newer (with ids, numbers as text) or the older service (no ids, missing keys) lists them."""
        same = ("mgiGeneAccessionId", "alleleAccessionId", "alleleSymbol", "zygosity", "phenotypingCentre", "projectName",
                "pipelineStableId",
                "procedureStableId", "procedureName", "parameterStableId", "parameterName", "lifeStageName",
                "metadataGroup", "significant")  # fmt: skip
        rows = []
        for d in (d for d in self.described if d["mgiGeneAccessionId"] == accession):
            row = {k: d[k] for k in same} | {"femaleMutantCount": 8, "maleMutantCount": 8}
            if new:
                row |= {"statisticalResultId": d["datasetId"], "pValue": str(d["reportedPValue"]),
                        "effectSize": str(d["reportedEffectSize"]),
                        "status": d["status"], "dataType": d["dataType"], "statisticalMethod": d["statisticalMethod"]["name"],
                        "significantPhenotype": d["significantPhenotype"]}  # fmt: skip
            else:
                row |= {"phenotype": d["significantPhenotype"], "topLevelPhenotypes": []}
                row |= {"pValue": d["reportedPValue"]} if d["dataType"] != "time_series" else {}
            rows.append(row)
        return rows + rows[:1]  # the services repeat themselves

    def hits(self, accession: str) -> list[dict]:
        rows = []
        for row, d in zip(self.results(accession, True), (d for d in self.described if d["mgiGeneAccessionId"] == accession), strict=False):
            hit = {k: v for k, v in row.items() if k not in ("metadataGroup", "significant", "statisticalResultId")}
            if d["significant"]:
                rows += [
                    hit | {"datasetId": d["datasetId"], "phenotype": d["significantPhenotype"], "sex": sex} for sex in ("female", "male")
                ]
        return rows

    def answer(self, path: str, query: dict):
        """What stands at an address; None for no content."""
        if path == "/data/api/search/v1/search" and "type" not in query:
            text = query.get("prefix", "").lower()
            found = [g for g in self.genes if any(n.lower().startswith(text) for v in g.values() for n in v.split(";"))]
            return {"numResults": len(found), "results": [{"entityId": g["mgiGeneAccessionId"], "entityProperties": g} for g in found]}
        if path == "/data/api/v1/genes/dataset/find_by_multiple_parameter":
            found = [d for d in self.described if all(str(d.get(k)) == v for k, v in query.items())]
            return [d | {"id": self.hex(24)} for d in found for _ in range(3)] or None  # the same dataset several times
        if path == "/data/api/v1/genes/statistical-result/filtered":
            accession = query.get("mgiGeneAccessionId", "")
            return self.results(accession, True) if accession != self.genes[1]["mgiGeneAccessionId"] else None
        if m := re.fullmatch(r"/data/api/v1/genes/(MGI:\d+)/(statistical-result|phenotype-hits)", path):
            known = [g["mgiGeneAccessionId"] for g in self.genes]
            if m[1] not in known or (m[2] == "statistical-result" and m[1] == known[0]):
                return None
            return self.results(m[1], False) if m[2] == "statistical-result" else self.hits(m[1])
        if m := re.fullmatch(r"/data/api/v1/genes/([0-9a-f]{32})/dataset", path):
            return [d for d in self.described if d["datasetId"] == m[1]] or self.lists.answer(path, query)
        if m := re.fullmatch(re.escape(ROOTS["IMPC_DATASETS_ROOT"]) + r"/([0-9a-f]{32})\.json", path):
            return self.points.get(m[1]) or self.lists.answer(path, query)
        if path == f"{ROOTS['IMPC_LANDING_ROOT']}/release_metadata.json":
            return {"dataReleaseVersion": self.number, "dataReleaseDate": "01-02-2033", "summaryCounts": {"phenotypedGenes": 3}}
        return self.lists.answer(path, query)


def summaries(series: list[dict], kind: str) -> dict:
    """Count, mean and SD by sex and group as the IMPC publishes them: one animal has SD 0, categories have no mean."""
    names = {"control": "Control", "experimental": "Mutant"}
    out: dict = {f"both{group}{what}": None for group in names.values() for what in ("Count", "Mean", "Sd")}
    for part in series if kind != "line" else ():
        y = [float(p["dataPoint"]) for p in part["observations"] if p["dataPoint"] is not None]
        key = f"{part['specimenSex']}{names[part['sampleGroup']]}"
        out |= {f"{key}Count": len(part["observations"]), f"{key}Mean": fmean(y) if y else None,
                f"{key}Sd": None if not y else stdev(y) if len(y) > 1 else 0.0}  # fmt: skip
    return out


class Service:
    """The world behind HTTP on 127.0.0.1; ``/fault/MODE`` before a path spoils its answer. Use as a context manager."""

    def __init__(self, seed: int):
        self.world, self.asked, self.tried, self.over = World(seed), [], set(), threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every answer waits 40 ms for the one who asked

            def log_message(self, *_):
                pass

            def do_GET(self):
                service.serve(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def roots(self) -> dict[str, str]:
        return {name: f"{self.root}{path}" for name, path in ROOTS.items()}

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        split = urlsplit(request.path)
        path, mode = unquote(split.path), None
        if m := re.match(r"^/fault/(\w+)(/.*)$", path):
            mode, path = m.groups()
        if mode == "once500":
            mode = None if request.path in self.tried else "500"
            self.tried.add(request.path)
        if mode == "hang":
            self.over.wait(30)
        if mode in ("hang", "reset"):
            request.close_connection = True
            return
        answer = self.world.answer(path, {k: v[0] for k, v in parse_qs(split.query, keep_blank_values=True).items()})
        status, body = (404, b"") if answer is None else (200, json.dumps(answer).encode())
        status, body = {"500": (500, b"{}"), "503": (503, b"{}"), "404": (404, b"{}"), "204": (204, b""), "429": (429, b"{}"),
                        "garbage": (200, b"<!doctype html><html>down</html>"), "empty": (200, b"")}.get(mode, (status, body))  # fmt: skip
        request.send_response(status)
        if mode == "429":
            request.send_header("Retry-After", "1")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2] if mode == "truncate" else body)
        request.close_connection = mode == "truncate"
