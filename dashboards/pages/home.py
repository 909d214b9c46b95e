"""Home: what this is, the six steps from a knockout to a phenotype term with one gene's data, and the IMPC in numbers."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import pandas as pd

import impc_nb
from dashboards import choices, parts
from dashboards.cite import Cited
from dashboards.gene_box import GeneBox
from dashboards.links import href, link, outside
from dashboards.listing import listing
from dashboards.pages.home_steps import STEPS, step_said
from dashboards.sections import Section, sentence
from dashboards.telling import first_loaded, telling
from dashboards.view import View
from dashboards.view_menu import ViewMenu, cell_of, markup_of, quoted
from impc_nb.dataset import Dataset
from impc_nb.figures import FIGURES, disagreeing
from impc_nb.schema import ImpcError, Release

_WHAT = (
    "The International Mouse Phenotyping Consortium (IMPC) switches off one gene of the mouse at a time and measures what changes. "
    "Here you see every animal behind a call, how the call was made, and what early and late adults have in common. Every published "
    "number can be computed again from the animals, on this machine and without a network."
)
_LOOK = """<style>.steps ol { list-style: none; padding: 0; margin: 8px 0 12px; display: flex; flex-wrap: wrap; gap: 8px; }
.steps a { display: block; padding: 8px 14px; border: 1px solid var(--control); border-radius: 6px; text-decoration: none; }
.steps a[aria-current] { font-weight: 700; text-decoration: underline; background: var(--accent);
  color: var(--on-accent); border-color: var(--accent); }
