"""The other tables of a fetched release: whatever the services give of each gene asked for, and of the terms it was called for."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from impc_nb import http, release_folder
from impc_nb.schema import BadTable, ImpcError, NotFound, NotOffered, Unavailable, validate
from impc_nb.sources import asking
from impc_nb.tables import TABLES

OF_TERMS = ("terms", "phenotype_results")  # asked for each term, not for each gene
OF_ALL = ("ikmc_programmes",)  # asked for once
OF_GENES = tuple(name for name in TABLES if name not in (*release_folder.CORE, *OF_TERMS, *OF_ALL))
_GENE, _TERM = "marker_accession_id", "mp_term_id"


@dataclass
class Others:
    """Tables growing as they are asked for.

    Attributes
    ----------
    tables : dict of DataFrame
        Those of the release so far; a table that no gene has is not among them.
    done : dict of set
        table -> genes (MGI ids) or terms (MP ids) for which it was asked, and answered.
    absent : list of dict
        What is known not to be had: ``table``, ``of`` and ``why``.
    failed : list of dict
        The same, of what a service could not say now; asked again by the next fetch.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    done: dict[str, set[str]] = field(default_factory=dict)
    absent: list[dict] = field(default_factory=list)
    failed: list[dict] = field(default_factory=list)

    @classmethod
    def of_release(cls, folder: Path, old: Mapping) -> Others:
        """What the release that is there holds; what is damaged is asked for again."""
        said = {name: set(of) for name, of in old.get("tables", {}).items() if name in (*OF_GENES, *OF_TERMS, *OF_ALL)}
        held = {name for name in said if f"{name}.parquet" in old.get("files", {})}
        without = [one for one in old.get("without_tables", ()) if one["table"] in said]
        only_absent = {name: {one["of"] for one in without if one["table"] == name} for name in said}
        done = {name: of if name in held else of & only_absent[name] for name, of in said.items()}
        return cls({name: release_folder.table(folder, old, name) for name in held}, done, without)

    def ask(self, catalog, genes: Iterable[str], stop: threading.Event) -> None:
        """Ask for all tables of the genes, and of the terms they were called for; a service that fails often is left alone."""
        genes = sorted(genes)
        first = [*self._open(OF_ALL, ["all"]), *self._open(OF_GENES, genes)]
        with tqdm(total=len(first), desc="Tables", unit=" tables", disable=None) as bar:
            self._all(catalog, first, bar, stop)
            hits = self.tables.get("phenotype_hits")
            terms = sorted(hits.loc[hits[_GENE].isin(genes), _TERM].dropna().unique()) if hits is not None else []
            terms = [one for one in terms if asking.MP_ID.fullmatch(one)]  # calls of pathologists are in terms of another ontology
            more = self._open(OF_TERMS, terms)
            bar.total += len(more)
            self._all(catalog, more, bar, stop)

    def _open(self, names: Iterable[str], of: Iterable[str]) -> list[tuple[str, str]]:
        return [(name, one) for one in of for name in names if one not in self.done.get(name, ())]

    def _all(self, catalog, questions: list[tuple[str, str]], bar: tqdm, stop: threading.Event) -> None:
        parts: dict[str, list[pd.DataFrame]] = {}
        for name, of in questions:
            bar.set_postfix_str(f"{name.replace('_', ' ')} of {of}", refresh=False)
            about = {"table": name, "of": of}
            try:
                if len(self.failed) >= http.AT_ONCE:  # the service is down
                    raise Unavailable(self.failed[-1]["why"])
                rows = catalog[name].read(**({} if name in OF_ALL else {"phenotype" if name in OF_TERMS else "gene": of}))
                parts.setdefault(name, []).append(_as_stored(name, of, rows))
            except (NotOffered, NotFound, BadTable) as problem:
                self.absent.append(about | {"why": _why(problem)})
            except Unavailable as problem:
                if stop.is_set():
                    raise
                self.failed.append(about | {"why": _why(problem)})
                bar.update()
                continue
            self.done.setdefault(name, set()).add(of)
            bar.update()
        for name, new in parts.items():
            self.tables[name] = _joined(name, [*([self.tables[name]] if name in self.tables else []), *new])

    def notes(self) -> dict:
        """What release.json says of them."""
        known = {(one["table"], one["of"]): one for one in self.absent}
        return {
            "tables": {name: sorted(of) for name, of in sorted(self.done.items()) if of},
            "without_tables": [known[key] for key in sorted(known)],
        }

    def lines(self, genes: Mapping[str, str], plain) -> list[str]:
        """The verdict for people: rows of each table, and what was not to be had, with the reason."""
        counted = {name: len(rows) for name, rows in self.tables.items() if len(rows)}
        out = []
        if counted:
            rows = (f"{name.replace('_', ' ')} ({n:,} rows)" for name, n in sorted(counted.items()))
            out.append(f"Other tables: {', '.join(rows)}.")
        empty = sorted(name.replace("_", " ") for name in self.done if name not in counted)
        if empty:
            out.append(f"Nothing is published, or to be had, for: {', '.join(empty)}.")
        for said, many in (("Not available", self.absent), ("Not to be had now; the same fetch asks again", self.failed)):
            grouped: dict[str, list[str]] = {}
            for one in many:
                if one["of"] in genes or one["table"] in OF_TERMS:
                    name = f"{one['table'].replace('_', ' ')} of {plain(genes.get(one['of'], one['of']))}"
                    grouped.setdefault(one["why"], []).append(name)
            for why, names in grouped.items():
                more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
                out.append(f"{said}: {', '.join(names[:5])}{more} ({plain(why, 200).rstrip('.')}).")
        return out


def _why(problem: ImpcError) -> str:
    return " ".join(str(problem).split())[:300]


def _as_stored(name: str, of: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one answer, each with the gene or term it was asked for."""
    key = _key(name)
    rows = rows.reindex(columns=list(TABLES[name]))
    return rows.assign(**{key: rows[key].astype("str").fillna(of)}) if key and len(rows) else rows


def _key(name: str) -> str | None:
    return _TERM if name in OF_TERMS else _GENE if _GENE in TABLES[name] else None


def _joined(name: str, parts: Collection[pd.DataFrame]) -> pd.DataFrame:
    """All rows once, in an order that does not depend on the order of asking."""
    kept = [part for part in parts if len(part)]
    rows = validate(pd.concat(kept, ignore_index=True) if kept else next(iter(parts)), TABLES[name], f"the {name}").drop_duplicates()
    return rows.sort_values([_key(name)] if _key(name) else list(rows), kind="stable").reset_index(drop=True)
