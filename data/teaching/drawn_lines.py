"""The genes and mutant lines of the teaching release, and the true effect put into each line.

Symbols, ids, alleles and zygosities are the published ones; a line published by another centre has moved to one of the two here
(``source`` says so). Effects have the direction the IMPC published (doi:10.1093/nar/gkac972, data release 22) and a size near
the published one; all others are marked "invented". They act at equal body weight.
"""

from dataclasses import dataclass, field

# symbol: MGI id, name, synonyms, human symbols
GENES = {
    "Adora2a": ("MGI:99402", "adenosine A2a receptor", ("A2aR", "AA2AR"), ("ADORA2A",)),
    "Akt2": ("MGI:104874", "thymoma viral proto-oncogene 2", ("PKB", "PKBbeta"), ("AKT2",)),
    "Aqp1": ("MGI:103201", "aquaporin 1", ("CHIP28",), ("AQP1",)),
    "Ascc2": ("MGI:1922702", "activating signal cointegrator 1 complex subunit 2",
              ("1700011I11Rik", "ASC1p100", "2610034L15Rik"), ("ASCC2",)),
    "Cep43": ("MGI:1922546", "centrosomal protein 43", ("4930553O10Rik", "Fop", "Fgfr1op"), ("CEP43",)),
    "Cib2": ("MGI:1929293", "calcium and integrin binding family member 2", ("calcium binding protein Kip2", "2810434I23Rik"), ("CIB2",)),
    "Crlf3": ("MGI:1860086", "cytokine receptor-like factor 3", ("Creme9", "cytor4"), ("CRLF3",)),
    "Dbn1": ("MGI:1931838", "drebrin 1", ("drebrin A", "drebrin E2"), ("DBN1",)),
    "Fgf2": ("MGI:95516", "fibroblast growth factor 2", ("Fgf-2", "Fgfb", "bFGF"), ("FGF2",)),
    "Gls2": ("MGI:2143539", "glutaminase 2 (liver, mitochondrial)", ("A330074B06Rik", "Lga"), ("GLS2",)),
    "Hdgfl3": ("MGI:1352760", "HDGF like 3", ("HRP-3", "Hdgfrp3"), ("HDGFL3",)),
    "Myo6": ("MGI:104785", "myosin VI", ("Snell's waltzer", "sv", "Tlc"), ("MYO6",)),
    "Ppfibp2": ("MGI:894649", "PTPRF interacting protein, binding protein 2 (liprin beta 2)", ("liprin beta 2", "Cclp1"), ("PPFIBP2",)),
    "Sparc": ("MGI:98373", "secreted acidic cysteine rich glycoprotein", ("osteonectin", "BM-40"), ("SPARC",)),
    "Spock1": ("MGI:105371", "sparc/osteonectin, cwcv and kazal-like domains proteoglycan 1", ("Ticn1", "testican 1"), ("SPOCK1",)),
    "Tmem51": ("MGI:2384874", "transmembrane protein 51", (), ("TMEM51",)),
}  # fmt: skip


def sd(female: float, male: float | None = None) -> tuple:
    """An effect in residual standard deviations of ln y; one number is for both sexes."""
    return "sd", female, female if male is None else male


def ln(female: float, male: float | None = None) -> tuple:
    """An effect on ln y: -0.1 is about 10 % less."""
    return "ln", female, female if male is None else male


def dB(female: float, male: float | None = None) -> tuple:
    """An effect on an auditory threshold, before it is cut at the top of the range."""
    return "dB", female, female if male is None else male


def share(none: float, no_data: float = 0.0) -> tuple:
    """Share of mutants of either sex without a startle response, and without data."""
    return "share", none, no_data


DEAF = {f"ABR_{k}": dB(95) for k in ("002", "004", "006", "008", "010", "012")}


@dataclass(frozen=True)
class Line:
    gene: str
    allele: str
    allele_id: str
    zygosity: str
    centre: str
    start: str  # first birth of the early adults
    dates: int  # cohorts, so days of measurement
    source: str
    early: dict = field(default_factory=dict)  # parameter or "weight" -> effect
    late: dict | None = None  # None: not tested late
    n: tuple = (8, 8)  # early females, males
    n_late: tuple = (10, 10)
    spread: int = 150  # days between the first and the last cohort's birth


def effect_of(line: Line, early: bool, key: str) -> tuple:
    """The effect put in, as one of the above; none is ("none", 0, 0)."""
    return ((line.early if early else line.late) or {}).get(key, ("none", 0.0, 0.0))


