"""Is this machine ready for the workshop? One line a check: what was found, and what to do where it is not right."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from impc_nb.schema import ImpcError

ROOT = Path(__file__).resolve().parent.parent
AGAIN = "set the project up again ('make dashboard'; on Windows 'pip install -r requirements.lock')"
FINE, NOTE, WRONG = "ok", "note", "WRONG"
Finding = tuple[str, str]  # FINE, NOTE (works without) or WRONG (needed), and a sentence


def python() -> Finding:
    """The version of Python."""
    found = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return FINE, f"Python {found}"
    return WRONG, f"Python {found} is not among those the project is tested with; install 3.11, 3.12 or 3.13 and set it up again"


def packages(requirements: list[str] | None = None, lock: Path = ROOT / "requirements.lock") -> Finding:
    """What the project depends on, in the versions it accepts; beside it, what differs from the lock."""
    needed = [Requirement(line) for line in (metadata.requires("impc-nb") if requirements is None else requirements)]
    here = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [
        f"{one.name} {_version(one.name) or 'is missing'}" for one in here if not one.specifier.contains(_version(one.name) or "0", True)
    ]
    if wrong:
        return WRONG, f"{len(wrong)} of {len(here)} packages are missing or of another version ({', '.join(wrong[:5])}); {AGAIN}"
    locked = read_lock(lock)
    if not locked:
        return FINE, f"all {len(here)} packages are there (no lock beside them to compare with)"
    other = [name for name, version in locked.items() if _version(name) != version]
    if other:
        return (
            NOTE,
            f"all {len(here)} packages are there; {len(other)} of {len(locked)} differ from the lock ({', '.join(other[:5])})",
        )
    return FINE, f"all {len(locked)} packages are there, in the versions of the lock"


def read_lock(lock: Path) -> dict[str, str]:
    """Name -> version of every package the lock asks for on this system; empty when there is no lock."""
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.is_file() else []
    pins = [Requirement(line.removesuffix("\\").strip()) for line in lines if line[:1].isalnum()]
    return {pin.name: next(iter(pin.specifier)).version for pin in pins if pin.marker is None or pin.marker.evaluate()}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def catalog() -> Finding:
    """The list of data sources."""
    from impc_nb.catalog import open_catalog

    try:
        found = open_catalog("teaching")
    except ImpcError as problem:
        return WRONG, str(problem)
    return FINE, f"the catalog lists {len(list(found))} data sources"


def teaching_data(folder: Path | None = None) -> Finding:
    """The embedded release, each file against its checksum."""
    folder = folder or next((place for place in (ROOT / "data" / "teaching", ROOT / "impc_nb" / "teaching") if place.is_dir()), ROOT)
    try:
        files = json.loads((folder / "release.json").read_text(encoding="utf-8"))["files"]
        damaged = [name for name, about in files.items() if not _intact(folder / name, about["sha256"])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return WRONG, "the teaching data have no readable release.json; get a fresh copy of the project"
    if damaged or not files:
        return (
            WRONG,
            f"{len(damaged)} of {len(files)} files of teaching data are missing or damaged ({damaged[:1]}); get a fresh copy",
        )
    return FINE, f"the teaching data are complete and intact ({len(files)} files, simulated animals)"


def _intact(file: Path, sha256: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def port() -> Finding:
    """The dashboard's usual port."""
    from impc_nb.command_line import DASHBOARD_PORT, problem_with

    problem = problem_with(DASHBOARD_PORT)
    if problem:
        return NOTE, f"port {DASHBOARD_PORT} {problem}; the dashboard will take the next free one"
    return FINE, f"port {DASHBOARD_PORT} is free for the dashboard"


def browser() -> Finding:
    """A web browser that can be opened from here."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return NOTE, "no web browser can be opened from here; open the address that 'impc-nb dashboard' prints in one yourself"
    return FINE, "a web browser is there"


def disk(needed: float = 0.5) -> Finding:
    """Room for saved answers of the services."""
    free = shutil.disk_usage(Path.home() if Path.home().is_dir() else ROOT).free / 1e9
    if free < needed:
        return NOTE, f"{free:.1f} GB are free on the disk of your home folder; free {needed} GB before saving data"
    return FINE, f"{free:.0f} GB are free on disk"


def memory(needed: float = 1.0) -> Finding:
    """Memory that programs can still take."""
    import psutil

    free = psutil.virtual_memory().available / 1e9
    if free < needed:
        return NOTE, f"{free:.1f} GB of memory are free and the lessons like {needed:.0f}; close other programs"
    return FINE, f"{free:.1f} GB of memory are free"


def kernel() -> Finding:
    """The kernel JupyterLab starts for a lesson."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except (NoSuchKernel, OSError, ValueError, IndexError):
        return WRONG, f"JupyterLab has no Python kernel; {AGAIN}"
    if program in {"python", f"python{sys.version_info[0]}", "python{}.{}".format(*sys.version_info[:2])}:
        program = sys.executable  # as Jupyter does, wherever PATH leads
    found = shutil.which(program)
    if not found:
        return WRONG, f"the kernel of JupyterLab starts {program[-60:]!r}, which is not there; {AGAIN}"
    if Path(found).parent.resolve() != Path(sys.executable).parent.resolve() and Path(program).is_absolute():
        return NOTE, f"the kernel of JupyterLab runs another Python ({program[-60:]}); open the lessons with 'impc-nb lab'"
    return FINE, "JupyterLab has a Python kernel for the lessons"


