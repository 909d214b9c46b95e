"""Published figures of body weight, centres and procedures; assumptions are marked as such. Those of the parameters: measurements.py.

TCP: IMPC controls of The Centre for Phenogenomics, body weight by week (38,700 weighings). ICC: share of the date in what is left after
the sexes' means, at WTSI (.12), HMGU (.13) and JAX (.32). All are IMPC data, CC BY 4.0, doi:10.1093/nar/gkac972.
"""

SEXES = ("female", "male")
EARLY, LATE = "Early adult", "Late adult"
TWICE = "measured twice"  # the cohorts of mice that are measured in both stages

# TCP: mean and SD of body weight (g) in controls, by age in weeks
WEEKS = (3, 4, 6, 8, 10, 12, 14, 16, 20, 26, 32, 40, 48, 52, 56, 59)
WEIGHT = {
    "female": ((13.4, 15.6, 18.2, 19.9, 21.3, 22.2, 23.3, 23.6, 26.0, 28.8, 30.0, 32.7, 35.8, 36.8, 36.0, 35.2),
               (1.7, 1.6, 1.3, 1.5, 1.6, 1.7, 1.9, 1.9, 2.7, 4.6, 5.5, 5.7, 7.3, 7.4, 7.3, 7.1)),
    "male": ((14.5, 18.3, 23.0, 25.5, 27.0, 28.3, 29.5, 29.8, 32.9, 35.3, 36.1, 40.5, 41.0, 42.5, 41.9, 42.6),
             (2.2, 2.4, 1.8, 1.9, 2.1, 2.1, 2.3, 2.3, 3.0, 3.8, 4.5, 6.1, 6.5, 6.5, 6.5, 6.2)),
}  # fmt: skip
WEIGHT_ICC = 0.2  # ICC
WEIGHT_STEADY = 0.95  # assumed: correlation of an animal's ln weight between procedures of one stage
WEIGHT_LIMIT = 2.75  # assumed: no animal further than this many SDs from the mean
W_WEIGHT = 26.2  # assumed: the "common mean body weight" (g) of source W, geometric mean of the sexes at 14 weeks
W_SPREAD = 0.18  # assumed: SD of ln weight in source W (sexes, centres and animals together)
LATE_SPREAD = 1.3  # assumed: late-adult residual SD over early, but for fat mass (the weights' own SDs above are measured)
LATE_SLOPE = 0.5  # assumed: late-adult weight slope over early, but for fat mass
DRIFT_SHARE = 0.5  # assumed: part of the date variance that is slow drift, the rest is the day's own
# assumed: SD between the litters of a line, in residual SDs, beside what the day does to all. With it 12-23 % of the p-values of
# lines without an effect are below .05, as measured for six genes of the IMPC
LITTER = 0.55
SHARED = 0.5  # assumed: what parameters of one group share of the animal's and the day's own
SAME_MOUSE = 0.6  # assumed: correlation over the months between the stages, of ln weight and of residuals
MISSING_WEIGHT, MISSING_VALUE = 0.015, 0.004  # assumed shares

