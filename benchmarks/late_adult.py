"""How fast the Late Adult matrix is, as ratios to a bare Bokeh app that draws as many cells, from one run in headless Chromium.

    python benchmarks/late_adult.py [--changes 12] [--loads 5] [--genes 628] [--columns 43] [--scan]

All genes are drawn at once (27,004 cells). A load: from the start of the navigation until the canvas of the cells holds
paint; the page draws its other charts as well, the bare app has none. A change: from the choice of
another order (or filter) until the last paint of the cells. The two apps take turns. ``--scan`` times the scan of the teaching release.
"""

import argparse
import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from dashboard import FLAGS, free_port, report, start  # noqa: E402

# the canvas of the cells: the tallest on the page; when it was last filled, and a fingerprint of what it shows
SCRIPT = """
const all = () => { const out = [];
  const walk = n => { if (n.shadowRoot) walk(n.shadowRoot);
    for (const c of n.children || []) { if (c.tagName === 'CANVAS') out.push(c); walk(c) } };
  walk(document.documentElement); return out };
window.cells = () => all().filter(c => c.width > 200 && c.height > 900)[0];
const small = new OffscreenCanvas(64, 160), pen = small.getContext('2d', {willReadFrequently: true});
window.print = c => { pen.clearRect(0, 0, 64, 160); pen.drawImage(c, 0, 0, 64, 160);
  const d = pen.getImageData(0, 0, 64, 160).data; let h = 0, ink = 0;
  for (let i = 0; i < d.length; i++) { h = (h * 31 + d[i]) | 0; if (i % 4 < 3 && d[i] && d[i] < 235) ink++ } return [h, ink] };
const filled = new WeakMap();
for (const name of ['fill', 'fillRect', 'drawImage', 'stroke']) { const was = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...of) { filled.set(this.canvas, performance.now()); return was.apply(this, of) } }
window.painted = (quiet, before) => new Promise(done => { const begun = performance.now();
  const step = () => { const c = cells(), now = performance.now(), t = c && filled.get(c);
    if (t && now - t >= quiet && print(c)[1] > 400 && print(c)[0] !== before) return done(t);
    if (now - begun > 60000) return done(null);
    requestAnimationFrame(step) };
  requestAnimationFrame(step) });
document.addEventListener('input', () => { window.chosen = performance.now() }, true);
document.addEventListener('click', () => { window.chosen = performance.now() }, true);
"""


def make_release(folder: Path, genes: int, columns: int) -> None:
    """A release of results only: every gene, procedure and both life stages, drawn at random."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sys.path.insert(0, str(HERE.parent / "data" / "teaching"))
    from columns import GENES, PARAMETERS, RESULTS

    rng = np.random.default_rng(1)
    n = genes * columns
    i, j = np.divmod(np.arange(n), columns)
    early = pd.DataFrame({
        "marker_symbol": [f"Gene{k:04d}" for k in i], "marker_accession_id": [f"MGI:{k + 1}" for k in i],
        "allele_symbol": [f"Gene{k:04d}<tm1>" for k in i], "zygosity": np.where(rng.random(n) < 0.7, "homozygote", "heterozygote"),
        "phenotyping_center": "Centre", "procedure_name": [f"Procedure {k:02d}" for k in j], "data_type": "unidimensional",
        "parameter_name": [f"Parameter {k:02d}" for k in j], "status": "Successful", "colony_id": "c", "unit": "g",
        "p_value": rng.random(n), "effect_size": rng.normal(size=n), "significant": rng.random(n) < 0.1,
        "procedure_stable_id": [f"IMPC_P{k:02d}_001" for k in j], "parameter_stable_id": [f"IMPC_P{k:02d}_001_001" for k in j],
        "life_stage_name": "Early adult",
    })  # fmt: skip
    late = early.assign(
        life_stage_name="Late adult", p_value=rng.random(n), effect_size=rng.normal(size=n), significant=rng.random(n) < 0.1,
        procedure_stable_id=early["procedure_stable_id"].str.replace("IMPC", "TCPLA"),
        parameter_stable_id=early["parameter_stable_id"].str.replace("IMPC", "TCPLA"),
    )[rng.random(n) < 0.6]  # fmt: skip
    results = pd.concat([early, late], ignore_index=True)
    results["doc_id"] = [f"{k:032x}" for k in range(len(results))]
    names = ["parameter_stable_id", "parameter_name", "procedure_stable_id", "procedure_name", "unit", "data_type", "life_stage_name"]
    parameters = results.drop_duplicates("parameter_stable_id")[names]
    parameters = parameters.assign(early_parameter_stable_id=parameters["parameter_stable_id"].str.replace("TCPLA", "IMPC"))
    tables = {"genes": (results.drop_duplicates("marker_symbol")[["marker_symbol", "marker_accession_id"]], GENES),
              "results": (results, RESULTS), "parameters": (parameters, PARAMETERS)}  # fmt: skip
    files = {}
    for name, (table, kinds) in tables.items():
        schema, file = pa.schema(list(kinds.items())), f"{name}.parquet"
        pq.write_table(pa.Table.from_pandas(table.reindex(columns=list(kinds)), schema=schema, preserve_index=False), folder / file)
        files[file] = {"bytes": (folder / file).stat().st_size, "rows": len(table)}
    notes = {"layout": 1, "name": "bench", "title": "Benchmark release", "kind": "folder", "simulated": True, "data_release": None}
    (folder / "release.json").write_text(json.dumps(notes | {"files": files}))


def load(browser, url: str) -> tuple[float, object]:
    """Seconds from the start of the navigation to the paint of the cells, and the page."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(SCRIPT)
    page.goto(url, wait_until="commit")
    at = page.evaluate("painted(0, null)")
    if at is None:
        raise SystemExit(f"no cells were painted at {url}")
    return at / 1000, page


