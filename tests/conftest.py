"""What several tests share: the recorded responses, a browser that forgives nothing, a running dashboard; and no silent skips in CI."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from chromium import find_chromium  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
OWN_HOSTS = ("127.0.0.1", "localhost")
pytest_plugins = ["pytester"]


# ---------------------------------------------------------------- in CI a skip is a failure
@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    return _no_skip_in_ci(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return _no_skip_in_ci(report)


def _no_skip_in_ci(report):
    """In CI everything is there, so a test left out is one that failed; "only on ..." (another system) stays a skip."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith("only on "):
            report.outcome, report.longrepr = "failed", f"left out in CI: {reason}"
    return report


# ---------------------------------------------------------------- the longest files first, so that workers end together
LONGEST = [
    "test_releases", "test_notebooks_kernel", "test_dashboard_browser", "test_pages_sweep", "test_access_browser", "test_viewers",
    "test_pages_recorded", "test_jupyterlab", "test_pages_browser", "test_notebooks", "test_teaching", "test_dashboard_pages",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell's background jobs have it, and what they start: tests press Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def own_progress(tmp_path_factory, monkeypatch):
    """What tests solve is no learner's progress, and their copies of the lessons are not in the home folder."""
    monkeypatch.setenv("IMPC_NB_PROGRESS", str(tmp_path_factory.mktemp("progress") / "progress.json"))
    monkeypatch.setenv("IMPC_NB_LESSONS", str(tmp_path_factory.mktemp("lessons")))


# ---------------------------------------------------------------- recorded responses
@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded responses and reference numbers beside the project; it must be there in CI."""
    folder = Path(os.environ.get("IMPC_SHARED", ROOT.parent / "shared"))
    if not (folder / "impc").is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{folder} with the recorded responses must be there in CI")
        pytest.skip(f"no recorded responses at {folder}: tests over them left out")
    return folder


@pytest.fixture(scope="session")
def replay(shared) -> dict:
    """The recorded responses as a service on this machine: its base URLs by name (``root``, ``api_root``, ...)."""
    spec = importlib.util.spec_from_file_location("impc_replay", shared / "tools" / "impc_replay.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server, urls = module.serve(shared / "impc")
    yield urls
    server.shutdown()
    server.server_close()


# ---------------------------------------------------------------- the browser
@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that tests drive; it must be there in CI."""
    found = find_chromium()
    if not found:
        if os.environ.get("CI"):
            pytest.fail("a Chromium must be there in CI")
        pytest.skip("no Chromium found: browser tests left out ('make test' tries to install it)")
    return found


class Watch:
    """What no page may do: write an error to the console, raise one, or ask another host for anything."""

    def __init__(self):
        self.problems = []

    def over(self, page):
        page.on(
            "console", lambda message: message.type == "error" and self.problems.append(f"console: {message.text} ({message.location})")
        )
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", lambda request: self.asked(request.url))
        page.on("websocket", lambda socket: self.asked(socket.url))
        return page

    def asked(self, url: str):
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in OWN_HOSTS:
            self.problems.append(f"asked another host: {url[:200]}")


# The browser lives as long as a test module: while it does, asyncio.run() is refused in this process.
@pytest.fixture(scope="module")
def browser(chromium):
    """Headless Chromium that can reach this machine only."""
    from playwright.sync_api import sync_playwright

    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    )
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=[*quiet.split(), rules])
        yield running
        running.close()


@pytest.fixture
def open_page(browser):
    """``open_page(url, width, height)`` gives a playwright page; the test fails at its end if a page did what ``Watch`` forbids.

    What a test brings about on purpose, it names as ``open_page.expected``: words of the browser's complaint.
    ``open_page.problems`` is what was found so far.
    """
    watch, contexts = Watch(), []

    def opener(url: str, width: int = 1440, height: int = 900):
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = watch.over(context.new_page())
        page.goto(url)
        return page

    opener.problems, opener.expected = watch.problems, None
    yield opener
    for context in contexts:
        context.close()
    problems = [each for each in watch.problems if opener.expected is None or opener.expected not in each]
    assert not problems, "the page did what none may:\n" + "\n".join(problems)


# ---------------------------------------------------------------- a running dashboard
def free_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """A command that serves on this machine, in a process group of its own; ``errors`` is what it wrote to standard error."""

    def __init__(self, command: list[str], url: str, env: dict | None = None, patience: float = 90):
        self.url, self._seen = url, 0
        self._errors = tempfile.NamedTemporaryFile()  # noqa: SIM115 - needed as long as the process
        env, written = os.environ | (env or {}), self._errors.file
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=written, start_new_session=True)
        deadline = time.monotonic() + patience
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.end()
                pytest.fail(f"{' '.join(command)} did not come to answer at {url}:\n{self.errors[-3000:]}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=30):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)  # the pause between two questions, not a wait for an answer
            return False

    @property
    def errors(self) -> str:
        return Path(self._errors.name).read_text(errors="replace")

    def new_traceback(self) -> str | None:
        """What was written since last asked, if a traceback is in it."""
        new, self._seen = self.errors[self._seen :], len(self.errors)
        return new if "Traceback" in new else None

    def end(self):
        """End the whole process group."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


def dashboard_at(port: int, release: str | Path = "teaching", env: dict | None = None) -> Served:
    """A running ``impc-nb dashboard`` of one's own; whoever starts it ends it."""
    command = [sys.executable, "-m", "impc_nb.cli", "dashboard", "--no-browser", "--port", str(port), "--release", str(release)]
    return Served(command, f"http://127.0.0.1:{port}/", env)


@pytest.fixture(scope="session")
def _dashboards():
    running = {}
    yield running
    for served in running.values():
        served.end()


@pytest.fixture
def serve_dashboard(_dashboards):
    """``serve_dashboard(release, env)`` gives the base URL of a running ``impc-nb dashboard``; tests that ask the same share it.

    The test fails at its end if a dashboard wrote a traceback meanwhile.
    """

    def serve(release: str | Path = "teaching", env: dict | None = None) -> str:
        key = (str(release), tuple(sorted((env or {}).items())))
        if key not in _dashboards:
            _dashboards[key] = dashboard_at(free_port(), release, env)
        return _dashboards[key].url.rstrip("/")

    yield serve
    found = [text for served in _dashboards.values() if (text := served.new_traceback())]
    assert not found, "the dashboard wrote a traceback:\n" + "\n".join(found)[-4000:]
