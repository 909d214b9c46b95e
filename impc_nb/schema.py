"""The words of the data: column names, labels, units, life stages, colours and sign rules.

Tables use the field names of the IMPC's Solr cores; people read the labels below, written here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

CONTROL, MUTANT = "control", "experimental"  # values of biological_sample_group
GROUPS = (CONTROL, MUTANT)
SEXES = ("female", "male")
GROUP_LABELS = {CONTROL: "wildtype", MUTANT: "mutant"}
GROUP_COLOURS = {CONTROL: "#D41159", MUTANT: "#1A85FF"}  # told apart under the common colour-vision deficiencies
SEX_MARKERS = {"female": "circle", "male": "triangle"}
SEX_SIGNS = {"female": "○", "male": "△"}
ZYGOSITY_LABELS = {"homozygote": "HOM", "heterozygote": "HET", "hemizygote": "HEM"}

BODY_SYSTEMS = tuple(name if name == "mortality/aging" else f"{name} phenotype" for name in (
    "adipose tissue", "behavior/neurological", "cardiovascular system", "craniofacial", "digestive/alimentary", "embryo",
    "endocrine/exocrine gland", "growth/size/body region", "hearing/vestibular/ear", "hematopoietic system", "homeostasis/metabolism",
    "immune system", "integument", "limbs/digits/tail", "liver/biliary system", "mortality/aging", "muscle", "nervous system",
    "pigmentation", "renal/urinary system", "reproductive system", "respiratory system", "skeleton", "vision/eye"))  # fmt: skip
"""The 24 top terms of the Mammalian Phenotype ontology that the IMPC reports by, in its order."""

THRESHOLD = 1e-4
"""The IMPC's significance threshold, for the pooled p-value or that of one sex."""

SIGN = "mutant - wildtype"
"""The sign of every difference; between life stages it is late - early."""

EARLY, MIDDLE, LATE = "Early adult", "Middle aged adult", "Late adult"
# first match wins; the stage follows from the procedure, not from the age of the animal
_LIFE_STAGES = (
    ("E9.5", "GEL_|EVL_|HPL_|EOL_|EML_|HEL_|GPL_"),
    ("E12.5", "GEM_|ELZ_|GPM_|EVM_"),
    ("E15.5", "EVO|GPO|MAA_|EMO_|GEO_"),
    ("E18.5", "EVP|EMA|GEP_|GPP_"),
    (MIDDLE, "IP_"),
    (LATE, "LA_"),
    ("NA", "^ALT"),
)

#: One row of ``Dataset.animals``: one measurement of one animal. name -> (kind, what it means)
ANIMALS = {
    "specimen_id": ("text", "the animal, as its centre names it"),
    "sex": ("text", "female or male"),
    "biological_sample_group": ("text", "control (wildtype) or experimental (mutant)"),
    "zygosity": ("text", "homozygote, heterozygote or hemizygote; meaningless on controls"),
    "date_of_experiment": ("date", "day of measurement: the batch"),
    "date_of_birth": ("date", "day of birth"),
    "age_in_weeks": ("number", "age when measured, in weeks"),
    "weight": ("number", "body weight near the measurement, in g; missing where the IMPC does not use it"),
    "data_point": ("number", "the measured value, in the parameter's unit"),
    "category": ("text", "the observed category, for categorical parameters"),
    "discrete_point": ("number", "the step of a series (minutes, hours, weeks)"),
    "window_weight": ("number", "how much the animal counts in the soft window, 0 to 1; missing without a window"),
}

#: What identifies a comparison (``Dataset.about``), in Solr's names.
ABOUT = (
    "doc_id", "marker_symbol", "marker_accession_id", "allele_symbol", "allele_accession_id", "zygosity", "colony_id",
    "phenotyping_center", "project_name", "pipeline_stable_id", "procedure_stable_id", "procedure_name", "parameter_stable_id",
    "parameter_name", "data_type", "unit", "life_stage_name", "metadata_group", "metadata", "strain_name",
)  # fmt: skip

