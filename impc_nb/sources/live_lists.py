"""Intake readers of tables that take several questions: pages of publications, products of each allele, datasets of a gene."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pandas as pd
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb import http
from impc_nb.answers import counted
from impc_nb.answers_fields import DUPLICATES, NO_PARENTS
from impc_nb.answers_tables import late_adult_table, table_of
from impc_nb.schema import NotFound, Unavailable
from impc_nb.sources.live_tables import joined, picked, read_way
from impc_nb.sources.live_ways import SERVICES, WAYS, check, the_way

MOST_PAGES = 200
_KEYS = ("marker_symbol", "marker_accession_id", "allele_symbol", "allele_accession_id", "colony_id", "phenotyping_center",
         "procedure_stable_id")  # fmt: skip


class LivePublications(BaseReader):
    """Publications that used a gene's alleles, or all that a text is found in, page by page."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, service, gene=None, text=None, **rest):
        asked, rest = check({"gene": gene, "text": text}), check(rest)
        if not asked:
            raise NotFound("The live release answers publications for a gene (gene='Myo6') or a part of a text (text='hearing'); name one.")
        if gene is None:
            address = f"{service}/api/v1/publications?page={{page}}&size=100&searchQuery={quote(text, safe='')}"
            return picked("publications", _pages(address, None), rest)
        found = _pages(f"{data.url}/v1/genes/{gene}/publication?page={{page}}", gene)
        return picked("publications", found, rest | {what: said for what, said in asked.items() if what == "text"})


def _pages(address: str, gene: str | None) -> pd.DataFrame:
    """All pages of a list of publications; an older service gives the whole list at once."""
    client, service = http.default_client(), SERVICES["publication"]
    first = client.json(address.format(page=0), service)
    pages = first.get("totalPages") if isinstance(first, dict) else 1
    if not isinstance(pages, int) or not 0 <= pages <= MOST_PAGES:
        raise Unavailable(f"{service} says that there are {str(pages)[:20]} pages of publications, more than the {MOST_PAGES} read here; "
                          "ask for a gene or a longer text.")  # fmt: skip
    rest = client.many([address.format(page=page) for page in range(1, pages)], service)
    return joined([table_of("publications", answer, service, gene=gene) for answer in [first, *rest]])


class LiveTerms(BaseReader):
    """Terms of the Mammalian Phenotype ontology whose name begins with a text, one term (``phenotype``), or all that the search lists."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, phenotype=None, text=None, **rest):
        asked, client = check({"phenotype": phenotype, "text": text} | rest), http.default_client()
        way = the_way("terms", WAYS["terms"], asked)
        found = read_way(client, data.url, way, asked)
        table = picked("terms", found, {what: said for what, said in asked.items() if what not in way.needs})
        if phenotype is None or table.empty or table["mp_term_name"].isna().all():
            return table
        name = re.sub(r"[^\w .,'()/-]", " ", table["mp_term_name"].iloc[0])[:80]
        try:  # a term's own page does not say what it is a kind of; the search does
            more = read_way(client, data.url, the_way("terms", WAYS["terms"], {"text": name}), {"text": name})
        except Unavailable:
            return counted(table, table.attrs["normalised"], {NO_PARENTS: 1})
        more = more[more["mp_term_id"] == phenotype].reset_index(drop=True)
        changes = table.attrs["normalised"]
        return counted(table.where(table.notna(), more.reindex(table.index)) if len(more) else table, changes)


class LiveProducts(BaseReader):
    """What can be ordered: the mice, ES cell clones and vectors of each allele of a gene, or of one allele (``text``, its symbol)."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, text=None, **rest):
        rest = check(rest)
        return picked("products", products_of(data.url, gene, text), rest)


