"""The mutant lines of the teaching release, and the true effect put into each.

Alleles, ids and zygosities are the published ones; a line published by another centre has moved to one of the three here
(``source`` says so). Effects have the direction the IMPC published (doi:10.1093/nar/gkac972, data release 22) and a size near the
published one; all others are marked "invented". They act at equal body weight.
"""

from dataclasses import dataclass, field

from genes import GENES, INFERTILE, VIABILITY, Gene

__all__ = ["GENES", "INFERTILE", "LINES", "VIABILITY", "Gene", "Line", "effect_of"]


def sd(female: float, male: float | None = None) -> tuple:
    """An effect in residual standard deviations of ln y; one number is for both sexes."""
    return "sd", female, female if male is None else male


def ln(female: float, male: float | None = None) -> tuple:
    """An effect on ln y: -0.1 is about 10 % less."""
    return "ln", female, female if male is None else male


def dB(female: float, male: float | None = None) -> tuple:
    """An effect on an auditory threshold, before it is cut at the top of the range."""
    return "dB", female, female if male is None else male


def share(first: float, no_data: float = 0.0) -> tuple:
    """Share of mutants of either sex with the first category that is not the usual one, and without data."""
    return "share", first, no_data


def each(keys: str, effect: tuple) -> dict:
    """The same effect on several parameters."""
    return dict.fromkeys(keys.split(), effect)


DEAF = each("ABR_002 ABR_004 ABR_006 ABR_008 ABR_010 ABR_012", dB(95))
"""No response at all to any tone."""


def active(size: float) -> dict:
    """More (or less) movement in the open field; what is computed from the distance changes with it."""
    return {"OFD_020": sd(size), "OFD_014": sd(0.7 * size)}


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
    twice: bool = False  # the living mice of the early stage are measured again when late


def effect_of(line: Line, early: bool, key: str) -> tuple:
    """The effect put in, as one of the above; none is ("none", 0, 0)."""
    return ((line.early if early else line.late) or {}).get(key, ("none", 0.0, 0.0))