LABELS = {
    "phenotyping_center": "centre",
    "metadata_group": "conditions (metadata group)",
    "life_stage_name": "life stage",
    "biological_sample_group": "group",
    "parameter_stable_id": "parameter id",
    "parameter_name": "parameter",
    "procedure_name": "procedure",
    "data_point": "value",
    "specimen_id": "animal",
    "date_of_experiment": "date of experiment",
    "age_in_weeks": "age (weeks)",
    "weight": "body weight (g)",
    "window_weight": "window weight",
    "marker_symbol": "gene",
    "allele_symbol": "allele",
    "strain_name": "strain",
    "doc_id": "dataset",
}


class ImpcError(ValueError):
    """Something asked for cannot be given; the message is a sentence for the user."""


class NotFound(ImpcError):
    """Nothing answers to the name."""


class Ambiguous(ImpcError):
    """Several things answer to the name; the message lists them. ``choices`` holds the rows."""

    def __init__(self, message: str, choices: Iterable[dict] = ()):
        super().__init__(message)
        self.choices = list(choices)


class BadTable(ImpcError):
    """A table does not hold what its description promises."""


class Unavailable(ImpcError):
    """A service or file cannot be reached or read."""


class NotOffered(Unavailable):
    """A release that holds no such table at all, where another may."""


@dataclass(frozen=True)
class Release:
    """Where data come from, as every chart, table and export says it.

    >>> print(Release("teaching", "teaching", "Teaching release", simulated=True).label)
    Teaching release · simulated animals
    >>> print(OWN.label)
    your own animals
    """

    name: str
    """What was asked for: ``teaching``, ``live`` or a folder."""
    kind: str
    """``teaching``, ``live`` or ``folder``; ``own`` for animals of one's own, ``file`` for a dataset somebody else published."""
    title: str
    """For people: "Teaching release", "IMPC data release 24.0", "release not stated"."""
    simulated: bool = False

    @property
    def label(self) -> str:
        if self.kind == "own":  # whether they are real is the owner's to say; of the wildtypes beside them it is known
            return f"{self.title}{' · simulated wildtypes' if self.simulated else ''}"
        return f"{self.title} · {'simulated' if self.simulated else 'real'} animals"


OWN = Release("own", "own", "your own animals")
"""Where animals come from that somebody has in a file or table of their own."""


def life_stage(procedure_stable_id: str) -> str:
    """The life stage the IMPC assigns to a procedure (or parameter) id.

    >>> print(life_stage("IMPC_DXA_001"), "|", life_stage("TCPLA_DXA_001"), "|", life_stage("HRWLIP_CBC_001"))
    Early adult | Late adult | Middle aged adult
    """
    return next((name for name, pattern in _LIFE_STAGES if re.search(pattern, procedure_stable_id)), EARLY)


def group_label(sex: str, group: str, zygosity: str | None = None) -> str:
    """Label of one sex and group, as on every chart.

    >>> print(group_label("female", "control"), "|", group_label("male", "experimental", "hemizygote"))
    Female WT | Male HEM
    """
    return f"{sex.capitalize()} {'WT' if group == CONTROL else ZYGOSITY_LABELS.get(zygosity or '', 'mutant')}"


def as_group(name: str) -> str:
    """``control`` or ``experimental`` from what people or data call the group."""
    found = {"wildtype": CONTROL, "wt": CONTROL, "mutant": MUTANT, "knockout": MUTANT, "ko": MUTANT} | {g: g for g in GROUPS}
    if str(name).lower() in found:
        return found[str(name).lower()]
    raise NotFound(f"No group is called {name!r}: a group is 'mutant' or 'wildtype'.")


def as_sex(name: str) -> str:
    """``female`` or ``male``; anything else is refused."""
    if str(name).lower() in SEXES:
        return str(name).lower()
    raise NotFound(f"No sex is called {name!r} here: a sex is 'female' or 'male'.")


