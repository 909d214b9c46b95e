"""Which term of the Mammalian Phenotype Ontology a significant result stands for: the ids and names the IMPC assigns (CC BY 4.0).

A direction without a term of its own has the term for "abnormal"; where there is none, sexes that disagree have no term.
"""

INCREASED, DECREASED, ABNORMAL = "increased", "decreased", "abnormal"

# parameters | term when increased | when decreased | when abnormal (categories, and sexes that disagree); indented lines go on
_TERMS = """
DXA_001 | MP:0001260 increased body weight | MP:0001262 decreased body weight
DXA_002 DXA_009 | MP:0010024 increased total body fat amount | MP:0010025 decreased total body fat amount
DXA_003 DXA_008 | MP:0003960 increased lean body mass | MP:0003961 decreased lean body mass
DXA_004 | MP:0000062 increased bone mineral density | MP:0000063 decreased bone mineral density
DXA_005 | MP:0010123 increased bone mineral content | MP:0010124 decreased bone mineral content
DXA_006 | MP:0001257 increased body length | MP:0001258 decreased body length
GRS_008 GRS_009 GRS_011 | MP:0010052 increased grip strength | MP:0010053 decreased grip strength
OFD_007 | MP:0001402 decreased locomotor activity | MP:0001399 hyperactivity | MP:0003313 abnormal locomotor activation
OFD_009 OFD_013 OFD_014 OFD_020 | MP:0001399 hyperactivity | MP:0001402 decreased locomotor activity
ACS_006 | MP:0001488 increased startle reflex | MP:0001489 decreased startle reflex
ACS_033 ACS_034 ACS_035 ACS_036 ACS_037 | MP:0009141 increased prepulse inhibition | MP:0009142 decreased prepulse inhibition
ECG_002 | MP:0002626 increased heart rate | MP:0005333 decreased heart rate
ECG_004 | MP:0010506 prolonged RR interval | MP:0010507 shortened RR interval
ECG_007 | MP:0010392 prolonged QRS complex duration | MP:0010393 shortened QRS complex duration
ECH_004 ECH_005 | MP:0005599 increased cardiac muscle contractility | MP:0005140 decreased cardiac muscle contractility
ECH_008 | MP:0002753 dilated heart left ventricle | MP:0003921 abnormal heart left ventricle morphology
    | MP:0003921 abnormal heart left ventricle morphology
ECH_018 | MP:0005573 increased pulmonary respiratory rate | MP:0005574 decreased pulmonary respiratory rate
CAL_008 | MP:0011939 increased food intake | MP:0011940 decreased food intake
CAL_017 | MP:0010378 increased respiratory quotient | MP:0010379 decreased respiratory quotient
INS_001 | MP:0002079 increased circulating insulin level | MP:0002727 decreased circulating insulin level
IPG_010 | MP:0013279 increased fasting circulating glucose level | MP:0013278 decreased fasting circulating glucose level
IPG_011 IPG_012 | MP:0005293 impaired glucose tolerance | MP:0005292 improved glucose tolerance
CBC_004 | MP:0005565 increased blood urea nitrogen level | MP:0005566 decreased blood urea nitrogen level
CBC_005 | MP:0005553 increased circulating creatinine level | MP:0005554 decreased circulating creatinine level
CBC_006 | MP:0005568 increased circulating total protein level | MP:0005567 decreased circulating total protein level
CBC_007 | MP:0002965 increased circulating serum albumin level | MP:0005419 decreased circulating serum albumin level
CBC_009 | MP:0000194 increased circulating calcium level | MP:0000195 decreased circulating calcium level
CBC_010 | MP:0001566 increased circulating phosphate level | MP:0000198 decreased circulating phosphate level
    | MP:0001565 abnormal circulating phosphate level
CBC_012 | MP:0005343 increased circulating aspartate transaminase level | MP:0005632 decreased circulating aspartate transaminase level
CBC_013 | MP:0002941 increased circulating alanine transaminase level | MP:0002942 decreased circulating alanine transaminase level
CBC_014 | MP:0002968 increased circulating alkaline phosphatase level | MP:0002966 decreased circulating alkaline phosphatase level
    | MP:0000202 abnormal circulating alkaline phosphatase level
CBC_015 | MP:0005178 increased circulating cholesterol level | MP:0005179 decreased circulating cholesterol level
CBC_016 | MP:0001556 increased circulating HDL cholesterol level | MP:0000186 decreased circulating HDL cholesterol level
CBC_017 | MP:0001552 increased circulating triglyceride level | MP:0002644 decreased circulating triglyceride level
CBC_018 | MP:0005559 increased circulating glucose level | MP:0005560 decreased circulating glucose level
    | MP:0000188 abnormal circulating glucose level
HEM_001 | MP:0000218 increased leukocyte cell number | MP:0000221 decreased leukocyte cell number
HEM_002 | MP:0003131 increased erythrocyte cell number | MP:0002875 decreased erythrocyte cell number
    | MP:0001586 abnormal erythrocyte cell number
HEM_003 | MP:0005564 increased hemoglobin content | MP:0002874 decreased hemoglobin content | MP:0005563 abnormal hemoglobin content
HEM_004 | MP:0002608 increased hematocrit | MP:0000208 decreased hematocrit | MP:0002596 abnormal hematocrit
HEM_005 | MP:0002590 increased mean corpuscular volume | MP:0002591 decreased mean corpuscular volume
    | MP:0000226 abnormal mean corpuscular volume
HEM_006 | MP:0005561 increased mean corpuscular hemoglobin | MP:0005562 decreased mean corpuscular hemoglobin
    | MP:0001589 abnormal mean corpuscular hemoglobin
HEM_008 | MP:0005505 thrombocytosis | MP:0003179 thrombocytopenia | MP:0011898 abnormal platelet cell number
HEM_027 | MP:0010067 increased red blood cell distribution width | MP:0010068 decreased red blood cell distribution width
    | MP:0010066 abnormal red blood cell distribution width
HEM_029 | MP:0000219 increased neutrophil cell number | MP:0000222 decreased neutrophil cell number
HEM_031 | MP:0005013 increased lymphocyte cell number | MP:0005016 decreased lymphocyte cell number
    | MP:0000717 abnormal lymphocyte cell number
HWT_008 | MP:0002833 increased heart weight | MP:0002834 decreased heart weight | MP:0004857 abnormal heart weight
OWT_002 | MP:0004952 increased spleen weight | MP:0004953 decreased spleen weight
OWT_003 OWT_004 | MP:0003917 increased kidney weight | MP:0003918 decreased kidney weight
OWT_021 | MP:0004851 increased testis weight | MP:0004852 decreased testis weight
OWT_023 | MP:0002981 increased liver weight | MP:0003402 decreased liver weight
XRY_033 | MP:0004357 long tibia | MP:0002764 short tibia
CSD_005 CSD_007 |  |  | MP:0002075 abnormal coat/hair pigmentation
CSD_028 |  |  | MP:0000443 abnormal snout morphology
CSD_030 |  |  | MP:0000745 tremors
CSD_033 |  |  | MP:0001406 abnormal gait
CSD_036 |  |  | MP:0001486 abnormal startle reflex
CSD_039 |  |  | MP:0001513 limb grasping
EYE_016 |  |  | MP:0001303 abnormal lens morphology
EYE_017 |  |  | MP:0001304 cataract
EYE_024 |  |  | MP:0002792 abnormal retina vasculature morphology
EYE_027 |  |  | MP:0001289 persistence of hyaloid vascular system
EYE_092 |  |  | MP:0001325 abnormal retina morphology
XRY_001 |  |  | MP:0000438 abnormal cranium morphology
XRY_019 |  |  | MP:0004609 vertebral fusion
XRY_029 |  |  | MP:0000564 syndactyly
XRY_060 |  |  | MP:0003036 vertebral transformation
ABR_002 ABR_004 ABR_006 ABR_008 ABR_010 ABR_012 |  |  | MP:0004738 abnormal auditory brainstem response
"""