def lessons() -> Finding:
    """Where the copies of the lessons and the progress are kept."""
    from impc_nb.lesson.copies import own_folder
    from impc_nb.lesson.record import progress_file

    for place, variable in ((own_folder(), "IMPC_NB_LESSONS"), (progress_file().parent, "IMPC_NB_PROGRESS")):
        there = next(folder for folder in (place, *place.parents) if folder.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            return WRONG, f"nothing can be written to {str(there)[-80:]!r}, so that answers would be lost; name another in {variable}"
    return FINE, f"your copies of the lessons are kept in {str(own_folder())[-80:]}"


def network(environment: Mapping[str, str] = os.environ) -> Finding:
    """Whether a proxy stands between the browser and this machine itself."""
    named = {name.lower(): value for name, value in environment.items() if value}
    proxy = next((name for name in ("http_proxy", "https_proxy", "all_proxy") if name in named), None)
    if proxy is None:
        return FINE, "no proxy is set"
    spared = named.get("no_proxy", "")
    if "*" not in spared and not ("127.0.0.1" in spared and "localhost" in spared):
        return NOTE, f"{proxy.upper()} is set; if pages do not open, set NO_PROXY=127.0.0.1,localhost and start again"
    return FINE, f"{proxy.upper()} is set, and spares this machine"


def clock(now: float | None = None) -> Finding:
    """Whether the clock is behind the project's own files, or years ahead of them: then certificates and dates of answers are wrong."""
    now = time.time() if now is None else now
    made = Path(__file__).stat().st_mtime
    if now < made - 86_400:
        return WRONG, f"the clock says {time.strftime('%Y-%m-%d', time.localtime(now))}, before the project was made; set it right"
    said = time.strftime("%Y-%m-%d %H:%M", time.localtime(now))
    if now > made + 5 * 365 * 86_400:
        return NOTE, f"the clock says {said}, years after the project was made; set it right if that is wrong, or get a newer project"
    return FINE, f"the clock says {said}"


def service(name: str, root: str, patience: float = 10) -> Finding:
    """Whether anything answers at the root of a service; any answer of its own counts, also that there is nothing at the root."""
    what = f"the service {name.removesuffix('_root')!r} at {root}"
    try:
        asked = urllib.request.Request(root, headers={"User-Agent": "impc-nb doctor"})
        with urllib.request.urlopen(asked, timeout=patience) as answer:
            status = answer.status
    except urllib.error.HTTPError as answer:
        status = answer.code
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "reason", problem)
        slow = isinstance(reason, (TimeoutError, socket.timeout))
        said = f"nothing within {patience:g} s" if slow else str(getattr(reason, "strerror", None) or reason)[:100]
        variable = f"IMPC_{name.upper()}"
        return WRONG, f"{what} does not answer ({said}); is this machine online, and {variable}, if set, right?"
    if status >= 500:
        return WRONG, f"{what} answers with error {status}; try again later, the teaching release works without it"
    return FINE, f"{what} answers ({status})"


CHECKS: tuple[Callable[[], Finding], ...] = (
    python, packages, kernel, catalog, teaching_data, lessons, port, browser, disk, memory, network, clock,
)  # fmt: skip


def examine(online: bool = False) -> int:
    """Print one line a check; 0 when everything needed is right, 2 when not."""
    found = [_say(check()) for check in CHECKS]
    if online:
        from impc_nb.catalog import open_catalog, service_roots

        roots = service_roots(open_catalog("live"))
        with ThreadPoolExecutor(len(roots)) as together:
            found += [_say(answer) for answer in together.map(service, roots.keys(), roots.values())]
    wrong = found.count(WRONG)
    if wrong:
        print(f"impc-nb: {wrong} of {len(found)} checks found something wrong; what to do is said above.", file=sys.stderr)
        return 2
    print(
        f"This machine is ready{' and online' if online else ''}."
        + (" (Offline is enough for the teaching release.)" if not online else "")
    )
    return 0


def _say(finding: Finding) -> str:
    print(f"{finding[0]:<6}{finding[1]}", flush=True)
    return finding[0]