def products_of(root: str, gene: str | None, text: str | None = None) -> pd.DataFrame:
    """The products of every allele of a gene (MGI id), or of the allele ``text``."""
    asked, client, service = check({"gene": gene}), http.default_client(), SERVICES["allele"]
    way = the_way("products", WAYS["alleles"], asked)
    if text is not None and _superscript(text) is None:
        raise NotFound(f"{str(text)[:100]!r} is not the symbol of an allele; one looks like Dbn1<tm1a(KOMP)Wtsi>.")
    alleles = [(text, "mouse; es_cell; targeting_vector; intermediate_vector")]
    if text is None:
        listed = read_way(client, root, way, asked)
        alleles = zip(listed["allele_symbol"], listed["product_types"].fillna(""), strict=True)
    questions = [(symbol, shape, f"{root}/v1/alleles/{path}/{gene}/{quote(name, safe='()')}")
                 for symbol, types in alleles for name in [_superscript(symbol)] if name
                 for shape, path in _product_paths(types.split("; "), name)]  # fmt: skip
    answers = client.many([url for *_, url in questions], service)
    silent = dict.fromkeys(symbol for symbol, *_ in questions)
    for (symbol, *_), answer in zip(questions, answers, strict=True):
        if answer is not None:
            silent.pop(symbol, None)
    old = client.many([f"{root}/v1/alleles/{gene}/{quote(_superscript(symbol), safe='()')}" for symbol in silent], service)
    shapes = ("mouse_of_allele", "es_cell_of_allele", "vector_of_allele")
    said = [(symbol, shape, answer) for (symbol, shape, _), answer in zip(questions, answers, strict=True)]
    said += [(symbol, shape, answer) for symbol, answer in zip(silent, old, strict=True) for shape in shapes]
    tables = [table_of(shape, answer, service, gene=gene, same={"allele_symbol": symbol}) for symbol, shape, answer in said]
    return joined([*tables, table_of("products", None, service)])


def _superscript(symbol) -> str | None:
    """What stands in the angle brackets of an allele's symbol, if it is fit to stand in an address."""
    found = re.fullmatch(r"[^<>]{1,60}<([\w().\-]{1,60})>", symbol, re.ASCII) if isinstance(symbol, str) else None
    return found[1] if found and ".." not in found[1] else None


def _product_paths(types: list[str], name: str) -> list[tuple[str, str]]:
    named = {"mouse": "mice", "es_cell": "es_cell", "targeting_vector": "tvp", "intermediate_vector": "ivp"}
    paths = [("products", f"{named[one]}/get_by_mgi_and_allele_name") for one in types if one in named]
    if name.startswith("em") or "crispr" in types:  # made with CRISPR: how is told apart
        paths.append(("crispr", "crispr/get_by_mgi_and_allele_superscript"))
    return paths


class LivePupCounts(BaseReader):
    """The pups counted for the viability datasets of a gene, each count of a line once."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, points, gene=None, **rest):
        asked, rest, client, service = check({"gene": gene}), check(rest), http.default_client(), SERVICES["dataset"]
        lines = read_way(client, data.url, the_way("pup_counts", WAYS["viability"], asked), asked)
        ids = lines[lines["doc_id"].str.fullmatch("[0-9a-f]{32}").eq(True)]
        answers = client.many([f"{points}/{one}.json" for one in ids["doc_id"]], service, no_content=http.NO_CONTENT | {403})
        tables = [table_of("pup_counts", answer, service, same={"doc_id": row["doc_id"]} | {key: row[key] for key in _KEYS})
                  for row, answer in zip(ids.to_dict("records"), answers, strict=True)]  # fmt: skip
        table = joined([*tables, table_of("pup_counts", None, service)])
        once = table.drop_duplicates([column for column in table if column != "doc_id"], ignore_index=True)
        return picked("pup_counts", counted(once, table.attrs["normalised"], {DUPLICATES: len(table) - len(once)}), rest)


class LiveBodyWeights(BaseReader):
    """Mean body weight by week of age; line and centre are those of the dataset's description, where there is one."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, **rest):
        asked, rest, client, service = check({"gene": gene}), check(rest), http.default_client(), SERVICES["body weight"]
        the_way("body_weight_curves", WAYS["viability"], asked)
        answer = client.json(f"{data.url}/v1/bodyweight/byMgiGeneAccId?{urlencode({'mgiGeneAccId': gene}, safe=':')}", service)
        table = table_of("body_weight_curves", answer, service, gene=gene)
        ids = [one for one in table["doc_id"].dropna().unique() if re.fullmatch("[0-9a-f]{32}", one)]
        described = client.many([f"{data.url}/v1/genes/{one}/dataset" for one in ids], SERVICES["gene"])
        for doc_id, said in zip(ids, described, strict=True):
            lines = table_of("viability", said, SERVICES["gene"])  # any description of a dataset: its line and centre
            for column in ("marker_symbol", "allele_symbol", "allele_accession_id", "phenotyping_center") if len(lines) else ():
                table.loc[(table["doc_id"] == doc_id) & table[column].isna(), column] = lines[column].iloc[0]
        return picked("body_weight_curves", table, rest)