# counted on lines, not on animals: outcome -> term
LINE_TERMS = {
    "lethal": ("MP:0011100", "preweaning lethality, complete penetrance"),
    "subviable": ("MP:0011110", "preweaning lethality, incomplete penetrance"),
    "male": ("MP:0001925", "male infertility"), "female": ("MP:0001926", "female infertility"),
    "cleft palate": ("MP:0000111", "cleft palate"), "embryo size": ("MP:0001697", "abnormal embryo size"),
}  # fmt: skip

# body system: id of its term, and what belongs to it of the above; the portal's order
_SYSTEMS = """
adipose tissue | MP:0005375 | DXA_002 DXA_009
behavior/neurological | MP:0005386 | ACS_006 CAL_008 CSD_030 CSD_033 CSD_036 CSD_039 GRS_008 GRS_009 GRS_011 OFD
cardiovascular system | MP:0005385 | ECG ECH_004 ECH_005 ECH_008 EYE_024 HWT
craniofacial | MP:0005382 | CSD_028 XRY_001 MP:0000111
digestive/alimentary | MP:0005381 | MP:0000111
embryo | MP:0005380 | MP:0001697
endocrine/exocrine gland | MP:0005379 | OWT_021
growth/size/body region | MP:0005378 | CSD_028 DXA_001 DXA_003 DXA_006 DXA_008 HWT OWT_002 OWT_003 OWT_004 OWT_023 MP:0000111 MP:0001697
hearing/vestibular/ear | MP:0005377 | ABR
hematopoietic system | MP:0005397 | HEM OWT_002
homeostasis/metabolism | MP:0005376 | CAL_017 CBC INS IPG
immune system | MP:0005387 | HEM_001 HEM_029 HEM_031 OWT_002
integument | MP:0010771 | CSD_005 CSD_007
limbs/digits/tail | MP:0005371 | XRY_029 XRY_033
liver/biliary system | MP:0005370 | OWT_023
mortality/aging | MP:0010768 | MP:0011100 MP:0011110
muscle | MP:0005369 | ECH_004 ECH_005
nervous system | MP:0003631 | ACS_033 ACS_034 ACS_035 ACS_036 ACS_037
pigmentation | MP:0001186 | CSD_005 CSD_007
renal/urinary system | MP:0005367 | OWT_003 OWT_004
reproductive system | MP:0005389 | OWT_021 MP:0001925 MP:0001926
respiratory system | MP:0005388 | ECH_018
skeleton | MP:0005390 | DXA_004 DXA_005 XRY_001 XRY_019 XRY_033 XRY_060
vision/eye | MP:0005391 | EYE
"""
_NOT_GROWTH = ("MP:0002834", "MP:0004857", "MP:0004953", "MP:0003918", "MP:0003402")  # organs that are light