</style>"""


class Story(NamedTuple):
    """The gene of the strip, one published result of it and the animals behind it; None where there is none, ``problem`` says why."""

    choice: choices.Choice
    row: dict | None = None
    dataset: Dataset | None = None
    problem: str = ""


def story(release: str, gene: str) -> Story:
    """A result of the gene that tells all six steps: a call on numbers with its animals, the smallest p first."""
    choice = choices.choose_gene(release, gene or (choices.FIRST_GENE if release == "live" else ""))
    if choice.gene is None:
        return Story(choice)
    try:
        rows = telling(impc_nb.load_results(choice.gene["marker_accession_id"], release=release))
    except Exception as problem:  # noqa: BLE001 - a page says so, whatever is wrong with its data
        choice.say(sentence(problem, "Home"))
        return Story(choice)
    if not rows:
        choice.say(f"{choice.gene['marker_symbol']} has no result in this release: choose another gene to walk through the steps.")
        return Story(choice)
    row, dataset, said = first_loaded(release, rows, "Home")
    return Story(choice, row or rows[0], dataset, said)


def answer(told: Story, release: Release) -> str:
    """From a knockout to a term, in one sentence."""
    if told.row is None:
        none = f": {told.choice.gene['marker_symbol']} has no result here to follow" if told.choice.gene else ""
        return f"From a knockout mouse to a phenotype term, in six steps{none}."
    symbol, row, data = told.choice.gene["marker_symbol"], told.row, told.dataset
    measured = str(row["parameter_name"])
    n = f"{data.number_of_animals(group='experimental')} " if data is not None else ""
    who = f"{n}{symbol} mutants were measured for {measured[:1].lower() + measured[1:] if measured[1:2].islower() else measured}"
    significant = row["significant"]
    if significant is not pd.NA and significant and isinstance(row["mp_term_name"], str):
        return f"{who}, and the result became the phenotype term “{row['mp_term_name']}”."
    if significant is not pd.NA and significant:
        return f"{who}: the result is significant, but no phenotype term was assigned."
    if pd.isna(significant) and isinstance(row["status"], str) and row["status"] != "Successful":
        return f"{who}, but the result could not be analysed."
    if pd.isna(significant):
        return f"{who}; whether the result is significant is not stated."
    return f"{who}: the result is not significant, so there is no phenotype term."


def numbers(release: str) -> str:
    """The table of figures, and what the release in use counts itself, as markup."""
    rows = [(f.what, f.value, f.stated, outside(f.source, f.address)) for f in FIGURES]
    rows += [(what, value, "now", escape(source)) for what, value, source in counted(release)]
    also = f"Sources disagree about: {'; '.join(w[:1].lower() + w[1:] for w in disagreeing())}. All are shown, none is corrected."
    cells = [(escape(w), f"<b>{escape(v)}</b>", escape(stated), source) for w, v, stated, source in rows]
    return listing(("What", "Number", "As of", "Stated by"), cells, "IMPC in numbers") + parts.quiet(also)


def counted(release: str) -> list[tuple[str, str, str]]:
    """What the release in use holds, counted here or stated by its notes."""
    about = choices.release_shown(release)
    if about.kind == "live":
        try:
            notes = impc_nb.load_table("release_notes", release=release)
        except ImpcError as problem:
            return [("Release in use", "not stated", str(problem))]
        known = zip(notes["what"].astype(str), notes["value"].astype(str), strict=True)
        return [(what[:1].upper() + what[1:], value[:60], "release notes of the services in use") for what, value in known]
    rows = impc_nb.load_results(release=release)
    source = f"counted in {about.label}"
    return [("Genes in this release", f"{rows['marker_accession_id'].nunique():,}", source),
            ("Results in this release", f"{len(rows):,}", source),
            ("Significant results in this release", f"{int(rows['significant'].fillna(False).sum()):,}", source)]  # fmt: skip


def simulated(about: Release) -> str:
    """What is simulated in the release in use, and what is real."""
    if not about.simulated:
        teaching = "The embedded teaching release holds simulated animals and says so on every page."
        return f"<p>Nothing: this is {escape(about.label)}. {teaching}</p>"
    return (
        "<p><b>Simulated:</b> every animal, and so every p-value, effect and count of results in this release. They follow published "
        "figures of the IMPC. The truth behind each animal is known, so you can see when a test finds it and when it does not.</p>"
        "<p><b>Real:</b> genes, alleles, ids, parameters, procedures, terms and centres.</p>"
        "<p><b>Real animals:</b> <code>impc-nb fetch Myo6 --to my-genes</code>, then "
        "<code>impc-nb dashboard --release my-genes</code>; or <code>impc-nb dashboard --release live</code>.</p>"
    )


class HomePage:
    """The Home page of one session."""

    OPTIONS = {"step": "1"}

    def __init__(self, view: View, release: str):
        self.view, self.release = view, release
        self.about = choices.release_shown(release)
        self.notes, self.answer, self.steps = parts.words(), parts.words(), parts.words()
        self.told: Story | None = None
        self.menu = ViewMenu()
        self.numbers = Section("IMPC in numbers")
        go = " · ".join(
            link(words, page) for words, page in (("Find a gene", "genes"), ("Find a phenotype", "phenotypes"), ("See a chart", "charts"),
                                                   ("What age changes", "late-adult"), ("Lessons", "learn"))
        )  # fmt: skip
        self.box = GeneBox(view, release)
        self.layout = parts.column(
            self.notes,
            parts.card(self.answer, parts.words(f"<p>{escape(_WHAT)}</p><p>{go}</p>"), self.menu),
            parts.card(self.box, self.steps, title="From a knockout to an MP term"),
            parts.grid("3fr 2fr", self.numbers.layout, parts.card(parts.words(simulated(self.about)), title="What is simulated")),
        )
        self._counted = False

    def complete(self) -> None:
        """Nothing of this page waits but the numbers, which load by themselves."""

    def prepare(self) -> Story:
        """The gene and its result; touches nothing on the page."""
        return story(self.release, self.view.gene)

    def show(self, prepared: Story) -> None:
        """Note what was taken."""
        self.told = prepared

    def tell(self) -> None:
        """The sentence, the strip and the chosen step."""
        told = self.told
        parts.say(self.notes, parts.notes(told.choice.messages))
        parts.say(self.answer, f"<h1>{escape(answer(told, self.about))}</h1>{parts.quiet(self.about.label)}")
        self.box.show(told.choice)
        step = self.view.options.get("step", "1")
        step = int(step) if step in {str(n) for n in range(1, len(STEPS) + 1)} else 1
        parts.say(self.steps, _LOOK + self._strip(step) + step_said(step, told, self.release))
        self._offer(told)
        if not self._counted:
            self._counted = True
            self.numbers.show(lambda: numbers(self.release), lambda markup: markup)

    def _offer(self, told: Story) -> None:
        call = ("animals", f"load_dataset(dataset_id={quoted(told.row['doc_id'])}{{release}})") if told.dataset is not None else None
        symbol = (told.choice.gene or {}).get("marker_symbol") or choices.FIRST_GENE
        cell = cell_of(self.release, call or ("results", f"load_results({quoted(symbol)}{{release}})"))
        ids = (str(told.row["doc_id"]),) if told.dataset is not None else ()
        cited = Cited(f"{symbol} · from a knockout to an MP term", self.about, self.view.query(), ids)
        self.menu.show(cell, cited, lambda: (markup_of(self.answer) + markup_of(self.steps), ()))

    def _strip(self, chosen: int) -> str:
        gene = self.told.choice.gene
        items = "".join(
            f'<li><a href="{escape(href("home", gene=gene and gene["marker_symbol"], step=n if n > 1 else ""))}"'
            f"{' aria-current=step' if n == chosen else ''}>{n} {escape(name)}</a></li>"
            for n, name in enumerate(STEPS, 1)
        )
        return f'<nav class="steps" aria-label="The six steps"><ol>{items}</ol></nav>'