HOM, HET = "homozygote", "heterozygote"
LINES = (
    Line("Myo6", "Myo6<em1(IMPC)Tcp>", "MGI:6257724", HOM, "TCP", "2018-09-20", 7,
         "published; weight 19.5 / 22.7 g against 23.2 / 29.1 g, body length at equal weight -0.41 / -0.02 cm",
         {"weight": ln(-.174, -.248), "DXA_006": ln(-.0454, -.0018), "DXA_004": sd(-1.8), "GRS_009": sd(-1.2), "HEM_001": sd(-1.8),
          "HEM_005": sd(1.9), "ECG_004": sd(1.9), "CBC_014": sd(1.8), "HWT_008": sd(1.2), "ACS_006": sd(-3.2),
          "CSD_036": share(.5, .25), **DEAF}),
    Line("Gls2", "Gls2<em1(IMPC)Tcp>", "MGI:6156429", HOM, "TCP", "2018-03-05", 5,
         "published early (smaller red cells, more platelets); invented late: body weight stops gaining with age",
         {"HEM_005": sd(-2.4), "HEM_008": sd(.7)}, {"weight": ln(-.26, -.22), "HEM_005": sd(-1.6), "IPG_010": sd(-.9)}, n_late=(14, 12)),
    Line("Dbn1", "Dbn1<tm1b(KOMP)Wtsi>", "MGI:5501061", HET, "TCP", "2019-04-01", 4,
         "published direction early (less fat, more lean mass); invented late: no effect",
         {"DXA_002": sd(-1.6), "DXA_003": sd(1.3)}, {}, n=(8, 7)),
    Line("Dbn1", "Dbn1<tm1b(KOMP)Wtsi>", "MGI:5501061", HOM, "TCP", "2019-04-01", 3,
         "invented: more than the heterozygote", {"DXA_002": sd(-2.6), "DXA_003": sd(2.2)}, n=(7, 7)),
    Line("Dbn1", "Dbn1<tm1b(KOMP)Wtsi>", "MGI:5501061", HET, "MRC Harwell", "2017-02-06", 4,
         "published for another allele by WTSI (white cells)", {"HEM_001": sd(2.2)}, n=(7, 8)),
    Line("Hdgfl3", "Hdgfl3<em1(IMPC)Tcp>", "MGI:6156464", HOM, "TCP", "2020-01-13", 4,
         "published direction: more fat early, shorter late; invented: more fat late too",
         {"DXA_002": sd(1.5)}, {"DXA_002": sd(2.0), "DXA_006": ln(-.022)}, n_late=(9, 9)),
    Line("Ppfibp2", "Ppfibp2<em1(IMPC)Tcp>", "MGI:6156597", HOM, "TCP", "2020-08-03", 3,
         "published late (weaker grip); no effect early", {}, {"GRS_009": sd(-2.2)}, n_late=(15, 12)),
    Line("Ascc2", "Ascc2<tm1b(EUCOMM)Wtsi>", "MGI:5548657", HOM, "TCP", "2021-03-01", 5,
         "invented: no effect in either stage; the published mice were at BCM", {}, {}),
    Line("Cep43", "Cep43<tm1b(EUCOMM)Hmgu>", "MGI:5548654", HET, "TCP", "2021-10-04", 2,
         "published by HMGU (alkaline phosphatase, cell volume)", {"CBC_014": sd(1.2), "HEM_005": sd(-2.2)}, n=(9, 9)),
    Line("Cib2", "Cib2<tm1b(EUCOMM)Wtsi>", "MGI:5548707", HOM, "MRC Harwell", "2014-09-01", 5,
         "published (deaf, weak startle, more cholesterol)",
         {"ACS_006": sd(-2.2), "CBC_015": sd(1.8), "CSD_036": share(.86), **DEAF}, n=(7, 8)),
    Line("Tmem51", "Tmem51<tm1b(EUCOMM)Hmgu>", "MGI:5792558", HOM, "MRC Harwell", "2015-03-02", 3,
         "published in both stages (deaf, no startle)", {"ACS_006": sd(-2.4), "CSD_036": share(.95), **DEAF}, {"CSD_036": share(.83)}),
    Line("Aqp1", "Aqp1<tm1b(EUCOMM)Wtsi>", "MGI:5692545", HOM, "MRC Harwell", "2015-01-05", 4,
         "published: alkaline phosphatase in both stages, grip early, bone and fat late",
         {"CBC_014": sd(2.2), "GRS_009": sd(-2.0)}, {"CBC_014": sd(1.9), "DXA_004": sd(-1.9), "DXA_002": sd(-2.4)}, n_late=(9, 10)),
    Line("Adora2a", "Adora2a<em1(IMPC)H>", "MGI:6315517", HOM, "MRC Harwell", "2016-02-01", 4,
         "published direction: less lean mass in both stages, more fat and less haemoglobin late",
         {"DXA_003": sd(-1.2)}, {"DXA_002": sd(2.2), "DXA_003": sd(-1.2), "HEM_003": sd(-2.2)}, n=(12, 12), n_late=(12, 11), spread=420),
    Line("Spock1", "Spock1<em1(IMPC)H>", "MGI:6153825", HOM, "MRC Harwell", "2016-11-07", 4,
         "published: RR interval in both stages, glucose early only",
         {"ECG_004": sd(2.0), "IPG_010": sd(-2.4)}, {"ECG_004": sd(2.0)}, n_late=(13, 12)),
    Line("Fgf2", "Fgf2<tm1b(EUCOMM)Wtsi>", "MGI:5637206", HOM, "MRC Harwell", "2017-09-04", 3,
         "invented: cholesterol in males only", {"CBC_015": sd(0, 2.0)}, n=(8, 9)),
    Line("Crlf3", "Crlf3<tm1b(KOMP)Wtsi>", "MGI:5548496", HOM, "MRC Harwell", "2018-02-05", 6,
         "published by WTSI (platelets, cell volume)", {"HEM_008": sd(-2.4), "HEM_005": sd(-1.5)}),
    Line("Sparc", "Sparc<tm1a(EUCOMM)Wtsi>", "MGI:4432869", HOM, "MRC Harwell", "2018-08-06", 3,
         "published by WTSI: weight 26.4 / 35.7 g against 31.5 / 38.8 g, bone",
         {"weight": ln(-.177, -.082), "DXA_004": ln(-.10, -.09)}, n=(7, 9)),
    Line("Akt2", "Akt2<tm1Wcs>", "MGI:5760356", HOM, "MRC Harwell", "2014-03-03", 3,
         "published by WTSI: light, little fat; here half the published weight effect", {"weight": ln(-.24, -.23), "DXA_002": sd(-1.8)}),
)  # fmt: skip