HOM, HET, HEMI = "homozygote", "heterozygote", "hemizygote"
LINES = (
    Line("Myo6", "Myo6<em1(IMPC)Tcp>", "MGI:6257724", HOM, "TCP", "2018-09-20", 7,
         "published; weight 19.5 / 22.7 g against 23.2 / 29.1 g, body length at equal weight -0.41 / -0.02 cm",
         {"weight": ln(-.174, -.248), "DXA_006": ln(-.0454, -.0018), "DXA_004": sd(-1.8), "GRS_009": sd(-1.2), "HEM_001": sd(-1.8),
          "HEM_005": sd(1.9), "ECG_004": sd(1.9), "CBC_014": sd(1.8), "HWT_008": sd(1.2), "ACS_006": sd(-3.2), **active(4.0),
          "ACS_034": ln(-.6), "ACS_035": ln(-1.1), "ACS_036": ln(-1.4), "CSD_033": share(.6),
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
         "published direction: more fat and more active early, shorter late; invented: more fat late too",
         {"DXA_002": sd(1.5), **active(1.5)}, {"DXA_002": sd(2.0), "DXA_006": ln(-.022)}, n_late=(9, 9)),
    Line("Ppfibp2", "Ppfibp2<em1(IMPC)Tcp>", "MGI:6156597", HOM, "TCP", "2020-08-03", 3,
         "published late (weaker grip, opaque lens); no effect early",
         {}, {"GRS_009": sd(-2.2), "GRS_008": sd(-2.0), "EYE_017": share(.5)}, n_late=(15, 12)),
    Line("Ascc2", "Ascc2<tm1b(EUCOMM)Wtsi>", "MGI:5548657", HET, "TCP", "2021-03-01", 5,
         "invented: no effect in either stage; the published heterozygotes were at BCM", {}, {}),
    Line("Cep43", "Cep43<tm1b(EUCOMM)Hmgu>", "MGI:5548654", HET, "TCP", "2021-10-04", 2,
         "published by HMGU (alkaline phosphatase, cell volume, retinal blood vessels)",
         {"CBC_014": sd(1.2), "HEM_005": sd(-2.2), "EYE_024": share(.7)}, n=(9, 9)),
    Line("Mllt6", "Mllt6<em1(IMPC)Tcp>", "MGI:6156510", HOM, "TCP", "2019-09-02", 4,
         "published (pre-pulse inhibition early; white cells and bone late)",
         {"ACS_034": ln(-.35), "ACS_035": ln(-.6), "ACS_036": ln(-.7)},
         {"HEM_029": sd(2.2), "DXA_004": sd(-1.6)}, n_late=(11, 10)),
    Line("Slc30a4", "Slc30a4<em1(IMPC)Tcp>", "MGI:6156460", HOM, "TCP", "2018-06-04", 4,
         "published in both stages (short tibia), grip early", {"XRY_033": sd(-3.4), "GRS_008": sd(-1.8)}, {"XRY_033": sd(-2.0)}),
    Line("Fhip1b", "Fhip1b<em1(IMPC)Tcp>", "MGI:6156492", HOM, "TCP", "2022-01-10", 5,
         "published (little movement in the centre, white cells, glucose early)",
         {"OFD_014": sd(-1.6), "DXA_006": ln(-.016), "IPG_010": sd(1.4), "HEM_029": sd(1.4)}),
    Line("Rab39b", "Rab39b<em1(IMPC)Tcp>", "MGI:6156477", HEMI, "TCP", "2019-11-04", 3,
         "published late (lighter heart); the gene is on X, so males only", {}, {"HWT_008": sd(-1.9)},
         n=(0, 9), n_late=(0, 12)),
    Line("Dtnbp1", "Dtnbp1<tm1b(EUCOMM)Hmgu>", "MGI:5513769", HOM, "TCP", "2020-03-02", 4,
         "published (coat colour, glucose, white cells, phosphorus, grip)",
         {"CSD_005": share(.95), "CSD_007": share(.95), "EYE_092": share(.9), "IPG_010": sd(1.6), "HEM_001": sd(1.4), "CBC_010": sd(1.7),
          "CBC_018": sd(1.0), "GRS_008": sd(-1.2)}),
    Line("Kiss1r", "Kiss1r<tm1.1(KOMP)Vlcg>", "MGI:5696918", HOM, "TCP", "2018-11-05", 3,
         "published by UC Davis (bone, fat, kidneys); testis weight: direction of the known hypogonadism, size invented",
         {"DXA_004": sd(-3.0), "DXA_005": sd(-2.6), "DXA_003": sd(-1.3), "DXA_002": sd(.8), "OWT_003": sd(-2.6),
          "HWT_008": sd(-1.2), "OWT_021": ln(-1.6)}, n=(7, 7)),
    Line("Gcgr", "Gcgr<tm1.1(KOMP)Vlcg>", "MGI:5569085", HOM, "TCP", "2021-05-03", 4,
         "published by UC Davis (heavy kidneys, body composition, glucose, urea)",
         {"OWT_003": sd(2.6), "DXA_003": sd(1.1), "DXA_002": sd(-1.2), "HEM_005": sd(2.2), "CBC_004": sd(2.0),
          "CBC_015": sd(1.2), "IPG_010": sd(-1.6)}),
    Line("Tmem248", "Tmem248<tm1.1(KOMP)Vlcg>", "MGI:5569952", HOM, "TCP", "2020-06-01", 3,
         "published by UC Davis (short, light liver, spleen and heart, alkaline phosphatase)",
         {"DXA_006": ln(-.05), "OWT_023": sd(-3.2), "OWT_002": sd(-2.2), "HWT_008": sd(-2.0), "CBC_014": sd(2.2), "DXA_002": sd(-1.6)},
         n=(7, 6)),
    Line("Nxn", "Nxn<tm1b(EUCOMM)Wtsi>", "MGI:5548389", HET, "TCP", "2017-12-04", 4,
         "published by UC Davis (short tibia of heterozygotes); homozygotes die with cleft palate", {"XRY_033": sd(-2.0)}, n=(8, 8)),
    Line("Cib2", "Cib2<tm1b(EUCOMM)Wtsi>", "MGI:5548707", HOM, "MRC Harwell", "2014-09-01", 5,
         "published (deaf, weak startle, no pre-pulse inhibition, more cholesterol)",
         {"ACS_006": sd(-2.2), "ACS_034": ln(-.6), "ACS_035": ln(-1.0), "ACS_036": ln(-1.2), "CBC_015": sd(1.8),
          "CSD_036": share(.86), **DEAF}, n=(7, 8)),
    Line("Tmem51", "Tmem51<tm1b(EUCOMM)Hmgu>", "MGI:5792558", HOM, "MRC Harwell", "2015-03-02", 3,
         "published in both stages (deaf, no startle)", {"ACS_006": sd(-2.4), "ACS_034": ln(-.6), "ACS_035": ln(-1.0),
          "CSD_036": share(.95), **DEAF}, {"CSD_036": share(.83)}),
    Line("Aqp1", "Aqp1<tm1b(EUCOMM)Wtsi>", "MGI:5692545", HOM, "MRC Harwell", "2015-01-05", 4,
         "published: alkaline phosphatase and less movement in both stages, grip early, bone and fat late",
         {"CBC_014": sd(2.2), "GRS_009": sd(-2.0), **active(-1.6)},
         {"CBC_014": sd(1.9), "DXA_004": sd(-1.9), "DXA_002": sd(-2.4), **active(-1.9)}, n_late=(9, 10)),
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
    Line("Alpk3", "Alpk3<tm1b(EUCOMM)Hmgu>", "MGI:5698072", HOM, "MRC Harwell", "2016-03-07", 3,
         "published (large, weak heart); half the published size",
         {"HWT_008": sd(4.0), "ECH_005": sd(-3.0), "ECH_008": sd(2.8)}, n=(6, 7)),
    Line("Cyp19a1", "Cyp19a1<tm1b(EUCOMM)Hmgu>", "MGI:6163776", HOM, "MRC Harwell", "2015-06-01", 4,
         "published (more fat, urea and cholesterol early; little movement late)",
         {"DXA_002": sd(1.6), "CBC_015": sd(1.8), "CBC_004": sd(1.6)}, {**active(-1.9)}, n_late=(11, 10)),
    Line("Adcy1", "Adcy1<tm1b(EUCOMM)Wtsi>", "MGI:5780575", HOM, "MRC Harwell", "2014-11-03", 4,
         "published in both stages (much movement), cell volume early", {"HEM_005": sd(2.4), **active(1.9)}, {**active(2.6)}),
    Line("Gpr146", "Gpr146<em1(IMPC)H>", "MGI:6153856", HOM, "MRC Harwell", "2017-05-01", 5,
         "published: less cholesterol in both stages; small red cells and little haemoglobin late",
         {"CBC_015": sd(-1.8), "CBC_017": sd(-1.2)},
         {"CBC_015": sd(-1.8), "HEM_005": sd(-3.0), "HEM_003": sd(-2.4)}, n_late=(12, 12)),
    Line("Tnfrsf1a", "Tnfrsf1a<tm2b(EUCOMM)Wtsi>", "MGI:5780574", HOM, "MRC Harwell", "2016-10-10", 4,
         "published (white cells)", {"HEM_001": sd(2.2), "HEM_029": sd(-1.2)}),
    Line("Hpca", "Hpca<em1(IMPC)H>", "MGI:6257540", HOM, "MRC Harwell", "2017-07-03", 4,
         "published in both stages (much movement), alkaline phosphatase late", {**active(2.4)}, {"CBC_014": sd(1.2), **active(2.8)}),
    Line("Lyn", "Lyn<tm1b(EUCOMM)Hmgu>", "MGI:5756074", HOM, "MRC Harwell", "2015-05-04", 3,
         "published (white cells and platelets early; urea, cholesterol and bone late)",
         {"HEM_001": sd(-2.0), "HEM_029": sd(2.6), "HEM_008": sd(-1.6), "CBC_004": sd(.8)},
         {"CBC_004": sd(2.4), "CBC_015": sd(-2.0), "DXA_004": sd(-2.0)}, n_late=(10, 9)),
    Line("Smoc1", "Smoc1<tm1b(EUCOMM)Wtsi>", "MGI:5548713", HOM, "MRC Harwell", "2018-04-02", 3,
         "published (short tibia, skull and snout, gait, digits)",
         {"XRY_033": sd(-4.5), "XRY_001": share(.9), "CSD_028": share(.9), "CSD_033": share(.8), "XRY_029": share(.9)}, n=(6, 6)),
    Line("Bbs5", "Bbs5<tm1b(EUCOMM)Wtsi>", "MGI:5548622", HOM, "MRC Harwell", "2014-05-05", 4,
         "published (fat, short tibia, glucose response); a third of the published size",
         {"weight": ln(.14, .12), "DXA_002": sd(3.0), "XRY_033": sd(-3.0), "IPG_012": sd(1.8), "DXA_004": sd(-1.6)}, n=(7, 8)),
    Line("Rxfp2", "Rxfp2<tm1b(EUCOMM)Wtsi>", "MGI:5548762", HOM, "MRC Harwell", "2016-10-03", 4,
         "published by HMGU (quick breathing)", {"ECH_018": sd(2.6)}),
    Line("Trip13", "Trip13<tm1.1(KOMP)Vlcg>", "MGI:5443928", HOM, "JAX", "2016-01-18", 4,
         "published (glucose, red cells, less bone early; bone late)",
         {"IPG_010": sd(1.7), "HEM_003": sd(-2.4), "HEM_006": sd(1.5), "DXA_005": sd(-1.3), "DXA_004": sd(-1.2)},
         {"DXA_004": sd(-1.6), "DXA_005": sd(-1.6)}),
    Line("Rimklb", "Rimklb<tm1.1(KOMP)Vlcg>", "MGI:5474780", HOM, "JAX", "2016-04-11", 4,
         "published in both stages (much movement), strong grip late; invented: the same mice measured twice",
         {**active(1.7)}, {"GRS_009": sd(1.9), **active(2.0)}, n=(10, 10), n_late=(10, 10), twice=True),
    Line("Secisbp2l", "Secisbp2l<em1(IMPC)J>", "MGI:6259589", HOM, "JAX", "2019-02-04", 4,
         "published (startle and bone early; much movement and quick heart late)",
         {"ACS_006": sd(2.4), "DXA_004": sd(1.4)}, {"ECG_004": sd(-1.6), **active(1.4)}),
    Line("Kcnc3", "Kcnc3<em1(IMPC)J>", "MGI:5697086", HOM, "JAX", "2016-09-05", 4,
         "published in both stages (much movement), less bone and a weak grip late; invented: the same mice measured twice",
         {**active(1.9)}, {"DXA_004": sd(-1.9), "DXA_005": sd(-1.5), "GRS_008": sd(-2.4), **active(1.3)},
         n=(9, 10), n_late=(9, 10), twice=True),
    Line("Kcnd3", "Kcnd3<em1(IMPC)J>", "MGI:5644712", HOM, "JAX", "2017-03-06", 4,
         "published late (much movement); invented: none early", {}, {**active(1.6)}),
    Line("Adamtsl4", "Adamtsl4<em1(IMPC)J>", "MGI:5795948", HOM, "JAX", "2017-10-02", 4,
         "published (weak grip and eye early; lens opacity late)",
         {"GRS_008": sd(-2.0), "GRS_009": sd(-1.8), "EYE_027": share(.7), "EYE_092": share(.8)}, {"EYE_017": share(.6)}),
    Line("Trf", "Trf<em1(IMPC)J>", "MGI:6094268", HET, "JAX", "2018-05-07", 4,
         "published in both stages (large red cells)", {"HEM_005": sd(2.0)}, {"HEM_005": sd(1.8)}),
    Line("Otogl", "Otogl<em1(IMPC)J>", "MGI:5755623", HOM, "JAX", "2015-10-05", 3,
         "published (hearing); thresholds 40 dB higher",
         {**each("ABR_002 ABR_004 ABR_006 ABR_008 ABR_010 ABR_012", dB(45)), "ACS_006": sd(-1.8)}),
    Line("Slc24a5", "Slc24a5<tm1b(KOMP)Mbp>", "MGI:5554824", HOM, "JAX", "2015-06-08", 4,
         "published (coat colour, pre-pulse inhibition, retina, grip)",
         {"CSD_005": share(.7), "CSD_007": share(.7), "EYE_092": share(.7), "ACS_034": ln(-.35), "ACS_035": ln(-.5), "GRS_009": sd(1.6)}),
    Line("Elk1", "Elk1<tm1.1(KOMP)Vlcg>", "MGI:5585644", HEMI, "JAX", "2017-06-05", 4,
         "published (insulin); the gene is on X, so males only", {"INS_001": sd(2.2)}, n=(0, 10)),
    Line("Mgme1", "Mgme1<em1(IMPC)J>", "MGI:5825054", HOM, "JAX", "2018-09-03", 4,
         "published (glucose early; little fat late)", {"IPG_010": sd(2.2)}, {"DXA_002": sd(-2.6), "DXA_003": sd(1.4)}, n_late=(10, 9)),
)  # fmt: skip
