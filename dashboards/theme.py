"""Light or dark: follows the system until somebody chooses, keeps the choice, and turns the charts that are already drawn."""

from __future__ import annotations

import json

import panel as pn

from dashboards.colours import INKS

COOKIE = "impc_dark"


def dark_at_start() -> bool:
    """Whether this browser was dark when last seen, so that a dark page does not begin with a white flash."""
    return pn.state.cookies.get(COOKIE) == "1"


FOLLOW_THEME = (
    f"const INKS = {json.dumps(INKS)}, COOKIE = {json.dumps(COOKIE)}"
    + """
const COLOURS = ["line_color", "fill_color", "text_color"], ALPHAS = ["line_alpha", "fill_alpha"]
const first = new WeakMap()  // of each glyph, its looks in the light

const follow_theme = () => {
  const page = () => Bokeh.documents.flatMap(d => [...d._all_models.values()]).find(m => m.class_name === "Page")
  const quietly = (m, changed) => { if (Object.keys(changed).length) m.setv(changed, {sync: false}) }
  const stronger = alpha => alpha < 0.6 ? Math.min(1, alpha * 1.7) : alpha  // what is faint on white is not seen on black
  const ink = (m, dark) => {
    const names = [...COLOURS.filter(n => typeof m[n]?.value === "string"), ...ALPHAS.filter(n => typeof m[n]?.value === "number")]
    if (!first.has(m)) first.set(m, Object.fromEntries(names.map(n => [n, m[n]])))
    const light = first.get(m), palette = m.color_mapper?.palette
    if (palette) {
      if (!first.has(m.color_mapper)) first.set(m.color_mapper, [...palette])
      const fresh = first.get(m.color_mapper).map(c => dark ? INKS[c] ?? c : c)
      if (fresh.some((c, i) => c !== palette[i])) quietly(m.color_mapper, {palette: fresh})
    }
    const wanted = value => !dark ? value : typeof value === "number" ? stronger(value) : INKS[value.toUpperCase()] ?? value
    const specs = Object.entries(light).map(([name, spec]) => [name, {...spec, value: wanted(spec.value)}])
    quietly(m, Object.fromEntries(specs.filter(([name, spec]) => m[name].value !== spec.value)))
  }
  const turn = (figure, dark) => {
    for (const r of figure.renderers) for (const g of [r.glyph, r.nonselection_glyph, r.selection_glyph, r.muted_glyph, r.hover_glyph])
      if (g?.type) ink(g, dark)
    if (figure.title?.type) quietly(figure.title, {text_color: dark ? INKS["#1F2A33"] : "#1F2A33"})
  }
  const figures = () => Bokeh.documents.flatMap(d => [...d._all_models.values()]).filter(m => m.type === "Figure")
  const isDark = () => !!page()?.data.dark_theme

  const view = window.Bokeh.Models.get("Figure").prototype.default_view.prototype
  if (!view.follows_theme) {
    view.follows_theme = true
    const begin = view.initialize, save = view.export
    view.initialize = function() { turn(this.model, isDark()); begin.call(this) }
    view.export = function(...how) {
      if (!isDark()) return save.apply(this, how)
      const m = this.model, parts = [...m.above, ...m.below, ...m.left, ...m.right, ...m.center], kept = new Map()
      const lighten = (of, light) => { kept.set(of, Object.fromEntries(Object.keys(light).map(k => [k, of[k]]))); quietly(of, light) }
      turn(m, false)
      lighten(m, {background_fill_color: "#FFFFFF", border_fill_color: "#FFFFFF"})
      for (const p of parts) {
        if (p.type.endsWith("Axis")) lighten(p, {axis_label_text_color: "#1F2A33", major_label_text_color: "#52606D",
          axis_line_color: "#C5CDD5", major_tick_line_color: "#C5CDD5"})
        else if (p.type === "Grid" && p.grid_line_color) lighten(p, {grid_line_color: "#E8ECEF"})
        else if (p.type === "Title") lighten(p, {text_color: "#52606D"})
      }
      try { return save.apply(this, how) }
      finally { for (const [of, was] of kept) quietly(of, was); turn(m, true) }
    }
  }

  const keep = dark => { document.cookie = `${COOKIE}=${dark ? 1 : 0}; path=/; max-age=31536000; SameSite=Lax` }
  const follow = () => { const dark = isDark(); keep(dark); document.body.classList.toggle("dark", dark)
    for (const f of figures()) turn(f, dark) }
  const begin = () => {
    const found = page()
    if (!found) return requestAnimationFrame(begin)
    const system = window.matchMedia("(prefers-color-scheme: dark)")
    const chosen = localStorage.getItem(COOKIE)
    let ours = false
    const wanted = dark => { if (found.data.dark_theme !== dark) { ours = true; found.data.dark_theme = dark; ours = false } }
    found.data.properties.dark_theme.change.connect(() => {
      if (!ours) localStorage.setItem(COOKIE, isDark() ? "1" : "0")
      follow()
    })
    wanted(chosen === null ? system.matches : chosen === "1")
    system.addEventListener("change", e => { if (localStorage.getItem(COOKIE) === null) wanted(e.matches) })
    follow()
  }
  begin()
}
"""
)
"""Keeps what the switch of the page says in the browser, and the inks of its charts in step: nothing of it goes through the server.

Panel-material-ui turns frame and axes of a figure; here follow the marks and words drawn in an ink of :data:`INKS`. Whatever is
saved as a file is turned back to light for as long as it is drawn.
"""
