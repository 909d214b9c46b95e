"""Published figures the simulated animals are drawn from, each with its source; assumptions are marked as such.

Sources
-------
W   Wilson et al. (2022), wild types of all IMPC centres, 363 traits, model ``ln(y) ~ sex * z(ln weight)`` with random metadata
    group, strain and date. Nature Communications 13, 7502. doi:10.1038/s41467-022-35266-6
TCP IMPC controls of The Centre for Phenogenomics: body length 2018-2024 (n 491 / 482), body weight by week (38,700 weighings)
HAR IMPC controls of MRC Harwell, auditory brainstem response 2012-2016 (n 459; 12 and 30 kHz: n 25)
CCP IMPC controls of CCP-IMG, auditory brainstem response (n 51)
ICC Share of the date of experiment in what is left after the sexes' means, controls of one centre: WTSI (DEXA), HMGU
    (clinical chemistry), JAX (grip strength), TCP (startle: pre-pulse inhibition .06-.21, body length); ``MEDIAN`` of 41 such
    shares where none is at hand
All of these are IMPC data, CC BY 4.0, doi:10.1093/nar/gkac972.
"""

from dataclasses import dataclass

SEXES = ("female", "male")
EARLY, LATE = "Early adult", "Late adult"
MEDIAN = 0.28  # ICC

# TCP: mean and SD of body weight (g) in controls, by age in weeks
WEEKS = (8, 10, 12, 14, 16, 20, 26, 32, 40, 48, 52, 56, 59)
WEIGHT = {
    "female": ((19.9, 21.3, 22.2, 23.3, 23.6, 26.0, 28.8, 30.0, 32.7, 35.8, 36.8, 36.0, 35.2),
               (1.5, 1.6, 1.7, 1.9, 1.9, 2.7, 4.6, 5.5, 5.7, 7.3, 7.4, 7.3, 7.1)),
    "male": ((25.5, 27.0, 28.3, 29.5, 29.8, 32.9, 35.3, 36.1, 40.5, 41.0, 42.5, 41.9, 42.6),
             (1.9, 2.1, 2.1, 2.3, 2.3, 3.0, 3.8, 4.5, 6.1, 6.5, 6.5, 6.5, 6.2)),
}  # fmt: skip
WEIGHT_ICC = 0.2  # ICC: .12 (WTSI), .13 (HMGU), .32 (JAX)
WEIGHT_STEADY = 0.95  # assumed: correlation of an animal's ln weight between procedures of one stage
WEIGHT_LIMIT = 2.75  # assumed: no animal further than this many SDs from the mean
W_WEIGHT = 26.2  # assumed: the "common mean body weight" (g) of W, geometric mean of the sexes at 14 weeks
W_SPREAD = 0.18  # assumed: SD of ln weight in W (sexes, centres and animals together)
LATE_SPREAD = 1.3  # assumed: late-adult residual SD over early, but for fat mass (the weights' own SDs above are measured)
LATE_SLOPE = 0.5  # assumed: late-adult weight slope over early, but for fat mass
DRIFT_SHARE = 0.5  # assumed: part of the date variance that is slow drift, the rest is the day's own
# assumed: SD between the litters of a line, in residual SDs, beside what the day does to all. With it 12-23 % of the p-values of
# lines without an effect are below .05, as measured for six genes of the IMPC
LITTER = 0.55
MISSING_WEIGHT, MISSING_VALUE = 0.015, 0.004  # assumed shares


@dataclass(frozen=True)
class Parameter:
    """One continuous parameter: figures by sex are (female, male)."""

    key: str  # procedure and number, as in IMPC_DXA_003_001
    name: str
    unit: str
    mean: tuple  # geometric mean at W_WEIGHT (W) or mean at the sex's own weight (TCP)
    sd: tuple  # residual SD of ln y within date (W) or SD of y within sex (TCP)
    slope: tuple  # change of ln y per SD of ln weight (W) or of y per g (TCP)
    icc: float
    late: float  # assumed: late-adult mean over early, but for what weight does in weight itself
    harwell: float  # assumed: mean of MRC Harwell over TCP
    step: float  # what the instrument reads to
    source: str = "W"
    uses_weight: bool = True  # whether the IMPC analyses it with body weight


