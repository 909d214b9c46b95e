"""What came of a fetch: for release.json, and in sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from impc_nb import __version__, http
from impc_nb.release_others import Others
from impc_nb.release_tables import Tables, asked_at

AGAIN = "run the same fetch again to go on where it ended"
NO_DATASET = "no dataset is known for the result"
NO_POINTS = "the dataset service has no animals for it"
NO_ANIMALS = "it holds counts of a line, or nothing"
NO_PARAMETER = "its parameter has no id"
_NAMED = ("doc_id", "marker_symbol", "marker_accession_id", "parameter_stable_id", "parameter_name", "phenotyping_center")
_PAIR = ["marker_accession_id", "parameter_stable_id"]


@dataclass
class Verdict:
    """What a folder holds after a fetch. ``without_animals``: one dict per listed result that has none, with the reason ``why``."""

    folder: Path
    title: str
    results: dict[str, int]
    new: int
    datasets: int
    measurements: int
    bytes: int
    without_animals: list[dict]
    others: Others
    genes: Mapping[str, str]

    @property
    def unusable(self) -> list[dict]:
        """Those of ``without_animals`` that the service sent, but that cannot be read."""
        return [one for one in self.without_animals if one.get("unusable")]

    def lines(self) -> list[str]:
        """The verdict for people."""
        who = ", ".join(f"{plain(symbol)} ({n:,} results)" for symbol, n in self.results.items())
        out = [f"{self.folder} holds {self.title}, real animals: {who}; {self.datasets:,} datasets ({self.new:,} of them new) with "
               f"{self.measurements:,} measurements, {self.bytes / 1e6:.1f} MB."]  # fmt: skip
        grouped: dict[tuple, list[str]] = {}
        for one in self.without_animals:
            what = plain(f"{one['parameter_name'] or 'parameter'} ({one['parameter_stable_id']})")
            grouped.setdefault((one["marker_symbol"], one["why"]), []).append(what)
        for (symbol, why), names in grouped.items():
            more = f" and {len(names) - 5:,} more, all named in release.json" if len(names) > 5 else ""
            out.append(f"Listed without animals for {plain(symbol)}: {len(names):,}, as {plain(why, 300)}: {', '.join(names[:5])}{more}.")
        return out + self.others.lines(self.genes, plain)


def plain(text: object, most: int = 100) -> str:
    """A text of a service, fit for a terminal."""
    return "".join(c if c.isprintable() else "?" for c in str(text)[:most])


def absent(tables: Tables, rows: pd.DataFrame, found: pd.DataFrame, points: Mapping[str, Mapping], new: Collection[str]) -> list[dict]:
    """The results asked for (``rows``, and datasets ``found`` behind some) that have no animals, each with the reason."""
    parts = (tables.missing, rows.dropna(subset=["doc_id"]), found)
    listed = {row["doc_id"]: row for part in parts for row in part.to_dict("records")}
    out = []
    for doc_id in points.keys() - new:
        about = points[doc_id]
        row = _entry(tables, listed.get(doc_id, {"doc_id": doc_id}), about.get("why", NO_PARAMETER))
        out.append(row | ({"unusable": True} if about.get("unusable") or "why" not in about else {}))
    there = set(zip(*(found[name] for name in _PAIR), strict=True))
    missing = rows[rows["doc_id"].isna()].drop_duplicates(_PAIR)
    return out + [_entry(tables, row, NO_DATASET) for row in missing.to_dict("records") if tuple(row[name] for name in _PAIR) not in there]


def _entry(tables: Tables, row: Mapping, why: str) -> dict:
    named = {name: value if isinstance(value := row.get(name), str) else None for name in _NAMED}
    return named | {"why": why, "asked": asked_at(tables.catalog, named["doc_id"])}


def sources_of(memory: Path, given: Collection[str], points: Mapping[str, Mapping], title: str) -> list[dict]:
    """Where everything new came from: url, retrieved_at, release, sha256 and rows, and doc_id of animals."""
    out = []
    for url, time, body in http.kept(memory).values():
        if body and url in given:
            when = datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds")
            out.append({"url": url, "retrieved_at": when, "release": title, "sha256": hashlib.sha256(body).hexdigest(),
                        "rows": _rows(json.loads(body))})  # fmt: skip
    return out + [{**about, "release": title, "doc_id": doc_id} for doc_id, about in points.items()]


def _rows(answer) -> int:
    if isinstance(answer, dict):
        answer = next((answer[key] for key in ("content", "results") if isinstance(answer.get(key), list)), [answer])
    return len(answer) if isinstance(answer, list) else 1


def notes(title: str, number: str | None, old: Mapping, tables: Tables, missing: Iterable[dict], taken: Iterable[dict]) -> dict:
    """What release.json says, but for the files."""
    taken = {one["url"]: one for one in [*old.get("sources", ()), *taken]}
    there = set(tables.datasets["doc_id"]), set(zip(*(tables.datasets[name] for name in _PAIR), strict=True))
    known = {(one["doc_id"], *(one[name] for name in _PAIR)): one for one in [*old.get("without_animals", ()), *missing]}
    known = {key: one for key, one in known.items() if (key[0] not in there[0] if key[0] else key[1:] not in there[1])}
    genes = tables.genes.sort_values("marker_accession_id")
    return {
        "name": "fetched", "title": title, "kind": "folder", "simulated": False, "data_release": number,
        "licence": "CC BY 4.0; International Mouse Phenotyping Consortium (IMPC), mousephenotype.org",
        "made": {"by": "impc-nb fetch", "version": __version__, "genes": ", ".join(genes["marker_symbol"].fillna("?"))},
        "genes": list(genes["marker_accession_id"]), "only_calls": sorted(tables.only_calls), "files": old.get("files", {}),
        "without_animals": [known[key] for key in sorted(known, key=lambda key: tuple(map(str, (*key[1:], key[0]))))],
        "sources": [taken[url] for url in sorted(taken)],
    }  # fmt: skip


def changes(old: Mapping, new: Mapping) -> bool:
    """Whether a release is another one than before: what it holds, or what it lacks."""
    docs = [{one.get("doc_id") for one in said.get("sources", ())} for said in (old, new)]
    return docs[0] != docs[1] or any(old.get(part) != new[part] for part in ("genes", "without_animals", "tables", "without_tables"))


def verdict(folder: Path, said: Mapping, tables: Tables, new: int, others: Others) -> Verdict:
    """What the folder holds now of the genes asked for."""
    genes = tables.genes[tables.genes["marker_accession_id"].isin(tables.asked)]
    counted = tables.results["marker_accession_id"].value_counts()
    animals = [about for part, about in said["files"].items() if part.startswith("observations/")]
    return Verdict(
        folder, said["title"], {g.marker_symbol: int(counted.get(g.marker_accession_id, 0)) for g in genes.itertuples()}, new,
        len(tables.datasets), sum(about["rows"] for about in animals), sum(about["bytes"] for about in said["files"].values()),
        [one for one in said["without_animals"] if one["marker_accession_id"] in (*tables.asked, None)],
        others, dict(zip(genes["marker_accession_id"], genes["marker_symbol"].fillna("?"), strict=True)),
    )  # fmt: skip
