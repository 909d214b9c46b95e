"""Body weight by week of age: means of the animals weighed."""

from collections.abc import Mapping

import pandas as pd

from gene_tables.tested import LINE, controls_of, lines, mutants_of
from impc_nb.tables import BODY_WEIGHT_CURVES

PARAMETER = "IMPC_BWT_008_001"


def body_weight_curves(results: pd.DataFrame, observed: Mapping) -> pd.DataFrame:
    """One row per line, sex, group and week; the wildtypes are those of the line's centre, strain and conditions."""
    rows, out = observed.get(PARAMETER), []
    if rows is None:
        return pd.DataFrame(columns=list(BODY_WEIGHT_CURVES))
    ids = results[results["parameter_stable_id"] == PARAMETER].drop_duplicates(LINE).set_index(LINE)["doc_id"]
    rows = rows.assign(age_in_weeks=rows["discrete_point"].round())
    for _, line in lines(results).iterrows():
        mutants = mutants_of(rows, line)
        controls = controls_of(rows, line)
        controls = controls[
            controls["metadata_group"].isin(set(mutants["metadata_group"])) & (controls["strain_name"] == line["strain_name"])
        ]
        some = pd.concat([mutants, controls]) if len(mutants) else mutants
        by = ["biological_sample_group", "sex", "age_in_weeks"]
        found = some.groupby(by)["data_point"].agg(["mean", "std", "count"]).reset_index().rename(columns={"std": "sd"})
        found[["mean", "sd"]] = found[["mean", "sd"]].round(4)
        about = line[LINE].to_dict() | {"doc_id": ids.get(tuple(line[LINE]))}
        out.append(found.assign(**about | {"zygosity": found["biological_sample_group"].map({"experimental": line["zygosity"]})}))
    return pd.concat(out) if out else pd.DataFrame(columns=list(BODY_WEIGHT_CURVES))
