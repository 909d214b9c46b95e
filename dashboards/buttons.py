"""Buttons beside each other: what the browser does alone (copy, picture), files made when asked for, and calls."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from dashboards.nodes import Form
from dashboards.sections import sentence

IN_BROWSER = {"Copy link": "copy-link", "Copy Python": "copy-python", "PNG": "save-png", "SVG": "save-svg"}
"""What a button says -> what the sheet does for it; Python and the picture's name are given to :meth:`Buttons.show`."""


class Buttons(Form):
    """Buttons in the order of their coming. ``names`` are those of :data:`IN_BROWSER`."""

    def __init__(self, *names: str):
        super().__init__(self._pressed, look="buttons")
        self._does: dict[str, Callable[[], object] | None] = {}
        self._says: dict[str, str] = {}
        self._hidden, self._files = set(), set()
        self.add(*names)

    def add(self, *names: str) -> None:
        """Buttons of the browser alone."""
        self._does |= dict.fromkeys(names)
        self._draw()

    def call(self, name: str, does: Callable[[], object]) -> None:
        """A button that calls."""
        self._does[name] = does
        self._draw()

    def file(self, name: str, made: Callable[[], tuple[str, str]]) -> None:
        """A button that saves the file whose name and text ``made()`` gives."""
        self._files.add(name)
        self.call(name, lambda: self._save(name, made))

    def show(self, python: str = "", picture: str = "") -> None:
        """What ``Copy Python`` copies, and what a picture is called, without the ending."""
        self.values = {"python": python, "picture": picture}

    def offer(self, *names: str, there: bool) -> None:
        """Whether there is anything for these to do."""
        self._hidden = self._hidden - set(names) if there else self._hidden | set(names)
        self._draw()

    def say(self, name: str, words: str) -> None:
        """Let a button say something else from now on."""
        self._says[name] = words
        self._draw()

    def _save(self, name: str, made: Callable[[], tuple[str, str]]) -> None:
        if self.sheet is None:
            return
        try:
            self.sheet.save(*made())
        except Exception as problem:  # noqa: BLE001 - the rest of the page is not touched by it
            self.sheet.warn(sentence(problem, name, f"{name} cannot be made: the data are not as expected."))

    def _draw(self) -> None:
        shown = [name for name in self._does if name not in self._hidden]
        self.object = f'<div class="impc">{"".join(map(self._button, shown))}</div>' if shown else ""

    def _button(self, name: str) -> str:
        does = f'data-do="{IN_BROWSER[name]}"' if name in IN_BROWSER else f'data-set="{escape(name)}"'
        look = ' class="file"' if name in self._files else ""
        return f'<button type="button" {does} data-key="{escape(name)}"{look}>{escape(self._says.get(name, name))}</button>'

    def _pressed(self, name: str, _: str) -> None:
        if does := self._does.get(name):
            does()
