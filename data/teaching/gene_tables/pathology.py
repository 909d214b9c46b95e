"""What would be seen in dissected animals, by eye and under the microscope: findings are invented, a few after published ones.

The animals are those of the release whose blood was taken at the end. Terms: MA (adult anatomy), MP and MPATH.
"""

from collections.abc import Mapping

import pandas as pd
from mice import generator

from gene_tables import ontology
from gene_tables.tested import LINE, controls_of, lines, mutants_of, of_procedure

EARLY, LATE = "Early adult", "Late adult"
_END = "HEM"  # the procedure after which animals are dissected
_NORMAL = ("MP:0002169", "no abnormal phenotype detected")
_PAT = {  # number of the parameter: name, MA id and name, sex where only one has it
    1: ("Brain", "MA:0000168", "brain"), 2: ("Eye with optic nerve", "MA:0000261", "eye"), 3: ("Spinal cord", "MA:0000216", "spinal cord"),
    4: ("Thymus", "MA:0000142", "thymus"), 5: ("Thyroid", "MA:0000129", "thyroid gland"), 6: ("Heart", "MA:0000072", "heart"),
    9: ("Lung", "MA:0000415", "lung"), 10: ("Liver", "MA:0000358", "liver"), 12: ("Stomach", "MA:0000353", "stomach"),
    13: ("Small intestine", "MA:0000337", "small intestine"), 14: ("Large intestine", "MA:0000333", "large intestine"),
    15: ("Pancreas", "MA:0000120", "pancreas"), 16: ("Spleen", "MA:0000141", "spleen"), 17: ("Kidney", "MA:0000368", "kidney"),
    18: ("Adrenal gland", "MA:0000116", "adrenal gland"), 20: ("Lymph node", "MA:0000139", "lymph node"),
    21: ("Skin", "MA:0000151", "skin"),
    22: ("Skeletal muscle", "MA:0003148", "skeletal muscle"), 24: ("Testes", "MA:0000411", "testis", "male"),
    28: ("Ovary", "MA:0000384", "ovary", "female"), 29: ("Uterus", "MA:0000389", "uterus", "female"),
}  # fmt: skip
_FINDINGS = {  # gene, stage: parameter, term, share of the mutants
    ("Myo6", EARLY): ((12, "MP:0000470", 0.3),), ("Gls2", EARLY): ((16, "MP:0000691", 0.4), (20, "MP:0000702", 0.3)),
    ("Gls2", LATE): ((21, "MP:0002060", 0.4),), ("Lyn", LATE): ((16, "MP:0000691", 0.9), (20, "MP:0000702", 0.6)),
    ("Gcgr", EARLY): ((17, "MP:0003068", 0.7),), ("Kiss1r", EARLY): ((24, "MP:0001147", 1.0),),
    ("Rxfp2", EARLY): ((24, "MP:0001147", 0.9),),
    ("Trip13", EARLY): ((24, "MP:0001147", 0.9),), ("Bbs5", EARLY): ((10, "MP:0000599", 0.7), (1, "MP:0001891", 0.3)),
    ("Aqp1", LATE): ((17, "MP:0002135", 0.5),), ("Alpk3", EARLY): ((6, "MP:0002753", 0.7),), ("Rimklb", EARLY): ((24, "MP:0001147", 0.8),),
}  # fmt: skip

_TISSUES = {  # numbers of the parameters: severity, significance, process; MA id and name, sex
    "Brain": (4, 179, 3, "MA:0000168", "brain"), "Eye": (10, 180, 9, "MA:0000261", "eye"),
    "Thyroid": (28, 183, 27, "MA:0000129", "thyroid gland"),
    "Heart": (34, 184, 33, "MA:0000072", "heart"), "Lung": (52, 187, 51, "MA:0000415", "lung"),
    "Liver": (58, 188, 57, "MA:0000358", "liver"),
    "Pancreas": (88, 193, 87, "MA:0000120", "pancreas"), "Spleen": (94, 194, 93, "MA:0000141", "spleen"),
    "Kidney": (100, 195, 99, "MA:0000368", "kidney"), "Skeletal muscle": (130, 200, 129, "MA:0003148", "skeletal muscle"),
    "Testis": (142, 202, 141, "MA:0000411", "testis", "male"), "Ovary": (166, 206, 165, "MA:0000384", "ovary", "female"),
}  # fmt: skip
_PROCESSES = {"hypertrophy": "MPATH:159", "hydropic degeneration": "MPATH:817", "vacuolation": "MPATH:825", "normal": "MPATH:458"}
_SLIDES = {  # gene: tissue, process, severity, share of the mutants; lines without a row were looked at and found normal
    "Gls2": ("Liver", "vacuolation", 2, 0.8), "Alpk3": ("Heart", "hypertrophy", 3, 1.0), "Ascc2": ("Heart", "hypertrophy", 1, 0.3),
    "Gcgr": ("Pancreas", "hypertrophy", 2, 0.8), "Bbs5": ("Liver", "vacuolation", 2, 0.7),
    "Aqp1": ("Kidney", "hydropic degeneration", 2, 0.6),
    "Lyn": ("Spleen", "hypertrophy", 2, 0.7), "Trip13": ("Testis", "hydropic degeneration", 3, 1.0), "Cib2": None, "Myo6": None,
}  # fmt: skip


