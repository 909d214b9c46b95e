"""The sheet: boxes and words of a whole page as one component of Panel, and in them the charts and controls that are components too.

A word on a page is a string here and an element in the browser. As a pane of Panel each would be a model with a watcher for every
property, twice over: what a visitor cost in memory and time was nine tenths that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import param
from panel.custom import Children, JSComponent

from dashboards.nodes import Form, Live, Node, walk

DEEDS = """
const save = (blob, name) =>
  Object.assign(document.createElement("a"), {href: URL.createObjectURL(blob), download: name}).click()
const copy = (text, button) => {
  const label = button.dataset.says ??= button.textContent
  const done = () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = label }, 1500) }
  const by_hand = () => window.prompt("Copy:", text)
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, by_hand)
  else by_hand()
}
const picture = (kind, name) => {
  const figures = Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === "Figure")
  const views = figures.map(m => Bokeh.index.find_one(m)).filter(v => v && v.el.getClientRects().length)
  const at = v => { const box = v.el.getBoundingClientRect(); return Math.round(box.top) * 1e4 + box.left }
  views.sort((a, b) => at(a) - at(b))
  views[0]?.export(kind).to_blob().then(blob => save(blob, `${name}.${kind}`))
}
const deeds = {
  "copy-link": button => copy(window.location.href, button),
  "copy-python": (button, {python}) => copy(python, button),
  "save-png": (_, {picture: name}) => picture("png", name),
  "save-svg": (_, {picture: name}) => picture("svg", name),
}
"""


class Sheet(JSComponent):
    """What shows a node and all that is in it."""

    tree = param.Parameter(doc="The nodes as the browser gets them first, and how many changes they have seen since.")
    live = Children(doc="The components that stand in the tree.")
    keys = param.List(doc="Number of the node of each of them.")

    _render_policy = "manual"
    _stylesheets = []
    _esm = (
        DEEDS
        + """
    export function render({ model, view }) {
      const parts = new Map()  // number of a node -> its element
      const build = spec => {
        const e = document.createElement("div")
        parts.set(spec.id, e)
        e.node = spec.id
        if (spec.live) e.hidden = true
        else change(e, spec)
        return e
      }
      const forget = e => { for (const [id, known] of parts) if (e.contains(known)) parts.delete(id) }
      const write = (e, html) => {
        const held = e.getRootNode().activeElement, {key, set} = held && e.contains(held) ? held.dataset : {}
        e.innerHTML = html
        const same = (name, value) => value && e.querySelector(`[data-${name}="${CSS.escape(value)}"]:not(:disabled)`)
        if (key || set) (same("key", key) || e.querySelector(".wide") || same("set", set) || e.querySelector("[data-set]"))?.focus()
      }
      let typed = null  // the field somebody types into, as long as it has not been told
      const say = e => { if (e.values && of(typed?.field) !== e) for (const one of e.querySelectorAll("[data-set]")) {
        const value = e.values[one.dataset.set] ?? ""
        if (one.tagName === "SELECT" && ![...one.options].some(o => o.value === value)) one.add(new Option(value, value))
        if (["checkbox", "radio"].includes(one.type)) one.checked = one.value === value
        else if (one.tagName !== "BUTTON" && one.value !== value) one.value = value
      } }
      const change = (e, what) => {
        if ("look" in what) e.className = what.look
        if ("style" in what) e.style.cssText = what.style
        if ("html" in what) write(e, what.html)
        if ("values" in what) e.values = what.values
        if ("html" in what || "values" in what) say(e)
        if ("hidden" in what) e.hidden = what.hidden
        if ("of" in what) {
          const wanted = what.of.map(spec => parts.get(spec.id)?.parentNode === e ? parts.get(spec.id) : build(spec))
          for (const old of [...e.children]) if (!wanted.includes(old)) { forget(old); old.remove() }
          wanted.forEach((one, i) => { if (e.children[i] !== one) e.insertBefore(one, e.children[i] ?? null) })
        }
      }
      // a component takes its place once Bokeh has built it, and is drawn there
      const place = () => model.keys.map((key, i) => {
        const own = model.live[i] && view.get_child_view(model.live[i])?.el, held = parts.get(key)
        if (!own || !held || own === held) return false
        held.replaceWith(own); parts.set(key, own)
        return true
      }).includes(true)
      // laid out, every chart is painted anew: only where one has come or is shown again
      const settle = shown => { if (place()) view.render_children(); else if (shown) view.invalidate_layout() }
      const shows = (id, what) => what.hidden === false && model.keys.some(key => parts.get(id).contains(parts.get(key) ?? null))

      const of = e => { while (e && !e.node) e = e.parentElement; return e }
      const tell = (e, form = of(e)) => {
        clearTimeout(typed?.wait); typed = null
        model.send_msg({node: form.node, name: e.dataset.set, value: e.type === "checkbox" && !e.checked ? "" : e.value})
      }
      const root = document.createElement("div")
      root.addEventListener("input", event => { const field = event.target; if (field.type === "search" && field.dataset.set) {
        clearTimeout(typed?.wait); typed = {field, wait: setTimeout(tell, 350, field, of(field))} } })
      root.addEventListener("change", event => { if (event.target.dataset.set) tell(event.target) })
      root.addEventListener("click", event => {
        const button = event.target.closest?.("button[data-set], button[data-do]")
        if (button?.dataset.do) deeds[button.dataset.do](button, of(button).values ?? {})
        else if (button) tell(button)
      })

      let seen = model.tree.n
      const whole = () => { parts.clear(); root.replaceChildren(build(model.tree.root)) }
      model.get_child("live")
      whole()
      place()
      // React forgets what changes between its first look at a component and its second: it is told once more
      const again = views => { for (const v of views) if (v.model.type.endsWith("ReactComponent")) for (const wait of [200, 1000])
        setTimeout(() => { for (const one of Object.values(v.model.data.properties)) one.change.emit() }, wait) }
      view.on_child_render("live", created => { settle(false); again(created) })
      again(view.child_views)
      model.on("tree", () => { seen = model.tree.n; whole(); settle(true) })
      model.on("msg:custom", ({number, changes, file, warning}) => {
        if (warning) return window.alert(warning)
        if (file) return save(new Blob([file.text], {type: "text/plain"}), file.name)
        if (number <= seen) return
        if (number !== seen + 1) return model.send_msg({seen})
        seen = number
        let shown = false
        for (const [id, what] of changes) if (parts.has(id)) { shown ||= shows(id, what); change(parts.get(id), what) }
        settle(shown)
      })
      model.send_msg({seen})
      return root
    }
    """
    )

    @classmethod
    @cache
    def _render_esm(cls, *how, **more) -> str:
        """The same text for all visitors."""
        return super()._render_esm(*how, **more)

    def __init__(self, root: Node, **params):
        self.root, self._held, self._changes = root, 0, []
        root.above = self
        super().__init__(**{"tree": {"n": 0, "root": root.spec}, "sizing_mode": "stretch_width", "margin": 0} | params)
        self._gather()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What changes within is told at the end, at once: each change of the components is a walk over all of them."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            self._flush()

    def tell(self, node: int, changed: dict) -> None:
        """A node has changed."""
        self._changes.append([node, changed])
        self._flush()

    def _flush(self) -> None:
        if self._held or not self._changes:
            return
        changes, self._changes = self._changes, []
        if any("of" in changed for _, changed in changes):
            self._gather()
        if self._models:
            self.tree["n"] += 1
            self._send_msg({"number": self.tree["n"], "changes": changes})

    def save(self, name: str, text: str) -> None:
        """Give the visitor a file."""
        self._send_msg({"file": {"name": name, "text": text}})

    def warn(self, words: str) -> None:
        """Say what could not be done."""
        self._send_msg({"warning": words})

    def _gather(self) -> None:
        """Let Panel know of the components that stand in the tree."""
        found = [node for node in walk(self.root) if isinstance(node, Live)]
        if [node.thing for node in found] != self.live:
            self.param.update(live=[node.thing for node in found], keys=[node.spec["id"] for node in found])

    def _handle_msg(self, message: object) -> None:
        """A control was used; or the browser has begun to show the sheet or missed a change, and gets all where it has not the last."""
        if not isinstance(message, dict):
            return
        if "seen" in message:
            if message["seen"] != self.tree["n"]:
                self.tree = self.tree | {"asked": self.tree.get("asked", 0) + 1}
            return
        node = next((node for node in walk(self.root) if node.spec["id"] == message.get("node")), None)
        if isinstance(node, Form):
            node.told(str(message.get("name")), str(message.get("value", "")))
