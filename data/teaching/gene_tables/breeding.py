"""Viability and fertility: pups counted by sex and genotype, and what follows from the counts.

Parents are heterozygotes, so a quarter of the pups is expected to be homozygous; of a gene on X the mother is, and half of the males are
expected to be hemizygous. No mutant pup at weaning is lethal, fewer than half of those expected subviable (the IMPC's rule: below 12.5 %
of all pups of a cross of heterozygotes).
"""

import hashlib

import numpy as np
import pandas as pd
from lines import GENES, INFERTILE, VIABILITY
from mice import generator

from gene_tables import ontology
from gene_tables.tested import GENE, lines

_VIA = {"procedure_stable_id": "IMPC_VIA_002", "procedure_name": "Viability Primary Screen"}
_FER = {"procedure_stable_id": "IMPC_FER_001", "procedure_name": "Fertility of Homozygous Knock-out Mice"}
_SCREENS = {  # parameter: name, sex, genotype it is about
    "IMPC_VIA_063_001": ("Homozygous males viability", "male", "Homozygous"),
    "IMPC_VIA_064_001": ("Homozygous females viability", "female", "Homozygous"),
    "IMPC_VIA_065_001": ("Hemizygous males viability", "male", "Hemizygous"),
    "IMPC_VIA_067_001": ("Homozygous animals viability", "both", "Homozygous"),
}
_FERTILITY = {"male": ("IMPC_FER_001_001", "Gross Findings Male"), "female": ("IMPC_FER_019_001", "Gross Findings Female")}
_CLASSES = {  # what pups are counted as: parameter of males, of females, of both
    "WT": ("IMPC_VIA_049_001", "IMPC_VIA_050_001", "IMPC_VIA_058_001"),
    "heterozygous": ("IMPC_VIA_051_001", "IMPC_VIA_052_001", "IMPC_VIA_059_001"),
    "homozygous": ("IMPC_VIA_053_001", "IMPC_VIA_054_001", "IMPC_VIA_060_001"),
}
_BOTH = {"WT": "WTs", "heterozygous": "heterozygotes", "homozygous": "homozygotes"}
_TERMS = {"Lethal": "MP:0011100", "Subviable": "MP:0011110"}
_SUBVIABLE = 0.3  # assumed: share of the homozygotes expected that live to weaning


def _call(mutants: int, pups: int, expected: float) -> str:
    return "Lethal" if not mutants else "Subviable" if mutants < expected * pups / 2 else "Viable"


def _counts(rng: np.random.Generator, truth: str, linked: bool) -> dict:
    """Pups by class and sex, as (males, females); drawn anew until the calls of either sex are those of the truth."""
    live = {"viable": 1.0, "subviable": _SUBVIABLE, "lethal": 0.0}[truth]
    if linked:  # wildtype and hemizygous males, wildtype and heterozygous females
        found = rng.multinomial(int(rng.integers(100, 170)), [0.25] * 4)
        return {"WT": (found[0], found[2]), "hemizygous": (found[1], 0), "heterozygous": (0, found[3]), "homozygous": (0, 0)}
    shares = np.array([1, 2, live]) / (3 + live)
    while True:
        males, females = (rng.multinomial(int(rng.integers(50, 85)), shares) for _ in range(2))
        calls = {_call(some[2], sum(some), 0.25) for some in (males, females, males + females)}
        if calls == {truth.capitalize()}:
            return {name: (males[n], females[n]) for n, name in enumerate(_CLASSES)} | {"hemizygous": (0, 0)}


def _doc_id(line: dict, parameter: str) -> str:
    said = "|".join((line["phenotyping_center"], line["pipeline_stable_id"], parameter, line["colony_id"]))
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()


def _pup_rows(counts: dict, about: dict) -> list[dict]:
    rows = [("IMPC_VIA_055_001", "Total of hemizygous males", counts["hemizygous"][0]), ("IMPC_VIA_056_001", "Total anzygous females", 0)]
    for name, (of_males, of_females, of_both) in _CLASSES.items():
        males, females = counts[name]
        rows += [(of_males, f"Total {name} males", males), (of_females, f"Total {name} females", females),
                 (of_both, f"Total {_BOTH[name]}", males + females)]  # fmt: skip
    males, females = (sum(pair[n] for pair in counts.values()) for n in (0, 1))
    rows += [("IMPC_VIA_057_001", "Total pups", males + females), ("IMPC_VIA_061_001", "Total males", males),
             ("IMPC_VIA_062_001", "Total females", females)]  # fmt: skip
    said = ("parameter_stable_id", "parameter_name", "data_point")
    return [about | dict(zip(said, row, strict=True)) for row in sorted(rows)]


def _statement(line: dict, procedure: dict, parameter: str, name: str, sex: str, call: str, mp: str | None) -> dict:
    return line | procedure | {
        "doc_id": _doc_id(line, parameter), "parameter_stable_id": parameter, "parameter_name": name, "sex": sex, "call": call,
        "p_value": None, "life_stage_name": "Early adult", "mp_term_id": mp, "mp_term_name": ontology.TERMS[mp].name if mp else None,
    }  # fmt: skip


def viability(seed: int, results: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statements on viability and fertility, and the pups counted; once for each allele and centre."""
    said, counted = [], []
    for line in lines(results).drop_duplicates(["allele_symbol", "phenotyping_center"]).to_dict("records"):
        symbol, linked = line["marker_symbol"], GENES[line["marker_symbol"]].chromosome == "X"
        truth = VIABILITY[symbol]
        counts = _counts(generator(seed, line["colony_id"], line["phenotyping_center"], "pups"), truth, linked)
        screens = ["IMPC_VIA_065_001"] if linked else ["IMPC_VIA_063_001", "IMPC_VIA_064_001", "IMPC_VIA_067_001"]
        line |= {"zygosity": "hemizygote" if linked else "homozygote"}
        for parameter in screens:
            name, sex, genotype = _SCREENS[parameter]
            call = "Viable" if linked else truth.capitalize()
            said.append(_statement(line, _VIA, parameter, name, sex, f"{genotype} - {call}", _TERMS.get(call)))
        about = {name: line[name] for name in (*GENE, "allele_symbol", "allele_accession_id", "colony_id", "phenotyping_center")}
        counted += _pup_rows(counts, about | {"doc_id": _doc_id(line, screens[-1]), "procedure_stable_id": _VIA["procedure_stable_id"]})
        for sex in () if truth == "lethal" else ("male",) if linked else ("male", "female"):
            sterile = sex in INFERTILE.get(symbol, ())
            mp = {"male": "MP:0001925", "female": "MP:0001926"}[sex] if sterile else None
            said.append(_statement(line, _FER, *_FERTILITY[sex], sex, "Infertile" if sterile else "Fertile", mp))
    return pd.DataFrame(said), pd.DataFrame(counted)
