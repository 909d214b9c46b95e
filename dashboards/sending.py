"""How whole pages are sent: what is the same for every visitor once, and no more kept of each than its text.

When forty visitors come within a second, their pages wait in the server for each other. As Bokeh builds them, each is ten thousand small
objects until it has gone: more than the page itself takes, and a third of the time to write it.
"""

from __future__ import annotations

from bokeh.core.has_props import HasProps, MetaHasProps, is_DataModel
from bokeh.core.serialization import Serializer
from bokeh.core.types import ID
from bokeh.document import Document
from bokeh.protocol import SPEC
from bokeh.protocol.messages.pull_doc_reply import pull_doc_reply


class Written(pull_doc_reply):
    """A page as text, ready to be sent; what Bokeh has made the text from is let go."""

    @classmethod
    def create(cls, request_id: ID, document: Document, **metadata: object) -> Written:
        reply = super().create(request_id, document, **metadata)
        reply.content_json  # noqa: B018 - writes the text and keeps it
        reply._content = {}
        return reply


class Definitions:
    """What the classes of components are: each page says it of all of them, so it is worked out once."""

    def __init__(self, define):
        self._define, self._known = define, {}

    def __call__(self, cls: type[HasProps], serializer: Serializer) -> object:
        if cls in self._known:
            serializer.add_ref(cls, {"id": ID(cls.__qualified_model__)})
            return self._known[cls]
        buffers = len(serializer.buffers)
        defined = self._define(cls, serializer)
        if is_DataModel(cls) and len(serializer.buffers) == buffers:  # what a page sends beside its text goes with that page only
            self._known[cls] = defined
        return defined


def install() -> None:
    """Have Bokeh send pages so, in this process."""
    known = Serializer._encoders[MetaHasProps]
    if not isinstance(known, Definitions):
        Serializer._encoders[MetaHasProps] = Definitions(known)
    SPEC["PULL-DOC-REPLY"] = Written
