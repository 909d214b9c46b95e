"""Which gene, parameter and comparison is meant: names matched in any case, several matches listed, none ever picked silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from impc_nb.schema import ABOUT, EARLY, LATE, MIDDLE, ZYGOSITY_LABELS, Ambiguous, NotFound, nearest
from impc_nb.sources import asking, stored

_TOLD_APART_BY = ("phenotyping_center", "zygosity", "life_stage", "metadata_group", "allele", "procedure")
WORDS = MappingProxyType({"life_stage": (EARLY, MIDDLE, LATE), "zygosity": tuple(ZYGOSITY_LABELS)})  # asked for without harm
_COLUMN = {"life_stage": "life_stage_name", "allele": "allele_symbol", "procedure": "procedure_stable_id"}
MANY = 40  # descriptions asked for at most, to find out which dataset is meant
_NO_DESCRIPTION = "The service gives the animals but no description of this dataset"


# ---------------------------------------------------------------- who
def is_live(catalog) -> bool:
    return catalog.metadata["release"].kind == "live"


def find_gene(catalog, text: str) -> dict:
    text = str(text).strip()
    if is_live(catalog):
        genes = catalog.genes.read(text=text)
        named = stored.by_name(genes)
    else:
        genes, named = stored.genes(catalog.metadata["folder"])
    for places in named:
        found = genes.iloc[places.get(text.lower(), [])]
        if len(found) > 1:
            listed = ", ".join(f"{g.marker_symbol} ({g.marker_accession_id})" for g in found.head(8).itertuples())
            message = f"{text[:100]!r} is a name of {len(found)} genes: {listed}; ask for one of these symbols."
            raise Ambiguous(message, found.to_dict("records"))
        if len(found):
            gene = {k: None if pd.isna(v) else v for k, v in found.iloc[0].to_dict().items()}
            return gene | {k: gene[k].split("; ") if gene[k] else [] for k in ("marker_synonym", "human_gene_symbol")}
    if is_live(catalog) and len(text) > 3:
        genes = catalog.genes.read(text=text[:3])
    known = [name for column in stored.GENE_NAMES for cell in genes[column].dropna() for name in cell.split("; ")]
    near = nearest(text, known)
    raise NotFound(f"No gene is called {text[:100]!r} in {whose(catalog)}; {_nearest(near)}a gene is named by symbol, MGI id, synonym or "
                   "human symbol.")  # fmt: skip


def accession(catalog, gene: str | None) -> str:
    """The MGI id of a gene; one that is given for ``live`` is not looked up."""
    if gene is None:
        raise NotFound("The live release answers for one gene at a time; name a gene, such as 'Myo6'.")
    if is_live(catalog) and asking.MGI_ID.fullmatch(str(gene).strip()):
        return str(gene).strip()
    known = None if is_live(catalog) else stored.gene_of(catalog.metadata["folder"], str(gene).strip().lower())
    return known or find_gene(catalog, gene)["marker_accession_id"]


def results_of(catalog, gene: str | None) -> pd.DataFrame:
    """The results of a gene, or all of a stored release."""
    if gene is None and not is_live(catalog):
        return catalog.results.read()
    return catalog.results.read(gene=accession(catalog, gene))


def whose(catalog) -> str:
    release = catalog.metadata["release"]
    return {"live": "the live release", "teaching": "the teaching release"}.get(release.kind, f"the release {release.title!r}")


def _nearest(names: Iterable[str]) -> str:
    names = list(names)
    return f"nearest: {', '.join(name[:60] for name in names)}; " if names else ""


# ---------------------------------------------------------------- which comparison
def of_parameter(rows: pd.DataFrame, parameter: str) -> pd.DataFrame:
    """The rows of a parameter given by id or name, in any case."""
    text = str(parameter).strip().lower()
    match = (rows["parameter_stable_id"].str.lower() == text) | (rows["parameter_name"].str.lower() == text)
    if match.any():
        return rows[match]
    known = [*rows["parameter_name"].dropna().unique(), *rows["parameter_stable_id"].dropna().unique()]
    who = ", ".join(rows["marker_symbol"].dropna().unique()[:3]) or "this gene"
    raise NotFound(f"No result of {who} is for a parameter {str(parameter)[:100]!r}; {_nearest(nearest(text, known))}"
                   f"{rows['parameter_stable_id'].nunique()} parameters have results, load_results lists them.")  # fmt: skip


def narrow(rows: pd.DataFrame, asked: Mapping[str, str | None], words: Mapping[str, tuple] = MappingProxyType({})) -> pd.DataFrame:
    """The rows that are what is asked for; a value that no row has is refused with those that there are, but for ``words``."""
    for name, value in asked.items():
        if value is None:
            continue
        if name not in _TOLD_APART_BY:
            raise NotFound(f"Datasets are not told apart by {name[:100]!r}, but by {', '.join(_TOLD_APART_BY)}.")
        column, text = _COLUMN.get(name, name), str(value).strip().lower()
        there = rows[column].str.lower()
        match = there == text
        if name == "procedure":
            match |= rows["procedure_name"].str.lower() == text
        elif name == "life_stage" and text:
            match |= there.str.startswith(text, na=False)
        if not match.any() and len(rows) and not any(text and word.lower().startswith(text) for word in words.get(name, ())):
            found = ", ".join(str(v)[:60] for v in rows[column].dropna().unique()[:8]) or "none stated"
            raise NotFound(f"Nothing here has {name} {str(value)[:100]!r}; there is {found}.")
        rows = rows[match]
    return rows


def candidates(catalog, gene: str, parameter: str) -> pd.DataFrame:
    """Descriptions of all comparisons of a gene and parameter."""
    mgi_id = accession(catalog, gene)
    if not is_live(catalog):
        return of_parameter(catalog.datasets.read(gene=mgi_id), parameter)
    by_id = asking.IMPRESS_ID.fullmatch(str(parameter).strip())
    found = catalog.datasets.read(gene=mgi_id, parameter=by_id.group()) if by_id else None
    if found is not None and len(found):
        return found
    listed = of_parameter(catalog.results.read(gene=mgi_id), parameter)
    found = catalog.datasets.read(gene=mgi_id, parameter=list(listed["parameter_stable_id"].unique()))
    without_id = listed[listed["doc_id"].isna()]
    if not len(found) and len(without_id):
        found = catalog.datasets.read(gene=mgi_id, like=without_id.head(MANY))
    more = [one for one in listed["doc_id"].dropna().unique() if one not in set(found["doc_id"])][:MANY]
    if more:
        described = catalog.datasets.read(doc_id=more)
        only_listed = listed[listed["doc_id"].isin(set(more) - set(described["doc_id"]))]
        parts = [part for part in (found, described, only_listed.reindex(columns=list(found))) if len(part)]
        found = pd.concat(parts, ignore_index=True)
    if not len(found):
        raise NotFound(f"The IMPC lists a result of {str(gene)[:100]!r} for {str(parameter)[:100]!r}, but no dataset behind it.")
    return found


def the_row(catalog, gene, parameter, dataset_id, asked) -> dict:
    """The one comparison that is meant."""
    if dataset_id is None:
        rows = None if is_live(catalog) else stored.compared(catalog.metadata["folder"], accession(catalog, gene), str(parameter))
        rows = narrow(candidates(catalog, gene, parameter) if rows is None else rows, asked)
        if len(rows) > 1:
            raise _ambiguous(catalog, gene, parameter, rows)
        return rows.iloc[0].to_dict()
    rows = catalog.datasets.read(doc_id=str(dataset_id))
    if not len(rows) and is_live(catalog):
        return {"doc_id": dataset_id, "metadata": _NO_DESCRIPTION}
    if not len(rows):
        raise NotFound(f"No dataset {str(dataset_id)[:100]!r} is in {whose(catalog)}; list_datasets names those of a gene.")
    return narrow(rows, asked).iloc[0].to_dict()


def _ambiguous(catalog, gene, parameter, rows: pd.DataFrame) -> Ambiguous:
    release = catalog.metadata["release"].name
    told = [name for name in _TOLD_APART_BY if rows[_COLUMN.get(name, name)].nunique(dropna=False) > 1]
    unique = not rows.duplicated([_COLUMN.get(name, name) for name in told], keep=False).any() if told else False
    choices = []
    for row in rows.to_dict("records"):
        if unique and all(isinstance(row[_COLUMN.get(name, name)], str) for name in told):
            call = ", ".join([repr(str(gene)[:60]), repr(row["parameter_stable_id"]), *(f"{n}={row[_COLUMN.get(n, n)]!r}" for n in told)])
        else:
            call = f"dataset_id={row['doc_id']!r}"
        call += "" if release == "teaching" else f", release={release!r}"
        choices.append({name: row[name] for name in ABOUT} | {"call": f"load_dataset({call})"})
    lines = [f"{c['phenotyping_center']}, {c['zygosity']}, {c['life_stage_name']}, {c['parameter_stable_id']}, metadata group "
             f"{c['metadata_group']}: {c['call']}" for c in choices[:12]]  # fmt: skip
    more = f"\n... and {len(choices) - 12} more" if len(choices) > 12 else ""
    return Ambiguous(f"{len(rows)} datasets of {str(gene)[:100]!r} are for {str(parameter)[:100]!r}; ask for one of them:\n"
                     + "\n".join(lines) + more, choices)  # fmt: skip
