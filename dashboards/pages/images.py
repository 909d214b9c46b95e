"""Images: which pictures there are of a gene's mutants, wildtype beside mutant, by sex, centre, zygosity, allele and tissue."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import pandas as pd
import panel as pn

import impc_nb
from dashboards import choices, parts, pictures
from dashboards.cite import Cited
from dashboards.data_grid import Column, DataGrid, options
from dashboards.gene_box import GeneBox, GeneTables, gene_tables
from dashboards.in_step import InStep, sides
from dashboards.links import href
from dashboards.listing import listing
from dashboards.sections import Section, sentence
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb.schema import CONTROL, GROUP_LABELS, MUTANT, life_stage

COLUMNS = {
    "group": Column("Group", filtered=True),
    "sex": Column("Sex", filtered=True),
    "zygosity": Column("Zygosity", filtered=True),
    "allele_symbol": Column("Allele", filtered=True),
    "phenotyping_center": Column("Centre", filtered=True),
    "term_name": Column("Tissue", filtered=True),
    "specimen_id": Column("Animal"),
    "age_in_weeks": Column("Age (weeks)", lambda r: "–" if pd.isna(r["age_in_weeks"]) else f"{r['age_in_weeks']:.0f}", number=True),
    "date_of_experiment": Column("Date", lambda r: "–" if pd.isna(r["date_of_experiment"]) else f"{r['date_of_experiment']:%Y-%m-%d}"),
    "file_type": Column("File"),
}


class Shown(NamedTuple):
    """The gene with its kinds of pictures, the kind that was taken and the pictures of it."""

    found: GeneTables
    parameter: str
    files: pd.DataFrame | None


def load(release: str, gene: str, parameter: str) -> Shown:
    """The pictures of a gene, of the parameter asked for by id or name or else of the one with most; never raises for what was typed."""
    found = gene_tables(release, gene, "images")
    kinds = found.tables.get("images")
    if kinds is None or not len(kinds):  # no list of kinds: what the files themselves say
        files = _files(release, found, parameter or None)
        if files is None or not len(files):
            return Shown(found, "", None)
        kinds = found.tables["images"] = _kinds_of(files)
    kinds = found.tables["images"] = _once(kinds)
    word = parameter.lower()
    asked = kinds[(kinds["parameter_stable_id"].str.lower() == word) | (kinds["parameter_name"].str.lower() == word)]
    if parameter and not len(asked):
        found.choice.say(f"{found.symbol} has no pictures of {parameter[:60]!r} here; {kinds.iloc[0]['parameter_name']} is shown.")
    taken = (asked if len(asked) else kinds).iloc[0]["parameter_stable_id"]
    files = _files(release, found, taken)
    if files is None:
        return Shown(found, taken, None)
    if not (files["biological_sample_group"] == CONTROL).any():
        files = pd.concat([files, _wildtypes(release, taken, files, found)], ignore_index=True)
    return Shown(found, taken, files.assign(group=files["biological_sample_group"].map(GROUP_LABELS)))


def _files(release: str, found: GeneTables, parameter: str | None) -> pd.DataFrame | None:
    """The pictures of a gene, of one parameter if it is named; None, and a sentence, where they cannot be had."""
    if found.choice.gene is None:
        return None
    try:
        return impc_nb.load_table("image_files", gene=found.choice.gene["marker_accession_id"], parameter=parameter, release=release)
    except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
        said = sentence(problem, "Images")
        if said not in found.choice.messages:
            found.choice.say(said)
        return None


def _kinds_of(files: pd.DataFrame) -> pd.DataFrame:
    """The list of kinds as ``images`` holds it, counted from the mutants' pictures."""
    rows = files[files["biological_sample_group"] == MUTANT]
    return (rows if len(rows) else files).assign(count=1.0)


def _once(kinds: pd.DataFrame) -> pd.DataFrame:
    """Each parameter once, however many procedures and file types hold pictures of it; most pictures first."""
    by = kinds.groupby("parameter_stable_id", as_index=False, sort=False)
    rows = by.agg(procedure_name=("procedure_name", "first"), parameter_name=("parameter_name", "first"),
                  count=("count", lambda n: n.sum(min_count=1)))  # fmt: skip
    rows["parameter_name"] = rows["parameter_name"].fillna(rows["parameter_stable_id"])
    return rows.sort_values("count", ascending=False, kind="stable")


