"""The cells of the Late Adult page as its options ask for them: from which table, which genes, in which order, which page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import impc_nb
from dashboards.gene_data import is_live
from dashboards.view import ROOM, in_vain
from impc_nb import late_adult, late_landing, stage_matrix
from impc_nb.life_stages import StageRows
from impc_nb.schema import ImpcError, nearest
from impc_nb.stage_matrix import OLDER, SORTS, StageMatrix

ROWS = ("25", "50", "100", "all")
BELOW = ("animals", "wildtypes")  # options of the sections about age, not of the cells
LONGEST = ROOM["genes"]  # characters of a list of genes
OPTIONS = {"sort": "late-only", "older": "late", "procedure": "", "sex": "", "zygosity": "", "centre": "", "system": "", "genes": "",
           "find": "", "rows": "25", "from": "1", "animals": "", "wildtypes": ""}  # fmt: skip


@lru_cache(maxsize=4)
def stored_rows(release: str) -> StageRows:
    """The adult results of a stored release."""
    return late_adult.stage_rows(release=release)


@lru_cache(maxsize=32)
def cells_of(release: str, older: str, procedure: str, sex: str, zygosity: str, centre: str, system: str) -> StageMatrix:
    """All genes of a stored release, by procedure or by the parameters of one, of the results that are asked for."""
    rows = stored_rows(release)
    keep = late_adult.kept(rows, zygosity=zygosity, phenotyping_center=centre, body_system=system)
    if not procedure:
        return stage_matrix.stage_matrix(rows.table("procedure", sex or None, keep), older)
    here = rows.procedure_of[rows.parameter] == list(rows.procedures).index(procedure)
    return stage_matrix.stage_matrix(rows.table("parameter", sex or None, here if keep is None else keep & here), older)


@lru_cache(maxsize=32)
def live_cells(release: str, older: str, procedure: str, known_gene: str) -> StageMatrix:
    """All genes of the landing page; of a gene whose own results were fetched from the services, the early cells are no longer unknown."""
    table = late_landing.landing_states(release, procedure or None)
    own = live_rows(release, known_gene).table("parameter" if procedure else "procedure") if known_gene else None
    if procedure and not len(table):
        table = late_landing.called_states(procedure, release, own)
    elif known_gene:
        own = own[own["procedure_name"] == procedure] if procedure else own
        table = late_landing.with_own_results(table, known_gene, own)
    return stage_matrix.stage_matrix(table, older)


@lru_cache(maxsize=64)
def sorted_cells(release: str, sort: str, known_gene: str, older: str, procedure: str, *asked: str) -> StageMatrix:
    """The cells in order."""
    if is_live(release):
        return live_cells(release, older, procedure, known_gene).sorted(sort)
    return cells_of(release, older, procedure, *asked).sorted(sort)


@lru_cache(maxsize=32)
def live_rows(release: str, accession: str) -> StageRows:
    """All results of a gene of the services."""
    return late_adult.stage_rows(accession, release)


@dataclass
class Cells:
    """The matrix as asked for: all its cells in order, and those of one page."""

    everything: StageMatrix | None = None
    page: StageMatrix | None = None
    first: int = 0
    known: dict[str, list[str]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    source: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    known_gene: str = ""

    @property
    def key(self) -> tuple:
        """Equal for the same cells on the same page."""
        return (self.first, self.known_gene, *(v for n, v in self.asked.items() if n not in (*BELOW, "from")))


@lru_cache(maxsize=8)
def _known(release: str) -> dict[str, list[str]]:
    """What each filter can be set to; nothing where the source does not say."""
    if is_live(release):
        listed = sorted(impc_nb.load_table("late_adult", release=release)["procedure_name"].dropna().unique())
        return {"procedure": listed, "sex": [], "zygosity": [], "centre": [], "system": []}
    rows = stored_rows(release)
    of = late_adult.choices_of(rows)
    return {"procedure": [str(p) for p in rows.procedures], "sex": ["female", "male"], "zygosity": of["zygosity"],
            "centre": of["phenotyping_center"], "system": of["body_system"]}  # fmt: skip


def choose_cells(release: str, options: dict[str, str], known_gene: str = "") -> Cells:
    """Follow the options as far as they lead; what cannot be is said in a sentence and left out.

    ``known_gene``: the MGI id of a gene whose own results are known.
    """
    out = Cells(asked=dict(options), known_gene=known_gene)
    try:
        out.known = _known(release)
        asked = {name: _taken(out, name, options[name]) for name in ("procedure", "sex", "zygosity", "centre", "system")}
        for name, known in (("older", OLDER), ("sort", SORTS), ("rows", ROWS)):
            out.messages += in_vain(name, options[name], known)
        older = options["older"] if options["older"] in OLDER else "late"
        sort = options["sort"] if options["sort"] in SORTS else "late-only"
        out.asked |= asked | {"older": older, "sort": sort}
        of = (release, sort, known_gene, older)
        try:
            cells = sorted_cells(*of, *asked.values())
        except ImpcError as problem:
            if not asked["procedure"]:
                raise
            out.messages.append(f"{problem} All procedures are shown.")
            out.asked["procedure"] = asked["procedure"] = ""
            cells = sorted_cells(*of, *asked.values())
    except ImpcError as problem:
        out.messages.append(str(problem))
        return out
    out.source = cells.table.attrs.get("source") or f"statistical results of {impc_nb.open_catalog(release).metadata['release'].title}"
    cells = _of_list(out, cells, options["genes"])
    if options["find"].strip():
        found = cells.found(options["find"].strip())
        if len(found.genes):
            cells = found
        else:
            close = nearest(options["find"], cells.genes)
            hint = f" Nearest: {', '.join(close)}." if close else ""
            out.messages.append(f"No gene here contains {options['find'][:40]!r}; all are shown.{hint}")
    size = len(cells.genes) if options["rows"] == "all" else int(options["rows"]) if options["rows"] in ROWS else 25
    first = int(options["from"]) - 1 if options["from"].isdecimal() else 0
    out.first = max(0, min(first, len(cells.genes) - 1)) // max(size, 1) * max(size, 1)
    out.everything, out.page = cells, cells.part(out.first, out.first + size)
    return out


def gene_list(text: str) -> tuple[list[str], bool]:
    """The different names in a list, separated by spaces, commas, semicolons or lines; and whether it was longer than a link holds."""
    longer = len(text) > LONGEST
    names = re.split(r"[\s,;|]+", text[:LONGEST] if longer else text)
    kept = (n for n in (names[:-1] if longer else names) if n)  # the last one may have been cut
    return list({n.lower(): n for n in kept}.values()), longer


def _of_list(out: Cells, cells: StageMatrix, text: str) -> StageMatrix:
    """The genes of a list; sentences about those that are not there, or had no room."""
    listed, longer = gene_list(text)
    if longer:
        last = f"after {listed[-1][:40]!r}" if listed else "in it"
        out.messages.append(f"The list of genes is longer than a link can hold ({LONGEST:,} characters): the genes {last} are left out.")
    if not listed:
        return cells
    missing = cells.missing(listed)
    if missing:
        more = f" and {len(missing) - 5:,} more" if len(missing) > 5 else ""
        shown = " All are shown." if len(missing) == len(listed) else ""
        out.messages.append(f"Not among the {len(cells.genes):,} genes here: {', '.join(missing[:5])}{more}.{shown}")
    return cells.of_genes(listed) if len(missing) < len(listed) else cells


def _taken(out: Cells, name: str, value: str) -> str:
    """The value a filter can be set to; a sentence where there is none like it."""
    if not value:
        return ""
    for known in out.known[name]:
        if known.lower() == value.lower():
            return known
    close = nearest(value, out.known[name]) or out.known[name][:6]
    hint = f"there is {', '.join(close)}" if close else "the source does not tell them apart"
    out.messages.append(f"Nothing here has {name} {value[:40]!r}: {hint}. All are shown.")
    return ""