PARAMETERS = {p.key: p for p in (
    Parameter("DXA_002", "Fat mass", "g", (4.50, 4.03), (.171, .214), (.383, .311), .18, 2.1, 1.08, .01),
    Parameter("DXA_003", "Lean mass", "g", (18.0, 18.7), (.043, .057), (.107, .117), .17, 1.08, 0.97, .01),
    Parameter("DXA_004", "Bone Mineral Density (excluding skull)", "g/cm^2",
              (.0532, .0511), (.044, .051), (.038, .041), .18, 1.06, 1.05, .0001),
    Parameter("DXA_006", "Body length", "cm", (9.24, 9.60), (.204, .241), (.085, .085), .32, 1.05, 1.02, .1, "TCP"),
    Parameter("GRS_009", "Forelimb and hindlimb grip strength measurement mean", "g",
              (199, 197), (.128, .131), (.055, .056), .43, .92, .90, .1),
    Parameter("IPG_010", "Fasted blood glucose concentration", "mg/dl",
              (91.2, 94.3), (.135, .139), (.013, .043), .17, 1.1, 1.2, 1, "W", False),
    Parameter("CBC_014", "Alkaline phosphatase", "U/l", (144, 101), (.111, .122), (-.067, -.056), .33, .85, 1.1, 1),
    Parameter("CBC_015", "Total cholesterol", "mg/dl", (91.3, 99.7), (.130, .126), (.075, .079), .38, 1.15, 1.08, 1),
    Parameter("HEM_001", "White blood cell count", "10^3/ul", (6.00, 7.72), (.258, .246), (.009, .001), MEDIAN, .95, .85, .01),
    Parameter("HEM_003", "Hemoglobin", "g/dl", (14.6, 14.6), (.046, .062), (-.001, -.001), MEDIAN, .96, 1.03, .1),
    Parameter("HEM_005", "Mean cell volume", "fl", (48.8, 48.4), (.018, .019), (.001, .003), MEDIAN, 1.02, .98, .1),
    Parameter("HEM_008", "Platelet count", "10^3/ul", (993, 1193), (.164, .177), (.010, -.005), MEDIAN, 1.15, 1.1, 1),
    Parameter("ECG_004", "RR", "ms", (88.3, 87.2), (.052, .051), (.002, .002), MEDIAN, 1.03, 1.08, .1),
    Parameter("ACS_006", "Response amplitude - S", "a.u.", (145, 180), (.530, .495), (.068, .071), .15, .7, 1.8, 1),
    Parameter("HWT_008", "Heart weight", "mg", (123, 130), (.112, .124), (.080, .103), MEDIAN, 1.2, 1.04, .1),
)}  # fmt: skip
BODY_WEIGHT = ("DXA_001", "Body weight", "g", 0.01)
FAT_SHARE = ("DXA_009", "Fat/Body weight", "g/g", 0.0001)  # computed from the two measured

# auditory thresholds of controls, dB SPL: mean and SD by centre (TCP has none of its own here: those of CCP-IMG)
ABR = {
    "ABR_002": ("Click-evoked ABR threshold", {"TCP": (33, 5), "MRC Harwell": (37, 6)}),
    "ABR_004": ("6kHz-evoked ABR Threshold", {"TCP": (33, 7), "MRC Harwell": (47, 10.5)}),
    "ABR_006": ("12kHz-evoked ABR Threshold", {"TCP": (28, 7), "MRC Harwell": (31, 9)}),
    "ABR_008": ("18kHz-evoked ABR Threshold", {"TCP": (32, 9), "MRC Harwell": (37, 9)}),
    "ABR_010": ("24kHz-evoked ABR Threshold", {"TCP": (40, 16), "MRC Harwell": (38, 9)}),
    "ABR_012": ("30kHz-evoked ABR Threshold", {"TCP": (51, 17), "MRC Harwell": (46, 11)}),
}  # fmt: skip
ABR_TOP, ABR_STEP, ABR_EAR = 100, 5, 0.6  # no response is entered as 100; EAR: assumed share of the animal's own hearing
STARTLE = ("CSD_036", "Startle response", ("Present", "None", "No data"))  # TCP: 1,588 of 1,588 controls Present