class LiveImageFiles(BaseReader):
    """The pictures of a gene's mutants (of one parameter, or of all that have pictures), or the wildtypes' of a parameter."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, parameter=None, **rest):
        asked, rest = check({"gene": gene, "parameter": parameter}), check(rest)
        client, service = http.default_client(), SERVICES["image"]
        if not asked:
            raise NotFound("The live release answers image files for a gene (gene='Myo6'), a parameter (for wildtypes) or both; name one.")
        if gene is None:
            asked = [("find_by_stable_id_and_sample_id", {"biologicalSampleGroup": "control", "parameterStableId": parameter})]
        else:
            shown = [parameter] if parameter else _with_pictures(client, data.url, asked)
            asked = [("find_by_mgi_and_stable_id", {"mgiGeneAccessionId": gene, "parameterStableId": one}) for one in shown]
        answers = client.many([f"{data.url}/v1/images/{path}?{urlencode(said, safe=':')}" for path, said in asked], service)
        return picked("image_files", joined([table_of("image_files", answer, service, gene=gene) for answer in [*answers, None]]), rest)


def _with_pictures(client: http.Client, root: str, asked: dict) -> list[str]:
    return list(read_way(client, root, WAYS["images"][0], asked)["parameter_stable_id"].dropna().unique())


class LiveExternalLinks(BaseReader):
    """Where else a gene is described, with what its providers say of themselves."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, **rest):
        asked, rest, client, service = check({"gene": gene}), check(rest), http.default_client(), SERVICES["gene"]
        the_way("external_links", WAYS["viability"], asked)
        links, providers = client.many([f"{data.url}/v1/genes/{gene}/gene_external_links",
                                        f"{data.url}/v1/genes/gene_external_links/providers"], service)  # fmt: skip
        table = table_of("external_links", links, service, gene=gene)
        said = table_of("external_links", providers, service).dropna(subset=["provider"])
        about = dict(zip(said["provider"], said["description"], strict=True))
        for name in table["provider"].dropna().unique():  # "GWAS" says of itself what "GWAS Catalog" is
            known = about.get(name) or next((about[one] for one in about if name.startswith(one)), None)
            table.loc[(table["provider"] == name) & table["description"].isna(), "description"] = known
        return picked("external_links", table, rest)


class LiveLateAdult(BaseReader):
    """What the late adult landing page says of each gene and procedure; with ``text`` the parameters of one procedure, if it has them."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, gene=None, text=None, **rest):
        asked, client, service = check({"gene": gene, "text": text} | rest), http.default_client(), SERVICES["landing"]
        whole = client.json(f"{data.url}/late_adult_landing/procedure_level_data.json", service, no_content=http.NO_CONTENT | {403})
        if whole is None:
            raise NotFound(f"{service} hold no late adult overview.")
        table = late_adult_table(whole, service)
        if text is not None:
            procedures = table["procedure_name"].dropna().unique()
            for name in [name for name in procedures if text.lower() in name.lower()]:
                slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
                url = f"{data.url}/late_adult_landing/{slug}_data.json"
                parameters = client.json(url, service, no_content=http.NO_CONTENT | {403}) if slug else None
                if parameters is not None:
                    table = joined([table, late_adult_table(parameters, service, procedure=name)])
        return picked("late_adult", table, asked)
