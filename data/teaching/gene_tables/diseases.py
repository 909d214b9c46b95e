"""Mouse models compared with human diseases, as Phenodigm does (doi:10.1093/database/bat025).

The similarity of a disease and a model is the mean, over the terms of both, of the best similarity of each to a term of the other
(raw average), and the best of all pairs (raw maximum). Either is stated in % of the best possible, which here is ``SAME`` for every term;
the score is the mean of the two. Diseases and their terms are real; the model's terms are the calls of this release, so the scores are
simulated.
"""

import pandas as pd

from gene_tables.disease_facts import ALIKE, DISEASES, HP, SAME
from gene_tables.tested import GENE, lines

_STAGES = {"Early adult": "early", "Late adult": "late"}
_ZYGOSITY = {"homozygote": "hom", "heterozygote": "het", "hemizygote": "hemi"}


def similarity(human: tuple, mouse: tuple) -> dict:
    """Raw and normalised similarity of two sets of terms: HP ids, and names of MP terms."""
    best_human = {hp: max((ALIKE.get((hp, mp), 0.0) for mp in mouse), default=0.0) for hp in human}
    best_mouse = {mp: max((ALIKE.get((hp, mp), 0.0) for hp in human), default=0.0) for mp in mouse}
    best = [*best_human.values(), *best_mouse.values()]
    mean, most = sum(best) / len(best) if best else 0.0, max(best, default=0.0)
    norms = round(100 * mean / SAME, 2), round(100 * most / SAME, 2)
    return {
        "disease_model_avg_raw": round(mean, 4), "disease_model_max_raw": most, "disease_model_avg_norm": norms[0],
        "disease_model_max_norm": norms[1], "phenodigm_score": round(sum(norms) / 2, 3),
        "disease_matched_phenotypes": "; ".join(f"{hp} {HP[hp]}" for hp, score in best_human.items() if score) or None,
        "model_matched": [mp for mp, score in best_mouse.items() if score],
    }  # fmt: skip


def disease_models(results: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """One row per line, stage with calls and disease, where the gene is known for the disease or any terms match."""
    rows = []
    for line in lines(results).to_dict("records"):
        of_line = hits[(hits["allele_symbol"] == line["allele_symbol"]) & (hits["phenotyping_center"] == line["phenotyping_center"])]
        of_line = of_line[of_line["zygosity"].isin([line["zygosity"]])]
        for stage, short in _STAGES.items():
            calls = dict(
                of_line.loc[of_line["life_stage_name"] == stage, ["mp_term_name", "mp_term_id"]].sort_values("mp_term_id").to_numpy()
            )
            if not calls and stage == "Late adult":
                continue
            for disease, (name, known, human) in DISEASES.items():
                found = similarity(human, tuple(calls))
                if not (found["phenodigm_score"] or line["marker_symbol"] in known):
                    continue
                matched = "; ".join(f"{calls[mp]} {mp}" for mp in found.pop("model_matched")) or None
                zygosity = _ZYGOSITY[line["zygosity"]]
                rows.append({one: line[one] for one in GENE} | found | {
                    "disease_id": disease, "disease_term": name, "association_curated": line["marker_symbol"] in known,
                    "model_id": f"{line['allele_accession_id']}#{zygosity}#{short}", "model_source": "IMPC",
                    "model_description": f"{line['allele_symbol']} {zygosity} {short} ({line['phenotyping_center']}, simulated)",
                    "model_genetic_background": line["strain_name"], "model_matched_phenotypes": matched,
                })  # fmt: skip
    rows = pd.DataFrame(rows)
    return rows.sort_values(
        ["marker_symbol", "phenodigm_score", "disease_id", "model_id"], ascending=[True, False, True, True], kind="stable"
    )
