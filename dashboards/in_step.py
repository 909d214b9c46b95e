"""A wildtype's and a mutant's picture side by side, zoomed and moved as one: both always show the same part, equally enlarged."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import param
from panel.custom import JSComponent

from dashboards import parts, pictures
from impc_nb.schema import CONTROL, GROUP_LABELS, MUTANT

LOST = "This picture cannot be loaded: it lies with the IMPC and needs a network."
CSS = """
.impc > p { margin: 0 0 8px; }
.tools { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 8px; font-size: 14px; }
.tools button, select { font: inherit; font-size: 14px; color: var(--ink); background: var(--sheet); border: 1px solid var(--control);
  border-radius: 4px; padding: 6px 12px; min-width: 40px; min-height: 36px; }
.tools button { cursor: pointer; }
button:focus-visible, select:focus-visible, .panes:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.panes { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; border-radius: 4px; }
.panes > div { min-width: 0; }
label { display: block; font-size: 13px; color: var(--quiet); margin: 0 0 6px; }
select { display: block; width: 100%; padding: 6px 8px; text-overflow: ellipsis; }
.pane { position: relative; aspect-ratio: 4 / 3; overflow: hidden; display: grid; place-items: center; background: var(--ground);
  border: 1px solid var(--edge); border-radius: 6px; user-select: none; }
