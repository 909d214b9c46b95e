"""What the live services list of some genes: the tables of a release of fetched animals, and which animals are to be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from tqdm import tqdm

from impc_nb import answers, release_folder, selection
from impc_nb.schema import NotFound, nearest, validate
from impc_nb.sources import asking
from impc_nb.tables import TABLES

AT_A_TIME = 40  # questions between two movements of the progress bar
_PICKED_BY = ("parameter_stable_id", "parameter_name", "procedure_stable_id", "procedure_name")
_GENE, _PARAMETER = "marker_accession_id", "parameter_stable_id"


class Tables:
    """Genes, results and datasets, growing as genes are asked for.

    Parameters
    ----------
    catalog : intake.readers.entry.Catalog
        The live one.
    tables : dict of DataFrame
        ``genes``, ``results``, ``datasets`` of the release so far.
    only_calls : set of str
        Genes (MGI ids) of which only significant results are to be had.
    only : sequence of str
        Ids or names of the parameters and procedures whose animals are asked for; of all if empty.
    have, lost : set of str
        Datasets (ids) whose animals the release holds, and those it held before it was damaged.
    missing : list of dict
        What the release says of results without animals: asked about again if it was at other addresses, or what was sent could not be
        read, or ``again``.
    """

    def __init__(self, catalog, tables: Mapping, only_calls: set[str], only: Sequence[str], have: set[str], lost: set[str],
                 missing: Sequence[dict] = (), again: bool = False):  # fmt: skip
        self.catalog, self.only_calls, self.have, self.lost = catalog, only_calls, have, lost
        self.genes, self.results, self.datasets = (tables[name] for name in ("genes", "results", "datasets"))
        known = [one for one in missing if one.get("asked") == asked_at(catalog, one["doc_id"]) and not (again or one.get("unusable"))]
        self.none = {one["doc_id"] for one in known if one["doc_id"]}
        self._no_dataset = {(one[_GENE], one[_PARAMETER]) for one in known if not one["doc_id"]}
        missing = pd.DataFrame([one for one in missing if one["doc_id"]], columns=list(answers.DATASETS))
        self.missing = _joined(self.datasets[:0], missing, "datasets")
        self.only, self.asked = [name.strip().lower() for name in only], set()

    def gene(self, name: str) -> str:
        """The MGI id of a gene, once the tables hold it and its results; what they hold is not asked for again."""
        known = set(self.genes[_GENE])
        by_id = asking.MGI_ID.fullmatch(name.strip())
        here = self.genes[(self.genes[_GENE] == name.strip()) | (self.genes["marker_symbol"].str.lower() == name.strip().lower())]
        if len(here) == 1:
            return here[_GENE].iloc[0]
        try:
            gene = selection.find_gene(self.catalog, name)
            gene |= {key: "; ".join(value) or None for key, value in gene.items() if isinstance(value, list)}
        except NotFound:
            if not by_id:
                raise
            gene = {_GENE: by_id.group()}  # the search may not go by ids
        if gene[_GENE] in known:
            return gene[_GENE]
        try:
            results = self.catalog.results.read(gene=gene[_GENE])
        except NotFound:
            if "marker_symbol" not in gene:
                raise
            results = self.results[:0]  # a gene of which nothing is published
        gene.setdefault("marker_symbol", results["marker_symbol"].iloc[0] if len(results) else None)
        self.only_calls |= set(results.attrs.get("only_calls", ()))
        self.results = _joined(self.results, results, "results")
        self.genes = _joined(self.genes, pd.DataFrame([gene]), "genes")
        return gene[_GENE]

    def picked(self, rows: pd.DataFrame) -> pd.Series:
        """Which rows are of the genes asked for, and of the parameters and procedures; or were lost."""
        match = rows[list(_PICKED_BY)].apply(lambda column: column.str.lower().isin(self.only)).any(axis=1) | (not self.only)
        return (match & rows[_GENE].isin(self.asked)) | rows["doc_id"].isin(self.lost)

    def wanted(self) -> pd.DataFrame:
        """The results whose animals are still to be asked for; some have no ``doc_id`` yet."""
        of_genes = self.results[self.results[_GENE].isin(self.asked)]
        known = {name.lower(): name for column in _PICKED_BY for name in of_genes[column].dropna().unique()}
        for name in self.only if known else ():
            if name not in known:
                near = ", ".join(one[:60] for one in nearest(name, known.values()))
                raise NotFound(f"These genes have no results for a parameter or procedure {name[:100]!r}; "
                               + (f"nearest: {near}." if near else "name one by id, such as IMPC_DXA_001, or by name."))  # fmt: skip
        rows = self.results[answers.may_have_animals(self.results) & self.picked(self.results)]
        fit = rows["doc_id"].str.fullmatch(asking.DATASET_ID.pattern).eq(True) & ~rows["doc_id"].isin(self.have | self.none)
        resolved = {*_pairs(self.datasets), *_pairs(self.missing), *self._no_dataset}
        unresolved = pd.Series([pair not in resolved for pair in _pairs(rows)], rows.index, bool)
        unresolved &= rows["doc_id"].isna() & rows[_PARAMETER].str.fullmatch(asking.IMPRESS_ID.pattern).eq(True)
        return rows[fit | unresolved]

    def without(self, genes: set[str]) -> int:
        """How many results of genes are known to have no animals and are not asked about again."""
        return int(self.missing.loc[self.missing[_GENE].isin(genes), "doc_id"].isin(self.none).sum()) + sum(
            gene in genes for gene, _ in self._no_dataset
        )

    def resolved(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The datasets behind results that are listed without the id of one, as far as there are any."""
        parts = []
        for accession, of_gene in rows.groupby(_GENE):
            parameters = list(of_gene[_PARAMETER].unique())
            asked = in_parts(parameters, lambda part, gene=accession: self.catalog.datasets.read(gene=gene, parameter=part))
            if not sum(map(len, asked)):  # perhaps the short question is refused
                rest = of_gene.drop_duplicates(list(answers.SAME_RESULT))
                asked = in_parts(rest, lambda part, gene=accession: self.catalog.datasets.read(gene=gene, like=part))
            parts += asked
        found = _joined(self.datasets[:0], pd.concat(parts, ignore_index=True) if parts else self.datasets[:0], "datasets")
        found = found[found["doc_id"].str.fullmatch(asking.DATASET_ID.pattern).eq(True)].drop_duplicates("doc_id")
        return found[answers.may_have_animals(found) & self.picked(found)]

    def describe(self, ids: Sequence[str], found: pd.DataFrame) -> pd.DataFrame:
        """Add to ``datasets`` a row for each of ``ids``: one ``found``, its description, or what its result says; those rows."""
        found, known = found[found["doc_id"].isin(ids)], set(self.datasets["doc_id"])
        ask = [one for one in ids if one not in known and one not in set(found["doc_id"])]
        described = pd.concat([found[:0], *in_parts(ask, lambda part: self.catalog.datasets.read(doc_id=part))])
        rest = self.results[self.results["doc_id"].isin(set(ask) - set(described["doc_id"]))].drop_duplicates("doc_id")
        new = _joined(_joined(found, described, "datasets"), rest, "datasets")
        self.datasets = _joined(self.datasets, new[new[_PARAMETER].str.fullmatch(asking.IMPRESS_ID.pattern).eq(True)], "datasets")
        return self.datasets[self.datasets["doc_id"].isin(ids)]

    def whole(self) -> dict[str, pd.DataFrame]:
        """Every table of the release, in an order that does not depend on the order of asking."""
        results = self.results.sort_values(_GENE, kind="stable")
        datasets = self.datasets.sort_values([_GENE, _PARAMETER, "doc_id"], kind="stable")
        datasets.attrs = {}  # what was evened out depends on how they were asked for
        parameters = release_folder.parameters_of(results, datasets)
        return {"genes": self.genes.sort_values([_GENE]), "parameters": parameters, "results": results, "datasets": datasets}


def asked_at(catalog, doc_id: str | None) -> str:
    """The service that is asked for the animals of a dataset, or for the dataset of a result that names none."""
    return catalog.observations.data.url if doc_id else catalog.datasets.data.url


def in_parts(asked, read: Callable) -> list:
    """What ``read`` gives for some at a time, with a progress bar."""
    out = []
    with tqdm(total=len(asked), desc="Descriptions", unit=" datasets", disable=None if len(asked) else True) as bar:
        for start in range(0, len(asked), AT_A_TIME):
            part = asked[start : start + AT_A_TIME]
            out.append(read(part))
            bar.update(len(part))
    return out


def _joined(table: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    parts = [part for part in (table, rows) if len(part)]
    rows = validate(pd.concat(parts, ignore_index=True) if parts else table, TABLES[name], f"the {name}")
    return answers.counted(rows, *(part.attrs.get("normalised", {}) for part in parts))


def _pairs(table: pd.DataFrame) -> list[tuple]:
    return list(zip(table[_GENE], table[_PARAMETER], strict=True))
