"""Human diseases that the genes of the release are known for, and how alike human and mouse terms are.

Ids and names of diseases are OMIM's, of their phenotypes those of the Human Phenotype Ontology (HPO): for each disease a few of many.
How alike a human and a mouse term are is set by hand, in three steps; Phenodigm computes it from the ontologies.
"""

# OMIM id | name | genes known to cause it | its phenotypes
_DISEASES = """
606346 | Deafness, Autosomal Dominant 22 | Myo6 | HP:0000407 HP:0000408
607821 | Deafness, Autosomal Recessive 37 | Myo6 | HP:0000407
609439 | Deafness, Autosomal Recessive 48 | Cib2 | HP:0000407
614869 | Usher Syndrome, Type Ij | Cib2 | HP:0000407 HP:0000510
614944 | Deafness, Autosomal Recessive 84B | Otogl | HP:0000407
610154 | Deafness, Autosomal Recessive 44 | Adcy1 | HP:0000407
225200 | Ectopia Lentis Et Pupillae | Adamtsl4 | HP:0001083 HP:0000518
225100 | Ectopia Lentis 2, Isolated, Autosomal Recessive | Adamtsl4 | HP:0001083
116100 | Cataract 20, Multiple Types | | HP:0000518
240900 | Hypoinsulinemic Hypoglycemia With Hemihypertrophy | Akt2 | HP:0001943
618052 | Cardiomyopathy, Familial Hypertrophic, 27 | Alpk3 | HP:0001639 HP:0001644 HP:0001635
615983 | Bardet-Biedl Syndrome 5 | Bbs5 | HP:0001513 HP:0000556 HP:0001162 HP:0000083
613546 | Aromatase Deficiency | Cyp19a1 | HP:0000939 HP:0001513 HP:0000855 HP:0003124
614076 | Hermansky-Pudlak Syndrome 7 | Dtnbp1 | HP:0001107 HP:0001010 HP:0000639
619290 | Mahvash Disease | Gcgr | HP:0001943
224500 | Dystonia 2, Torsion, Autosomal Recessive | Hpca | HP:0001332
605259 | Spinocerebellar Ataxia 13 | Kcnc3 | HP:0001251 HP:0001337 HP:0001249
607346 | Spinocerebellar Ataxia 19 | Kcnd3 | HP:0001251 HP:0001337
614837 | Hypogonadotropic Hypogonadism 8 With Or Without Anosmia | Kiss1r | HP:0000044 HP:0000789 HP:0000939
615084 | Mitochondrial DNA Depletion Syndrome 11 | Mgme1 | HP:0001251 HP:0001824
618529 | Robinow Syndrome, Autosomal Recessive 2 | Nxn | HP:0000175 HP:0004322
300271 | Intellectual Developmental Disorder, X-Linked 72 | Rab39b | HP:0001249
311510 | Waisman Syndrome | Rab39b | HP:0001300 HP:0001337 HP:0001249
219050 | Cryptorchidism, Unilateral Or Bilateral | Rxfp2 | HP:0000028 HP:0003251
113750 | Albinism, Oculocutaneous, Type Vi | Slc24a5 | HP:0001107 HP:0001010 HP:0000639
206920 | Microphthalmia With Limb Anomalies | Smoc1 | HP:0000568 HP:0001159 HP:0004322
616507 | Osteogenesis Imperfecta, Type Xvii | Sparc | HP:0002659 HP:0004349 HP:0004322
142680 | Periodic Fever, Familial, Autosomal Dominant | Tnfrsf1a | HP:0001954 HP:0001974
209300 | Atransferrinemia | Trf | HP:0001935 HP:0001931
617598 | Mosaic Variegated Aneuploidy Syndrome 3 | Trip13 | HP:0004322 HP:0003251
619011 | Oocyte/Zygote/Embryo Maturation Arrest 9 | Trip13 | HP:0008222
"""
_HP = """
HP:0000028 Cryptorchidism
HP:0000044 Hypogonadotropic hypogonadism
HP:0000083 Renal insufficiency
HP:0000175 Cleft palate
HP:0000407 Sensorineural hearing impairment
HP:0000408 Progressive sensorineural hearing impairment
HP:0000510 Rod-cone dystrophy
HP:0000518 Cataract
HP:0000556 Retinal dystrophy
HP:0000568 Microphthalmia
HP:0000639 Nystagmus
HP:0000789 Infertility
HP:0000855 Insulin resistance
HP:0000939 Osteoporosis
HP:0001010 Hypopigmentation of the skin
HP:0001083 Ectopia lentis
HP:0001107 Ocular albinism
HP:0001159 Syndactyly
HP:0001162 Postaxial hand polydactyly
HP:0001249 Intellectual disability
HP:0001251 Ataxia
HP:0001300 Parkinsonism
HP:0001332 Dystonia
HP:0001337 Tremor
HP:0001513 Obesity
HP:0001635 Congestive heart failure
HP:0001639 Hypertrophic cardiomyopathy
HP:0001644 Dilated cardiomyopathy
HP:0001824 Weight loss
HP:0001931 Hypochromic anemia
HP:0001935 Microcytic anemia
HP:0001943 Hypoglycemia
HP:0001954 Recurrent fever
HP:0001974 Leukocytosis
HP:0002659 Increased susceptibility to fractures
HP:0003124 Hypercholesterolemia
HP:0003251 Male infertility
HP:0004322 Short stature
HP:0004349 Reduced bone mineral density
HP:0008222 Female infertility
"""
SAME, NEAR, FAR = 2.6, 1.9, 1.2
# human term: mouse terms that mean the same | that are near | that are far but of the same kind; by name
_ALIKE = """
HP:0000028 | small testis | male infertility; decreased testis weight |
HP:0000044 | small testis | male infertility; female infertility; decreased testis weight |
HP:0000083 | increased blood urea nitrogen level; increased circulating creatinine level | abnormal kidney morphology |
HP:0000083 | | | decreased kidney weight; increased kidney weight
HP:0000175 | cleft palate | | abnormal snout morphology; abnormal cranium morphology
HP:0000407 | | abnormal auditory brainstem response | abnormal startle reflex; decreased startle reflex; decreased prepulse inhibition
HP:0000408 | | abnormal auditory brainstem response | abnormal startle reflex; decreased startle reflex
HP:0000510 | | abnormal retina morphology; abnormal retina vasculature morphology | persistence of hyaloid vascular system
HP:0000518 | cataract | abnormal lens morphology | persistence of hyaloid vascular system
HP:0000556 | | abnormal retina morphology; abnormal retina vasculature morphology | persistence of hyaloid vascular system
HP:0000568 | | | abnormal lens morphology; abnormal retina morphology
HP:0000789 | | male infertility; female infertility | small testis
HP:0000855 | increased circulating insulin level | impaired glucose tolerance |
HP:0000855 | | | increased circulating glucose level; increased fasting circulating glucose level
HP:0000939 | decreased bone mineral density | decreased bone mineral content |
HP:0001010 | | abnormal coat/hair pigmentation |
HP:0001083 | | abnormal lens morphology | cataract
HP:0001107 | | abnormal coat/hair pigmentation | abnormal retina morphology
HP:0001159 | syndactyly | | short tibia
HP:0001162 | | syndactyly |
HP:0001249 | | | hyperactivity; decreased prepulse inhibition
HP:0001251 | | abnormal gait | tremors; limb grasping; decreased grip strength
HP:0001300 | | tremors; decreased locomotor activity | abnormal gait
HP:0001332 | | limb grasping | tremors; abnormal gait; hyperactivity
HP:0001337 | tremors | limb grasping | abnormal gait
HP:0001513 | | increased total body fat amount; increased body weight | decreased lean body mass
HP:0001635 | | decreased cardiac muscle contractility; dilated heart left ventricle | increased heart weight
HP:0001639 | | increased heart weight; increased cardiac muscle contractility | abnormal heart left ventricle morphology
HP:0001644 | dilated heart left ventricle | decreased cardiac muscle contractility | increased heart weight
HP:0001824 | decreased body weight | decreased total body fat amount | decreased lean body mass
HP:0001931 | decreased mean corpuscular hemoglobin | decreased hemoglobin content | decreased mean corpuscular volume
HP:0001935 | decreased mean corpuscular volume | decreased hemoglobin content; decreased hematocrit |
HP:0001935 | | | decreased mean corpuscular hemoglobin; increased mean corpuscular volume
HP:0001943 | decreased circulating glucose level; decreased fasting circulating glucose level | |
HP:0001943 | | improved glucose tolerance | decreased circulating insulin level
HP:0001974 | increased leukocyte cell number | increased neutrophil cell number; increased lymphocyte cell number | enlarged spleen
HP:0002659 | | decreased bone mineral density; decreased bone mineral content | short tibia
HP:0003124 | increased circulating cholesterol level | increased circulating HDL cholesterol level |
HP:0003124 | | | increased circulating triglyceride level
HP:0003251 | male infertility | small testis | decreased testis weight
HP:0004322 | decreased body length | short tibia | decreased body weight
HP:0004349 | decreased bone mineral density | decreased bone mineral content |
HP:0008222 | female infertility | |
"""


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


DISEASES = {f"OMIM:{number}": (name, tuple(genes.split()), tuple(terms.split())) for number, name, genes, terms in _cells(_DISEASES)}
"""Id -> name, genes known to cause it, its phenotypes."""
HP = dict(line.split(None, 1) for line in _HP.strip().splitlines())
ALIKE = {
    (hp, mouse.strip()): score
    for hp, *kinds in _cells(_ALIKE)
    for mice, score in zip(kinds, (SAME, NEAR, FAR), strict=True)
    for mouse in mice.split(";")
    if mouse.strip()
}
"""(human term, name of the mouse term) -> how alike they are; pairs not listed have nothing in common."""
