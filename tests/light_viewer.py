"""A visitor without a browser: opens a page as one does (HTML, token, websocket), follows its document and turns to other views."""

from __future__ import annotations

import asyncio
import json
import re
import time
import urllib.request
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

LOOK = 120  # seconds until an answer is given up: the end of a fault, not a measure


class Refused(Exception):
    """The server did not serve this visitor."""


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=LOOK) as answer:
        return answer.read().decode()


class Viewer:
    """One visitor of a Panel page; ``heard`` is when the server last said something, ``received`` how many bytes in all."""

    def __init__(self, url: str):
        self.url, self.received, self.changes, self.connected, self.heard = url, 0, 0, 0, None
        self._socket: WebSocketClientConnection | None = None
        self._address = self._reading = self._token = None
        self.document = ""
        self._number, self._answers = 0, {}

    async def open(self, ready: bool = True) -> Viewer:
        """The whole page: HTML, document, ``document_ready`` and what the server still had to say after it."""
        html = await asyncio.to_thread(_get, self.url)
        token = re.search(r'"token":"([^"]+)"', html)
        if token is None:
            raise Refused(f"no token in {html[:200]!r}")
        self._token = token[1]
        await self._connect()
        self.document = document = await self.ask("PULL-DOC-REQ", {})
        address = re.search(r'"name":"Address\d*","id":"(\w+)"', document)  # Address of dashboards/view.py; other pages have none
        self._address = address and address[1]
        if ready:
            event = {"type": "event", "name": "document_ready", "values": {"type": "map", "entries": []}}
            await self.tell({"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event})
        return self

    async def _connect(self) -> None:
        socket = HTTPRequest(f"ws://{urlsplit(self.url).netloc}/ws", connect_timeout=LOOK, request_timeout=LOOK)
        self._socket = await websocket_connect(socket, subprotocols=["bokeh", self._token], max_message_size=2**28)
        self._answers["greeting"] = greeting = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())
        await asyncio.wait_for(greeting, LOOK)
        self.connected += 1

    async def reconnect(self) -> None:
        """The connection breaks and comes back for the same page, as Bokeh's client does it."""
        self.leave()
        await self._connect()

    async def ask(self, kind: str, content: dict) -> str:
        """Send a message and give the content of its answer."""
        self._number += 1
        number = f"v{self._number}"
        self._answers[number] = answer = asyncio.get_running_loop().create_future()
        for fragment in ({"msgid": number, "msgtype": kind}, {}, content):
            await self._socket.write_message(json.dumps(fragment))
        return await asyncio.wait_for(answer, LOOK)

    async def tell(self, *events: dict) -> None:
        """Change the document as a browser does, and wait until the server has taken it."""
        await self.ask("PATCH-DOC", {"events": list(events)})

    async def turn_to(self, search: str) -> None:
        """Another view, as the Back button does it."""
        await self.tell({"kind": "ModelChanged", "model": {"id": self._address}, "attr": "search", "new": search})

    async def _read(self) -> None:
        """Everything the server says, until it or we leave."""
        while (header := await self._socket.read_message()) is not None:
            header = json.loads(header)
            await self._socket.read_message()
            content = await self._socket.read_message()
            self.received += len(content or "")
            for _ in range(2 * header.get("num_buffers", 0)):
                self.received += len(await self._socket.read_message() or "")
            if header["msgtype"] == "PATCH-DOC":
                self.changes += 1
            self.heard = time.monotonic()
            answer = self._answers.pop("greeting" if header["msgtype"] == "ACK" else header.get("reqid"), None)
            if answer is not None and not answer.done():
                if header["msgtype"] == "ERROR":
                    answer.set_exception(Refused(content[:300]))
                else:
                    answer.set_result(content)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Refused("the server closed the connection"))

    def leave(self) -> None:
        """Gone without a word, as a closed lid."""
        if self._socket is not None:
            self._socket.close()
        if self._reading is not None:
            self._reading.cancel()
