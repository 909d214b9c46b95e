"""Where a gene is on: tissues of mice that carry the lacZ reporter, beside wildtypes. Tissues and ids are the IMPC's, all counts drawn."""

import numpy as np
import pandas as pd
from mice import generator

from gene_tables.tested import GENE, lines
from impc_nb.alleles import parse_allele

_REPORTER = ("a", "b", "", ".1")
_ADULT = dict(enumerate((
    "Adrenal gland", "Lower Urinary Tract", "Brain", "Eye", "Heart", "Kidney", "Liver", "Lymph Node", "Mammary gland", "Ovary", "Oviduct",
    "Skin", "Stomach", "Testis", "Thymus", "Trachea", "Uterus", "Large Intestine", "Esophagus", "Spinal cord", "Thyroid gland",
    "Pituitary gland", "Skeletal Muscle", "Small Intestine", "White Adipose Tissue", "Lung", "Aorta", "Pancreas", "Prostate gland",
    "Spleen", "Brainstem", "Cartilage tissue", "Cerebral Cortex", "Cerebellum", "Hippocampus", "Hypothalamus", "Olfactory Lobe",
    "Peripheral Nervous System", "Peyers Patch", "Striatum", "Vascular System"), start=1)) | {
    43: "Bone", 44: "Cecum", 51: "Vas Deferens", 52: "Brown adipose tissue", 56: "Gall Bladder", 60: "Parathyroid gland",
    70: "Trigeminal V nerve", 74: "Oral epithelium"}  # fmt: skip
_EMBRYO = {
    1: "Embryo", 2: "Head", 3: "Forelimb", 8: "Handplate", 9: "Hindlimb", 10: "Footplate", 17: "Skin", 19: "Oral cavity",
    20: "Mandibular process", 22: "Maxillary process", 28: "Liver", 33: "Lung", 36: "Heart", 42: "Brain", 43: "Forebrain", 44: "Midbrain",
    48: "Ear", 51: "Eye", 60: "Tail", 61: "Tail somite group", 92: "Hindbrain",
}  # fmt: skip
_STAGES = {"adult": ("ALZ", _ADULT, "IMPC_ALZ_076_001"), "embryo": ("ELZ", _EMBRYO, "IMPC_ELZ_064_001")}
_ONE_SEX = {"Ovary", "Oviduct", "Uterus", "Testis", "Prostate gland", "Vas Deferens", "Mammary gland"}
_BACKGROUND = {"Stomach", "Small Intestine", "Large Intestine", "Cecum", "Kidney", "Vas Deferens", "Brain", "Bone"}  # beta-galactosidase
_SEEN = ("expression", "no_expression", "ambiguous", "image_only", "tissue_not_available")  # of the mouse's own


def _counts(rng: np.random.Generator, animals: int, on: float) -> dict:
    """What was seen in so many animals, of which a share should stain; a few are ambiguous, only pictured or lost."""
    shares = [0.88 * on, 0.88 * (1 - on), 0.04, 0.05, 0.03]
    return dict(zip(_SEEN, rng.multinomial(animals, shares), strict=True))


def expression(seed: int, results: pd.DataFrame) -> pd.DataFrame:
    """One row per gene and tissue, for lines whose allele carries the reporter."""
    rows = []
    with_reporter = [line for line in lines(results).drop_duplicates("marker_symbol").to_dict("records") if _has_reporter(line)]
    for line in with_reporter:
        wide = generator(seed, line["marker_symbol"], "lacZ").beta(0.6, 1.4)  # how many tissues a gene is on in
        for stage, (procedure, tissues, image) in _STAGES.items():
            for number, tissue in tissues.items():
                rng = generator(seed, line["marker_symbol"], stage, tissue)
                on = 0.9 if rng.uniform() < wide else 0.02
                animals = int(rng.integers(3, 9)) // (2 if tissue in _ONE_SEX else 1)
                wildtypes = int(generator(seed, stage, tissue).integers(180, 420)) // (2 if tissue in _ONE_SEX else 1)
                seen = {
                    "mutant": _counts(rng, animals, on),
                    "control": _counts(generator(seed, stage, tissue, "wildtype"), wildtypes, 0.12 if tissue in _BACKGROUND else 0.005),
                }
                rows.append({name: line[name] for name in GENE} | {
                    "zygosity": "heterozygote", "parameter_stable_id": f"IMPC_{procedure}_{number:03d}_001", "parameter_name": tissue,
                    "lacz_life_stage": stage, "image_parameters": image if on > 0.5 else None,
                } | {f"{group}_{what}": int(n) for group, found in seen.items() for what, n in found.items()})  # fmt: skip
    return pd.DataFrame(rows)


def _has_reporter(line: dict) -> bool:
    allele = parse_allele(line["allele_symbol"])
    return allele.of_consortium and allele.form in _REPORTER
