"""Names of mouse alleles in plain words, what can be made from an allele, who made it and where to order it.

Rules: the International Committee on Standardized Genetic Nomenclature for Mice (informatics.jax.org/mgihome/nomen) and its page on the
alleles of the International Knockout Mouse Consortium (IKMC). Design of the conditional alleles: Skarnes et al. (2011),
doi:10.1038/nature10163; of the deletions: Valenzuela et al. (2003), doi:10.1038/nbt822.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from impc_nb.schema import BadTable

LONGEST = 100  # characters of a symbol
UNKNOWN = "unknown"

LABORATORIES = {
    "Bay": "Baylor College of Medicine", "Brd": "Allan Bradley, Wellcome Sanger Institute", "Byg": "BayGenomics",
    "Ccpcz": "Czech Centre for Phenogenomics, Institute of Molecular Genetics", "Cmhd": "Centre for Modeling Human Disease, Toronto",
    "Dgen": "Deltagen", "H": "MRC Harwell", "Hmgu": "Helmholtz Zentrum München", "Ics": "Institut Clinique de la Souris",
    "J": "The Jackson Laboratory", "Kmpc": "Korea Mouse Phenotyping Center",
    "Krb": "Korea Research Institute of Bioscience and Biotechnology", "Lex": "Lexicon Genetics",
    "Mbp": "Mouse Biology Program, University of California, Davis", "Mfgc": "Mammalian Functional Genomics Centre, Winnipeg",
    "Mhzh": "Model Animal Research Center of Nanjing University", "Marc": "Model Animal Research Center of Nanjing University",
    "Narl": "National Laboratory Animal Center, Taiwan", "Rbrc": "RIKEN BioResource Research Center", "Tcp": "The Centre for Phenogenomics",
    "Tigm": "Texas A&M Institute for Genomic Medicine", "Ucd": "University of California, Davis", "Vlcg": "VelociGene (Regeneron)",
    "Wcs": "William C. Skarnes, Wellcome Sanger Institute", "Wtsi": "Wellcome Sanger Institute",
    "Wrst": "Wolfgang Wurst, Helmholtz Zentrum München",
}  # fmt: skip
"""Laboratory code at the end of a symbol -> who registered it. There are thousands: a code not listed is no mistake."""

_ABBREVIATIONS = {"EUCOMM": "EUCOMM", "KOMP": "KOMP", "NCOM": "NorCOMM", "IMPC": "IMPC", "NCC": "NCC"}
_CONSORTIA = {"EUCOMM", "KOMP", "NorCOMM"}  # whose letters a to e mean the forms below

FORMS = {
    "a": ("knockout first", "reporter-tagged insertion with conditional potential: the cassette between two FRT sites stops the gene; "
          "loxP sites stand around a critical exon"),
    "b": ("reporter-tagged deletion", "the critical exon is gone everywhere, the lacZ reporter shows where the gene would be on"),
    "c": ("conditional", "the gene works, its critical exon stands between two loxP sites and can be removed where and when Cre is made"),
    "d": ("deletion", "the critical exon is gone and no reporter is left"),
    "e": ("targeted, non-conditional", "the cassette stops and reports the gene, but a loxP site was lost: never conditional"),
    "": ("reporter-tagged deletion with selection cassette", "the gene is replaced by the lacZ reporter and a selection cassette"),
    ".1": ("reporter-tagged deletion", "the gene is replaced by the lacZ reporter; the selection cassette is gone"),
}  # fmt: skip
"""What follows the number of an IKMC allele -> short name, and what was done to the gene."""

CONVERSIONS = (
    ("a", "b", "Cre", "Cre removes the selection cassette and the critical exon"),
    ("a", "c", "Flp", "Flp removes the reporter and the selection cassette: the gene works again"),
    ("c", "d", "Cre", "Cre removes the critical exon"),
    ("", ".1", "Cre", "Cre removes the selection cassette"),
)
"""What is made from what: from, to, recombinase, what happens. With :data:`FORMS` as nodes, the edges of a picture."""


@dataclass(frozen=True)
class Allele:
    """The parts of a symbol; a part the symbol does not have is None."""

    symbol: str
    gene: str | None
    superscript: str
    kind: str
    """targeted, endonuclease-mediated, gene trap, wildtype or unknown."""
    number: int | None = None
    form: str = ""
    """What follows the number: a to e, or .1 and the like."""
    programme: str | None = None
    """EUCOMM, KOMP, NorCOMM, IMPC, ...; else what was put in."""
    laboratory: str | None = None
    """The laboratory code."""

    @property
    def of_consortium(self) -> bool:
        """Whether it was targeted in ES cells by a programme of the IKMC, so that its form has a known meaning."""
        return self.kind == "targeted" and self.programme in _CONSORTIA and self.form in FORMS

    @property
    def title(self) -> str:
        """What it is, in few words."""
        if self.of_consortium:
            return FORMS[self.form][0]
        names = {"targeted": "targeted mutation", "endonuclease-mediated": "endonuclease-mediated mutation (CRISPR)"}
        return names.get(self.kind, self.kind if self.kind in ("gene trap", "wildtype") else "allele of another kind")

    @property
    def words(self) -> str:
        """One or two sentences on what was done, and by whom; says so where the name does not tell."""
        who = LABORATORIES.get(self.laboratory or "")
        by = f" Made by {who}." if who else f" Laboratory code {self.laboratory}." if self.laboratory else ""
        if self.of_consortium:
            return f"Targeted in ES cells ({self.programme}): {FORMS[self.form][1]}.{by}"
        return {
            "targeted": f"Targeted in ES cells; what was changed, the name does not tell.{by}",
            "endonuclease-mediated": "Cut by an endonuclease, in the IMPC usually Cas9, in the fertilised egg; "
                                     f"the name does not tell how much is deleted.{by}",
            "gene trap": f"A cassette that landed in the gene by chance in ES cells and stops it there.{by}",
            "wildtype": "The gene as it is in the strain.",
        }.get(self.kind, "The symbol follows none of the patterns of targeted, endonuclease-mediated or gene trap alleles; "
              "look it up at Mouse Genome Informatics.")  # fmt: skip


_PATTERN = re.compile(r"(?P<kind>tm|em)(?P<number>\d+)(?P<form>[a-z]?(?:\.\d+)?)(?:\((?P<inside>[^()]+)\))?(?P<laboratory>[A-Z][A-Za-z]*)?")
_TRAP = re.compile(r"Gt\((?P<inside>[^()]+)\)(?:\d+)?(?P<laboratory>[A-Z][A-Za-z]*)?")
_GENE = re.compile(r"[A-Za-z0-9][A-Za-z0-9().\-/_]*")
_INSIDE = re.compile(r"[\w().,:;/+*\- ]+")


def parse_allele(symbol: str) -> Allele:
    """The parts of an allele's symbol.

    Parameters
    ----------
    symbol : str
        As in ``Dbn1<tm1b(KOMP)Wtsi>``, or the part between < and > alone. At most 100 characters.

    Returns
    -------
    Allele
        Of the kind ``unknown`` where the symbol follows no pattern (spontaneous mutations, provisional names): not a mistake.

    Raises
    ------
    BadTable
        If it cannot be the symbol of an allele: not a text, empty, too long, or with characters no symbol has.

    Examples
    --------
    >>> allele = parse_allele("Dbn1<tm1b(KOMP)Wtsi>")
    >>> print(allele.gene, allele.number, allele.form, allele.programme, allele.laboratory, "|", allele.title)
    Dbn1 1 b KOMP Wtsi | reporter-tagged deletion
    >>> print(parse_allele("Myo6<sv>").kind)
    unknown
    """
    text = symbol.strip() if isinstance(symbol, str) else ""
    found = re.fullmatch(r"(?:(?P<gene>[^<>]*)<(?P<inner>[^<>]+)>|(?P<alone>[^<>]+))", text)
    gene, superscript = (found["gene"], found["inner"] or found["alone"]) if found else (None, None)
    if not found or len(text) > LONGEST or not _INSIDE.fullmatch(superscript) or (gene is not None and not _GENE.fullmatch(gene)):
        shown = text[:LONGEST] if isinstance(symbol, str) else type(symbol).__name__
        raise BadTable(f"{shown!r} is not the symbol of an allele; a symbol reads like Dbn1<tm1b(KOMP)Wtsi> or Myo6<em1(IMPC)Tcp>.")
    if superscript == "+":
        return Allele(text, gene, superscript, "wildtype")
    if trap := _TRAP.fullmatch(superscript):
        return Allele(text, gene, superscript, "gene trap", None, "", trap["inside"], trap["laboratory"])
    parts = _PATTERN.fullmatch(superscript)
    if not parts or not (parts["inside"] or parts["laboratory"]):
        return Allele(text, gene, superscript, UNKNOWN)
    inside, kind = parts["inside"], {"tm": "targeted", "em": "endonuclease-mediated"}[parts["kind"]]
    programme = _ABBREVIATIONS.get(inside or "", inside)
    return Allele(text, gene, superscript, kind, int(parts["number"]), parts["form"], programme, parts["laboratory"])


def made_from(allele: Allele | str) -> list[tuple[str, str, str]]:
    """What can be made from an allele with a recombinase: symbol, recombinase, what happens; nothing for alleles of other designs.

    Examples
    --------
    >>> for symbol, recombinase, _ in made_from("Dbn1<tm1a(KOMP)Wtsi>"):
    ...     print(recombinase, symbol)
    Cre Dbn1<tm1b(KOMP)Wtsi>
    Flp Dbn1<tm1c(KOMP)Wtsi>
    """
    one = parse_allele(allele) if isinstance(allele, str) else allele
    if not one.of_consortium:
        return []
    before, after = f"tm{one.number}{one.form}(", f"tm{one.number}{{}}("
    return [
        (one.symbol.replace(before, after.format(form), 1), recombinase, what)
        for start, form, recombinase, what in CONVERSIONS
        if start == one.form
    ]


_IKMC = "https://www.informatics.jax.org/nomen/IKMCnomen.shtml"
PROGRAMMES = [dict(zip(("programme", "title", "region", "method", "repository", "address", "source"), row, strict=True)) for row in (
    ("KOMP-CSD", "Knockout Mouse Project, CSD consortium", "United States",
     "gene targeting in ES cells: knockout first with conditional potential, symbols (KOMP)Wtsi and (KOMP)Mbp",
     "MMRRC at UC Davis (KOMP)", "https://www.mmrrc.org", "doi:10.1038/nature10163"),
    ("KOMP-Regeneron", "Knockout Mouse Project, Regeneron", "United States",
     "gene targeting in ES cells with large vectors: deletion of the whole coding sequence, symbols (KOMP)Vlcg",
     "MMRRC at UC Davis (KOMP)", "https://www.mmrrc.org", "doi:10.1038/nbt822"),
    ("EUCOMM", "European Conditional Mouse Mutagenesis Program", "Europe",
     "gene targeting in ES cells: knockout first with conditional potential, symbols (EUCOMM)Wtsi and (EUCOMM)Hmgu; and gene traps",
     "EuMMCR for vectors and cells, EMMA (INFRAFRONTIER) for mice", "https://www.infrafrontier.eu", "doi:10.1093/bfgp/elm022"),
    ("EUCOMMTOOLS", "EUCOMM: Tools for Functional Annotation of the Mouse Genome", "Europe",
     "gene targeting in ES cells as EUCOMM, under its name; and mice that make Cre in one tissue",
     "EuMMCR for vectors and cells, EMMA (INFRAFRONTIER) for mice", "https://www.infrafrontier.eu", "https://cordis.europa.eu/project/id/261492"),
    ("NorCOMM", "North American Conditional Mouse Mutagenesis Project", "Canada",
     "gene targeting and gene traps in ES cells, symbols (NCOM)Mfgc and (NCOM)Cmhd",
     "Canadian Mouse Mutant Repository", "https://www.cmmr.ca", _IKMC),
    ("TIGM", "Texas A&M Institute for Genomic Medicine", "United States",
     "gene traps in ES cells, symbols Gt(IST...)Tigm", "TIGM", "https://www.tigm.org", "doi:10.1101/gr.078352.108"),
    ("IMPC", "International Mouse Phenotyping Consortium", "worldwide",
     "CRISPR-Cas9 in fertilised eggs: a deletion in a critical exon, symbols em(IMPC); and mice from the ES cells of the others",
     "the repository of the centre that made the mice", "https://www.mousephenotype.org", "doi:10.1093/nar/gkac972"),
)]  # fmt: skip
"""The programmes whose alleles the IMPC phenotypes. The repository and its address are where to ask; no prices are kept here."""

_EMMA = ("EMMA (INFRAFRONTIER)", "https://www.infrafrontier.eu")
_MMRRC = ("MMRRC", "https://www.mmrrc.org")
_EUMMCR = ("EuMMCR", "https://www.eummcr.org")
ORDER_FROM = {
    **dict.fromkeys(("Wtsi", "Hmgu", "H", "Ics", "Ccpcz", "Wcs"), _EMMA), **dict.fromkeys(("Vlcg", "Mbp", "Bay", "Ucd"), _MMRRC),
    "J": ("The Jackson Laboratory", "https://www.jax.org"), "Rbrc": ("RIKEN BRC", "https://web.brc.riken.jp"),
    **dict.fromkeys(("Tcp", "Cmhd", "Mfgc"), ("Canadian Mouse Mutant Repository", "https://www.cmmr.ca")),
    "Tigm": ("TIGM", "https://www.tigm.org"),
}  # fmt: skip
"""Laboratory code -> repository and address to ask first; the page of the allele at the IMPC says what is held."""

SERVICES = (
    ("conversion", "Repositories and phenotyping centres turn a knockout-first allele into its other forms on request: ask the repository "
     "that holds the ES cells or mice.", "https://www.infrafrontier.eu"),
    ("industry", "Some material may not be used commercially without a licence of the owner; genOway holds one for companies.",
     "https://www.genoway.com"),
    ("Cre drivers", "Mice that make Cre in one tissue or on a signal: search for drivers by tissue.",
     "https://www.informatics.jax.org/home/recombinase"),
)  # fmt: skip
"""What else is asked when ordering: topic, what to know, address."""


def where_to_order(symbol: str, product: str = "mouse") -> tuple[str, str]:
    """Repository and address to ask first for an allele; the International Mouse Strain Resource where none is listed.

    ``product`` is ``mouse``, ``es_cell``, ``targeting_vector`` or another kind; cells and vectors of EUCOMM have a repository of their own.

    >>> print(where_to_order("Myo6<em1(IMPC)Tcp>")[0], "|", where_to_order("Dbn1<tm1a(KOMP)Wtsi>", "es_cell")[0])
    Canadian Mouse Mutant Repository | MMRRC
    """
    allele = parse_allele(symbol)
    if allele.programme == "KOMP":
        return _MMRRC
    if allele.programme == "EUCOMM" and product != "mouse":
        return _EUMMCR
    return ORDER_FROM.get(allele.laboratory or "", ("International Mouse Strain Resource", "https://www.findmice.org"))
