"""Which method the IMPC uses for a parameter, as patterns of its stable id: the rules behind its pipeline's tables."""

from __future__ import annotations

import re

from impc_nb.dataset import Dataset

MIXED_MODEL, REFERENCE_RANGE, FISHER, SUPPLIED = "mixed-model", "reference-range", "fisher", "supplied"
METHODS = (MIXED_MODEL, REFERENCE_RANGE, FISHER)

_IN_IMPRESS = re.compile(r"^[A-Z][A-Z-]+_[A-Z0-9]{3}_\d{3}_\d{3}$")
# hearing thresholds, X-ray counts, immunophenotyping of bone marrow, and their older protocols
_REFERENCE_RANGE = re.compile(
    r"^[A-Z-]+_(ABR_0(01|02|04|06|08|10|12|14|16)|XRY_0(08|09|1[3-7]|28)|PBI_0(0[1-9]|[123]\d|40))_00[1-6]$"
    r"|^[A-Z-]+_(006|925)_001_00[1-6]$|^(ESLIM_006|GMC_925)_001_0(15|16|25|27|28|31)$|^ESLIM_006_001_024$"
)
# alternative pipelines, and procedures without a test of animals: embryos, histopathology, LacZ, and some of single centres
_SKIPPED = re.compile(
    r"^(ALT|SLM_(PBI|HEM)_|MGP_(ALZ|ANA|BMI|EEI|IMM|MLN)_"
    r"|IMPC_(ALZ|BLK|ELZ|EMA|EMO|EOL|GEL|GEM|GEO|GEP|GPL|GPM|GPO|GPP|HEL|HIS|HPL|MAA)_)"
)
_LINE_LEVEL = re.compile(r"_(VIA|FER|EVL|EVM|EVO|EVP)_")
_NO_WEIGHT_NAME = re.compile(r"(/|normali[sz]ed (against|to|by) )body ?weight|^(body ?)?weight\b|body ?weight$", re.IGNORECASE)
# none of about 1,100 significant published results of these has body weight in the model: glucose tolerance, body composition and blood
# of older pipelines, organs and fear conditioning of single centres
_NO_WEIGHT = re.compile(r"_IPG_|^M-G-P_005_|^ESLIM_(005_001_00|018_|019_|020_)|^ICS(LA)?_FEA_|^UCD_OWT_0(08|09|10|29)_|^HRWL(LA)?_OWT_001_")
_MERGED = re.compile(r"^(?!ALT|HAS)[A-Z]+_EYE_|^IMPC_PAT_|^IMPC_XRY_0(0[1-7]|1[0-28]|2[02-7]|29|3[01]|55|6[34])_|^CCP_XRY_075_")
_NO_DATA = re.compile(r"^(imageonly|not defined|unobservable|no data( for both eyes| left eye| right eye)?)$", re.IGNORECASE)
_ONE_EYE = re.compile(r"^no data (left|right) eye, (.+)$", re.IGNORECASE)


def choose_method(dataset: Dataset) -> tuple[str, str]:
    """The method for a dataset, and why in one sentence.

    A method recorded with the published result wins; else the pattern of the parameter's id; else the kind of value, and then the
    sentence says that the parameter is not in our table.

    Examples
    --------
    >>> import pandas as pd
    >>> hearing = Dataset(pd.DataFrame({"data_point": [30.0]}), {"parameter_stable_id": "IMPC_ABR_004_001"})
    >>> print(": ".join(choose_method(hearing)))
    reference-range: IMPC_ABR_004_001 is one of the IMPC's reference-range parameters.
    """
    recorded = str(dataset.published.get("statistical_method") or "")
    for word, method in (("Fisher", FISHER), ("Reference Range", REFERENCE_RANGE), ("Linear", MIXED_MODEL), ("Supplied", SUPPLIED)):
        if word in recorded:
            return method, f"Published with: {recorded.split(';')[0]}."
    parameter = str(dataset.about["parameter_stable_id"] or "")
    known = bool(_IN_IMPRESS.match(parameter))
    if _LINE_LEVEL.search(parameter):
        return SUPPLIED, "Viability and fertility are calls about the line, supplied by the centre: no test of animals."
    if _SKIPPED.match(parameter):
        return (
            SUPPLIED,
            f"{parameter} belongs to a procedure whose animals the IMPC does not test (it is on its list of parameters to skip).",
        )
    if dataset.categorical:
        return FISHER, "Categories: Fisher's exact test."
    if _REFERENCE_RANGE.match(parameter):
        return REFERENCE_RANGE, f"{parameter} is one of the IMPC's reference-range parameters."
    listed = "it is not in the IMPC's reference-range table" if known else "the parameter is not in our table of IMPC parameters"
    return MIXED_MODEL, f"Numbers, and {listed}: mixed model."


def weight_allowed(dataset: Dataset) -> tuple[bool, str]:
    """Whether body weight may be a covariate of this parameter, and the reason where it may not.

    >>> import pandas as pd
    >>> print(weight_allowed(Dataset(pd.DataFrame({"data_point": [1.0]}), {"parameter_name": "Fat/Body weight"})))
    (False, 'body weight is never a covariate of itself or of a ratio to it')
    """
    name, parameter = str(dataset.about["parameter_name"] or ""), str(dataset.about["parameter_stable_id"] or "")
    if _NO_WEIGHT_NAME.search(name):
        return False, "body weight is never a covariate of itself or of a ratio to it"
    if _NO_WEIGHT.search(parameter):
        return False, "no published result of this parameter uses it"
    return True, ""


def minimum_rows(dataset: Dataset, method: str) -> int:
    """Fewest rows of a sex and group that count: 4 for numbers, 1 for hearing, 0 for categories.

    >>> import pandas as pd
    >>> hearing = Dataset(pd.DataFrame({"data_point": [30.0]}), {"parameter_stable_id": "IMPC_ABR_004_001"})
    >>> print(minimum_rows(hearing, REFERENCE_RANGE))
    1
    """
    if method == FISHER:
        return 0
    return 1 if "_ABR" in str(dataset.about["parameter_stable_id"] or "") else 4


def without_result(category: object) -> bool:
    """Whether a category says that nothing was found out.

    >>> without_result("No data"), without_result("abnormal"), without_result(None)
    (True, False, False)
    """
    return isinstance(category, str) and _NO_DATA.match(category) is not None


def merge_categories(dataset: Dataset) -> list[str | None]:
    """Observed categories as the IMPC tests them.

    For the parameters of its merge list (eyes, gross pathology, X-ray), "no data" and the like are missing and a finding in one eye stands
    for both; elsewhere "No data" stays a category of its own.

    >>> import pandas as pd
    >>> eyes = pd.DataFrame({"category": ["no data left eye, right eye abnormal", "No data"]})
    >>> print(merge_categories(Dataset(eyes, {"parameter_stable_id": "IMPC_EYE_003_001"})))
    ['right eye abnormal', None]
    """
    values = [v if isinstance(v, str) else None for v in dataset.animals["category"]]
    if not _MERGED.search(str(dataset.about["parameter_stable_id"] or "")):
        return values
    merged = []
    for value in values:
        one = _ONE_EYE.match(value or "")
        merged.append(one.group(2) if one else None if without_result(value) else value)
    return merged
