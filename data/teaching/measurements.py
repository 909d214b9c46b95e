"""What is measured: the published figures of every parameter; assumptions are marked as such.

Sources
-------
W   Wilson et al. (2022), wild types of all IMPC centres, 363 traits, model ``ln(y) ~ sex * z(ln weight)`` with random metadata
    group, strain and date. Nature Communications 13, 7502. doi:10.1038/s41467-022-35266-6
TCP IMPC controls of The Centre for Phenogenomics: body length 2018-2024 (n 491 / 482), pre-pulse inhibition 2013-2024 (n 813 / 771;
    PPI2 and PPI3 assumed, so that the mean of the four is the published one)
WTS IMPC controls of WTSI, X-ray (n 897)
ICC Share of the date of experiment in what is left after the sexes' means, controls of one centre: WTSI (DEXA), HMGU
    (clinical chemistry), JAX (grip strength), TCP (startle, body length); ``MEDIAN`` of 41 such shares where none is at hand
"A" is assumed. All of these are IMPC data, CC BY 4.0, doi:10.1093/nar/gkac972.
"""

from dataclasses import dataclass, field

MEDIAN = 0.28  # ICC


@dataclass(frozen=True)
class Parameter:
    """One continuous parameter: figures by sex are (female, male)."""

    key: str  # procedure and number, as in IMPC_DXA_003_001
    name: str
    unit: str
    mean: tuple  # geometric mean at W_WEIGHT (W, A) or mean at the sex's own weight (TCP)
    sd: tuple  # residual SD of ln y within date (W, A) or SD of y within sex (TCP)
    slope: tuple  # change of ln y per SD of ln weight (W, A) or of y per g (TCP)
    icc: float
    late: float  # assumed: late-adult mean over early, but for what weight does in weight itself
    elsewhere: tuple  # assumed: mean of MRC Harwell and of JAX over TCP
    step: float  # what the instrument reads to
    source: str = "W"
    uses_weight: bool = True  # whether the IMPC analyses it with body weight
    top: float | None = None  # the values end here: ln(top - y) is what varies, and the figures are of top - y
    shared: str | None = None  # parameters that share half of what is the animal's and the day's own