def _about(line: pd.Series, stage: str, procedure: tuple) -> dict:
    """What identifies a line at a stage, as a row; the procedure's id has the stage's prefix."""
    prefix = "IMPC" if stage == EARLY else f"{line['pipeline_stable_id'].removesuffix('_001')}LA"
    pipeline = line["pipeline_stable_id"] if stage == EARLY else f"{prefix}_001"
    return line[LINE].to_dict() | {"prefix": prefix, "pipeline_stable_id": pipeline, "life_stage_name": stage,
                                   "procedure_stable_id": f"{prefix}_{procedure[0]}", "procedure_name": procedure[1]}  # fmt: skip


def gross_pathology(seed: int, results: pd.DataFrame, observed: Mapping) -> pd.DataFrame:
    """One row per line, stage, group, sex, organ and what was seen, with the number of animals; wildtypes are those of the centre."""
    animals, rows = of_procedure(observed, _END), []
    for _, line in lines(results).iterrows():
        for stage in (EARLY, LATE):
            of_stage = animals[animals["life_stage_name"] == stage]
            mutants = mutants_of(of_stage, line)
            if not len(mutants):
                continue
            about = _about(line, stage, ("PAT_002", "Gross Pathology and Tissue Collection"))
            found = {number: (mp, share) for number, mp, share in _FINDINGS.get((line["marker_symbol"], stage), ())}
            for group, some in (("experimental", mutants), ("control", controls_of(of_stage, line))):
                for sex, count in some["sex"].value_counts().sort_index().items():
                    for number in _PAT:
                        ill = found.get(number) if group == "experimental" else None
                        rng = generator(seed, line["colony_id"], stage, sex, number, "seen")
                        rows += _organ(about | {"biological_sample_group": group, "sex": sex}, number, int(count), ill, rng)
    return pd.DataFrame(rows)


def _organ(about: dict, number: int, animals: int, ill: tuple | None, rng) -> list[dict]:
    """One row for the animals that look normal, one for those that do not."""
    name, ma, called, *only = _PAT[number]
    if only and about["sex"] not in only:
        return []
    affected = int(rng.binomial(animals, ill[1])) if ill else 0
    about = about | {"parameter_stable_id": f"{about['prefix']}_PAT_{number:03d}_002", "parameter_name": name}
    seen = [(animals - affected, *_NORMAL)] + ([(affected, ill[0], ontology.TERMS[ill[0]].name)] if ill else [])
    return [about | {"term_id": f"{ma}; {mp}", "term_name": f"{called}; {what}", "count": count} for count, mp, what in seen if count]


def histopathology(seed: int, results: pd.DataFrame, observed: Mapping) -> pd.DataFrame:
    """Severity, significance and process for each tissue of two animals per sex, stage and line that was looked at."""
    animals, rows = of_procedure(observed, _END), []
    for _, line in lines(results).iterrows():
        if line["marker_symbol"] not in _SLIDES:
            continue
        for stage in (EARLY, LATE):
            mutants = mutants_of(animals[animals["life_stage_name"] == stage], line).groupby("sex").head(2)
            about = _about(line, stage, ("HIS_003", "Histopathology"))
            for animal in mutants.sort_values(["sex", "specimen_id"]).to_dict("records"):
                for tissue in _TISSUES:
                    rng = generator(seed, animal["specimen_id"], tissue, "slide")
                    rows += _slide(about | {"specimen_id": animal["specimen_id"], "sex": animal["sex"]}, tissue, rng)
    return pd.DataFrame(rows)


def _slide(about: dict, tissue: str, rng) -> list[dict]:
    severity, significance, process, ma, called, *only = _TISSUES[tissue]
    if only and about["sex"] not in only:
        return []
    known = _SLIDES[about["marker_symbol"]]
    mine = known is not None and known[0] == tissue and rng.uniform() < known[3]
    chance = not mine and rng.uniform() < 0.03  # what is found in any mouse now and then
    what = known[1] if mine else "vacuolation" if chance else "normal"
    said = {
        "Severity score": (f"{severity:03d}_001", str(known[2] if mine else int(chance)), None, None),
        "Significance score": (f"{significance:03d}_002", str(int(mine)), None, None),
        "MPATH pathological process term": (f"{process:03d}_002", None, f"{ma}; {_PROCESSES[what]}", f"{called}; {what}"),
    }
    text = "simulated: seen in mutants only" if mine else "simulated: incidental" if chance else None
    return [
        about | {"tissue": tissue, "parameter_stable_id": f"{about['prefix']}_HIS_{number}", "parameter_name": f"{tissue} - {name}",
                 "category": category, "term_id": term, "term_name": names, "text_value": text if term else None}
        for name, (number, category, term, names) in said.items()
    ]  # fmt: skip
