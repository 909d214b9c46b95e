"""What stands on a page besides components of Panel: boxes, words and controls, as plain objects that a sheet shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from panel.viewable import Viewable

if TYPE_CHECKING:
    from dashboards.sheet import Sheet

_numbers = count(1)


class Node:
    """A part of a sheet. ``spec`` is what the browser is told of it; changed while on a sheet, the browser hears of it."""

    def __init__(self, **spec):
        self.spec = {"id": next(_numbers), **spec}
        self.above: Box | Sheet | None = None

    @property
    def visible(self) -> bool:
        return not self.spec.get("hidden")

    @visible.setter
    def visible(self, value: bool) -> None:
        if value != self.visible:
            self.set(hidden=not value)

    def set(self, **changed: object) -> None:
        """Take over what differs."""
        changed = {name: value for name, value in changed.items() if self.spec.get(name) != value}
        if not changed:
            return
        self.spec.update(changed)
        if (sheet := self.sheet) is not None:
            sheet.tell(self.spec["id"], changed)

    @property
    def sheet(self) -> Sheet | None:
        """What shows the node; none as long as it stands nowhere."""
        above = self.above
        while isinstance(above, Node):
            above = above.above
        return above


class Words(Node):
    """Markup. With an empty ``object`` it takes no room."""

    def __init__(self, markup: str, look: str = ""):
        super().__init__(html=markup, look=f"words {look}".strip())

    @property
    def object(self) -> str:
        return self.spec["html"]

    @object.setter
    def object(self, markup: str) -> None:
        self.set(html=markup)


class Form(Words):
    """Markup with controls. Whoever uses one that carries ``data-set`` makes ``told`` hear its name and value (a box without its check:
    empty); ``values`` is what the controls say. A ``data-do`` is done in the browser (see DEEDS), with what ``values`` says of it.
    What ``stands`` in it belongs to the view and its files, too.
    """

    def __init__(self, told: Callable[[str, str], None], markup: str = "", look: str = "", stands: bool = False):
        super().__init__(markup, look)
        self.told, self.stands = told, stands

    @property
    def values(self) -> dict[str, str]:
        return self.spec.get("values", {})

    @values.setter
    def values(self, values: dict[str, str]) -> None:
        self.set(values=values)


class Live(Node):
    """The place of a component of Panel."""

    def __init__(self, thing: Viewable):
        super().__init__(live=True)
        self.thing = thing


class Box(Node):
    """Parts and components in an order, as the ``look`` of the box arranges them; it is used as a list."""

    def __init__(self, *objects: object, look: str, style: str = ""):
        super().__init__(look=look, style=style, of=[])
        self.nodes: list[Node] = []
        self[:] = objects

    @property
    def objects(self) -> list[Node | Viewable]:
        return [node.thing if isinstance(node, Live) else node for node in self.nodes]

    def __getitem__(self, at):
        return self.objects[at]

    def __setitem__(self, at, new) -> None:
        objects = self.objects
        objects[at] = new
        known = {id(node.thing): node for node in self.nodes if isinstance(node, Live)}
        shown = [each.__panel__() if hasattr(each, "__panel__") and not isinstance(each, Viewable) else each for each in objects]
        self.nodes = [each if isinstance(each, Node) else known.get(id(each)) or Live(each) for each in shown]
        for node in self.nodes:
            node.above = self
        self.set(of=[node.spec for node in self.nodes])

    def __iter__(self) -> Iterator[Node | Viewable]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.nodes)

    def append(self, thing: object) -> None:
        self.extend([thing])

    def extend(self, things: list) -> None:
        self[len(self) :] = things

    def insert(self, at: int, thing: object) -> None:
        self[at:at] = [thing]

    def select(self, kind: type = object) -> list:
        """The parts and components of a kind, from top to bottom."""
        found = (node.thing.select(kind) if isinstance(node, Live) else [node] * isinstance(node, kind) for node in walk(self))
        return [each for some in found for each in some]


def walk(node: Node) -> Iterator[Node]:
    """The node and all in it, from top to bottom."""
    yield node
    for inner in getattr(node, "nodes", ()):
        yield from walk(inner)