def _wildtypes(release: str, parameter: str, mutants: pd.DataFrame, found: GeneTables) -> pd.DataFrame:
    """The wildtypes' pictures of the same centres; they belong to no gene and are asked for apart."""
    try:
        rows = impc_nb.load_table("image_files", parameter=parameter, release=release)
    except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
        found.choice.say(f"Pictures of wildtypes cannot be shown: {sentence(problem, 'Images')}")
        return mutants.iloc[:0]
    rows = rows[rows["biological_sample_group"] == CONTROL]
    return rows[rows["phenotyping_center"].isin(set(mutants["phenotyping_center"]))]


def answer(shown: Shown, simulated: bool) -> str:
    """How many pictures there are, of what, in a sentence."""
    symbol, kinds = shown.found.symbol, shown.found.tables.get("images")
    if kinds is None:
        return "Which pictures are there?"
    if not len(kinds):
        return f"There are no pictures of {symbol} mutants here."
    n, total = kinds["parameter_stable_id"].nunique(), kinds["count"].sum(min_count=1)
    if pd.isna(total):
        total = 0 if shown.files is None else float((shown.files["biological_sample_group"] == MUTANT).sum())
    would = "would be" if simulated else "are" if total != 1 else "is"
    first = f"There {would} {total:,.0f} picture{'' if total == 1 else 's'} of {symbol} mutants, of {n} kind{'' if n == 1 else 's'}"
    if shown.files is None:
        return f"{first}; which animals they show cannot be said here."
    if not len(shown.files):
        return f"{first}; which animals they show is not listed."
    name = kinds.loc[kinds["parameter_stable_id"] == shown.parameter, "parameter_name"].iloc[0]
    mutants, wildtypes = (shown.files[shown.files["biological_sample_group"] == g] for g in (MUTANT, CONTROL))
    return f"{first}; here: {name}, {pictures.counted(mutants, MUTANT)} beside {pictures.counted(wildtypes, CONTROL)}."


