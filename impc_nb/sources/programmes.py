"""Intake reader of the programmes that made the mice: a table of this program, the same in every release."""

from __future__ import annotations

import pandas as pd
from intake.readers import datatypes
from intake.readers.readers import BaseReader

from impc_nb.alleles import PROGRAMMES
from impc_nb.schema import NotFound, validate
from impc_nb.tables import TABLES


class Programmes(BaseReader):
    """The programmes of the International Knockout Mouse Consortium and the IMPC; ``text`` picks those in which it stands."""

    implements = {datatypes.Service}
    output_instance = "pandas:DataFrame"

    def _read(self, data, text=None, **asked):
        by = next((what for what, value in asked.items() if value is not None), None)
        if by:
            raise NotFound(f"The programmes of the IKMC are not listed by {by[:50]}; ask for all, or by a part of a text (text='CRISPR').")
        rows = validate(pd.DataFrame(PROGRAMMES), TABLES["ikmc_programmes"], "the IKMC programmes")
        if text:
            rows = rows[rows.agg(" ".join, axis=1).str.lower().str.contains(str(text).lower(), regex=False)].reset_index(drop=True)
        return rows
