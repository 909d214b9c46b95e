"""What is installed: locks, conda's list and pyproject say the same; set-up keeps its promises."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import chromium
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_layers import imports

ROOT = Path(__file__).resolve().parent.parent
CORE, EXTRAS = "requirements.lock", "requirements-extras.lock"
SYSTEMS = [  # those the lock is for, as the markers of a requirement see them
    {"python_version": version, "python_full_version": f"{version}.9", "sys_platform": platform, "os_name": name, "platform_system": system,
     "implementation_name": "cpython", "platform_python_implementation": "CPython", "platform_machine": machine}
    for version in ("3.11", "3.12", "3.13")
    for platform, name, system, machine in (
        ("linux", "posix", "Linux", "x86_64"), ("darwin", "posix", "Darwin", "arm64"), ("win32", "nt", "Windows", "AMD64"))
]  # fmt: skip


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared(*extras: str) -> list[Requirement]:
    """What pyproject asks for, with the extras named."""
    about = project()["project"]
    lines = about["dependencies"] + [line for extra in extras for line in about["optional-dependencies"][extra]]
    return [Requirement(line) for line in lines]


# ---------------------------------------------------------------- the locks
def read_lock(text: str) -> list[tuple[Requirement, list[str]]]:
    """Every pin of a lock and its hashes."""
    entries = re.split(r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.startswith(("#", "--"))))
    found = []
    for entry in filter(str.strip, entries):
        pin, *hashes = (part.strip() for part in re.split(r"\\?\n|\s(?=--hash)", entry) if part.strip())
        found.append((Requirement(pin.rstrip("\\ ")), hashes))
    return found


def lock_problems(text: str, wanted: list[Requirement]) -> list[str]:
    """What is wrong with a lock as the answer to ``wanted``, as sentences."""
    pins, out = read_lock(text), []
    if found := re.search(r"https?:|file:|[ =]/\w|--(index|extra|find)", text):
        out.append(f"an address or path of a machine: {found.group()}")
    for pin, hashes in pins:
        if not re.fullmatch(r"==[^,*]+", str(pin.specifier)):
            out.append(f"{pin.name} is not pinned")
        if not hashes or not all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes):
            out.append(f"{pin.name} has no hash, or one that is none")
    for system in SYSTEMS:
        versions = {}
        for pin, _ in pins:
            if pin.marker is None or pin.marker.evaluate(system):
                versions.setdefault(canonicalize_name(pin.name), []).append(next(iter(pin.specifier)).version)
        where = f"on Python {system['python_version']}, {system['platform_system']}"
        out += [f"{name} is there twice {where}" for name, found in versions.items() if len(found) > 1]
        for one in wanted:
            version = versions.get(canonicalize_name(one.name), [None])[0]
            if version is None:
                out.append(f"{one.name} is missing {where}")
            elif not one.specifier.contains(version, prereleases=True):
                out.append(f"{one.name} {version} is outside {one.specifier} {where}")
    return out


BUILD = [Requirement(line) for line in project()["build-system"]["requires"]]


@pytest.mark.parametrize(("lock", "extras"), [(CORE, ()), (EXTRAS, ("test", "scale"))])
def test_the_lock_answers_pyproject(lock, extras):
    assert lock_problems((ROOT / lock).read_text(encoding="utf-8"), declared(*extras) + BUILD) == []


GOOD = f"# a comment\nbokeh==3.9.2 \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, None),
        (GOOD.replace("bokeh", "panel"), "bokeh is missing"),
        (GOOD.replace("3.9.2", "3.10.0"), "bokeh 3.10.0 is outside"),
        (GOOD.replace("==3.9.2", ">=3.9"), "bokeh is not pinned"),
        (GOOD.replace("sha256", "md5"), "bokeh has no hash"),
        ("bokeh==3.9.2\n", "bokeh has no hash"),
        (GOOD.replace("==3.9.2", "==3.9.2 ; sys_platform != 'win32'"), "bokeh is missing on Python 3.11, Windows"),
        (GOOD.replace("==3.9.2", "==3.9.2 ; python_full_version < '3.12'"), "bokeh is missing on Python 3.12, Linux"),
        ("--extra-index-url https://example.org/simple\n" + GOOD, "an address"),
        ("# from /home/me/project\n" + GOOD, "an address or path"),
        (GOOD + GOOD.replace("3.9.2", "3.9.1"), "bokeh is there twice"),
    ],
)
def test_a_wrong_lock_is_seen(text, said):
    found = lock_problems(text, [Requirement("bokeh>=3.9,<3.10")])
    assert found == [] if said is None else any(said in line for line in found)


def test_the_second_lock_repeats_the_first():
    core = {str(pin): hashes for pin, hashes in read_lock((ROOT / CORE).read_text(encoding="utf-8"))}
    extras = {str(pin): hashes for pin, hashes in read_lock((ROOT / EXTRAS).read_text(encoding="utf-8"))}
    assert {pin: extras.get(pin) for pin in core} == core
    assert len(extras) > len(core)


def test_the_lock_holds_what_builds_the_project():
    assert project()["dependency-groups"]["build"] == project()["build-system"]["requires"]


# ---------------------------------------------------------------- what is imported is declared, and the other way round
MODULE = {"pyyaml": "yaml", "pillow": "PIL", "ipython": "IPython", "websocket-client": "websocket", "pytest-xdist": "xdist"}
NOT_IMPORTED = {"jupyterlab", "jupyter-bokeh", "jupyter-server-proxy", "pytest-xdist", "ruff", "nbformat"}  # run, or found by others


OPTIONAL = {"statsmodels"}  # a benchmark compares with it where it happens to be installed


def imported(*folders: str) -> set[str]:
    """Third-party top-level modules that the sources under the folders import."""
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    own = {path.stem for path in [*sources, *(ROOT / "data").rglob("*.py")]} | {"impc_nb", "dashboards", "tests"}
    found = {name.partition(".")[0] for path in sources for name in imports(path.read_text(encoding="utf-8"))}
    return found - set(sys.stdlib_module_names) - own - {""}


def module(requirement: Requirement) -> str:
    name = canonicalize_name(requirement.name)
    return MODULE.get(name, name.replace("-", "_"))


def test_what_users_import_is_declared():
    assert imported("impc_nb", "dashboards", "data", "notebooks/src") - {module(one) for one in declared()} == set()


def test_what_developers_import_is_declared():
    assert imported("tests", "benchmarks", "notebooks") - {module(one) for one in declared("test", "scale")} - OPTIONAL == set()


def test_nothing_is_declared_that_nobody_needs():
    used = imported("impc_nb", "dashboards", "notebooks/src")
    assert [one.name for one in declared() if module(one) not in used and one.name not in NOT_IMPORTED] == []


# ---------------------------------------------------------------- the wheel
LOADED = """
import impc_nb, dashboards
data = impc_nb.load_dataset("Myo6", "Body length")
print(impc_nb.__file__, dashboards.__file__, data.simulated, data.published["status"], len(impc_nb.describe(impc_nb.open_catalog())) > 0)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """The project as ``pip install .`` puts it together, without asking anybody."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as opened:
        yield opened


def wheel_problems(names: set[str]) -> list[str]:
    """What is missing from a wheel, or has no place in it."""
    kept = {path.relative_to(ROOT).as_posix() for folder in ("impc_nb", "dashboards") for path in (ROOT / folder).rglob("*")
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(ROOT).parts)}  # fmt: skip
    kept |= {"impc_nb/catalog.yml", "impc_nb/teaching/release.json"}
    kept |= {f"impc_nb/teaching/{path}" for path in json.loads((ROOT / "data/teaching/release.json").read_text(encoding="utf-8"))["files"]}
    other = {name for name in names if ".dist-info/" not in name}
    return [f"{name} is missing" for name in sorted(kept - other)] + [f"{name} is too much" for name in sorted(other - kept)]


def test_the_wheel_holds_the_program_the_catalog_and_the_teaching_release(wheel):
    names = set(wheel.namelist())
    assert wheel_problems(names) == []
    assert any(name.endswith("entry_points.txt") for name in names)
    assert sum(one.compress_size for one in wheel.infolist()) < 12e6
    assert wheel_problems(names - {"impc_nb/catalog.yml"} | {"tests/test_packaging.py"}) == [
        "impc_nb/catalog.yml is missing", "tests/test_packaging.py is too much"]  # fmt: skip


def test_what_the_wheel_holds_works_without_the_project(wheel, tmp_path):
    wheel.extractall(tmp_path)
    env = {k: v for k, v in os.environ.items() if not k.startswith("IMPC_")} | {"PYTHONPATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", LOADED], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    package, pages, *said = run.stdout.split()
    assert Path(package).parent.parent == Path(pages).parent.parent == tmp_path
    assert said == ["True", "Successful", "True"]


# ---------------------------------------------------------------- conda
ONLY_CONDA = {"python", "pip", "hatchling"}


def conda_problems(text: str) -> list[str]:
    """Where environment.yml differs from pyproject, as sentences."""
    lines = yaml.safe_load(text)["dependencies"]
    here = {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, lines)}
    there = {canonicalize_name(one.name): str(one.specifier) for one in [*declared(), *BUILD]}
    there |= {"python": str(Requirement(f"python{project()['project']['requires-python']}").specifier), "pip": ""}
    names = sorted(here.keys() | there.keys())
    return [
        f"{name}: {here.get(name)} in environment.yml, {there.get(name)} in pyproject"
        for name in names
        if here.get(name) != there.get(name)
    ]


def test_conda_installs_the_same():
    assert conda_problems((ROOT / "environment.yml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [
        ("bokeh>=3.9,<3.10", "bokeh>=3.9", "bokeh"),
        ("  - pyarrow>=22\n", "", "pyarrow"),
        ("  - pip\n", "  - pip\n  - duckdb\n", "duckdb"),
        ("python>=3.11,<3.14", "python>=3.10,<3.14", "python"),
    ],
)
def test_a_wrong_conda_list_is_seen(right, wrong, name):
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert right in text
    assert [line.partition(":")[0] for line in conda_problems(text.replace(right, wrong))] == [name]


# ---------------------------------------------------------------- set-up, with stand-ins for the installers
FAKE_UV = """#!/bin/sh
echo "uv $*" >> "{log}"
case "$1" in
  venv) mkdir -p .venv/bin && ln -s "{python}" .venv/bin/python ;;
  pip) if [ -e "{log}.fail" ]; then kill -TERM $PPID; exit 1; fi ;;