def _cells(block: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in block.strip().replace("\n    |", " |").splitlines()]


TERMS = {
    key: {kind: tuple(said.split(None, 1)) for kind, said in zip((INCREASED, DECREASED, ABNORMAL), cells, strict=False) if said}
    for keys, *cells in _cells(_TERMS) for key in keys.split()
}  # fmt: skip
"""Parameter -> direction -> (id, name)."""
SYSTEMS = {
    name if name == "mortality/aging" else f"{name} phenotype": (mp, tuple(members.split())) for name, mp, members in _cells(_SYSTEMS)
}
"""Name of each of the 24 body systems -> the id of its term, and its parameters, procedures or terms."""


def term(key: str, directions: set[str]) -> tuple[str | None, str | None]:
    """Id and name for the directions in which both sexes or one of them changed; sexes that disagree are abnormal."""
    known = TERMS.get(key, {})
    one = next(iter(directions)) if len(directions) == 1 else ABNORMAL
    return known.get(one, known.get(ABNORMAL, (None, None)))


def systems(key: str, mp_term_id: str | None = None) -> list[tuple[str, str]]:
    """Ids and names of the body systems a parameter counts for, or one of its terms belongs to."""
    found = [(mp, name) for name, (mp, members) in SYSTEMS.items() if {key, key[:3], mp_term_id} & set(members)]
    return [pair for pair in found if not (mp_term_id in _NOT_GROWTH and pair[0] == "MP:0005378")]
