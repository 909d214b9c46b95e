"""Which term of the Mammalian Phenotype Ontology a significant result stands for: the ids and names the IMPC assigns (CC BY 4.0).

A parameter not listed, or a direction without a term, has none.
"""

# parameter -> direction -> (id, name)
INCREASED, DECREASED, ABNORMAL = "increased", "decreased", "abnormal"
_FAT = {INCREASED: ("MP:0010024", "increased total body fat amount"), DECREASED: ("MP:0010025", "decreased total body fat amount")}
_HEARING = dict.fromkeys((INCREASED, DECREASED, ABNORMAL), ("MP:0004738", "abnormal auditory brainstem response"))

TERMS = {
    "DXA_001": {INCREASED: ("MP:0001260", "increased body weight"), DECREASED: ("MP:0001262", "decreased body weight")},
    "DXA_002": _FAT,
    "DXA_003": {INCREASED: ("MP:0003960", "increased lean body mass"), DECREASED: ("MP:0003961", "decreased lean body mass")},
    "DXA_004": {INCREASED: ("MP:0000062", "increased bone mineral density"), DECREASED: ("MP:0000063", "decreased bone mineral density")},
    "DXA_006": {INCREASED: ("MP:0001257", "increased body length"), DECREASED: ("MP:0001258", "decreased body length")},
    "DXA_009": _FAT,
    "GRS_009": {INCREASED: ("MP:0010052", "increased grip strength"), DECREASED: ("MP:0010053", "decreased grip strength")},
    "IPG_010": {INCREASED: ("MP:0013279", "increased fasting circulating glucose level"),
                DECREASED: ("MP:0013278", "decreased fasting circulating glucose level")},
    "CBC_014": {INCREASED: ("MP:0002968", "increased circulating alkaline phosphatase level"),
                DECREASED: ("MP:0002966", "decreased circulating alkaline phosphatase level"),
                ABNORMAL: ("MP:0000202", "abnormal circulating alkaline phosphatase level")},
    "CBC_015": {INCREASED: ("MP:0005178", "increased circulating cholesterol level"),
                DECREASED: ("MP:0005179", "decreased circulating cholesterol level")},
    "HEM_001": {INCREASED: ("MP:0000218", "increased leukocyte cell number"), DECREASED: ("MP:0000221", "decreased leukocyte cell number")},
    "HEM_003": {INCREASED: ("MP:0005564", "increased hemoglobin content"), DECREASED: ("MP:0002874", "decreased hemoglobin content"),
                ABNORMAL: ("MP:0005563", "abnormal hemoglobin content")},
    "HEM_005": {INCREASED: ("MP:0002590", "increased mean corpuscular volume"),
                DECREASED: ("MP:0002591", "decreased mean corpuscular volume"),
                ABNORMAL: ("MP:0000226", "abnormal mean corpuscular volume")},
    "HEM_008": {INCREASED: ("MP:0005505", "thrombocytosis"), DECREASED: ("MP:0003179", "thrombocytopenia"),
                ABNORMAL: ("MP:0011898", "abnormal platelet cell number")},
    "ECG_004": {INCREASED: ("MP:0010506", "prolonged RR interval"), DECREASED: ("MP:0010507", "shortened RR interval")},
    "ACS_006": {INCREASED: ("MP:0001488", "increased startle reflex"), DECREASED: ("MP:0001489", "decreased startle reflex")},
    "HWT_008": {INCREASED: ("MP:0002833", "increased heart weight"), DECREASED: ("MP:0002834", "decreased heart weight"),
                ABNORMAL: ("MP:0004857", "abnormal heart weight")},
    "CSD_036": {ABNORMAL: ("MP:0001486", "abnormal startle reflex")},
    **{f"ABR_{n}": _HEARING for n in ("002", "004", "006", "008", "010", "012")},
}  # fmt: skip


def term(key: str, directions: set[str]) -> tuple[str | None, str | None]:
    """Id and name for the directions in which both sexes or one of them changed; sexes that disagree are abnormal."""
    one = next(iter(directions)) if len(directions) == 1 else ABNORMAL
    return TERMS.get(key, {}).get(one, (None, None))