PARAMETERS = {p.key: p for p in (
    Parameter("DXA_002", "Fat mass", "g", (4.50, 4.03), (.171, .214), (.383, .311), .18, 2.1, (1.08, .95), .01),
    Parameter("DXA_003", "Lean mass", "g", (18.0, 18.7), (.043, .057), (.107, .117), .17, 1.08, (.97, 1.02), .01),
    Parameter("DXA_004", "Bone Mineral Density (excluding skull)", "g/cm^2",
              (.0532, .0511), (.044, .051), (.038, .041), .18, 1.06, (1.05, .97), .0001),
    Parameter("DXA_005", "Bone Mineral Content (excluding skull)", "g",
              (.468, .432), (.091, .097), (.120, .127), .06, 1.1, (1.04, .96), .001),
    Parameter("DXA_006", "Body length", "cm", (9.24, 9.60), (.204, .241), (.085, .085), .32, 1.05, (1.02, .99), .1, "TCP"),
    Parameter("GRS_008", "Forelimb grip strength measurement mean", "g",
              (99.3, 99.7), (.163, .162), (.056, .052), .43, .9, (.92, 1.06), .1),
    Parameter("GRS_009", "Forelimb and hindlimb grip strength measurement mean", "g",
              (199, 197), (.128, .131), (.055, .056), .43, .92, (.90, 1.05), .1),
    Parameter("OFD_014", "Center distance travelled", "cm", (1406, 1339), (.567, .534), (-.012, .001), MEDIAN, .9, (1.2, 1.1), 1),
    Parameter("OFD_020", "Distance travelled - total", "cm", (7364, 6702), (.206, .196), (.009, .003), MEDIAN, .85, (1.15, .9), 1),
    Parameter("ACS_006", "Response amplitude - S", "a.u.", (145, 180), (.530, .495), (.068, .071), .15, .7, (1.8, 1.4), 1),
    Parameter("ACS_033", "% Pre-pulse inhibition - PPI1", "%", (76.5, 75.6), (39.3, 38.9), (.31, .31), .06, 1, (1, 1), .1, "TCP",
              top=100, shared="PPI"),
    Parameter("ACS_034", "% Pre-pulse inhibition - PPI2", "%", (43.0, 42.7), (27, 27), (.5, .5), .10, 1, (1, 1), .1, "TCP",
              top=100, shared="PPI"),
    Parameter("ACS_035", "% Pre-pulse inhibition - PPI3", "%", (30.7, 30.4), (21, 21), (.7, .7), .15, 1, (1, 1), .1, "TCP",
              top=100, shared="PPI"),
    Parameter("ACS_036", "% Pre-pulse inhibition - PPI4", "%", (22.2, 20.9), (16.6, 15.7), (.94, .94), .21, 1, (1, 1), .1, "TCP",
              top=100, shared="PPI"),
    Parameter("ECG_004", "RR", "ms", (88.3, 87.2), (.052, .051), (.002, .002), MEDIAN, 1.03, (1.08, .97), .1),
    Parameter("ECG_007", "QRS", "ms", (10.49, 10.34), (.083, .088), (.002, .004), MEDIAN, 1.04, (1.02, 1.05), .1),
    Parameter("ECH_005", "Fractional Shortening", "%", (33.51, 33.37), (.169, .157), (-.012, -.019), MEDIAN, .95, (1, 1), .1),
    Parameter("ECH_008", "LVIDd", "mm", (3.501, 3.456), (.096, .110), (.036, .035), MEDIAN, 1.06, (1, 1), .01),
    Parameter("ECH_018", "Respiration Rate", "breaths/min", (156.2, 155.1), (.308, .211), (.025, .043), MEDIAN, 1, (1, 1), 1),
    Parameter("CAL_008", "Total food intake", "g", (3.388, 3.449), (.257, .264), (-.010, -.006), MEDIAN, 1, (1, 1), .01),
    Parameter("CAL_017", "Respiratory Exchange Ratio", "ratio", (.904, .918), (.035, .034), (-.012, -.009), MEDIAN, 1, (1, 1), .001),
    Parameter("INS_001", "Insulin", "pg/ml", (725, 877.5), (.711, .606), (.250, .421), .17, 1.6, (1, 1), 1),
    Parameter("IPG_010", "Fasted blood glucose concentration", "mg/dl",
              (91.2, 94.3), (.135, .139), (.013, .043), .17, 1.1, (1.2, 1.1), 1, "W", False),
    Parameter("IPG_012", "Area under glucose response curve", "mg/dl x minutes",
              (10540, 15297), (.325, .303), (.037, .071), .17, 1.15, (1.1, .95), 1, "W", False),
    Parameter("CBC_004", "Urea (Blood Urea Nitrogen - BUN)", "mg/dl", (24.5, 24.2), (.160, .124), (.015, .018), .20, 1.05, (1.04, .97), .1),
    Parameter("CBC_005", "Creatinine", "mg/dl", (.300, .267), (.169, .169), (-.002, -.019), MEDIAN, 1.05, (.9, 1.1), .001),
    Parameter("CBC_006", "Total protein", "g/l", (48.9, 48.6), (.041, .038), (.012, .009), .55, 1.06, (1.02, .99), .1),
    Parameter("CBC_007", "Albumin", "g/l", (30.9, 28.8), (.043, .057), (.009, .002), .48, 1.02, (.97, 1.03), .1),
    Parameter("CBC_009", "Calcium", "mg/dl", (9.08, 9.05), (.026, .026), (.007, .007), .84, 1.02, (1.03, 1), .01),
    Parameter("CBC_010", "Phosphorus", "mg/dl", (6.57, 6.26), (.162, .155), (-.005, .017), MEDIAN, .95, (1.05, 1.1), .01),
    Parameter("CBC_012", "Aspartate aminotransferase", "U/l", (70.5, 71.1), (.321, .324), (-.086, -.042), .10, 1.1, (.9, 1.2), 1),
    Parameter("CBC_013", "Alanine aminotransferase", "U/l", (32.7, 38.1), (.353, .369), (-.031, -.005), .08, 1.2, (1.1, .95), 1),
    Parameter("CBC_014", "Alkaline phosphatase", "U/l", (144, 101), (.111, .122), (-.067, -.056), .33, .85, (1.1, .9), 1),
    Parameter("CBC_015", "Total cholesterol", "mg/dl", (91.3, 99.7), (.130, .126), (.075, .079), .38, 1.15, (1.08, .95), 1),
    Parameter("CBC_017", "Triglycerides", "mg/dl", (77.4, 89.5), (.301, .277), (.110, .141), .17, 1.1, (1.2, .9), 1),
    Parameter("CBC_018", "Glucose", "mg/dl", (176, 185), (.169, .162), (-.008, .015), .17, .97, (1.25, 1.05), 1),
    Parameter("HEM_001", "White blood cell count", "10^3/ul", (6.00, 7.72), (.258, .246), (.009, .001), MEDIAN, .95, (.85, 1.1), .01),
    Parameter("HEM_003", "Hemoglobin", "g/dl", (14.6, 14.6), (.046, .062), (-.001, -.001), MEDIAN, .96, (1.03, .98), .1),
    Parameter("HEM_005", "Mean cell volume", "fl", (48.8, 48.4), (.018, .019), (.001, .003), MEDIAN, 1.02, (.98, 1.01), .1),
    Parameter("HEM_006", "Mean corpuscular hemoglobin", "pg", (14.56, 14.26), (.026, .037), (.001, .002), MEDIAN, 1.02, (.99, 1), .1),
    Parameter("HEM_008", "Platelet count", "10^3/ul", (993, 1193), (.164, .177), (.010, -.005), MEDIAN, 1.15, (1.1, .95), 1),
    Parameter("HEM_027", "Red blood cell distribution width", "%", (13.81, 14.08), (.033, .043), (-.005, .004), MEDIAN, 1.03, (1, .96), .1),
    Parameter("HEM_029", "Neutrophil differential count", "%", (9.81, 10.25), (.235, .312), (-.013, .034), MEDIAN, 1.3, (1.1, .9), .1),
    Parameter("HWT_008", "Heart weight", "mg", (123, 130), (.112, .124), (.080, .103), MEDIAN, 1.2, (1.04, .97), .1),
    Parameter("OWT_002", "Spleen weight", "g", (.085, .072), (.15, .15), (.05, .05), MEDIAN, 1.2, (1, 1), .001, "A"),
    Parameter("OWT_003", "Left kidney weight", "g", (.1517, .1709), (.099, .087), (.089, .098), MEDIAN, 1.15, (1, 1), .001),
    Parameter("OWT_021", "Left testis weight", "g", (.1, .1), (.08, .08), (.02, .02), MEDIAN, 1, (1, 1), .001, "A"),
    Parameter("OWT_023", "Whole liver weight", "g", (1.15, 1.20), (.08, .08), (.16, .16), MEDIAN, 1.1, (1, 1), .01, "A"),
    Parameter("XRY_033", "Tibia length", "mm", (18.21, 18.06), (.017, .017), (.015, .010), .29, 1.02, (.99, 1), .1),
)}  # fmt: skip
BODY_WEIGHT = ("DXA_001", "Body weight", "g", 0.01)
ONE_SEX = {"OWT_021": "male"}