esac
"""

only_posix = pytest.mark.skipif(os.name != "posix", reason="only on systems with a POSIX shell")


@pytest.fixture
def clone(tmp_path):
    """A copy of what set-up reads, in a folder with a space in its name, and a stand-in for uv that notes what it was asked."""
    home = tmp_path / "a clone"
    shutil.copytree(ROOT / ".ci", home / ".ci")
    for name in (CORE, EXTRAS, "pyproject.toml"):
        shutil.copy(ROOT / name, home / name)
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "uv").write_text(FAKE_UV.format(log=tmp_path / "asked", python=sys.executable))
    (commands / "uv").chmod(0o755)
    return home


def set_up(clone: Path, lock: str = CORE, path: str | None = None) -> subprocess.CompletedProcess:
    env = {"PATH": path or f"{clone.parent / 'bin'}:{os.environ['PATH']}", "HOME": str(clone.parent)}
    return subprocess.run(["sh", str(clone / ".ci" / "setup"), lock], capture_output=True, text=True, env=env)


def asked(clone: Path) -> list[str]:
    log = clone.parent / "asked"
    return [line for line in log.read_text().splitlines() if "--version" not in line] if log.exists() else []


@only_posix
def test_set_up_asks_for_hashes_once(clone):
    assert set_up(clone).returncode == 0
    first = asked(clone)
    assert (
        [line for line in first if "pip install" in line and " -r " in line] == [line for line in first if "--require-hashes" in line] != []
    )
    assert [line for line in first if " -e " in line and "--no-deps" in line and "--no-build-isolation" in line]
    assert set_up(clone).returncode == 0
    assert asked(clone) == first, "the second call must install nothing"


@only_posix
@pytest.mark.parametrize("change", [CORE, "pyproject.toml"])
def test_a_changed_list_is_installed(clone, change):
    set_up(clone)
    first = asked(clone)
    with (clone / change).open("a") as file:
        file.write("\n# changed\n")
    set_up(clone)
    assert len(asked(clone)) > len(first)


@only_posix
def test_an_interrupted_set_up_is_done_again(clone):
    (clone.parent / "asked.fail").touch()
    assert set_up(clone).returncode != 0
    assert not list((clone / ".venv").glob(".made-from-*"))
    (clone.parent / "asked.fail").unlink()
    first = asked(clone)
    assert set_up(clone).returncode == 0
    assert len(asked(clone)) > len(first)


@only_posix
def test_the_second_lock_serves_the_first(clone):
    set_up(clone, EXTRAS)
    first = asked(clone)
    set_up(clone, CORE)
    assert asked(clone) == first


@only_posix
def test_without_a_suitable_python_set_up_says_what_to_install(clone):
    commands = clone.parent / "bin"
    (commands / "uv").unlink()
    for name in ("sh", "cat", "cksum", "dirname", "rm", "grep", "pwd"):
        (commands / name).symlink_to(shutil.which(name))
    run = set_up(clone, path=str(commands))
    assert run.returncode == 2
    assert "Python 3.11, 3.12 or 3.13" in run.stderr
    assert "Traceback" not in run.stderr


@only_posix
def test_make_help_lists_every_command():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    said = subprocess.run(["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^([a-z]+):", text, re.M)) - {"core", "extras"}
    assert {line.split()[1] for line in said.splitlines()} == commands
    assert commands >= {"dashboard", "test", "help", "lab", "notebooks", "check", "format", "bench"}


def test_what_ci_runs_is_make_test():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "export CI=true" in script.read_text()
    assert "make test" in script.read_text()


# ---------------------------------------------------------------- in CI nothing is left out
SKIPPING = """
import pytest
def test_no_browser():
    pytest.skip("no Chromium found")
