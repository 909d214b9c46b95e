"""What an answer says of a product beside its names: checks, addresses of maps and files, and how CRISPR cut.

Nothing here refuses an answer: a part of another kind than expected is left out and counted, for the product is there without it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from impc_nb.answers_fields import OTHER_KIND, solr_name
from impc_nb.tables import SEVERAL

_NUCLEASE = {"type": ("nucleaseType",), "class": ("nucleaseClass",)}
_GUIDE = {"sequence": ("guideSequence", "sequence"), "pam": ("pam",), "chr_name": ("chr",), "start": ("start",), "stop": ("stop",),
          "strand": ("strand",), "assembly": ("genomeBuild",)}  # fmt: skip
_PRIMER = {"name": ("name",), "sequence": ("sequence",)}


def details(raw: Mapping, changes: Counter) -> dict[str, str | None]:
    """The columns of a product that are put together from parts of its row, by today's services or the older one.

    ``otherLinks`` of a vector are of the vector, those of mice and cells of the allele and of the vector it was made with.

    >>> print(details({"qcData": [{"userQc": {"threePrimeLrPcr": "pass"}}]}, Counter())["qc_results"])
    user three_prime_lr_pcr: pass
    """
    files = {key: said for one in _objects(raw.get("otherLinks"), changes) for key, said in one.items()}
    own = files if str(raw.get("type")).endswith("_vector") else {}
    of_allele = {} if own else files
    made_with = (raw.get("associatedProductVectorName"), raw.get("targetingVector") if "esCellClone" in raw else None)
    return {
        "vector_name": _first(made_with, _word, changes),
        "backbone": _word(raw.get("backbone"), changes),
        "qc_results": _checks(raw.get("qcData"), changes),
        "qc_link": _address(raw.get("qcDataUrl"), changes),
        "allele_map_link": _first((of_allele.get("alleleImage"), raw.get("alleleMapUrl")), _address, changes),
        "genbank_link": _first((of_allele.get("genbankFile"), raw.get("genbankFileUrl")), _address, changes),
        "vector_map_link": _first((files.get("vectorAlleleImage"), own.get("alleleImage"), raw.get("vectorMap")), _address, changes),
        "vector_genbank_link": _first((files.get("vectorGenbankFile"), own.get("genbankFile"), raw.get("genbankFile")), _address, changes),
        "nucleases": _stated(raw.get("nucleases"), _NUCLEASE, changes),
        "guides": _stated(raw.get("guides"), _GUIDE, changes),
        "genotype_primers": _stated(raw.get("genotypePrimers"), _PRIMER, changes),
    }


def _objects(said: object, changes: Counter) -> list[dict]:
    """The objects of a list, or the one that stands alone."""
    found = [one for one in (said if isinstance(said, list) else [said]) if one not in (None, "", [], {})]
    changes[OTHER_KIND] += sum(not isinstance(one, dict) for one in found)
    return [one for one in found if isinstance(one, dict)]


def _word(said: object, changes: Counter) -> str | None:
    """A single value without the signs that stand between values."""
    if isinstance(said, dict | list):
        changes[OTHER_KIND] += bool(said)
        return None
    if said is None or (isinstance(said, float) and not math.isfinite(said)):
        return None
    said = int(said) if isinstance(said, float) and said.is_integer() else said
    return re.sub(r"[;,\s]+", " ", str(said)).strip() or None


def _address(said: object, changes: Counter) -> str | None:
    changes[OTHER_KIND] += bool(said) and not isinstance(said, str)
    return said.strip() or None if isinstance(said, str) else None


def _first(said: Iterable, read, changes: Counter) -> str | None:
    return next(filter(None, (read(one, changes) for one in said)), None)


def _stated(said: object, names: Mapping[str, tuple[str, ...]], changes: Counter) -> str | None:
    """Objects as "sequence GAGG, pam TGG; sequence ..."; what one of them does not say is left out of it."""
    found = []
    for one in _objects(said, changes):
        words = {name: _first((one.get(key) for key in keys), _word, changes) for name, keys in names.items()}
        found.append(", ".join(f"{name} {word}" for name, word in words.items() if word))
    return SEVERAL.join(dict.fromkeys(filter(None, found))) or None


def _checks(said: object, changes: Counter) -> str | None:
    """Checks as "production loxp_confirmation: pass; user ...": who checked, what, and the outcome as stated."""
    found = []
    for one in _objects(said, changes):
        for stage, inside in one.items():
            if isinstance(inside, dict | list):
                who = f"{_key(stage).removesuffix('_qc')} "
                found += [(f"{who}{_key(check)}", outcome) for part in _objects(inside, changes) for check, outcome in part.items()]
            else:  # a check without who made it
                found.append((_key(stage), inside))
    words = [(check, _word(outcome, changes)) for check, outcome in found]
    return SEVERAL.join(dict.fromkeys(f"{check}: {word}" for check, word in words if word)) or None


def _key(name: str) -> str:
    return re.sub(r"[;,:\s]+", "_", solr_name(name)).strip("_")
