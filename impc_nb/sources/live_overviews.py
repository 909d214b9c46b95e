"""Intake readers of overviews: landing pages, counts of publications, the values of a gene's fields, designs of its vectors."""

from __future__ import annotations

import re

from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb import http
from impc_nb.answers_overviews import PAGES, facets_table, landing_table, publication_counts_table
from impc_nb.answers_tables import table_of
from impc_nb.schema import NotFound
from impc_nb.sources.live_lists import products_of
from impc_nb.sources.live_tables import joined, picked
from impc_nb.sources.live_ways import SERVICES, WAYS, check, the_way

_NOTHING = http.NO_CONTENT | {403}  # S3 may hide what is not there
_DESIGN = re.compile(r"\d{1,9}", re.ASCII)


class LiveLandingPages(BaseReader):
    """What the website's landing pages state of genes and terms; a ``text`` in the name of pages picks these."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, text=None, **rest):
        asked, client, service = check({"text": text} | rest), http.default_client(), SERVICES["landing"]
        named = [page for page in PAGES if text is not None and text.lower().strip().replace(" ", "_") in page]
        pages = named or list(PAGES)
        answers = client.many([f"{data.url}/{page}.json" for page in pages], service, no_content=_NOTHING)
        gene = asked.get("gene")
        tables = [landing_table(page, answer, service, gene) for page, answer in zip(pages, answers, strict=True) if answer is not None]
        if not tables:
            raise NotFound(f"{service} hold none of the pages {', '.join(pages)}.")
        return picked("landing_pages", joined(tables), {what: said for what, said in asked.items() if what != "text" or not named})


class LivePublicationCounts(BaseReader):
    """How many publications there are by year, quarter and agency."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, service, **rest):
        asked = check(rest)
        answer = http.default_client().json(f"{service}/api/v1/publications/aggregation", SERVICES["publication"])
        return picked("publication_counts", publication_counts_table(answer, SERVICES["publication"]), asked)


class LiveFacets(BaseReader):
    """Which values the datasets of a gene have in each field: procedures, parameters, alleles, body systems, ..."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, **rest):
        asked, rest, service = check({"gene": gene}), check(rest), SERVICES["gene"]
        the_way("facets", WAYS["viability"], asked)
        answer = http.default_client().json(f"{data.url}/v1/genes/{gene}/dataset/get_filter_data", service)
        return picked("facets", facets_table(answer, service, gene), rest)


class LiveDesigns(BaseReader):
    """The oligos of the vectors made for a gene, or of one design (``text``, its number)."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, text=None, **rest):
        asked, rest, service = check({"gene": gene, "text": text}), check(rest), SERVICES["allele"]
        if not asked:
            raise NotFound("The live release answers designs for a gene (gene='Myo6') or the number of a design (text='40489'); name one.")
        if text is not None and not _DESIGN.fullmatch(text):
            raise NotFound(f"{text[:100]!r} is not the number of a design; one looks like 40489.")
        same: dict = {}
        if text is None:
            products = products_of(data.url, gene)
            ids = [one for one in products["design_id"].dropna().unique() if _DESIGN.fullmatch(one)]
            symbols = products["marker_symbol"].dropna().unique()
            same = {"marker_symbol": symbols[0]} if len(symbols) == 1 else {}
        else:
            ids = [text]
        answers = http.default_client().many([f"{data.url}/v1/alleles/htgt/designId:{one}" for one in ids], service)
        tables = [table_of("designs", answer, service, gene=gene, same=same) for answer in [*answers, None]]
        return picked("designs", joined(tables), rest)