def change(page, choose) -> float:
    """Milliseconds from a choice to the last paint of the cells."""
    page.bring_to_front()
    before = page.evaluate("print(cells())[0]")
    waiting = page.evaluate_handle("before => ({result: painted(400, before)})", before)
    choose(page)
    at = page.evaluate("async w => await w.result", waiting)
    if at is None:
        raise SystemExit("the cells did not change")
    return at - page.evaluate("chosen")


def scan() -> None:
    import impc_nb

    begun = time.perf_counter()
    rows = impc_nb.life_stage_scan()
    print(f"scan of the teaching release: {len(rows)} lines and parameters in {time.perf_counter() - begun:.0f} s, two processes")


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("changes", 12), ("loads", 5), ("genes", 628), ("columns", 43)):
        args.add_argument(f"--{name}", type=int, default=value)
    args.add_argument("--scan", action="store_true")
    args = args.parse_args()
    if args.scan:
        return scan()
    from playwright.sync_api import sync_playwright

    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        make_release(Path(folder), args.genes, args.columns)
        ports, size = [free_port(), free_port()], [str(args.genes), str(args.columns)]
        ours = ["-m", "impc_nb.cli", "dashboard", "--no-browser", "--release", folder, "--port", str(ports[0])]
        peer = [str(HERE / "peers" / "bare_cells.py"), str(ports[1]), *size]
        servers = [start([sys.executable, *command], port) for command, port in zip((ours, peer), ports, strict=True)]
        urls = [f"http://127.0.0.1:{ports[0]}/?page=late-adult&rows=all", f"http://127.0.0.1:{ports[1]}/"]
        try:
            browser = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
            loads = [[], []]
            for turn in range(args.loads + 1):
                for app in (0, 1):
                    seconds, page = load(browser, urls[app])
                    page.context.close()
                    loads[app] += [seconds] if turn else []  # the first visitor pays for caches
            report(f"first drawing of {args.genes * args.columns:,} cells", *loads, "s", 1.5)
            pages = [load(browser, url)[1] for url in urls]
            for page in pages:
                page.wait_for_timeout(2500)

            other = itertools.cycle((1, 0))

            def redraw(page, _):
                page.get_by_role("radio").nth(next(other)).click()

            def sort(page, k):
                page.get_by_label("Sort genes by").select_option(("name", "change")[k % 2])

            def sieve(page, k):
                page.get_by_label("Zygosity").select_option(("homozygote", "")[k % 2])

            for what, ask in (("sorting", sort), ("filtering", sieve)):
                times = [[], []]
                for turn in range(args.changes + 2):
                    for app, choose in enumerate((ask, redraw)):
                        taken = change(pages[app], lambda page, choose=choose, turn=turn: choose(page, turn))
                        times[app] += [taken] if turn > 1 else []
                report(f"{what} {args.genes * args.columns:,} cells", *times, "ms", 1.2)
            browser.close()
        finally:
            for server in servers:
                os.killpg(server.pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
