"""Ask the IMPC's Solr cores, or a stored release as if it were Solr: the same question, one switch.

A condition is written in Python (:mod:`impc_nb.solr.conditions`) and can be shown as Solr reads it. An unknown core or field is
refused before anything is asked: Solr itself drops a misspelt field without a word.
"""

from impc_nb.solr.asking import batches, count, download, query
from impc_nb.solr.conditions import field
from impc_nb.solr.functions import computed, fn
from impc_nb.solr.question import Answer, Question, question

__all__ = ["Answer", "Question", "batches", "computed", "count", "download", "field", "fn", "query", "question"]
