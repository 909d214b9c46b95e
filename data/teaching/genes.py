"""The genes of the teaching release: what is known of them before anything is measured.

Symbols, ids, names, places (GRCm39) and viability are the published ones (Mouse Genome Informatics; doi:10.1093/nar/gkac972).
"""

from typing import NamedTuple


class Gene(NamedTuple):
    """What is known of a gene before anything is measured; the place is None where it is not at hand."""

    marker_accession_id: str
    name: str
    synonyms: tuple = ()
    human_symbols: tuple = ()
    chromosome: str | None = None
    start: int | None = None
    end: int | None = None
    strand: str | None = None


GENES = {
    "Adamtsl4": Gene("MGI:2389008", "ADAMTS-like 4", ("Tsrc1",), ("ADAMTSL4",), "3"),
    "Adcy1": Gene("MGI:99677", "adenylate cyclase 1", ("AC1",), ("ADCY1",), "11", 7013489, 7128506, "+"),
    "Adora2a": Gene("MGI:99402", "adenosine A2a receptor", ("A2aR", "AA2AR"), ("ADORA2A",), "10", 75152711, 75170618, "+"),
    "Akt2": Gene("MGI:104874", "thymoma viral proto-oncogene 2", ("PKB", "PKBbeta"), ("AKT2",), "7"),
    "Alpk3": Gene("MGI:2151224", "alpha-kinase 3", ("Midori",), ("ALPK3",), "7", 80707348, 80755360, "+"),
    "Aqp1": Gene("MGI:103201", "aquaporin 1", ("CHIP28",), ("AQP1",), "6", 55313417, 55325540, "+"),
    "Ascc2": Gene("MGI:1922702", "activating signal cointegrator 1 complex subunit 2",
                  ("1700011I11Rik", "ASC1p100", "2610034L15Rik"), ("ASCC2",), "11", 4587747, 4635699, "+"),
    "Bbs5": Gene("MGI:1919819", "Bardet-Biedl syndrome 5", (), ("BBS5",), "2", 69477515, 69497915, "+"),
    "Cep43": Gene("MGI:1922546", "centrosomal protein 43", ("4930553O10Rik", "Fop", "Fgfr1op"), ("CEP43",), "17", 8384333, 8415636, "+"),
    "Cib2": Gene("MGI:1929293", "calcium and integrin binding family member 2",
                 ("calcium binding protein Kip2", "2810434I23Rik"), ("CIB2",), "9", 54452078, 54467502, "-"),
    "Crlf3": Gene("MGI:1860086", "cytokine receptor-like factor 3", ("Creme9", "cytor4"), ("CRLF3",), "11", 79937319, 79971817, "-"),
    "Cyp19a1": Gene("MGI:88587", "cytochrome P450, family 19, subfamily a, polypeptide 1",
                    ("aromatase", "Cyp19"), ("CYP19A1",), "9", 54073221, 54175394, "-"),
    "Dbn1": Gene("MGI:1931838", "drebrin 1", ("drebrin A", "drebrin E2"), ("DBN1",), "13", 55621241, 55635874, "-"),
    "Dtnbp1": Gene("MGI:2137586", "dystrobrevin binding protein 1", ("dysbindin", "sandy", "sdy"), ("DTNBP1",), "13"),
    "Elk1": Gene("MGI:101833", "ELK1, member of ETS oncogene family", (), ("ELK1",), "X"),
    "Fgf2": Gene("MGI:95516", "fibroblast growth factor 2", ("Fgf-2", "Fgfb", "bFGF"), ("FGF2",), "3", 37402616, 37464255, "+"),
    "Fhip1b": Gene("MGI:1921599", "FHF complex subunit HOOK interacting protein 1B", ("Fam160a2",), ("FHIP1B",), "7"),
    "Gcgr": Gene("MGI:99572", "glucagon receptor", ("GR",), ("GCGR",), "11"),
    "Gls2": Gene("MGI:2143539", "glutaminase 2 (liver, mitochondrial)", ("A330074B06Rik", "Lga"), ("GLS2",),
                 "10", 128030504, 128045873, "+"),
    "Gpr146": Gene("MGI:1933113", "G protein-coupled receptor 146", ("PGR8",), ("GPR146",), "5", 139363452, 139382170, "+"),
    "Hdgfl3": Gene("MGI:1352760", "HDGF like 3", ("HRP-3", "Hdgfrp3"), ("HDGFL3",), "7"),
    "Hpca": Gene("MGI:1336200", "hippocalcin", (), ("HPCA",), "4", 129005363, 129015829, "-"),
    "Kcnc3": Gene("MGI:96669", "potassium voltage gated channel, Shaw-related subfamily, member 3", ("Kv3.3",), ("KCNC3",), "7"),
    "Kcnd3": Gene("MGI:1928743", "potassium voltage-gated channel, Shal-related family, member 3", ("Kv4.3",), ("KCND3",), "3"),
    "Kiss1r": Gene("MGI:2148793", "KISS1 receptor", ("Gpr54", "kisspeptin receptor"), ("KISS1R",), "10"),
    "Lyn": Gene("MGI:96892", "LYN proto-oncogene, Src family tyrosine kinase", ("Hck-2",), ("LYN",), "4", 3676865, 3791613, "+"),
    "Mgme1": Gene("MGI:1921778", "mitochondrial genome maintenance exonuclease 1", (), ("MGME1",), "2"),
    "Mllt6": Gene("MGI:1935145", "myeloid/lymphoid or mixed-lineage leukemia; translocated to, 6", ("Af17",), ("MLLT6",), "11"),
    "Myo6": Gene("MGI:104785", "myosin VI", ("Snell's waltzer", "sv", "Tlc"), ("MYO6",), "9"),
    "Nxn": Gene("MGI:109331", "nucleoredoxin", (), ("NXN",), "11", 76148052, 76289967, "-"),
    "Otogl": Gene("MGI:3647600", "otogelin-like", (), ("OTOGL",), "10"),
    "Ppfibp2": Gene("MGI:894649", "PTPRF interacting protein, binding protein 2 (liprin beta 2)",
                    ("liprin beta 2", "Cclp1"), ("PPFIBP2",), "7"),
    "Rab39b": Gene("MGI:1915040", "RAB39B, member RAS oncogene family", (), ("RAB39B",), "X"),
    "Rimklb": Gene("MGI:1918325", "ribosomal modification protein rimK-like family member B", ("Naags",), ("RIMKLB",), "6"),
    "Rxfp2": Gene("MGI:2153463", "relaxin/insulin-like family peptide receptor 2", ("Great", "Lgr8"), ("RXFP2",), "5"),
    "Secisbp2l": Gene("MGI:1917604", "SECIS binding protein 2-like", (), ("SECISBP2L",), "2"),
    "Slc24a5": Gene("MGI:2677271", "solute carrier family 24, member 5", ("NCX5", "Oca6"), ("SLC24A5",), "2"),
    "Slc30a4": Gene("MGI:1345282", "solute carrier family 30 (zinc transporter), member 4", ("Znt4", "lethal milk", "lm"),
                    ("SLC30A4",), "2"),
    "Smoc1": Gene("MGI:1929878", "SPARC related modular calcium binding 1", (), ("SMOC1",), "12", 81073582, 81233188, "+"),
    "Sparc": Gene("MGI:98373", "secreted acidic cysteine rich glycoprotein", ("osteonectin", "BM-40"), ("SPARC",), "11"),
    "Spock1": Gene("MGI:105371", "sparc/osteonectin, cwcv and kazal-like domains proteoglycan 1",
                   ("Ticn1", "testican 1"), ("SPOCK1",), "13", 57569008, 58056146, "-"),
    "Tmem248": Gene("MGI:1918917", "transmembrane protein 248", (), ("TMEM248",), "5"),
    "Tmem51": Gene("MGI:2384874", "transmembrane protein 51", (), ("TMEM51",), "4", 141758303, 141811615, "-"),
    "Tnfrsf1a": Gene("MGI:1314884", "tumor necrosis factor receptor superfamily, member 1a",
                     ("TNFR1", "p55", "CD120a"), ("TNFRSF1A",), "6", 125326686, 125339446, "+"),
    "Trf": Gene("MGI:98821", "transferrin", ("hpx",), ("TF",), "9", 103086075, 103107485, "-"),
    "Trip13": Gene("MGI:1916966", "thyroid hormone receptor interactor 13", ("Pch2",), ("TRIP13",), "13"),
}  # fmt: skip

# of a cross of heterozygotes, as published; the others are viable: all three genotypes in the expected numbers
VIABILITY = dict.fromkeys(GENES, "viable") | {
    "Alpk3": "subviable", "Ascc2": "lethal", "Cep43": "lethal", "Dbn1": "subviable", "Nxn": "lethal", "Smoc1": "subviable", "Trf": "lethal",
}  # fmt: skip
# sexes of which homozygotes have no offspring, as published
INFERTILE = {
    "Gcgr": ("female", "male"), "Kiss1r": ("female", "male"), "Rimklb": ("male",), "Tmem248": ("female",), "Trip13": ("female", "male"),
}  # fmt: skip
