"""The questions users ask of a core, live or of a stored release: the same, with one switch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
from tqdm import tqdm

from impc_nb.catalog import open_catalog, service_roots
from impc_nb.schema import NotFound, Unavailable
from impc_nb.solr import service, stored
from impc_nb.solr.conditions import Condition
from impc_nb.solr.question import MOST, Answer, question


def query(core: str, where: Condition | None = None, *, release: str | os.PathLike | None = None, **how) -> Answer:
    """Ask a core for documents.

    Parameters
    ----------
    core : str
        ``genotype-phenotype`` (one call each), ``statistical-result`` (one analysis each), ``experiment`` (one observation each),
        ``phenodigm`` (disease models) or ``gene``.
    where : Condition, optional
        Such as ``(field("marker_symbol") == "Myo6") & field("p_value").between(0, 1e-4)``; all documents if left out.
    fq, fl, rows, start, sort, facet
        As Solr's: further conditions; fields (names, or ``computed(...)``); how many documents, from which on; "p_value asc", or a
        function; fields by whose values documents are counted.
    release : str or path, optional
        ``live`` asks the service; ``teaching`` and folders are searched by the same conditions: calls, results, disease models and genes
        in their tables, observations in the files of the parameters that ``where`` names (``field("parameter_stable_id") == ...``).

    Returns
    -------
    Answer
        With the documents, how many there are in all, and counts.

    Raises
    ------
    NotFound
        If the core or a field is unknown (the message lists the nearest), or a value does not fit its field; nothing was asked then.
    Unavailable
        If the service or release does not answer; ``NotOffered`` if a release holds no such documents.

    Warnings
    --------
    Ranges include their ends: ``between(0, 1e-4)`` is not ``p < 1e-4``. Comparisons of text are exact, capitals included.

    Examples
    --------
    >>> from impc_nb.solr import field
    >>> answer = query("gene", field("marker_symbol") == "Myo6", fl="mgi_accession_id,marker_symbol")
    >>> print(answer.num_found, answer.docs["mgi_accession_id"].iloc[0])
    1 MGI:104785
    """
    asked, catalog = question(core, where, **how), open_catalog(release)
    if catalog.metadata["release"].kind == "live":
        return service.answered(asked, service_roots(catalog)["solr_root"], catalog.metadata["release"])
    return stored.evaluated(asked, stored.documents(catalog, asked), catalog.metadata["release"])


def count(core: str, where: Condition | None = None, release: str | os.PathLike | None = None) -> int:
    """How many documents fulfil a condition: to be known before they are downloaded.

    Examples
    --------
    >>> from impc_nb.solr import field
    >>> print(count("gene", field("marker_symbol").one_of("Myo6", "Cib2")))
    2
    """
    return query(core, where, rows=0, release=release).num_found


def batches(core: str, where: Condition | None = None, *, fl: Sequence | str = (), fq: Sequence[Condition] | Condition = (),
            size: int = 5000, release: str | os.PathLike | None = None) -> Iterator[pd.DataFrame]:  # fmt: skip
    """All documents that fulfil a condition, some at a time: by Solr's ``cursorMark`` where it is ``live``.

    Yields
    ------
    DataFrame
        At most ``size`` documents, as :attr:`Answer.docs`.

    Examples
    --------
    >>> from impc_nb.solr import field
    >>> print([len(part) for part in batches("gene", field("marker_symbol").one_of("Myo6", "Cib2"), size=1)])
    [1, 1]
    """
    if not isinstance(size, int) or not 0 < size <= MOST:
        raise NotFound(f"A batch has from 1 to {MOST:,} documents, not {str(size)[:20]}.")
    asked, catalog = question(core, where, fl=fl, fq=fq, rows=size), open_catalog(release)
    if catalog.metadata["release"].kind == "live":
        yield from service.by_cursor(asked, service_roots(catalog)["solr_root"])
        return
    docs = stored.evaluated(replace(asked, rows=None), stored.documents(catalog, asked), catalog.metadata["release"]).docs
    yield from (docs.iloc[start : start + size].reset_index(drop=True) for start in range(0, len(docs), size))


def download(core: str, where: Condition | None = None, *, release: str | os.PathLike | None = None, **how) -> pd.DataFrame:
    """All documents that fulfil a condition, with a progress bar; :func:`batches` gives them one part at a time.

    Examples
    --------
    >>> from impc_nb.solr import field
    >>> print(len(download("gene", field("marker_symbol").one_of("Myo6", "Cib2"))))
    2
    """
    fq = how.get("fq", ())
    total = query(core, where, fq=fq, rows=0, release=release).num_found
    parts = []
    with tqdm(total=total, desc=f"Documents of {core}", unit=" documents", disable=None) as bar:
        for part in batches(core, where, release=release, **how):
            parts.append(part)
            bar.update(len(part))
    found = pd.concat(parts, ignore_index=True) if parts else query(core, where, fq=fq, fl=how.get("fl", ()), rows=0, release=release).docs
    if len(found) != total:
        raise Unavailable(f"{service.SOLR} counted {total:,} documents but gave {len(found):,}; its data may be changing: ask again.")
    return found