@dataclass(frozen=True)
class Derived:
    """Computed from others of the same animal: y = factor * product of their powers * noise; powers may name "weight"."""

    name: str
    unit: str
    step: float
    powers: dict
    factor: tuple = (1, 1)  # female, male
    noise: float = 0.0  # SD of ln y beside what the others bring
    uses_weight: bool = True
    top: float | None = None  # y = top - the product


# factors and noise bring the figures of W, but where they are arithmetic
DERIVED = {
    "DXA_008": Derived("Lean/Body weight", "g/g", .0001, {"DXA_003": 1, "weight": -1}, uses_weight=False),
    "DXA_009": Derived("Fat/Body weight", "g/g", .0001, {"DXA_002": 1, "weight": -1}, uses_weight=False),
    "GRS_011": Derived("Forelimb and hindlimb grip strength normalised against body weight", "g/g", .01,
                       {"GRS_009": 1, "weight": -1}, uses_weight=False),
    "OFD_007": Derived("Whole arena resting time", "s", .1, {"OFD_020": -.9}, (9.66e5, 9.08e5), .115),
    "OFD_009": Derived("Whole arena average speed", "cm/s", .1, {"OFD_020": .9}, (2.85e-3, 2.83e-3), .03),
    "OFD_013": Derived("Periphery average speed", "cm/s", .1, {"OFD_020": .9}, (2.465e-3, 2.426e-3), .05),
    "ECG_002": Derived("HR", "bpm", 1, {"ECG_004": -1}, (60000, 60000)),
    "ECH_004": Derived("Ejection Fraction", "%", .1, {"ECH_005": .75}, (4.405, 4.391)),
    "IPG_011": Derived("Initial response to glucose challenge", "mg/dl", 1, {"IPG_012": .6}, (.852, .795), .155, False),
    "CBC_016": Derived("HDL-cholesterol", "mg/dl", 1, {"CBC_015": 1}, (.628, .664), .055),
    "HEM_002": Derived("Red blood cell count", "10^6/ul", .01, {"HEM_003": 1, "HEM_006": -1}, (10, 10)),
    "HEM_004": Derived("Hematocrit", "%", .1, {"HEM_003": 1, "HEM_006": -1, "HEM_005": 1}),
    "HEM_031": Derived("Lymphocyte differential count", "%", .1, {"HEM_029": 1}, (1.68, 1.73), .10, top=100),
    "OWT_004": Derived("Right kidney weight", "g", .001, {"OWT_003": 1}, (1.055, 1.047), .04),
}  # fmt: skip
PPI_GLOBAL = ("ACS_037", "% Pre-pulse inhibition - Global", "%", 0.1, ("ACS_033", "ACS_034", "ACS_035", "ACS_036"))  # their mean


