"""The other tables of a fetched release: whatever the services give of each gene asked for, and of the terms it was called for."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from impc_nb import http, release_folder
from impc_nb.answers import counted
from impc_nb.catalog import service_roots
from impc_nb.schema import BadTable, NotFound, NotOffered, Unavailable, validate
from impc_nb.sources import asking
from impc_nb.tables import TABLES

OF_TERMS = ("terms", "phenotype_results")  # asked for each term, not for each gene
OF_ALL = ("ikmc_programmes", "late_adult", "publication_counts")  # one answer holds it whole
OF_GENES = tuple(name for name in TABLES if name not in (*release_folder.CORE, *OF_TERMS, *OF_ALL))
NONE = "the services have none"
_NOTHING = http.NO_CONTENT | {403}  # S3 may hide what is not there
_GENE, _TERM = "marker_accession_id", "mp_term_id"


@dataclass
class Others:
    """Tables growing as they are asked for.

    Attributes
    ----------
    tables : dict of DataFrame
        Those of the release so far; a table that was never answered is not among them.
    done : dict of set
        table -> genes (MGI ids) or terms (MP ids) of which it has rows.
    empty : dict
        (table, gene or term) -> ``why`` there are no rows, and the ``silent`` addresses that had no content.
    closed : set
        Those of ``empty`` that are not asked about again: all but those of other services.
    failed : list of dict
        ``table``, ``of`` and ``why`` of what a service could not say now; asked again by the next fetch.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    done: dict[str, set[str]] = field(default_factory=dict)
    empty: dict[tuple[str, str], dict] = field(default_factory=dict)
    closed: set[tuple[str, str]] = field(default_factory=set)
    failed: list[dict] = field(default_factory=list)

    @classmethod
    def of_release(cls, folder: Path, old: Mapping, catalog, again: bool) -> Others:
        """What the release that is there holds; what is damaged is asked for again, and with ``again`` what had no rows."""
        said = {name: set(of) for name, of in old.get("tables", {}).items() if name in (*OF_GENES, *OF_TERMS, *OF_ALL)}
        held = {name for name in said if f"{name}.parquet" in old.get("files", {})}
        empty = {(one["table"], one["of"]): {"why": one["why"], "silent": one["silent"]} for one in old.get("without_tables", ())}
        tables = {name: release_folder.table(folder, old, name) for name in held}
        roots = tuple(f"{root}/" for root in service_roots(catalog).values())
        closed = set() if again else {one for one, about in empty.items() if all(url.startswith(roots) for url in about["silent"])}
        return cls(tables, {name: said[name] for name in held}, empty, closed)

    def ask(self, catalog, client: http.Client, genes: Iterable[str], stop: threading.Event) -> None:
        """Ask for all tables of the genes, and of the terms they were called for; a service that fails often is left alone."""
        genes = sorted(genes)
        first = self._open([*((name, "all") for name in OF_ALL), *((name, one) for one in genes for name in OF_GENES)])
        with tqdm(total=len(first), desc="Tables", unit=" tables", disable=None) as bar:
            self._all(catalog, client, first, bar, stop)
            hits = self.tables.get("phenotype_hits")
            terms = sorted(hits.loc[hits[_GENE].isin(genes), _TERM].dropna().unique()) if hits is not None else []
            terms = [one for one in terms if asking.MP_ID.fullmatch(one)]  # calls of pathologists are in terms of another ontology
            more = self._open([(name, one) for one in terms for name in OF_TERMS])
            bar.total += len(more)
            self._all(catalog, client, more, bar, stop)

    def _open(self, questions: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """What was not asked yet, or is to be asked again."""
        return [(name, of) for name, of in questions if of not in self.done.get(name, ()) and (name, of) not in self.closed]

    def _all(self, catalog, client: http.Client, questions: list[tuple[str, str]], bar: tqdm, stop: threading.Event) -> None:
        parts: dict[str, list[pd.DataFrame]] = {}
        for name, of in questions:
            bar.set_postfix_str(f"{name.replace('_', ' ')} of {of}", refresh=False)
            earlier, client.given = client.given, set()
            why = NONE
            try:
                if len(self.failed) >= http.AT_ONCE:  # the service is down
                    raise Unavailable(self.failed[-1]["why"])
                rows = catalog[name].read(**({} if name in OF_ALL else {"phenotype" if name in OF_TERMS else "gene": of}))
                parts.setdefault(name, []).append(_as_stored(name, of, rows))
                self.done.setdefault(name, set()).update([of] if len(rows) else ())
            except (NotOffered, NotFound, BadTable) as problem:
                why = " ".join(str(problem).split())[:300]
            except Unavailable as problem:
                if stop.is_set():
                    raise
                self.failed.append({"table": name, "of": of, "why": " ".join(str(problem).split())[:300]})
                why = ""
            asked, client.given = client.given, earlier | client.given
            self.empty.pop((name, of), None)
            if why and of not in self.done.get(name, ()):
                silent = [url for url in sorted(asked) if client.json(url, "The IMPC services", no_content=_NOTHING) is None]
                self.empty[name, of] = {"why": why, "silent": silent}
            bar.update()
        for name, new in parts.items():
            self.tables[name] = _joined(name, [*([self.tables[name]] if name in self.tables else []), *new])

    def notes(self) -> dict:
        """What release.json says of them."""
        return {
            "tables": {name: sorted(of) for name, of in sorted(self.done.items())},
            "without_tables": [{"table": name, "of": of} | self.empty[name, of] for name, of in sorted(self.empty)],
        }

    def lines(self, genes: Mapping[str, str], plain) -> list[str]:
        """The verdict for people: rows of each table, what is not published of each gene, and what could not be had."""
        rows = [f"{name.replace('_', ' ')} ({len(table):,} rows)" for name, table in sorted(self.tables.items()) if len(table)]
        out = [f"Other tables: {', '.join(rows)}."] if rows else []
        for gene, symbol in genes.items():
            none = [name.replace("_", " ") for name in OF_GENES if self.empty.get((name, gene), {}).get("why") == NONE]
            out += [f"Nothing is published for {plain(symbol)} of: {', '.join(none)}."] if none else []
        terms = {of for name, of in self.empty if name in OF_TERMS}
        if terms:
            out.append(f"Nothing is published of {len(terms):,} terms but their calls: {', '.join(sorted(terms)[:5])}"
                       + (f" and {len(terms) - 5:,} more." if len(terms) > 5 else "."))  # fmt: skip
        refused = [{"table": name, "of": of} | about for (name, of), about in self.empty.items() if about["why"] != NONE]
        for said, many in (("Not available", refused), ("Not to be had now; the same fetch asks again", self.failed)):
            grouped: dict[str, list[str]] = {}
            for one in many:
                if one["of"] in genes or one["table"] not in OF_GENES:
                    name = f"{one['table'].replace('_', ' ')} of {plain(genes.get(one['of'], one['of']))}"
                    grouped.setdefault(one["why"], []).append(name)
            for why, names in grouped.items():
                more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
                out.append(f"{said}: {', '.join(names[:5])}{more} ({plain(why, 200).rstrip('.')}).")
        return out


def _as_stored(name: str, of: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one answer, each with the gene or term it was asked for."""
    key = _key(name)
    changes, rows = rows.attrs.get("normalised", {}), rows.reindex(columns=list(TABLES[name]))
    rows.attrs["normalised"] = changes
    return rows.assign(**{key: rows[key].astype("str").fillna(of)}) if key and len(rows) and name not in OF_ALL else rows


def _key(name: str) -> str | None:
    return _TERM if name in OF_TERMS else _GENE if _GENE in TABLES[name] else None


def _joined(name: str, parts: Collection[pd.DataFrame]) -> pd.DataFrame:
    """All rows once, in an order that does not depend on the order of asking."""
    kept = [part for part in parts if len(part)]
    rows = validate(pd.concat(kept, ignore_index=True) if kept else next(iter(parts)), TABLES[name], f"the {name}").drop_duplicates()
    rows = rows.sort_values([_key(name)] if _key(name) else list(rows), kind="stable").reset_index(drop=True)
    return counted(rows, *(part.attrs.get("normalised", {}) for part in kept))