@pytest.mark.skipif(True, reason="only on Windows")
def test_other_system():
    pass
"""


@pytest.mark.parametrize(("ci", "outcome"), [("true", {"failed": 1, "skipped": 1}), ("", {"skipped": 2})])
def test_a_skip_in_ci_is_a_failure(pytester, monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    ours = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(ours.replace("str(Path(__file__).parent)", repr(str(ROOT / "tests"))))
    pytester.makepyfile(SKIPPING)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(**outcome)


def test_the_watch_over_pages_bites(chromium, open_page):
    page = open_page("data:text/html,<p>quiet</p>")
    assert open_page.problems == []
    page.evaluate("console.error('a mistake')")
    page.evaluate("fetch('http://elsewhere.example/x').catch(() => 0)")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    for part in ("console: a mistake", "asked another host: http://elsewhere.example/x", "page error: thrown"):
        assert any(line.startswith(part) for line in open_page.problems), part
    open_page.problems.clear()


# ---------------------------------------------------------------- the browser is found or installed, and what was done is said
class Machine:
    """Stands in for a machine without a browser on which some commands bring one."""

    def __init__(self, monkeypatch, apt: bool, root: bool, works: str):
        self.ran, self.works = [], works
        monkeypatch.setattr(chromium, "find_chromium", lambda: "/a/chromium" if any(works in line for line in self.ran) else None)
        monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}" if apt else None)
        monkeypatch.setattr(chromium.os, "geteuid", lambda: 0 if root else 1000, raising=False)
        monkeypatch.setattr(chromium.subprocess, "run", self.run)

    def run(self, command, **_):
        self.ran.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0 if self.works in self.ran[-1] or "update" in self.ran[-1] else 1)


@pytest.mark.parametrize(
    ("apt", "root", "works", "said"),
    [
        (True, True, "apt-get install", "Browser tests use /a/chromium."),
        (True, True, "playwright install", "Browser tests use /a/chromium."),
        (True, False, "playwright install", "Browser tests use /a/chromium."),
        (False, True, "nothing works", "No Chromium could be installed: browser tests will be left out."),
    ],
)
@pytest.mark.parametrize("ci", ["true", ""])
def test_a_browser_is_installed_where_none_is(monkeypatch, capsys, apt, root, works, said, ci):
    monkeypatch.setenv("CI", ci)
    machine = Machine(monkeypatch, apt, root, works)
    assert chromium.main() == int(bool(ci) and "left out" in said)
    out = capsys.readouterr().out
    assert said in out
    assert all(line in out for line in machine.ran), "every command run is said"
    assert any("apt-get" in line for line in machine.ran) == (apt and root)
