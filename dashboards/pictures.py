"""Pictures of animals: what is known of each, wildtype beside mutant, and the pictures themselves where somebody asks the IMPC for them."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import pandas as pd

from dashboards import parts
from dashboards.links import outside
from impc_nb.schema import CONTROL, GROUP_LABELS, MUTANT, SEX_SIGNS

MOST = 12  # pictures of a side
HOSTS = ("ebi.ac.uk", "mousephenotype.org")
LOOK = """<style>
.impc .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; } .impc .sides > div { min-width: 0; }
.impc .frames { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; padding: 0; list-style: none; }
.impc figure { margin: 0; border: 1px solid var(--edge); border-radius: 6px; padding: 8px; font-size: 13px; }
.impc figure img { position: relative; width: 100%; height: auto; min-height: 64px; object-fit: contain; background: var(--ground); }
.impc figure img::after { content: "This picture cannot be loaded."; position: absolute; inset: 0; padding: 4px; background: var(--ground);
  color: var(--quiet); }  /* drawn only where there is no picture, instead of the browser's broken one */
@media (max-width: 700px) { .impc .sides { gap: 8px; } .impc .frames { grid-template-columns: 1fr; } }
</style>"""


def web_address(url: object) -> str:
    """The address of a picture if it lies with the IMPC, https where the service leaves the scheme out; empty otherwise."""
    text = "" if url is None or pd.isna(url) else str(url).strip()
    text = f"https:{text}" if text.startswith("//") else text
    try:
        parts_ = urlsplit(text)
        host = (parts_.hostname or "").lower()
    except ValueError:
        return ""
    return text if parts_.scheme == "https" and any(host == h or host.endswith(f".{h}") for h in HOSTS) else ""


def said(row: dict) -> str:
    """What is known of the animal on a picture, in words: also the picture's text alternative."""
    age = "" if pd.isna(row["age_in_weeks"]) else f"{row['age_in_weeks']:.0f} weeks"
    day = "" if pd.isna(row["date_of_experiment"]) else f"{row['date_of_experiment']:%Y-%m-%d}"
    group = GROUP_LABELS.get(row["biological_sample_group"], "animal")
    zygosity = row["zygosity"] if row["biological_sample_group"] == MUTANT else None
    words = (row["sex"], zygosity, group, age, row["term_name"], row["phenotyping_center"], day)
    return ", ".join(str(w) for w in words if isinstance(w, str) and w)


def animal(row: dict) -> str:
    """The animal on a picture."""
    return row["specimen_id"][:40] if isinstance(row["specimen_id"], str) else "animal not named"


def addresses(row: dict) -> list[str]:
    """Where a picture is to be seen, the largest first; none where the file is no picture or does not lie with the IMPC."""
    small, large = web_address(row["thumbnail_url"]), web_address(row["jpeg_url"])
    return [a for a in dict.fromkeys((large, small)) if a] if small or str(row["file_type"]).startswith("image/") else []


def matching(files: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Wildtypes and mutants to be put side by side: the mutants found, and of the wildtypes found those of the same centres and conditions.

    Where no wildtype shares the conditions, those of the same centres are taken; where none does, all that were found.
    """
    mutants, wildtypes = (found[found["biological_sample_group"] == group] for group in (MUTANT, CONTROL))
    everyone = files[files["biological_sample_group"] == MUTANT] if not len(mutants) else mutants
    for names in (["phenotyping_center", "metadata_group"], ["phenotyping_center"]):
        keys = set(everyone[names].itertuples(index=False, name=None))
        alike = wildtypes[[key in keys for key in wildtypes[names].itertuples(index=False, name=None)]]
        if len(alike):
            return alike, mutants
    return wildtypes, mutants


def sides(wildtypes: pd.DataFrame, mutants: pd.DataFrame, online: bool) -> str:
    """Wildtypes left, mutants right, as markup."""
    halves = []
    for rows, group in ((wildtypes, CONTROL), (mutants, MUTANT)):
        name = f"{GROUP_LABELS[group].capitalize()}s"
        more = f"; the first {MOST} are shown" if len(rows) > MOST else ""
        frames = "".join(f"<li>{_frame(row, online)}</li>" for row in rows.head(MOST).to_dict("records"))
        inner = (
            f'<ul class="frames">{frames}</ul>'
            if len(rows)
            else parts.quiet(f"No picture of a {GROUP_LABELS[group]} fits what is asked for.")
        )
        halves.append(f"<div><h3>{name} ({len(rows):,}{more})</h3>{inner}</div>")
    return f'{LOOK}<div class="sides">{"".join(halves)}</div>'


def _frame(row: dict, online: bool) -> str:
    words = said(row)
    seen, large = addresses(row), web_address(row["jpeg_url"]) or web_address(row["download_url"])
    image = f'<img src="{escape(seen[-1])}" alt="{escape(words)}" loading="lazy" referrerpolicy="no-referrer">' if online and seen else ""
    sign = SEX_SIGNS.get(row["sex"], "")
    allele = f"<br>{escape(row['allele_symbol'])}" if isinstance(row["allele_symbol"], str) else ""
    stated = isinstance(row["file_type"], str) and not row["file_type"].startswith("none")
    kind = f"<br>{escape(row['file_type'])}" if stated else ""
    go = f"<br>{outside('The file at the IMPC', large)}" if large else ""
    more = f"<span class='quiet'>{escape(animal(row))}{allele}{kind}</span>{go}"
    return f"<figure>{image}<figcaption><b>{sign} {parts.dated(escape(words))}</b><br>{more}</figcaption></figure>"


def counted(rows: pd.DataFrame, group: str) -> str:
    """How many pictures of how many mutants or wildtypes, in words."""
    name, n, animals = GROUP_LABELS[group], len(rows), rows["specimen_id"].nunique()
    if not n:
        return f"no {name}s"
    pictures = f"{n:,} picture{'' if n == 1 else 's'} of"
    return f"{pictures} {animals:,} {name}{'' if animals == 1 else 's'}" if animals else f"{pictures} {name}s"
