"""How fast the Charts and Gene pages are, as ratios to a bare Panel app with the same number of points, in headless Chromium.

    python benchmarks/dashboard.py [--changes 40] [--loads 9] [--only charts|gene]

A change: from the click on another dataset until the frame after the last chart of animals has painted for the last
time (and every chart shows something else than before). The chart of the model's estimates follows when the model is fitted, and is timed
apart. A load: from the start of the navigation until a chart holds paint. The two apps take turns. The page shows two
charts of 1,600 animals each, the bare app one.

The Gene page of a gene with 1,000 results is usable when its answer, its list of all results and its volcano of 1,000 points are there;
the bare app shows the 1,000 points.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from impc_nb.plots.marks import SLOTS, spread  # noqa: E402

ANIMALS, DATASETS = 1600, 8
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"

# every canvas of a chart on the page, wherever it hangs in the tree of shadow roots, and a cheap fingerprint of what it shows
SCRIPT = """
const isChart = c => c.tagName === 'CANVAS' && c.width > 200 && c.getBoundingClientRect().top < innerHeight;
window.charts = () => { const out = [];
  const walk = n => { if (n.shadowRoot) walk(n.shadowRoot); for (const c of n.children || []) { if (isChart(c)) out.push(c); walk(c) } };
  walk(document.documentElement); return out };
const small = new OffscreenCanvas(96, 64), pen = small.getContext('2d', {willReadFrequently: true});
window.print = c => { pen.clearRect(0, 0, 96, 64); pen.drawImage(c, 0, 0, 96, 64);
  const d = pen.getImageData(0, 0, 96, 64).data; let h = 0, ink = 0;
  for (let i = 0; i < d.length; i++) { h = (h * 31 + d[i]) | 0; if (i % 4 < 3 && d[i] && d[i] < 235) ink++ } return [h, ink] };
const filled = new WeakMap(), fill = CanvasRenderingContext2D.prototype.fill;
CanvasRenderingContext2D.prototype.fill = function (...of) { filled.set(this.canvas, performance.now()); return fill.apply(this, of) };
window.follow = (quiet) => new Promise(done => {
  const seen = charts().filter(c => print(c)[1] > 50), before = seen.map(c => print(c)[0]), start = performance.now();
  const last = seen.map(c => filled.get(c) || 0), changed = seen.map(() => 0);
  const step = () => { const now = performance.now();  // the frame after a paint: the paint has been handed on
    seen.forEach((c, i) => { const t = filled.get(c) || 0; if (t !== last[i]) { last[i] = t; changed[i] = now } });
    const all = Math.max(...changed), animals = Math.max(...changed.slice(0, 2));
    const shown = () => seen.every((c, i) => print(c)[0] !== before[i]);
    if (changed.every(t => t) && now - all > quiet && shown())
      return done({start: window.clicked, end: animals, last: all, charts: seen.length});
    if (now - start > 8000) return done({start: window.clicked, end: null, charts: seen.length, changed});
    requestAnimationFrame(step) };
  requestAnimationFrame(step) });
