"""What a visitor meets on a page in a real browser: every word that can be seen, cards without any, charts without ink."""

import re

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from read_page import ODD

from dashboards import app, sections
from dashboards.pages import PAGES

Unsettled = PlaywrightTimeout  # the page did not come to rest

LOOK = 120_000  # ms a page may take on a busy machine; polled, not waited for

#: Walks what is visible of the page, with its shadow trees: words, cards, and (where asked for) the pixels of every chart.
SEEN = r"""pixels => {
  const said = [], heads = [], titles = []
  const walk = (node, said) => {
    if (node.nodeType === Node.TEXT_NODE) return said.push(node.textContent)
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (["STYLE", "SCRIPT", "TEMPLATE", "NOSCRIPT"].includes(node.tagName)) return
      if ((node.shadowRoot || node.hidden) && getComputedStyle(node).display === "none") return
      if (node.tagName === "H1") heads.push(node)
      if (node.tagName === "H2") titles.push(node)
      if (node.tagName === "SLOT") node.assignedNodes().forEach(n => walk(n, said))
      if (node.tagName === "CANVAS") said.push("▦▦▦▦")  // a chart counts as something
    }
    for (const inner of (node.shadowRoot || node).childNodes) walk(inner, said)
  }
  const words = node => { const own = []; walk(node, own); return own.join(" ").replace(/\s+/g, " ").trim() }
  walk(document.body, said)
  const seen = {said: said.join(" ").replace(/\s+/g, " "), head: heads.map(e => e.innerText.trim()), charts: [], cards: []}
  if (!pixels) return seen
  for (const title of [...titles]) {
    const card = title.closest(".card")
    if (card && words(card).length - title.textContent.trim().length < 4) seen.cards.push(title.textContent)
  }
  const shown = e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.height > 0 }
  const views = [], under = view => { views.push(view); for (const v of view.child_views || []) under(v) }
  for (const view of window.Bokeh?.index.roots ?? []) under(view)
  for (const view of views.filter(v => v.model.type === "Figure" && shown(v.el))) {
    const frame = view.frame.bbox, layer = view.canvas_view.primary, r = layer.pixel_ratio || 1
    const [w, h] = [Math.floor(frame.width * r), Math.floor(frame.height * r)]
    let ink = 0
    if (w > 0 && h > 0) {
      const {data} = layer.ctx.getImageData(Math.floor(frame.left * r), Math.floor(frame.top * r), w, h)
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 40 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 20) ink++
    }
    seen.charts.push({title: view.model.title?.text ?? "", ink})
  }
  return seen
}"""

_FOLLOW = """([address, seen]) => {
  window.address_before = location.search
  window.said_there = eval(seen)(false).said
  const link = Object.assign(document.createElement("a"), {href: address})
  document.body.append(link); link.click(); link.remove()
}"""

_SETTLED = """([page, seen]) => {
  const at = new URLSearchParams(location.search)
  const {said, head} = eval(seen)(false), before = window.said_before
  // what a release does not know leaves a page as it was, but for a sentence
  if (at.get("page") !== page || (location.search === window.address_before && said === window.said_there)) return false
  window.said_before = said
  const whole = page !== "gene" || head[0] === "Which gene?" || said.includes("Where to order")  // its sections come one by one
  return head.length === 1 && whole && !said.includes("Being prepared") && said === before
}"""


def follow(page, address: str) -> dict:
    """Go to another view within the session, as a link on the page does; what is seen there once it has settled."""
    page.evaluate(_FOLLOW, [address, SEEN])
    return settled(page, address)


def settled(page, address: str) -> dict:
    """What is seen: ``said`` (every visible word), ``head`` (answers on top), ``charts`` (with their ink), ``cards`` (the empty ones)."""
    key = re.search(r"page=([\w-]+)", address)[1]
    page.wait_for_function(_SETTLED, arg=[key, SEEN], timeout=LOOK, polling=150)
    return page.evaluate(SEEN, True)


def wrong(seen: dict) -> list[str]:
    """What no page may show, in words; nothing where the page is fit to be shown."""
    said = seen["said"]
    found = [f"says “{said[max(0, m.start() - 40) : m.end() + 40]}”" for m in ODD.finditer(said)]
    found += [f"says “{broken}”" for broken in (sections.BROKEN, app.BROKEN) if broken in said]
    found += [f"the panel {title!r} is empty" for title in seen["cards"]]
    found += [f"the chart {chart['title']!r} has no ink" for chart in seen["charts"] if chart["ink"] < 12]
    if len(seen["head"]) != 1 or not re.search(r"\w.*[.?]$", seen["head"][0], re.DOTALL):
        found.append(f"the answer on top is no sentence: {seen['head']}")
    return found


OF_GENES = [page for page in PAGES if page not in ("phenotypes", "phenotype", "learn")]  # the others speak of no gene


def sweep(page, addresses: list[str]) -> list[str]:
    """What is wrong at each address, gone to one after the other within the session."""
    found = []
    for address in addresses:
        try:
            found += [f"{address}: {problem}" for problem in wrong(follow(page, address))]
        except Unsettled:
            found.append(f"{address}: does not come to rest")
    return found


def addresses_of(genes: list[str], terms: list[str] = ()) -> list[str]:
    """Page by page, all genes; then the pages of no gene."""
    named = [f"?page={page}&{'term' if page == 'genes' else 'gene'}={gene}" for page in OF_GENES for gene in genes]
    return [*named, *(f"?page=phenotype&phenotype={term}" for term in terms), "?page=phenotypes", "?page=learn"]
