"""Whole pages as they are sent: what Bokeh itself would send, with less kept meanwhile."""

import re
import sys

import numpy as np
import panel as pn
import panel_material_ui as pmui
import pytest
from bokeh.core.has_props import MetaHasProps
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure
from bokeh.protocol import SPEC, Protocol
from bokeh.protocol.messages.pull_doc_reply import pull_doc_reply

from dashboards import sending


@pytest.fixture
def installed():
    """As in a dashboard's process; afterwards Bokeh is as it was."""
    define, reply = Serializer._encoders[MetaHasProps], SPEC["PULL-DOC-REPLY"]
    sending.install()
    yield
    Serializer._encoders[MetaHasProps], SPEC["PULL-DOC-REPLY"] = define, reply


def page() -> Document:
    """Components with definitions, columns that travel beside the text, and a name of data."""
    document, drawn = Document(), figure()
    columns = {"place": np.arange(3000.0), "value": np.ones(3000), "name": ["<b>é</b>"] * 3000}
    drawn.scatter("place", "value", source=ColumnDataSource(columns))
    chosen = pmui.Select(label="Gene", options=["a", "b"])
    document.add_root(pmui.Column(chosen, pn.pane.Bokeh(drawn)).get_root(document))
    return document


def sent(kind: type[pull_doc_reply], document: Document) -> tuple[str, list[bytes]]:
    reply = kind.create("question", document)
    return reply.content_json, [bytes(buffer.data) for buffer in reply.buffers]


def test_a_page_is_sent_word_for_word_as_bokeh_would(installed, monkeypatch):
    pages = [page(), page(), page()]
    ours = [sent(sending.Written, document) for document in pages]
    monkeypatch.setitem(Serializer._encoders, MetaHasProps, Serializer._encoders[MetaHasProps]._define)
    for (text, buffers), document in zip(ours, pages, strict=True):
        expected, expected_buffers = sent(pull_doc_reply, document)
        assert len(buffers) == len(expected_buffers) > 0
        for mine, theirs in zip(buffers, expected_buffers, strict=True):
            assert mine == theirs
        assert _named(text) == _named(expected)
    assert '"defs"' in ours[0][0] and "Select1" in ours[0][0]


def _named(text: str) -> str:
    """The text without the names of its buffers, which are new ones at each writing."""
    return re.sub(r'"data":\{"id":"[^"]+"\}', '"data":{}', text)


def test_a_page_on_its_way_is_text_only(installed):
    """A crowd's pages wait for each other: what each consists of then is counted in thousands of objects."""
    document = page()
    protocol = Protocol()
    protocol.create("PULL-DOC-REPLY", "question", document)  # the first one works out the definitions
    before = sys.getallocatedblocks()
    reply = protocol.create("PULL-DOC-REPLY", "question", document)
    written = sys.getallocatedblocks() - before
    before = sys.getallocatedblocks()
    as_bokeh = pull_doc_reply.create("question", document)
    assert as_bokeh.content["doc"]["defs"] and reply.content_json
    assert written < (sys.getallocatedblocks() - before) / 4


def test_installed_twice_is_installed_once(installed):
    once = Serializer._encoders[MetaHasProps]
    sending.install()
    assert Serializer._encoders[MetaHasProps] is once