.pane img { position: absolute; inset: 0; margin: auto; width: 100%; transform: scale(var(--zoom)) translate(var(--x), var(--y)); }
.pane img.tall { width: auto; height: 100%; }
.pane p { padding: 8px 16px; }
.panes.near .pane { cursor: grab; touch-action: pinch-zoom; }
[hidden] { display: none !important; }
@media (max-width: 700px) { .panes { grid-template-columns: minmax(0, 1fr); } }
"""


class InStep(JSComponent):
    """Two panes that share one zoom and one place, which the browser alone keeps; says which picture of which side was chosen."""

    sides = param.List(doc="What :func:`sides` gives.")

    _esm = """
    const MOST = 16  // times the whole picture
    const STEP = 1.5
    const make = (tag, looks, ...inner) => { const e = Object.assign(document.createElement(tag), looks); e.append(...inner); return e }

    function side(name, chosen) {
      const select = make("select", {onchange: () => chosen({name, value: select.value})})
      const title = make("span"), words = make("p", {className: "quiet"}), instead = make("p", {className: "quiet"})
      const img = make("img", {draggable: false, referrerPolicy: "no-referrer", hidden: true})
      let given = "", left = [], lost = ""
      const next = () => {
        img.hidden = true
        instead.textContent = left.length ? "Loading …" : lost
        if (left.length) img.src = left.shift()
      }
      img.onerror = next
      img.onload = () => {
        img.classList.toggle("tall", img.naturalWidth * 3 < img.naturalHeight * 4)  // than its pane, so that all of it is seen
        img.hidden = false; instead.textContent = ""
      }
      const show = now => {
        title.textContent = now.title; words.textContent = img.alt = now.words; lost = now.instead
        select.replaceChildren(...now.choices.map(([value, words]) => new Option(words, value)))
        select.value = now.chosen; select.hidden = !now.choices.length
        if (given === (given = JSON.stringify([now.sources, lost]))) return
        left = [...now.sources]; next()
      }
      return [make("div", {}, make("label", {}, title, select), make("div", {className: "pane"}, img, instead), words), show]
    }

    export function render({ model }) {
      let zoom = 1, x = 0, y = 0  // what is in the middle of the panes, from the middle of the picture, in widths and heights of it
      const state = make("span", {className: "quiet", role: "status"})
      const panes = make("div", {className: "panes", tabIndex: 0, role: "group"})
      panes.setAttribute("aria-label", "Wildtype and mutant, zoomed in step by the keys + - 0 and the arrows")
      const within = (value, least, most) => Math.min(most, Math.max(least, value))
      const look = (wanted, across = x, down = y) => {
        zoom = within(wanted, 1, MOST)
        const edge = 0.5 - 0.5 / zoom
        x = within(across, -edge, edge); y = within(down, -edge, edge)
        // set once, above both pictures: they cannot but go in step
        const set = {zoom, x: `${-100 * x}%`, y: `${-100 * y}%`}
        for (const [name, value] of Object.entries(set)) panes.style.setProperty(`--${name}`, value)
        panes.classList.toggle("near", zoom > 1)
        state.textContent = zoom > 1 ? `enlarged ${zoom.toFixed(1)} times` : "the whole pictures"
      }
      const button = (label, name, onclick) => {
        const made = make("button", {type: "button", onclick}, label)
        made.setAttribute("aria-label", name); made.title = name
        return made
      }
      const does = {
        "+": () => look(zoom * STEP), "-": () => look(zoom / STEP), "0": () => look(1),
        ArrowLeft: () => look(zoom, x - 0.1 / zoom), ArrowRight: () => look(zoom, x + 0.1 / zoom),
        ArrowUp: () => look(zoom, x, y - 0.1 / zoom), ArrowDown: () => look(zoom, x, y + 0.1 / zoom),
      }
      does["="] = does["+"]  // the same key without Shift
      const tools = make("div", {className: "tools"}, button("+", "Zoom in", does["+"]), button("−", "Zoom out", does["-"]),
        button("Reset", "Reset: the whole pictures", does["0"]), state)
      const how = "Both show the same part: drag one to move both, turn the wheel with Ctrl to zoom. Keys: + − 0 and the arrows."
      const root = make("div", {className: "impc"}, tools, make("p", {className: "quiet"}, how), panes)
      root.addEventListener("keydown", e => {
        if (!does[e.key] || e.ctrlKey || e.metaKey || e.altKey || e.target.tagName === "SELECT") return
        e.preventDefault(); does[e.key]()
      })
      const box = e => e.target.closest?.(".pane")?.querySelector("img:not([hidden])")?.getBoundingClientRect()  // as enlarged
      panes.addEventListener("wheel", e => {
        const at = (e.ctrlKey || e.metaKey) && box(e)  // without Ctrl the page scrolls; two fingers on a touchpad count as Ctrl
        if (!at) return
        e.preventDefault()
        const to = within(zoom * Math.exp(-e.deltaY / 300), 1, MOST), kept = 1 - zoom / to  // what is under the mouse stays there
        const [across, down] = [(e.clientX - at.left) / at.width - 0.5, (e.clientY - at.top) / at.height - 0.5]
        look(to, x + (across - x) * kept, y + (down - y) * kept)
      }, {passive: false})
      let held = null
      panes.addEventListener("pointerdown", e => {
        if (e.button || !box(e)) return
        held = e; e.target.closest(".pane").setPointerCapture(e.pointerId)
      })
      panes.addEventListener("pointermove", e => {
        const at = held?.pointerId === e.pointerId && box(e)
        if (!at) return
        look(zoom, x - (e.clientX - held.clientX) / at.width, y - (e.clientY - held.clientY) / at.height)
        held = e
      })
      panes.addEventListener("lostpointercapture", () => { held = null })
      const made = model.sides.map(({name}) => side(name, value => model.send_msg(value)))
      const show = () => made.forEach(([, shows], i) => shows(model.sides[i]))
      panes.append(...made.map(([element]) => element))
      model.on("sides", show)
      look(1); show()
      return root
    }
    """
    _stylesheets = []

    def __init__(self, chosen: Callable[[str, str], None], **params):
        self._chosen = chosen
        super().__init__(stylesheets=[parts.CSS, CSS], sizing_mode="stretch_width", margin=0, **params)

    def _handle_msg(self, message: object) -> None:
        if isinstance(message, dict) and message.get("name") in ("wildtype", "mutant"):
            self._chosen(message["name"], str(message.get("value", "")))


def sides(wildtypes: pd.DataFrame, mutants: pd.DataFrame, asked: dict[str, str]) -> list[dict]:
    """The two sides of :class:`InStep`, from rows of which the first ones may be chosen; none where no row has a picture to be seen.

    ``asked`` names the picture of a side ("wildtype", "mutant") by its animal, and by a number from its second picture on.
    """
    made = [_side(rows, GROUP_LABELS[group], asked) for rows, group in ((wildtypes, CONTROL), (mutants, MUTANT))]
    return made if any(side["sources"] for side in made) else []


def _side(rows: pd.DataFrame, name: str, asked: dict[str, str]) -> dict:
    seen = [row for row in rows.head(pictures.MOST).to_dict("records") if pictures.addresses(row)]
    animals = pd.Series([pictures.animal(row) for row in seen], dtype="str")
    nth = animals.groupby(animals).cumcount() + 1
    named = {f"{who} #{n}" if n > 1 else who: row for who, n, row in zip(animals, nth, seen, strict=True)}
    wanted = asked.get(name, "")
    key = wanted if wanted in named else next(iter(named), "")
    words = {k: f"{pictures.said(row)} · {k}" for k, row in named.items()}
    vain = f" ({wanted[:60]!r} is not among these pictures; the first is shown)" if key and wanted not in ("", key) else ""
    none = f"There is no picture of a {name} here that can be seen."
    return {
        "name": name, "title": name.capitalize(), "choices": list(words.items()), "chosen": key, "words": words.get(key, "") + vain,
        "sources": pictures.addresses(named[key]) if key else [], "instead": LOST if key else none,
    }  # fmt: skip
