"""What a stranger reads on a page: its words from top to bottom, without the hidden ones."""

import re
from html import unescape
from html.parser import HTMLParser

from dashboards.figure_place import FigurePlace
from dashboards.nodes import Box, Words
from dashboards.sections import BROKEN
from dashboards.view import View

ODD = re.compile(r"(?<![\w-])(nan|NaN|None|NaT|<NA>|undefined|Traceback|inf)(?![\w-])")


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self._mute = [], False

    def handle_starttag(self, tag, attrs):
        self._mute = self._mute or tag in ("style", "script")

    def handle_endtag(self, tag):
        self._mute = self._mute and tag not in ("style", "script")

    def handle_data(self, data):
        if not self._mute:
            self.found.append(data)


def words_of(markup: str) -> str:
    """The words of markup, one space between."""
    parser = _Words()
    parser.feed(markup)
    return " ".join(" ".join(parser.found).split())


def markups(layout) -> list[str]:
    """Every visible piece of markup of a layout."""
    if not layout.visible:
        return []
    if isinstance(layout, Words):
        return [layout.object]
    return [found for inner in getattr(layout, "objects", ()) for found in markups(inner)]


def readable(page) -> str:
    """Everything that can be read on a page."""
    return " ".join(words_of(m) for m in markups(page.layout))


def headline(page) -> str:
    """The answer on top."""
    return words_of(re.search(r"<h1>(.*?)</h1>", page.answer.object)[1])


def faults(page) -> list[str]:
    """What no page may show: missing values as a program writes them, a broken section, an empty card, markup from data."""
    said = readable(page)
    found = [said[max(0, m.start() - 30) : m.end() + 30] for m in ODD.finditer(said)]
    found += [BROKEN] * (BROKEN in said)
    found += [f"markup: {m[:80]}" for m in markups(page.layout) if re.search(r"<(?:img|script)(?![^>]*referrerpolicy)", m)]
    return found + empty_cards(page.layout) + lost_links(page.layout)


def lost_links(layout) -> list[str]:
    """Links to views of ours that ask for what their page does not know."""
    found = []
    for address in {unescape(a) for m in markups(layout) for a in re.findall(r'href="(\?[^"#]*)', m)}:
        view = View()
        view.read(address)
        found += [f"{address} asks {view.page} for {name}" for name in view.left_out]
    return found


def empty_cards(layout) -> list[str]:
    """Cards that hold a title and nothing else."""
    if not layout.visible:
        return []
    found = []
    own = getattr(layout, "objects", None)
    if own and len(own) > 1 and isinstance(own[0], Words) and own[0].object.count("<h2") == 1:
        rest = " ".join(words_of(m) for inner in own[1:] for m in markups(inner))
        if not rest.strip() and not Box(*own[1:], look="").select(FigurePlace):
            found.append(f"empty: {words_of(own[0].object)}")
    return found + [f for inner in own or () for f in empty_cards(inner)]