def nearest(text: str, candidates: Iterable[str], n: int = 5) -> list[str]:
    """The candidates that look most like ``text``, best first, whatever their case; empty when nothing does.

    >>> print(nearest("myo5", ["Myo6", "Cib2", "Myo5a"]))
    ['Myo5a', 'Myo6']
    """
    by_lower = {}
    for name in candidates:
        by_lower.setdefault(str(name).lower(), str(name))
    text = str(text).lower()[:200]
    starts = sorted((k for k in by_lower if text and k.startswith(text)), key=len)
    close = starts + [k for k in get_close_matches(text, by_lower, n=n, cutoff=0.5) if k not in starts]
    close += [k for k in by_lower if len(text) > 2 and text in k and k not in close]
    return [by_lower[k] for k in close[:n]]


_DTYPES = {"text": "str", "number": "float64", "flag": "boolean", "date": "datetime64[us]"}


def validate(table: pd.DataFrame, columns: dict[str, tuple[str, str]] = ANIMALS, name: str = "the table") -> pd.DataFrame:
    """Give the table with exactly ``columns``, in order and typed; refuse what cannot be read so.

    Parameters
    ----------
    table : DataFrame
        Any number of rows. It is left as it was.
    columns : dict
        name -> (``text``, ``number``, ``flag`` or ``date``, meaning). A missing column is filled with missing values.
    name : str
        What the message calls the table.

    Raises
    ------
    BadTable
        If a number, date or flag column holds text that is none; the message names column, row and value.

    Examples
    --------
    >>> print(len(validate(pd.DataFrame({"specimen_id": ["a"], "data_point": ["1.5"]})).columns))
    12
    """
    out, missing = {}, {}
    for column, (kind, _) in columns.items():
        if column not in table:
            if kind not in missing:
                missing[kind] = pd.Series(index=table.index, dtype=_DTYPES[kind])
            out[column] = missing[kind]
            continue
        values = table[column]
        if kind in ("text", "flag") or (kind == "number" and values.dtype == "float64"):
            try:
                out[column] = values if str(values.dtype) == _DTYPES[kind] else values.astype(_DTYPES[kind])
            except (ValueError, TypeError):
                known = values[values.notna()]
                odd = known[[not (isinstance(v, bool | int | float) and v in (0, 1)) for v in known]]
                where = f"row {odd.index[0]} holds {str(odd.iloc[0])[:60]!r}" if len(odd) else f"it holds {values.dtype}"
                raise BadTable(f"In {name}, column {column!r} should hold a {kind}, but {where}.") from None
            continue
        try:
            if kind == "number":
                out[column] = pd.to_numeric(values).astype("float64")
            else:
                stamps = pd.to_datetime(values, utc=True, format="ISO8601").dt.tz_localize(None)
                out[column] = stamps.dt.normalize().astype("datetime64[us]")
        except (ValueError, TypeError) as problem:
            how = {} if kind == "number" else {"utc": True, "format": "ISO8601"}
            read = (pd.to_numeric if kind == "number" else pd.to_datetime)(values, errors="coerce", **how)
            wrong = values[read.isna() & values.notna()]
            where = f"row {wrong.index[0]} holds {str(wrong.iloc[0])[:60]!r}" if len(wrong) else str(problem)[:120]
            raise BadTable(f"In {name}, column {column!r} should hold a {kind}, but {where}.") from None
    return pd.DataFrame(out, index=table.index).reset_index(drop=True)


def require_numbers(values: pd.Series | None) -> None:
    """Refuse a column that holds something else than numbers, naming it, the row (the first one is 1) and what it holds.

    >>> require_numbers(pd.Series(["1.5", None], name="Length"))
    """
    if values is None:
        return
    wrong = values[pd.to_numeric(values, errors="coerce").isna() & values.notna()]
    if len(wrong):
        more, row = f" ({len(wrong)} such rows)" if len(wrong) > 1 else "", wrong.index[0] + 1
        raise BadTable(f"Column {str(values.name)[:60]!r} should hold a number, but row {row} holds {str(wrong.iloc[0])[:40]!r}{more}: "
                       "write 12.5, and leave a missing value empty.")  # fmt: skip