document.addEventListener('click', () => { window.clicked = performance.now() }, true);
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_release(folder: Path) -> Path:
    """A release with one gene, one parameter and as many datasets as are to be switched between; gives the bare app's table."""
    sys.path.insert(0, str(HERE.parent / "data" / "teaching"))
    import pyarrow as pa
    import pyarrow.parquet as pq
    from columns import GENES, OBSERVATIONS, PARAMETERS, RESULTS

    rng = np.random.default_rng(1)
    rows, results, bare = [], [], []
    for k in range(DATASETS):
        n = ANIMALS // 2
        group = np.r_[np.repeat("control", n - 16), np.repeat("experimental", 16)]
        frame = pd.DataFrame({
            "specimen_id": [f"BENCH_{k}_{i:06d}" for i in range(2 * n)], "sex": np.repeat(["female", "male"], n),
            "biological_sample_group": np.r_[group, group], "date_of_birth": pd.Timestamp("2018-01-01"),
        })  # fmt: skip
        day = rng.integers(100, 2400, 2 * n)
        frame["date_of_experiment"] = frame["date_of_birth"] + pd.to_timedelta(day, unit="D")
        frame["weight"] = rng.normal(25, 3, 2 * n).round(2)
        frame["data_point"] = (9 + 0.3 * k + 0.4 * (frame["sex"] == "male") + rng.normal(0, 0.3, 2 * n)).round(3)
        mutant = frame["biological_sample_group"] == "experimental"
        line = {"marker_symbol": "Bench1", "allele_symbol": "Bench1<tm1>", "colony_id": "B1", "zygosity": "homozygote"}
        same = {"phenotyping_center": "Centre", "pipeline_stable_id": "B_001", "procedure_stable_id": "IMPC_DXA_001",
                "metadata_group": f"{k:032d}", "strain_name": "C57BL/6N", "life_stage_name": "Early adult"}  # fmt: skip
        rows.append(frame.assign(**same, **{c: np.where(mutant, v, None) for c, v in line.items()}))
        peaks = sorted({int((d - pd.Timestamp(0)).days) for d in frame.loc[mutant, "date_of_experiment"][:5]})
        results.append({**same, **line, "doc_id": f"{k:032x}", "marker_accession_id": "MGI:1", "procedure_name": "DEXA", "unit": "cm",
                        "parameter_stable_id": "IMPC_DXA_006_001", "parameter_name": "Body length", "data_type": "unidimensional",
                        "status": "NotProcessed", "soft_windowing_bandwidth": 400.0, "soft_windowing_shape": 0.5,
                        "soft_windowing_peaks": ",".join(map(str, peaks))})  # fmt: skip
        place = np.zeros(2 * n)
        for i, (sex, which) in enumerate(SLOTS):
            at = ((frame["sex"] == sex) & (frame["biological_sample_group"] == which)).to_numpy()
            place[at] = i + spread(frame.loc[at, "data_point"].to_numpy())
        bare.append(frame.assign(dataset=f"dataset {k}", place=place, value=frame["data_point"], measured_on=frame["date_of_experiment"],
                                 age_in_weeks=day / 7))  # fmt: skip
    gene = {"marker_symbol": "Bench1", "marker_accession_id": "MGI:1", "marker_name": "benchmark gene 1"}
    parameter = {k: results[0][k] for k in ("parameter_stable_id", "parameter_name", "procedure_stable_id", "procedure_name", "unit",
                                            "data_type", "life_stage_name")}  # fmt: skip
    tables = {"genes.parquet": ([gene], GENES), "results.parquet": (results, RESULTS), "parameters.parquet": ([parameter], PARAMETERS),
              "observations/parameter_stable_id=IMPC_DXA_006_001/part-0.parquet": (pd.concat(rows), OBSERVATIONS)}  # fmt: skip
    files = {}
    for name, (table, columns) in tables.items():
        frame = pd.DataFrame(table).reindex(columns=list(columns))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        schema = pa.schema(list(columns.items()))
        pq.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), folder / name)
        files[name] = {"bytes": (folder / name).stat().st_size, "rows": len(frame)}
    notes = {"layout": 1, "name": "bench", "title": "Benchmark release", "kind": "folder", "simulated": True, "data_release": None}
    notes["files"] = files
    (folder / "release.json").write_text(json.dumps(notes))
    pd.concat(bare).to_parquet(folder / "bare.parquet")
    return folder / "bare.parquet"


RESULTS = 1000
SYSTEMS = ("skeleton phenotype", "homeostasis/metabolism phenotype", "immune system phenotype", "hearing/vestibular/ear phenotype")


def make_gene(folder: Path) -> Path:
    """A release with one gene of 1,000 results; gives the bare app's table of as many points."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    import hand_made_release as made

    rng = np.random.default_rng(2)
    p, effect = rng.uniform(0, 1, RESULTS) ** 4, rng.normal(0, 1, RESULTS)
    rows = [made.result("Abc1", i, p=float(p[i]), significant=bool(p[i] < 1e-4), term="term" if p[i] < 1e-4 else "", effect_size=effect[i],
                        top_level_mp_term_name=SYSTEMS[i % len(SYSTEMS)]) for i in range(RESULTS)]  # fmt: skip
    made.write(folder, made.tables() | {"results": rows})
    when = pd.Timestamp("2020-01-01")
    bare = pd.DataFrame({"dataset": "results", "place": effect, "value": -np.log10(p), "specimen_id": [r["doc_id"] for r in rows],
                         "measured_on": when, "weight": 1.0, "age_in_weeks": 1.0})  # fmt: skip
    bare.to_parquet(folder / "bare.parquet")
    return folder / "bare.parquet"


# the answer, the first rows of all results and a painted chart, wherever on the page
USABLE = """() => { let table = 0, heading = 0, paint = 0;
  const walk = n => { if (n.shadowRoot) walk(n.shadowRoot); for (const c of n.children || []) {
    if (c.tagName === 'H1' && c.textContent.includes('Abc1 ')) heading = 1
    if (c.tagName === 'TABLE' && c.getAttribute('aria-label') === 'All results' && c.rows.length > 100) table = 1
    if (c.tagName === 'CANVAS' && c.width > 200 && print(c)[1] > 100) paint = 1
    walk(c) } };
  walk(document.documentElement); return table + heading + paint === 3 }"""


def usable(browser, url: str, test: str) -> float:
    """Seconds from the start of the navigation until the page passes the test."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(SCRIPT)
    page.goto(url, wait_until="commit")
    page.wait_for_function(test, polling="raf", timeout=120000)
    seconds = page.evaluate("performance.now()") / 1000
    page.context.close()
    return seconds


