"""What is done to the animals, and when."""

import pandas as pd
from figures import LATE, PROCEDURES

# fewest mutants of a sex the IMPC asks for (data release 22), and what is done, in our own words
_ASKED = {"ECG": 5, "ECH": 5, "XRY": 4, "OWT": 4, "ABR": 2}
_DONE = {
    "BWT": "The mouse is weighed again and again as it grows and ages.",
    "CSD": "The mouse is looked at from nose to tail, and its walk and reflexes are scored.",
    "GRS": "The mouse is drawn back by the tail from a grid; a meter shows with what force it held on.",
    "OFD": "The mouse explores an empty arena for twenty minutes; a camera or light beams follow it.",
    "ACS": "Loud noises make the mouse jump; a softer one before dampens the jump.",
    "CAL": "A day in a chamber that measures the oxygen used, the carbon dioxide made, food and movement.",
    "ECG": "Electrodes under the paws or on the skin record the heartbeat.",
    "ECH": "Ultrasound shows the heart at work.",
    "IPG": "After a fast, glucose is injected into the belly; blood glucose is followed for two hours.",
    "DXA": "X-rays of two energies tell fat, lean tissue and bone mineral of the sleeping mouse apart.",
    "XRY": "X-ray pictures of the skeleton are scored and measured.",
    "ABR": "Clicks and tones of falling loudness: the softest that still shows in the brain waves of the sleeping mouse is its threshold.",
    "EYE": "Lens, iris, retina and its vessels are looked at with slit lamp and ophthalmoscope.",
    "CBC": "Blood serum is analysed for enzymes, lipids, sugar, minerals and proteins; the mouse does not survive the bleeding.",
    "HEM": "Blood cells are counted and measured; the mouse does not survive the bleeding.",
    "HWT": "The heart is taken out and weighed.",
    "INS": "Insulin is measured in the blood taken at the end.",
    "OWT": "Organs are taken out and weighed.",
}


def procedures(parameters: pd.DataFrame) -> pd.DataFrame:
    """One row per procedure of the release."""
    known = parameters.drop_duplicates("procedure_stable_id").sort_values("procedure_stable_id")
    rows = []
    for row in known.to_dict("records"):
        group = row["procedure_stable_id"].split("_")[1]
        late, asked = row["life_stage_name"] == LATE, _ASKED.get(group, 7)
        rows.append({name: row[name] for name in ("procedure_stable_id", "procedure_name", "life_stage_name")} | {
            "age_in_weeks": PROCEDURES[group][2 if late else 1], "min_females": asked, "min_males": asked, "description": _DONE[group],
        })  # fmt: skip
    return pd.DataFrame(rows)