@dataclass(frozen=True)
class Categories:
    """One categorical parameter: the usual category, the others with their share among controls; an effect is on the first of these."""

    name: str
    usual: str
    others: dict = field(default_factory=dict)
    no_data: str | None = None
    source: str = "A"


def _eyes(both: float, one: float, said: str) -> dict:
    pattern = {side: f"present {side}" for side in ("both eyes", "right eye", "left eye")} if said == "present" else {
        side: f"{side} abnormal" for side in ("both eyes", "right eye", "left eye")}  # fmt: skip
    return {pattern["both eyes"]: both, pattern["right eye"]: one, pattern["left eye"]: one, "no data left eye": 0.004}


CATEGORICAL = {
    "CSD_005": Categories("Coat - color - back", "As expected", {"Not as expected": 0}, "No data"),
    "CSD_007": Categories("Coat - color - abdomen", "As expected", {"Not as expected": .002}, "No data"),
    "CSD_028": Categories("Snout size", "As expected", {"Decreased": 0, "Increased": 0}),
    "CSD_030": Categories("Tremor", "Absent", {"Present": .004}),
    "CSD_033": Categories("Gait", "Fluid movement", {"Lack of fluidity in movement": .002}),
    "CSD_036": Categories("Startle response", "Present", {"None": 0}, "No data", "TCP"),  # 1,588 of 1,588 controls Present
    "CSD_039": Categories("Limb grasp", "Absent", {"Present": .01, "No data": .004}),
    "EYE_016": Categories("Lens", "normal", _eyes(.006, .015, "abnormal")),
    "EYE_017": Categories("Lens Opacity", "absent", _eyes(.006, .012, "present")),
    "EYE_024": Categories("Retinal Blood Vessels", "normal", _eyes(.004, .006, "abnormal")),
    "EYE_027": Categories("Persistence of hyaloid vascular system", "absent", _eyes(.01, .03, "present")),
    "EYE_092": Categories("Retina (combined)", "normal", _eyes(.008, .012, "abnormal")),
    "XRY_001": Categories("Skull shape", "normal", {"abnormal": .021, "unobservable": .002}, None, "WTS"),
    "XRY_019": Categories("Fusion of vertebrae", "no", {"yes": .148, "unobservable": .002}, None, "WTS"),
    "XRY_029": Categories("Syndactylism", "no syndactylism", {"Syndactylism": 0}),
    "XRY_060": Categories("Transitional vertebrae", "no", {"yes": .04, "unobservable": .003}, None, "WTS"),
}  # fmt: skip

# auditory thresholds of controls, dB SPL: mean and SD by centre (TCP has none of its own here: those of CCP-IMG)
ABR = {
    "ABR_002": ("Click-evoked ABR threshold", {"TCP": (33, 5), "MRC Harwell": (37, 6)}),
    "ABR_004": ("6kHz-evoked ABR Threshold", {"TCP": (33, 7), "MRC Harwell": (47, 10.5), "JAX": (49, 4)}),
    "ABR_006": ("12kHz-evoked ABR Threshold", {"TCP": (28, 7), "MRC Harwell": (31, 9), "JAX": (46, 8)}),
    "ABR_008": ("18kHz-evoked ABR Threshold", {"TCP": (32, 9), "MRC Harwell": (37, 9), "JAX": (35, 8)}),
    "ABR_010": ("24kHz-evoked ABR Threshold", {"TCP": (40, 16), "MRC Harwell": (38, 9), "JAX": (42, 7)}),
    "ABR_012": ("30kHz-evoked ABR Threshold", {"TCP": (51, 17), "MRC Harwell": (46, 11), "JAX": (61, 8)}),
}  # fmt: skip
ABR_TOP, ABR_STEP, ABR_EAR = 100, 5, 0.6  # no response is entered as 100; EAR: assumed share of the animal's own hearing

# series: name, unit, steps; several values per animal
GLUCOSE, CURVE, SPEED = "IPG_002", "BWT_008", "OFD_002"
SERIES = {
    GLUCOSE: ("Blood glucose concentration", "mg/dl", (0, 15, 30, 60, 120)),  # minutes after the injection
    CURVE: ("Body weight curve", "g", (4, 6, 8, 10, 12, 14, 16)),  # weeks of age; of late adults those below
    SPEED: ("Whole arena average speed series", "cm/s", (5, 10, 15, 20)),  # minutes
}
CURVE_LATE = (4, 8, 12, 16, 20, 26, 32, 40, 48, 52, 56, 59)
GLUCOSE_SHAPE = {"female": (180, 70, 5), "male": (260, 130, 20)}  # assumed: rise at 30, 60 and 120 minutes, in parts of one another
SPEED_SHAPE = (1.25, 1.05, 0.9, 0.8)  # assumed: mice slow down