def time_gene(browser, folder: Path, loads: int) -> None:
    """The Gene page with 1,000 results against the bare app with 1,000 points, by turns."""
    table, ports = make_gene(folder), [free_port(), free_port()]
    ours = ["-m", "impc_nb.cli", "dashboard", "--no-browser", "--release", str(folder), "--port", str(ports[0])]
    servers = [start([sys.executable, *ours], ports[0]), start([sys.executable, str(HERE / "peers" / "bare_app.py"), str(ports[1]),
                                                                str(table)], ports[1])]  # fmt: skip
    painted = "() => charts().some(c => print(c)[1] > 100)"
    pages = ((f"http://127.0.0.1:{ports[0]}/?page=gene&gene=Abc1", USABLE), (f"http://127.0.0.1:{ports[1]}/", painted))
    taken = ([], [])
    try:
        for turn in range(loads + 1):
            for app, (url, test) in enumerate(pages):
                seconds = usable(browser, url, test)
                if turn:  # the first visitor pays for caches
                    taken[app].append(seconds)
    finally:
        for server in servers:
            os.killpg(server.pid, signal.SIGTERM)
    report(f"Gene page with {RESULTS} results usable", *taken, "s", 2)


def start(command: list[str], port: int) -> subprocess.Popen:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=HERE.parent)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20).read()
            return process
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{' '.join(command)} did not answer")


def first_chart(browser, url: str) -> tuple[float, object]:
    """Seconds from the start of the navigation to the first chart with paint, and the page."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(SCRIPT)
    page.goto(url, wait_until="commit")
    page.wait_for_function("charts().some(c => print(c)[1] > 400)", polling="raf", timeout=240000)
    return page.evaluate("performance.now()") / 1000, page


def _datasets(page):
    return page.get_by_role("radiogroup").get_by_role("radio")


def change(page, k: int) -> tuple[float, float]:
    """Milliseconds from the click on dataset k to the last paint of the charts of animals, and of all charts."""
    page.bring_to_front()
    waiting = page.evaluate_handle("({result: follow(350)})")
    _datasets(page).nth(k).click()
    seen = page.evaluate("async w => await w.result", waiting)
    if seen["end"] is None:
        raise SystemExit(f"a chart did not change: {seen}")
    return seen["end"] - seen["start"], seen["last"] - seen["start"]


def report(what: str, ours: list[float], floor: list[float], unit: str, limit: float) -> None:
    for name, of in (("median", np.median), ("90th percentile", lambda v: np.quantile(v, 0.9))):
        a, b = of(ours), of(floor)
        print(f"{what}, {name}: {a:.3g} {unit} against {b:.3g} {unit}: ratio {a / b:.2f} (asked for: at most {limit})")


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--changes", type=int, default=40)
    args.add_argument("--loads", type=int, default=9)
    args.add_argument("--only", choices=("charts", "gene"))
    args = args.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if args.only != "charts":
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
            time_gene(play.chromium.launch(executable_path=chromium, args=FLAGS.split()), Path(folder) / "release", args.loads)
    if args.only == "gene":
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        table = make_release(Path(folder))
        ports = [free_port(), free_port()]
        ours = ["-m", "impc_nb.cli", "dashboard", "--no-browser", "--release", folder, "--port", str(ports[0])]
        servers = [
            start([sys.executable, *ours], ports[0]),
            start([sys.executable, str(HERE / "peers" / "bare_app.py"), str(ports[1]), str(table)], ports[1]),
        ]
        urls = [f"http://127.0.0.1:{ports[0]}/?page=charts&gene=Bench1", f"http://127.0.0.1:{ports[1]}/"]
        try:
            browser = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
            loads, changes, follows = ([], []), ([], []), []
            for turn in range(args.loads + 1):
                for app in (0, 1):
                    seconds, page = first_chart(browser, urls[app])
                    page.context.close()
                    if turn:  # the first visitor pays for caches
                        loads[app].append(seconds)
            report("load to first chart", *loads, "s", 1.3)
            pages = [first_chart(browser, url)[1] for url in urls]
            for page in pages:
                _datasets(page).nth(DATASETS - 1).wait_for()
                page.wait_for_timeout(1500)
            for turn in range(args.changes + 2 * DATASETS):
                for app in (0, 1):
                    taken, everything = change(pages[app], (turn + 1) % DATASETS)
                    if turn >= DATASETS:  # once round to fill the caches of both
                        changes[app].append(taken)
                        follows += [everything] if app == 0 else []
            report(f"change to all charts of animals painted ({ANIMALS} animals)", *changes, "ms", 1.2)
            print(f"the model's estimates have followed, median: {np.median(follows):.3g} ms after the click")
            browser.close()
        finally:
            for server in servers:
                os.killpg(server.pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
