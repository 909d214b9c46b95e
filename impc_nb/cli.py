"""The command ``impc-nb``: exit status 0 with a result, 2 with a sentence on standard error.

To add a command, write a function that takes the words after its name and gives the exit status, and add its line to :data:`COMMANDS`.
"""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from impc_nb import __version__
from impc_nb.command_line import DASHBOARD_PORT, HERE, LAB_PORT, Parser, add_server_options, choose_port, ending_quietly, whole_number
from impc_nb.schema import ImpcError, nearest

ROOT = Path(__file__).resolve().parent.parent


def dashboard(words: Sequence[str]) -> int:
    """open the dashboard in the browser"""
    parser = Parser("dashboard", dashboard.__doc__)
    add_server_options(parser, DASHBOARD_PORT)
    workers = whole_number(1, 64, "a number of workers")
    parser.add_argument("--workers", type=workers, default=1, metavar="N", help="processes, for a class (1)")
    options = parser.parse(words)
    if options.workers > 1 and not hasattr(os, "fork"):
        raise ImpcError("--workers needs Linux or macOS; on this system the dashboard runs in one process, without --workers.")
    _check(options.release)
    port = choose_port(options.port, DASHBOARD_PORT)
    print(f"The dashboard is at http://{HERE}:{port}/ (Ctrl-C ends it).", flush=True)
    with ending_quietly():
        from dashboards.app import serve
        from dashboards.lessons import CLASS

        if options.workers > 1:
            os.environ[CLASS] = "1"  # for the workers: nobody's progress is everybody's
        serve(release=options.release, port=port, workers=options.workers, open_browser=not options.no_browser, address=HERE)
    return 0


def _check(release: str) -> None:
    """Refuse a release that cannot be opened before anything starts."""
    from impc_nb.catalog import open_catalog

    open_catalog(release)


def lab(words: Sequence[str]) -> int:
    """open the notebooks in JupyterLab"""
    parser = Parser("lab", lab.__doc__)
    add_server_options(parser, LAB_PORT)
    parser.add_argument("--start-again", metavar="LESSON", help="a fresh copy of a lesson (05); the old one is kept")
    options = parser.parse(words)
    if not (ROOT / "notebooks").is_dir():
        raise ImpcError(
            "The notebooks are not installed with the package; run 'impc-nb lab' (or 'make lab') in a copy of the whole project."
        )
    _check(options.release)
    port = choose_port(options.port, LAB_PORT)
    from impc_nb.lesson.copies import bring_lessons, own_folder, start_again

    if options.start_again is not None:
        print(start_again(options.start_again))
    newer = bring_lessons()
    print(f"Your copies of the lessons are in {own_folder()}.", flush=True)
    if newer:
        print(f"Newer versions are shipped of {', '.join(newer)}; yours stay until you start one again with --start-again.", flush=True)
    release = options.release if options.release in ("teaching", "live") else str(Path(options.release).resolve())
    settings = os.pathsep.join(filter(None, (str(ROOT / "impc_nb" / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH"))))
    command = [sys.executable, "-m", "jupyterlab", str(own_folder()), f"--ip={HERE}", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--ServerApp.answer_yes=True", "--allow-root"]  # in a container one is root
    command += ["--no-browser"] if options.no_browser else []
    with ending_quietly():
        return subprocess.call(command, env=os.environ | {"IMPC_NB_RELEASE": release, "JUPYTER_CONFIG_PATH": settings})
    return 0


def doctor(words: Sequence[str]) -> int:
    """is this machine ready for the workshop?"""
    from impc_nb.doctor import examine

    parser = Parser("doctor", doctor.__doc__)
    parser.add_argument("--online", action="store_true", help="ask each IMPC service for a sign of life as well")
    return examine(parser.parse(words).online)


def analyse(words: Sequence[str]) -> int:
    """recompute a result from the animals of a file"""
    from impc_nb.analyse_command import run

    return run(words)


def fetch(words: Sequence[str]) -> int:
    """save genes with their real animals to a folder, to work offline"""
    parser = Parser("fetch", "Save the results of genes, and the animals behind them, from the live IMPC services to a folder.")
    parser.add_argument("genes", nargs="+", metavar="GENE", help="symbol, synonym, MGI id or human symbol")
    parser.add_argument("--to", default="impc-release", metavar="DIR", help="new folder, or one of an earlier fetch (impc-release)")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="animals of these parameters or procedures only (id or name)")
    parser.add_argument("--dry-run", action="store_true", help="say how much it would be, and fetch nothing")
    parser.add_argument("--again", action="store_true", help="ask again about what an earlier fetch found to have no animals or rows")
    options = parser.parse(words)
    from impc_nb import releases

    try:
        verdict = releases.fetch(options.genes, options.to, options.only, dry_run=options.dry_run, again=options.again)
    except KeyboardInterrupt:
        print(f"\nimpc-nb: stopped; what was fetched is kept: {releases.AGAIN}.", file=sys.stderr)
        return 130
    if verdict is None:
        return 0
    print("\n".join([*verdict.lines(), f"Open it: impc-nb dashboard --release {shlex.quote(options.to)}"]))
    if verdict.unusable:
        raise ImpcError(f"{len(verdict.unusable)} datasets were sent in a form that cannot be read; the release is whole without them.")
    if verdict.others.failed:
        raise ImpcError(f"{len(verdict.others.failed)} tables could not be had; the release is whole without them: {releases.AGAIN}.")
    return 0


COMMANDS = {
    "dashboard": dashboard,
    "lab": lab,
    "analyse": analyse,
    "fetch": fetch,
    "doctor": doctor,
}


def jupyter_launcher() -> dict:
    """The dashboard as a tile in JupyterLab's launcher, in the terms of jupyter-server-proxy.

    Jupyter has checked who asks; towards the dashboard every request carries the dashboard's own origin, so that it need accept no other.
    """
    return {
        "command": [sys.executable, "-m", "impc_nb.cli", "dashboard", "--no-browser", "--port", "{port}"],
        "request_headers_override": {"Origin": f"http://{HERE}:{{port}}"},
        "timeout": 60,
        "new_browser_tab": True,
        "launcher_entry": {"title": "IMPC dashboard", "icon_path": str(ROOT / "impc_nb" / "jupyter" / "dashboard.svg")},
    }


def _overview() -> str:
    lines = [f"  {name:<10} {function.__doc__.splitlines()[0]}" for name, function in COMMANDS.items()]
    title, more = "impc-nb: see, question and re-analyse what the IMPC measured", "'impc-nb COMMAND --help' says more."
    return "\n".join([title, "", *lines, "", more])


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    name, *rest = (sys.argv[1:] if words is None else words) or ["--help"]
    if name in ("-h", "--help", "--version"):
        print(__version__ if name == "--version" else _overview())
        return 0
    try:
        if name not in COMMANDS:
            meant = "".join(f", perhaps {near} is meant" for near in nearest(name, COMMANDS, 1))
            raise ImpcError(f"{name[:100]!r} is no command{meant}; there are {', '.join(COMMANDS)}.")
        return COMMANDS[name](rest)
    except ImpcError as problem:
        print(f"impc-nb: {problem}", file=sys.stderr)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
        print("impc-nb: another program took the port meanwhile; try again.", file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