_ALL = ("TCP", "MRC Harwell", "JAX")
# procedure: name, age in weeks early and late, centre: version early and late (None: not done late)
PROCEDURES = {
    "BWT": ("Body Weight", 4, None, dict.fromkeys(_ALL, ("001", None))),
    "CSD": ("Combined SHIRPA and Dysmorphology", 9, 50, {"TCP": ("003", "003"), "MRC Harwell": ("003", "003"), "JAX": ("001", "003")}),
    "GRS": ("Grip Strength", 9, 50, dict.fromkeys(_ALL, ("001", "001"))),
    "OFD": ("Open Field", 9, 50, {"TCP": ("001", None), "MRC Harwell": ("001", "001"), "JAX": ("001", "001")}),
    "ACS": ("Acoustic Startle and Pre-pulse Inhibition (PPI)", 10, None, dict.fromkeys(_ALL, ("003", None))),
    "CAL": ("Indirect Calorimetry", 11, None, {"MRC Harwell": ("002", None)}),
    "ECG": ("Electrocardiogram (ECG)", 12, 51, {"TCP": ("003", "003"), "MRC Harwell": ("003", "003"), "JAX": ("003", "001")}),
    "ECH": ("Echo", 12, 51, {"MRC Harwell": ("001", "001")}),
    "IPG": ("Intraperitoneal glucose tolerance test (IPGTT)", 13, 52, dict.fromkeys(_ALL, ("001", "001"))),
    "DXA": ("Body Composition (DEXA lean/fat)", 14, 53, dict.fromkeys(_ALL, ("001", "001"))),
    "XRY": ("X-ray", 14, 53, {"TCP": ("001", "001"), "MRC Harwell": ("001", None)}),
    "ABR": ("Auditory Brain Stem Response", 14, None, dict.fromkeys(_ALL, ("002", None))),
    "EYE": ("Eye Morphology", 15, 54, {"TCP": ("003", "003"), "MRC Harwell": ("001", "001"), "JAX": ("001", "001")}),
    "CBC": ("Clinical Chemistry", 16, 56, {"TCP": ("003", "003"), "MRC Harwell": ("002", "002"), "JAX": ("003", "003")}),
    "HEM": ("Hematology", 16, 56, dict.fromkeys(_ALL, ("002", "002"))),
    "HWT": ("Heart Weight", 16, 56, dict.fromkeys(_ALL, ("001", "001"))),
    "INS": ("Insulin Blood Level", 16, None, {"JAX": ("003", None)}),
    "OWT": ("Organ Weight", 16, None, {"TCP": ("001", None)}),
}  # fmt: skip
TERMINAL = ("CBC", "HEM", "HWT", "INS", "OWT")  # what a mouse does not survive

# cohorts: (first birth, last birth, number, animals per sex in a cohort to draw from); TCP measured about 2 controls of a sex
# on 391 dates, Harwell 205 / 251 controls on 28 dates: here fewer, and 2-8 on a date
CENTRES = {
    "TCP": {
        "short": "TCP", "project": "DTCC", "pipeline": {EARLY: "TCP_001", LATE: "TCPLA_001"},
        "late_prefix": "TCPLA", "strain": "C57BL/6NCrl", "weight": 1.0,
        "cohorts": {EARLY: ("2017-10-02", "2023-06-01", 230, (1, 1, 2, 2, 2)), LATE: ("2017-10-02", "2022-06-01", 70, (1, 2, 2, 2))},
        "conditions": "Anesthesia = Ketamine+Xylazine|Housing = 4 per cage|Time of test = morning",
    },
    "MRC Harwell": {
        "short": "HRWL", "project": "MRC", "pipeline": {EARLY: "HRWL_001", LATE: "HRWLLA_001"},
        "late_prefix": "HRWLLA", "strain": "C57BL/6NTac", "weight": 1.04,
        "cohorts": {EARLY: ("2013-09-02", "2019-06-03", 80, (2, 3, 3, 4)), LATE: ("2013-09-02", "2018-06-04", 48, (2, 2, 3, 4))},
        "conditions": "Anesthesia = Isoflurane|Housing = 3 per cage|Time of test = afternoon",
    },
    "JAX": {
        "short": "JAX", "project": "JAX", "pipeline": {EARLY: "JAX_001", LATE: "JAXLA_001"},
        "late_prefix": "JAXLA", "strain": "C57BL/6NJ", "weight": 0.95,
        "cohorts": {EARLY: ("2015-06-01", "2019-09-02", 95, (1, 2, 2, 3)), LATE: ("2015-06-01", "2019-06-03", 50, (1, 2, 2, 3)),
                    TWICE: ("2016-03-07", "2017-03-20", 24, (2, 3, 3))},
        "conditions": "Anesthesia = Tribromoethanol|Housing = 5 per cage|Time of test = morning",
    },
}  # fmt: skip
AGEING_HOUSING = "Housing = 2 per cage, ageing study"  # of the mice measured twice, so a metadata group of their own
NEW_METER = ("MRC Harwell", "GRS", "2016-11-01", 1.07)  # assumed: a new grip meter that reads 7 % more, so a new metadata group