# procedure: name, age in weeks early and late, version early and late by centre (None: not done late)
PROCEDURES = {
    "CSD": ("Combined SHIRPA and Dysmorphology", 9, 50, {"TCP": ("003", "003"), "MRC Harwell": ("003", "003")}),
    "GRS": ("Grip Strength", 9, 50, {"TCP": ("001", "001"), "MRC Harwell": ("001", "001")}),
    "ACS": ("Acoustic Startle and Pre-pulse Inhibition (PPI)", 10, None, {"TCP": ("003", None), "MRC Harwell": ("003", None)}),
    "ECG": ("Electrocardiogram (ECG)", 12, 51, {"TCP": ("003", "003"), "MRC Harwell": ("003", "003")}),
    "IPG": ("Intraperitoneal glucose tolerance test (IPGTT)", 13, 52, {"TCP": ("001", "001"), "MRC Harwell": ("001", "001")}),
    "DXA": ("Body Composition (DEXA lean/fat)", 14, 53, {"TCP": ("001", "001"), "MRC Harwell": ("001", "001")}),
    "ABR": ("Auditory Brain Stem Response", 14, None, {"TCP": ("002", None), "MRC Harwell": ("002", None)}),
    "CBC": ("Clinical Chemistry", 16, 56, {"TCP": ("003", "003"), "MRC Harwell": ("002", "002")}),
    "HEM": ("Hematology", 16, 56, {"TCP": ("002", "002"), "MRC Harwell": ("002", "002")}),
    "HWT": ("Heart Weight", 16, 56, {"TCP": ("001", "001"), "MRC Harwell": ("001", "001")}),
}  # fmt: skip

# cohorts: (first birth, last birth, number, animals per sex in a cohort to draw from); TCP measured about 2 controls of a sex
# on 391 dates, Harwell 205 / 251 controls on 28 dates: here fewer, and 2-8 on a date
CENTRES = {
    "TCP": {
        "short": "TCP", "project": "DTCC", "pipeline": {EARLY: "TCP_001", LATE: "TCPLA_001"},
        "late_prefix": "TCPLA", "strain": "C57BL/6NCrl", "weight": 1.0,
        "cohorts": {EARLY: ("2017-10-02", "2023-06-01", 300, (1, 1, 2, 2, 2)), LATE: ("2017-10-02", "2022-06-01", 75, (1, 2, 2, 2))},
        "conditions": "Anesthesia = Ketamine+Xylazine|Housing = 4 per cage|Time of test = morning",
    },
    "MRC Harwell": {
        "short": "HRWL", "project": "MRC", "pipeline": {EARLY: "HRWL_001", LATE: "HRWLLA_001"},
        "late_prefix": "HRWLLA", "strain": "C57BL/6NTac", "weight": 1.04,
        "cohorts": {EARLY: ("2013-09-02", "2019-06-03", 80, (2, 3, 3, 4)), LATE: ("2013-09-02", "2018-06-04", 48, (2, 2, 3, 4))},
        "conditions": "Anesthesia = Isoflurane|Housing = 3 per cage|Time of test = afternoon",
    },
}  # fmt: skip
NEW_METER = ("MRC Harwell", "GRS", "2016-11-01", 1.07)  # assumed: a new grip meter that reads 7 % more, so a new metadata group
