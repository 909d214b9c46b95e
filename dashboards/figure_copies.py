"""Copies of a Bokeh figure: each viewer needs models of their own, but none needs HoloViews to draw the same picture again."""

from __future__ import annotations

from bokeh.model import Model
from bokeh.plotting import figure


def _holds_models(value: object) -> bool:
    if isinstance(value, Model):
        return True
    if isinstance(value, dict):
        return any(map(_holds_models, value.values()))
    return isinstance(value, list | tuple) and any(map(_holds_models, value))


class Master:
    """What a drawn figure is made of; ``copy()`` gives a figure of the same models, which shares nothing that can change.

    Data of columns are not copied: whoever takes a copy puts in its own. Nor are listeners on Python's side: put none on a master.
    """

    def __init__(self, drawn: figure):
        models = list(drawn.references())
        place = {model.id: i for i, model in enumerate(models)}
        self._root = place[drawn.id]
        self._made = [(type(m), *self._parted(m, place)) for m in models]

    def _parted(self, model: Model, place: dict[str, int]) -> tuple[dict, dict]:
        """The properties of a model that were set: plain ones, and those that lead to other models."""
        plain, linked = {}, {}
        for name, value in model.properties_with_values(include_defaults=False, include_undefined=False).items():
            if model.lookup(name).readonly or name == "data":
                continue
            if _holds_models(value):
                linked[name] = _numbered(value, place)
            else:
                plain[name] = value
        return plain, linked

    def copy(self) -> figure:
        """The models anew, as their classes make them, with the same properties."""
        models = []
        for kind, plain, _ in self._made:
            model = kind.__new__(kind)
            Model.__init__(model, **{name: _own(value) for name, value in plain.items()})
            models.append(model)
        for model, (_, _, linked) in zip(models, self._made, strict=True):
            for name, value in linked.items():
                setattr(model, name, _named(value, models))
        return models[self._root]


class _Place(int):
    """Stands for the model at this place."""


def _numbered(value: object, place: dict[str, int]) -> object:
    if isinstance(value, Model):
        return _Place(place[value.id])
    if isinstance(value, dict):
        return {k: _numbered(v, place) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_numbered(v, place) for v in value)
    return value


def _named(value: object, models: list[Model]) -> object:
    if isinstance(value, _Place):
        return models[value]
    if isinstance(value, dict):
        return {k: _named(v, models) for k, v in value.items()}
    if isinstance(value, list):
        return [_named(v, models) for v in value]
    return tuple(_named(v, models) for v in value) if isinstance(value, tuple) else value


def _own(value: object) -> object:
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, list) else value
