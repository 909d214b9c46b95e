"""Copies of a Bokeh figure: each viewer needs models of their own, but none needs HoloViews to draw the same picture again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bokeh.core.property.singletons import Undefined
from bokeh.model import Model
from bokeh.plotting import figure


class Master:
    """What a drawn figure is made of; ``copy()`` gives a figure of the same models, which shares nothing that can change.

    Data of columns are not copied: whoever takes a copy puts in its own. Nor are listeners on Python's side: put none on a master.
    Values are handed over as they stand, since Bokeh looked at each when it was first set: twice as fast as setting them anew.
    """

    def __init__(self, drawn: figure):
        models = list(drawn.references())
        uses = Counter(m.id for model in models for values in _values(model) for m in _models(values))
        alone = {m.id for model in models for m in _values(model)[1].values() if isinstance(m, Model) and uses[m.id] == 1 and _as_made(m)}
        models = [model for model in models if model.id not in alone]  # what a class makes by itself it makes again
        self._place = {model.id: i for i, model in enumerate(models)}
        self._root = self._place[drawn.id]
        self._made = [(type(model), self._without_default(model, alone), list(self._properties(model))) for model in models]

    @staticmethod
    def _without_default(model: Model, alone: set[str]) -> dict[str, object]:
        """All properties but those which hold models that the class makes: of the others it need make no default in vain."""
        made = {name for name, value in _values(model)[1].items() if any(m.id in alone for m in _models(value))}
        return {name: Undefined for name in model.properties() if name not in made}

    def _properties(self, model: Model):
        """The properties of a model that are to be handed over, models in them numbered."""
        given, by_default = _values(model)
        by_default = {name: value for name, value in by_default.items() if any(m.id in self._place for m in _models(value))}
        for name, value in (given | by_default).items():
            descriptor = model.lookup(name)
            if name != "data" and not descriptor.readonly:
                yield descriptor, _replaced(value, Model, lambda m: _Place(self._place[m.id]))

    def copy(self) -> figure:
        """The models anew, as their classes make them, with the same properties."""
        models = []
        for kind, without_default, _ in self._made:
            model = kind.__new__(kind)
            Model.__init__(model, **without_default)
            models.append(model)
        for model, (_, _, properties) in zip(models, self._made, strict=True):
            for descriptor, value in properties:
                descriptor._set_value(model, descriptor.property.wrap(_replaced(value, _Place, models.__getitem__)))
        return models[self._root]


class _Place(int):
    """Stands for the model at this place."""


def _values(model: Model) -> tuple[dict, dict]:
    """What was set, and what the model has made for itself."""
    return model._property_values, model._unstable_default_values


def _models(value: object) -> list[Model]:
    """The models a value holds."""
    if isinstance(value, Model):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [model for each in inside for model in _models(each)]


def _as_made(model: Model) -> bool:
    """Whether nothing was set on a model, nor on those it has made for itself."""
    given, by_default = _values(model)
    return not given and all(_as_made(m) for value in by_default.values() for m in _models(value))


def _replaced(value: object, kind: type, by: Callable[[object], object]) -> object:
    """The value with whatever in it is of a kind replaced, in new lists and dicts."""
    if isinstance(value, kind):
        return by(value)
    if isinstance(value, dict):
        return {k: _replaced(v, kind, by) for k, v in value.items()}
    if isinstance(value, list):
        return [_replaced(v, kind, by) for v in value]
    return tuple(_replaced(v, kind, by) for v in value) if type(value) is tuple else value
