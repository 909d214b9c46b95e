"""Which pictures there would be, of which animals of the release. None was taken, so none has an address."""

from collections.abc import Mapping

import pandas as pd

from gene_tables.tested import GENE, lines, of_procedure

SIMULATED = "none: simulated, no picture exists"
_EACH = 2  # animals of a sex
_SHOWN = {  # procedure: numbers and names of its parameters with pictures
    "XRY": {"034": "XRay Images Whole Body Dorso Ventral", "048": "XRay Images Whole Body Lateral Orientation",
            "051": "XRay Images Skull Dorso Ventral Orientation"},
    "ABR": {"014": "Click-evoked + 6 to 30kHz tone waveforms (pdf format)"},
    "EYE": {"050": "Images Ophthalmoscopy"}, "ECG": {"025": "Waveform Image"}, "ECH": {"025": "M-Mode Images"},
}  # fmt: skip
_NAMES = {"XRY": "X-ray", "ABR": "Auditory Brain Stem Response", "EYE": "Eye Morphology", "ECG": "Electrocardiogram (ECG)", "ECH": "Echo"}
_ANATOMY = {"EYE": ("MA:0000261", "eye"), "ECG": ("MA:0000072", "heart"), "ECH": ("MA:0000072", "heart")}


def image_files(results: pd.DataFrame, observed: Mapping) -> pd.DataFrame:
    """One row per animal and parameter: some of each line, and wildtypes of the same conditions measured next to them."""
    known, out = lines(results).set_index(["colony_id", "zygosity"]), []
    for procedure, shown in _SHOWN.items():
        animals = of_procedure(observed, procedure).sort_values(["sex", "specimen_id"], kind="stable")
        mutant = animals["biological_sample_group"] != "control"
        near = dict(list(animals[~mutant].groupby(["phenotyping_center", "metadata_group", "life_stage_name"])))
        for (colony, zygosity, _), mutants in animals[mutant].groupby(["colony_id", "zygosity", "life_stage_name"]):
            first = mutants.iloc[0]
            wildtypes = near.get((first["phenotyping_center"], first["metadata_group"], first["life_stage_name"]), animals.iloc[:0])
            apart = (wildtypes["date_of_experiment"] - first["date_of_experiment"]).abs().sort_values(kind="stable")
            some = pd.concat([rows.groupby("sex").head(_EACH) for rows in (mutants, wildtypes.loc[apart.index])])
            line = known.loc[[(colony, zygosity)]].iloc[0]
            out += [row for number, name in shown.items() for row in _rows(some, line, procedure, number, name)]
    rows = pd.DataFrame(out).drop_duplicates()  # lines of one gene and centre share their wildtypes
    return rows.sort_values(["marker_symbol", "parameter_stable_id", "biological_sample_group", "sex", "specimen_id"])


def _rows(animals: pd.DataFrame, line: pd.Series, procedure: str, number: str, name: str) -> list[dict]:
    about, (term, called) = {one: line[one] for one in GENE}, _ANATOMY.get(procedure, (None, None))
    return [about | {
        "allele_symbol": animal["allele_symbol"],
        "zygosity": animal["zygosity"] if animal["biological_sample_group"] != "control" else None,
        "phenotyping_center": animal["phenotyping_center"], "metadata_group": animal["metadata_group"],
        "procedure_stable_id": animal["procedure_stable_id"], "procedure_name": _NAMES[procedure],
        "parameter_stable_id": f"{animal['procedure_stable_id'].split('_')[0]}_{procedure}_{number}_001", "parameter_name": name,
        "biological_sample_group": animal["biological_sample_group"], "specimen_id": animal["specimen_id"], "sex": animal["sex"],
        "age_in_weeks": (animal["date_of_experiment"] - animal["date_of_birth"]).days // 7,
        "date_of_experiment": animal["date_of_experiment"], "term_id": term, "term_name": called, "file_type": SIMULATED,
    } for animal in animals.to_dict("records")]  # fmt: skip


def images(files: pd.DataFrame) -> pd.DataFrame:
    """One row per gene and parameter, with the number of mutants' pictures."""
    by = [*GENE, "procedure_stable_id", "procedure_name", "parameter_stable_id", "parameter_name", "file_type"]
    return files[files["biological_sample_group"] == "experimental"].groupby(by, as_index=False).size().rename(columns={"size": "count"})
