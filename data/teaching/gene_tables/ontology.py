"""The part of the Mammalian Phenotype Ontology the release needs: ids, names and parents are the ontology's (CC BY 4.0).

``terms.tsv`` holds every term a parameter, a line or a finding of the release may have, all terms above them, and the 24 body systems in
the portal's order. The definitions are our own words; most follow from the name.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Term(NamedTuple):
    """A term of the ontology; its parents are ids."""

    name: str
    parents: tuple
    synonyms: str | None


def _read() -> dict:
    with Path(__file__).with_name("terms.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {
            row["mp_term_id"]: Term(row["mp_term_name"], tuple(row["parent_mp_term_id"].split()), row["synonyms"] or None) for row in rows
        }


TERMS = _read()
SYSTEMS = tuple(mp for mp, term in TERMS.items() if not term.parents)
"""The 24 body systems, in the portal's order."""

_DEFINITIONS = """
abnormal auditory brainstem response | the brain stem answers sounds at other thresholds than that of wildtype mice
abnormal gait | a walk that is not fluid: waddling, dragging, high steps or tiptoes
abnormal locomotor activation | movement about the arena that starts or lasts unlike that of wildtype mice
abnormal startle reflex | the jump after a sudden loud noise is missing, weaker, stronger or late
abnormal synaptic physiology | nerve cells pass signals on unlike those of wildtype mice
abnormal survival | fewer or more mice live to an age than expected
abnormal red blood cell distribution width | red blood cells whose sizes vary more or less than usual
bundle branch block | the signal of the heartbeat is held up in one of the two branches to the ventricles
cataract | a lens that is not clear
cleft palate | the roof of the mouth has not closed
decreased cardiac muscle contractility | the heart muscle shortens less with each beat
decreased prepulse inhibition | a soft sound before a loud one dampens the startle less than in wildtype mice
decreased red blood cell distribution width | red blood cells whose sizes vary less than in wildtype mice
decreased respiratory quotient | less carbon dioxide breathed out for the oxygen used: more fat is burnt
decreased startle reflex | a weaker jump after a sudden loud noise
dilated heart left ventricle | a left ventricle that is wider than in wildtype mice
dilated heart ventricle | a ventricle that is wider than in wildtype mice
dilated heart | chambers of the heart that are wider than in wildtype mice
edema | fluid that collects in tissue or a body cavity
embryonic lethality | death before birth, while organs form or grow
embryonic lethality prior to organogenesis | death before organs form, in the mouse before about day 9.5
embryonic lethality prior to tooth bud stage | death before the buds of the teeth form, in the mouse before about day 12
female infertility | females have no offspring with wildtype males
fused joints | bones grown together where a joint should be
heart block | the signal of the heartbeat is held up or lost on its way
hydrocephaly | too much fluid in the hollows of the brain, which widen
hyperactivity | more movement than in wildtype mice
hypoactivity | less movement than in wildtype mice
impaired glucose tolerance | blood glucose stays higher for longer after a dose of glucose
impaired muscle contractility | muscle that shortens with less force
improved glucose tolerance | blood glucose falls sooner after a dose of glucose
increased cardiac muscle contractility | the heart muscle shortens more with each beat
increased prepulse inhibition | a soft sound before a loud one dampens the startle more than in wildtype mice
increased red blood cell distribution width | red blood cells whose sizes vary more than in wildtype mice
increased respiratory quotient | more carbon dioxide breathed out for the oxygen used: more carbohydrate is burnt
increased startle reflex | a stronger jump after a sudden loud noise
infertility | no offspring although mated
intraventricular block | the signal of the heartbeat is held up within the ventricles
limb grasping | a mouse lifted by its tail clasps its own limbs instead of spreading them
male infertility | males have no offspring with wildtype females
mortality/aging | when mice die, and how they age
oral cleft | a gap in lip or palate that should have closed
organomegaly | an organ that is larger than in wildtype mice
pallor | skin without its usual rosy colour
persistence of hyaloid vascular system | blood vessels of the unborn eye that have not gone after birth
prenatal lethality | death before birth
preweaning lethality | death between fertilisation and weaning
preweaning lethality, complete penetrance | none of the homozygous pups lives to weaning
preweaning lethality, incomplete penetrance | some homozygous pups live to weaning, but fewer than half of those expected
prolonged QRS complex duration | the ventricles take longer to be excited than in wildtype mice
prolonged RR interval | more time between two beats of the heart than in wildtype mice
shortened QRS complex duration | the ventricles take less time to be excited than in wildtype mice
shortened RR interval | less time between two beats of the heart than in wildtype mice
syndactyly | digits grown together
thrombocytopenia | fewer platelets in the blood than in wildtype mice
thrombocytosis | more platelets in the blood than in wildtype mice
tremors | shaking that the mouse does not intend
uremia | waste the kidneys should clear stays in the blood
vertebral fusion | vertebrae grown together
vertebral transformation | a vertebra with the shape of another region of the spine
visceromegaly | an inner organ that is larger than in wildtype mice
"""
_PLAIN_WORDS = """
HDL cholesterol | HDL cholesterol (carried back to the liver)
alanine transaminase | alanine transaminase (an enzyme of liver cells)
alkaline phosphatase | alkaline phosphatase (an enzyme of bone and bile ducts)
aspartate transaminase | aspartate transaminase (an enzyme of liver, heart and muscle)
appendicular skeleton | skeleton of the limbs
autopod | paw
axial skeleton | skeleton of skull, spine and ribs
blood urea nitrogen | urea in the blood
body length | length from nose to the base of the tail
bone mineral content | mineral in all bones together
bone mineral density | mineral for the area of bone
craniofacial | skull and face
creatinine | creatinine (from muscle, cleared by the kidneys)
erythrocyte cell | red blood cells
facial | face
fasting circulating glucose | glucose in the blood after a fast
granulocyte | granulocytes (a kind of white blood cell)
grip strength | force with which a mouse holds on to a grid
hematocrit | share of the blood that is red cells
hematopoietic system | blood and what makes it
hemoglobin content | hemoglobin in the blood
heart electrocardiography waveform feature | a feature of the heart's electric trace
hindlimb zeugopod | lower hind leg
impulse conducting system conduction | how the signal of the heartbeat travels
lean body mass | mass of all but fat and bone mineral
hematopoietic cell | blood cells and their precursors
leukocyte cell | white blood cells
locomotor activity | movement about the arena
mean corpuscular hemoglobin | average hemoglobin in a red blood cell
mean corpuscular volume | average size of the red blood cells
lymphocyte cell | lymphocytes (a kind of white blood cell)
mononuclear cell | white blood cells with a round nucleus
myeloid cell | blood cells of the myeloid line
neutrophil cell | neutrophils (white blood cells against bacteria)
platelet cell | platelets
pulmonary respiratory rate | breaths in a minute
reproductive system | organs and course of reproduction
respiratory | breathing
serum albumin | albumin (the commonest protein of the serum)
skin adnexa | hair, glands and nails
total tissue mass | mass of the body's tissue
triglyceride | triglyceride (stored fat)
vitreous body | jelly of the eye
"""
_SPECIAL, _PLAIN = (dict(line.split(" | ") for line in text.strip().splitlines()) for text in (_DEFINITIONS, _PLAIN_WORDS))
_AMOUNT = r"(?:number|level|amount|weight|size|length|mass|rate|content|density|volume|hematocrit|hemoglobin|intake|strength|quotient)"
_RULES = (  # the first that fits
    (r"(.+) phenotype$", "all that differs from wildtype mice here: {}"),
    (r"increased (.+) (?:number|level|amount)$", "{}: more than in wildtype mice"),
    (r"decreased (.+) number$", "{}: fewer than in wildtype mice"),
    (r"decreased (.+) (?:level|amount)$", "{}: less than in wildtype mice"),
    (r"abnormal (.+) (?:number|level|amount)$", "{}: more or less than in wildtype mice"),
    (r"increased (.+)$", "{}: above that of wildtype mice"),
    (r"decreased (.+)$", "{}: below that of wildtype mice"),
    (r"enlarged (.+)$", "{} larger than in wildtype mice"),
    (r"small (.+)$", "{} smaller than in wildtype mice"),
    (r"long (.+)$", "{} longer than in wildtype mice"),
    (r"short (.+)$", "{} shorter than in wildtype mice"),
    (rf"abnormal (.+ {_AMOUNT}|{_AMOUNT})$", "{}: above or below that of wildtype mice"),
    (r"abnormal (.+) (?:morphology|structure|development|morphology/development)$", "{}: built or shaped unlike in wildtype mice"),
    (r"abnormal (.+) (?:physiology|function)$", "{}: at work unlike in wildtype mice"),
    (r"abnormal (.+) (?:homeostasis|regulation)$", "{}: kept in balance unlike in wildtype mice"),
    (r"abnormal (.+)$", "{} unlike that of wildtype mice"),
)


def _plainly(words: str) -> str:
    """The part of a name that says what is meant, in plainer words where there are some; what circulates is in the blood."""
    within = words.removeprefix("circulating ")
    plain = _PLAIN.get(words) or _PLAIN.get(within, within)
    return plain if within == words or words in _PLAIN else f"{plain} in the blood"


def definition(mp: str) -> str:
    """What a term means, in our own words."""
    name = TERMS[mp].name
    if name in _SPECIAL:
        return _SPECIAL[name]
    found = next((said.format(_plainly(fit[1])) for rule, said in _RULES if (fit := re.fullmatch(rule, name))), None)
    return found or f"{name}, unlike in wildtype mice"


@cache
def above(mp: str) -> frozenset:
    """Every term above one, with the body systems; not itself."""
    parents = TERMS[mp].parents
    return frozenset(parents).union(*(above(one) for one in parents))


def systems(mp: str) -> list[str]:
    """The body systems a term belongs to, in the portal's order."""
    return [one for one in SYSTEMS if one == mp or one in above(mp)]


def between(mp: str) -> list[str]:
    """The terms between a term and its body systems."""
    return sorted(above(mp) - set(SYSTEMS))


def names(ids: list) -> list[str]:
    return [TERMS[one].name for one in ids]
