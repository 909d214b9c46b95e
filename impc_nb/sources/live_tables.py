"""One Intake reader for the tables that a service lists as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import quote

import pandas as pd
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb import http
from impc_nb.answers import counted
from impc_nb.answers_shapes import SHAPES
from impc_nb.answers_tables import one_each, table_of
from impc_nb.schema import NotFound
from impc_nb.sources.live_ways import COLUMN, WAYS, WORDS, Way, check, the_way
from impc_nb.tables import SEVERAL


class LiveTable(BaseReader):
    """A table by gene (MGI id), phenotype (MP id), parameter (IMPReSS id) or text, as far as its service can be asked for them.

    What the service cannot be asked for picks among the rows it gave.
    """

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, table, gene=None, phenotype=None, parameter=None, text=None):
        asked = check({"gene": gene, "phenotype": phenotype, "parameter": parameter, "text": text})
        way = the_way(table, WAYS[table], asked)
        found = read_way(http.default_client(), data.url, way, asked)
        return picked(table, found, {what: said for what, said in asked.items() if what not in way.needs})


def read_way(client: http.Client, root: str, way: Way, asked: Mapping) -> pd.DataFrame:
    quoted = {what: said if what != "text" else quote(said) for what, said in asked.items()}
    for step in way.steps:
        answers = client.many([f"{root}/{path.format_map(quoted)}" for _, path in step], way.service)
        if any(answer is not None for answer in answers) or step is way.steps[-1]:
            break
    same = {"mp_term_id": asked["phenotype"]} if step[0][0] == "phenotype_results" else {}
    tables = [table_of(shape, answer, way.service, gene=asked.get("gene"), same=same)
              for (shape, _), answer in zip(step, answers, strict=True)]  # fmt: skip
    table, once = joined(tables), SHAPES[step[0][0]].once
    return counted(one_each(table, once, Counter()), table.attrs["normalised"]) if once and len(tables) > 1 else table


def joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of one kind below each other, what was evened out added up."""
    rows = pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)
    return counted(rows, *(table.attrs.get("normalised", {}) for table in tables))


def picked(name: str, table: pd.DataFrame, asked: Mapping[str, str]) -> pd.DataFrame:
    """The rows that are of what was asked for; a text picks where any text of the row contains it."""
    changes = table.attrs.get("normalised", {})
    for what, said in asked.items():
        if what == "text":
            fits = pd.Series(False, table.index)
            for column in table.select_dtypes("str"):  # by columns: by rows it takes seconds
                fits |= table[column].str.lower().str.contains(said.lower(), regex=False).fillna(False).astype(bool)
        elif COLUMN[what] in table:
            fits = table[COLUMN[what]].fillna("").str.split(SEVERAL).map(lambda ids, said=said: said in ids)
        else:
            raise NotFound(f"The table {name.replace('_', ' ')} says nothing about {WORDS[what]}; leave it out.")
        table = table[fits.astype(bool)]
    return counted(table.reset_index(drop=True), changes)
