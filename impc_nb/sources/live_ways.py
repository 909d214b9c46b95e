"""Which service is asked for a table, at which address, and what the question needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from impc_nb.schema import NotFound
from impc_nb.sources.asking import GENE_TEXT, IMPRESS_ID_LIKE, MGI_ID_LIKE, MP_ID_LIKE, checked

TEXT = (GENE_TEXT, "a text the services search for", "hearing loss")
CHECKS = {"gene": MGI_ID_LIKE, "phenotype": MP_ID_LIKE, "parameter": IMPRESS_ID_LIKE, "text": TEXT}
WORDS = {"gene": "a gene (gene='Myo6')", "phenotype": "a Mammalian Phenotype term (phenotype='MP:0001258')",
          "parameter": "a parameter (parameter='IMPC_DXA_006_001')", "text": "a part of a name (text='hearing')"}  # fmt: skip
COLUMN = {"gene": "marker_accession_id", "phenotype": "mp_term_id", "parameter": "parameter_stable_id"}
_NAMED = ("gene", "phenotype", "body weight", "image", "allele", "publication", "results by phenotype", "dataset")
SERVICES = {what: f"The IMPC {what} service" for what in _NAMED} | {"search": "The IMPC search", "landing": "The IMPC landing pages"}


class Way(NamedTuple):
    """How a question is put: ``needs`` names what must be asked for; of the ``paths`` after each other the first that answers counts.

    The paths of one step are asked together and their rows joined; a path begins with the shape of its answer.
    """

    service: str
    needs: tuple[str, ...]
    steps: tuple[tuple[tuple[str, str], ...], ...]


def _way(service: str, needs: str, *steps: str) -> Way:
    paths = tuple(tuple(tuple(one.split(" ", 1)) for one in step.split(" & ")) for step in steps)
    return Way(SERVICES[service], tuple(needs.split()), paths)


_GENE, _TERM, _SEARCH = "v1/genes/{gene}", "v1/phenotypes/{phenotype}", "search/v1/search?type=PHENOTYPE&prefix="
_LISTED = "v1/genes/statistical-result/filtered?mgiGeneAccessionId={gene}"
WAYS: Mapping[str, tuple[Way, ...]] = {
    "gene_summaries": (_way("gene", "gene", f"gene_summaries {_GENE}/summary"),),
    "alleles": (_way("gene", "gene", f"alleles {_GENE}/order"),),
    "procedures": (
        _way("phenotype", "phenotype", f"procedures_of_term {_TERM}/summary", f"procedures_named {_TERM}/procedures"),
        _way("gene", "gene", f"procedures {_LISTED} & procedures {_GENE}/statistical-result"),
    ),
    "phenotype_hits": (
        _way("gene", "gene", f"phenotype_hits {_GENE}/phenotype-hits"),
        _way("phenotype", "phenotype", f"phenotype_hits {_TERM}/genotype-hits/by-any-phenotype-Id"),
    ),
    "phenotype_results": (_way("results by phenotype", "phenotype", "phenotype_results {phenotype}.json"),),
    "terms": (
        _way("phenotype", "phenotype", f"term {_TERM}/summary"),
        _way("search", "text", f"terms {_SEARCH}{{text}}"),
        _way("search", "", f"terms {_SEARCH}"),
    ),
    "viability": (_way("gene", "gene", f"viability {_GENE}/dataset/viability & fertility {_LISTED}"),),
    "expression": (_way("gene", "gene", f"expression {_GENE}/expression"),),
    "histopathology": (_way("gene", "gene", f"histopathology {_GENE}/histopathology", f"gene_histopathology {_GENE}/gene_histopathology"),),
    "gross_pathology": (_way("gene", "gene", f"gross_pathology {_GENE}/pathology"),),
    "images": (_way("gene", "gene", f"images {_GENE}/images"),),
    "disease_models": (
        _way("gene", "gene", " & ".join(f"disease_models {_GENE}/disease/json?associationCurated={flag}" for flag in ("true", "false")),
             f"disease_models {_GENE}/disease"),
    ),
}  # fmt: skip


def check(asked: Mapping) -> dict[str, str]:
    """What is asked for, each fit to stand in an address."""
    for what in [what for what in asked if what not in CHECKS]:
        raise NotFound(f"Tables of the live release are not asked for by {str(what)[:60]!r}, but by {', '.join(CHECKS)}.")
    return {what: checked(said, *CHECKS[what]) for what, said in asked.items() if said is not None}


def the_way(table: str, ways: tuple[Way, ...], asked: Mapping) -> Way:
    """The first way for which everything is given; a sentence that says what the service answers for when there is none."""
    for way in ways:
        if set(way.needs) <= set(asked):
            return way
    accepted = " or ".join(" and ".join(WORDS[need] for need in way.needs) for way in ways)
    raise NotFound(f"The live release answers {table.replace('_', ' ')} for {accepted}; name one.")