class ImagesPage:
    """The Images page of one session."""

    OPTIONS = options(COLUMNS) | {"pictures": "", "wildtype": "", "mutant": ""}

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.kinds, self.offer = (parts.words() for _ in range(4))
        self.box, self.menu = GeneBox(view, release), ViewMenu()
        self.beside = Section("Wildtype beside mutant", at_once=True)
        self.grid = DataGrid(view, "Pictures", COLUMNS, empty="There are no pictures to list.")
        self.results = parts.column(parts.card(self.offer), self.beside.layout, parts.card(self.grid.layout, title="All these pictures"))
        self.side = parts.card(self.kinds, title="Kinds of pictures")
        self.layout = parts.column(
            self.notes,
            parts.card(self.answer, self.box, self.menu),
            parts.column(parts.grid("minmax(220px, 1fr) 3.2fr", self.side, self.results)),
        )
        self.shown = Shown(GeneTables(choices.Choice(), {}), "", None)
        self._asked: tuple[str, str] | None = None
        self._listed: pd.DataFrame | None = None
        self._step: tuple[InStep, pn.pane.HTML] | None = None

    def complete(self) -> None:
        """Nothing of this page waits."""

    def prepare(self) -> Shown:
        """The pictures of the gene; touches nothing on the page."""
        if self._asked == (self.view.gene, self.view.parameter):
            return self.shown
        return load(self.release, self.view.gene, self.view.parameter)

    def show(self, prepared: Shown) -> None:
        """Note what was taken."""
        self.shown = prepared
        if prepared.found.choice.gene is not None:
            self.view.param.update(gene=prepared.found.symbol, parameter=prepared.parameter)
        self._asked = (self.view.gene, self.view.parameter)

    def tell(self) -> None:
        """The sentence, the kinds of pictures, and those of one kind."""
        about, found = self.about, self.shown.found
        parts.say(self.notes, parts.notes(found.choice.messages))
        self.box.show(found.choice)
        said = answer(self.shown, about.simulated)
        parts.say(self.answer, f"<h1>{escape(said)}</h1>{parts.quiet(about.label)}")
        kinds = found.tables.get("images")
        self.side.visible = kinds is not None and bool(len(kinds))
        self.results.visible = self.shown.files is not None and bool(len(self.shown.files))
        if self.side.visible:
            parts.say(self.kinds, self._kinds(kinds))
        which = f", parameter={quoted(self.shown.parameter)}" if self.shown.parameter else ""
        cell = cell_of(self.release, ("pictures", f"load_table('image_files', gene={quoted(found.symbol)}{which}{{release}})"))
        cited = Cited(f"{found.symbol} · images", about, self.view.query())
        self.menu.show(cell, cited, lambda: (markup_of(self.answer) + markup_of(self.results), ()))
        if not self.results.visible:
            return
        files = self.shown.files
        if self._listed is not files:
            self._listed = files
            self.grid.show(
                files, about, f"gene: {found.symbol}; parameter: {self.shown.parameter}", name=f"{found.symbol}-{self.shown.parameter}"
            )
        addresses = files[["thumbnail_url", "jpeg_url"]].map(pictures.web_address)
        online = self.view.options.get("pictures") == "1" and not about.simulated
        parts.say(self.offer, self._offered(bool((addresses != "").any().any()), about.simulated, online))
        self.beside.show(lambda: pictures.matching(files, self.grid.found), lambda both: self._drawn(both, online))

    def _drawn(self, both: tuple[pd.DataFrame, pd.DataFrame], online: bool) -> object:
        """All pictures side by side; where somebody asked for them, below one of each to be looked at in step."""
        everything, two = pictures.sides(*both, online), sides(*both, self.view.options) if online else []
        if not two:
            return everything
        if self._step is None:
            self._step = InStep(self._chosen, sides=two), parts.words()
        self._step[0].sides = two
        parts.say(self._step[1], everything)
        return self._step

    def _chosen(self, side: str, picture: str) -> None:
        """Another picture of a side was chosen; not heard where its visitor has turned to another page meanwhile."""
        if side in self.view.options:
            self.view.set(**{side: picture})

    def _kinds(self, kinds: pd.DataFrame) -> str:
        rows, asked = [], self.view.options.get("pictures")  # of another kind too
        for row in kinds.sort_values(["procedure_name", "parameter_name"]).to_dict("records"):
            here = ' aria-current="true"' if row["parameter_stable_id"] == self.shown.parameter else ""
            address = escape(href("images", gene=self.shown.found.symbol, parameter=row["parameter_stable_id"], pictures=asked))
            name = f'<a href="{address}"{here}>{escape(str(row["parameter_name"]))}</a>{" ◀ shown" if here else ""}'
            stage = life_stage(str(row["parameter_stable_id"])).lower()
            measured = f"{row['procedure_name']}, {stage}" if isinstance(row["procedure_name"], str) else stage
            count = "" if pd.isna(row["count"]) else f"{row['count']:,.0f}"
            rows.append((f"{name}<br><span class='quiet'>{escape(measured)}</span>", count))
        return listing(("What is shown", "Pictures"), rows, "Kinds of pictures")

    def _offered(self, there: bool, simulated: bool, online: bool) -> str:
        if simulated:
            return parts.quiet(
                "These animals are simulated, so no picture was ever taken: you see which animals would be on which picture."
            )
        if not there:
            return parts.quiet("No address of a picture is stated; you see which animals are on which picture.")
        asked = self.view.options | {"pictures": "" if online else "1"}
        default = self.OPTIONS
        address = href("images", gene=self.view.gene, parameter=self.view.parameter, **{n: v for n, v in asked.items() if v != default[n]})
        words = "Hide the pictures" if online else "Show the pictures"
        why = "They come from servers of the IMPC and need a network."
        if not online:
            why = "No other server is asked until you say so: the pictures lie with the IMPC (ebi.ac.uk) and need a network."
        return f'<p><a href="{escape(address)}">{words}</a></p>{parts.quiet(why)}'
