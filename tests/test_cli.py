"""The command line: a result and status 0, or a sentence and status 2; no traceback; nothing left running."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from conftest import Served, free_port

from impc_nb import cli, command_line, doctor
from impc_nb.schema import ImpcError

ROOT = Path(__file__).resolve().parent.parent


def refusal(capsys, *words: str) -> str:
    """The one sentence with which the command line refuses ``words``."""
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("impc-nb: ")
    assert said.err.count("\n") == 1
    return said.err


@pytest.fixture
def taken():
    """A port something listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# ---------------------------------------------------------------- what is refused, and how
@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["dashbord"], ["'dashbord' is no command", "perhaps dashboard is meant", "doctor"]),
        (["<b>x</b>" * 40], ["is no command", "dashboard, lab"]),
        (["dashboard", "--prot", "1"], ["'--prot' is not understood", "--port is meant"]),
        (["dashboard", "--port"], ["--port", "expected one argument"]),
        (["dashboard", "--port", "0"], ["'0' is not a port", "1 to 65535"]),
        (["dashboard", "--port", "65536"], ["'65536' is not a port"]),
        (["dashboard", "--port", "http"], ["'http' is not a port"]),
        (["dashboard", "--workers", "0"], ["'0' is not a number of workers"]),
        (["dashboard", "--workers", "2.5"], ["'2.5' is not a number of workers"]),
        (["lab", "--workers", "2"], ["'--workers' is not understood"]),
        (["doctor", "--onlin"], ["--online is meant"]),
        (["dashboard", "teaching"], ["'teaching' is not understood"]),
        (["dashboard", "--release", "teching"], ["teching", "teaching"]),
        (["lab", "--release", "/no/such/folder"], ["/no/such/folder"]),
        (["dashboard", "--release", "x" * 5000], ["xxx"]),
        (["dashboard", "--release", "a\0b"], ["a release is"]),
    ],
)
def test_bad_words_get_a_sentence(capsys, words, parts):
    said = refusal(capsys, *words)
    assert all(part in said for part in parts), said
    assert len(said) < 450


@pytest.fixture
def folder(tmp_path):
    """A copy of the teaching release, to be damaged."""
    return Path(shutil.copytree(ROOT / "data" / "teaching", tmp_path / "saved"))


def emptied(folder):
    shutil.rmtree(folder)
    folder.mkdir()


def half_written(folder):
    next(folder.rglob("*.parquet")).unlink()


def without_notes(folder):
    (folder / "release.json").unlink()


def cut_notes(folder):
    (folder / "release.json").write_text((folder / "release.json").read_text()[:200])


def older(folder):
    notes = json.loads((folder / "release.json").read_text())
    (folder / "release.json").write_text(json.dumps(notes | {"layout": 0}))


@pytest.mark.parametrize("damage", [shutil.rmtree, emptied, half_written, without_notes, cut_notes, older])
@pytest.mark.parametrize("command", ["dashboard", "lab"])
def test_a_damaged_release_is_refused_before_anything_starts(capsys, monkeypatch, folder, damage, command):
    monkeypatch.setattr(cli, "choose_port", lambda *_: pytest.fail("went on to choose a port"))
    damage(folder)
    assert "saved" in refusal(capsys, command, "--release", str(folder), "--no-browser")


def test_a_whole_folder_is_accepted(monkeypatch, folder):
    monkeypatch.setattr(cli, "choose_port", lambda *_: (_ for _ in ()).throw(ImpcError("far enough")))
    with pytest.raises(ImpcError, match="far enough"):
        cli.dashboard(["--release", str(folder)])


@pytest.mark.parametrize("command", ["dashboard", "lab"])
def test_a_port_asked_for_and_taken_is_refused(capsys, taken, command):
    said = refusal(capsys, command, "--port", str(taken), "--no-browser")
    assert f"Port {taken} is in use" in said
    free = int(said.split("--port ")[1].rstrip(".\n"))
    assert command_line.problem_with(free) is None


def test_the_default_port_gives_way(capsys, taken):
    chosen = command_line.choose_port(None, taken)
    assert chosen > taken
    assert capsys.readouterr().out == f"Port {taken} is in use by another program; port {chosen} is used.\n"


def test_a_free_port_is_taken_as_it_is(capsys):
    port = free_port()
    assert command_line.choose_port(port, 1) == port
    assert command_line.choose_port(None, port) == port
    assert capsys.readouterr().out == ""


def test_help_and_version(capsys):
    for words in ([], ["--help"], ["-h"]):
        assert cli.main(words) == 0
        said = capsys.readouterr().out
        assert all(f"\n  {name} " in said for name in cli.COMMANDS)
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help(capsys, name):
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    assert end.value.code == 0
    assert f"impc-nb {name}" in capsys.readouterr().out


# ---------------------------------------------------------------- servers start, answer and end
def test_the_dashboard_answers(serve_dashboard):
    with urllib.request.urlopen(serve_dashboard()) as answer:
        assert answer.status == 200


@pytest.mark.skipif(os.name != "posix", reason="only on systems with signals")
@pytest.mark.parametrize(("workers", "sign"), [(1, signal.SIGINT), (1, signal.SIGTERM), (2, signal.SIGINT), (2, signal.SIGTERM)])
def test_a_signal_ends_the_dashboard_and_its_workers(workers, sign):
    port = free_port()
    command = [sys.executable, "-m", "impc_nb.cli", "dashboard", "--no-browser", "--port", str(port), "--workers", str(workers)]
    served = Served(command, f"http://127.0.0.1:{port}/")
    try:
        family = [psutil.Process(served.process.pid), *psutil.Process(served.process.pid).children(recursive=True)]
        assert len(family) == (1 if workers == 1 else 1 + workers)
        os.kill(served.process.pid, sign)
        _, alive = psutil.wait_procs(family, timeout=60)  # a worker still starting on a busy machine ends when it has started
        assert alive == []
        assert served.process.wait(1) == 0
        assert "Traceback" not in served.errors
        assert command_line.problem_with(port) is None
    finally:
        served.end()


def test_lab_answers_without_news_and_with_the_release(tmp_path):
    port = free_port()
    places = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    served = Served(
        [sys.executable, "-m", "impc_nb.cli", "lab", "--no-browser", "--port", str(port)], f"http://127.0.0.1:{port}/api", places
    )
    try:
        family = psutil.Process(served.process.pid).children(recursive=True)
        assert any(one.environ().get("IMPC_NB_RELEASE") == "teaching" for one in family)
        (running,) = (json.loads(file.read_text()) for file in (tmp_path / "RUNTIME").glob("jpserver-*.json"))
        own = Path(os.environ["IMPC_NB_LESSONS"])
        assert Path(running["root_dir"]) == own
        assert {path.name for path in own.glob("*.ipynb")} == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
        address = f"http://127.0.0.1:{port}/lab/api/settings/@jupyterlab/apputils-extension:notification?token={running['token']}"
        with urllib.request.urlopen(address) as answer:
            properties = json.load(answer)["schema"]["properties"]
        assert properties["fetchNews"]["default"] == "false"
        assert properties["checkForUpdates"]["default"] is False
        os.kill(served.process.pid, signal.SIGTERM)
        assert psutil.wait_procs(family, timeout=60)  # a worker still starting on a busy machine ends when it has started[1] == []
    finally:
        served.end()


# ---------------------------------------------------------------- doctor
def test_doctor_finds_this_machine_ready(capsys):
    assert cli.main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(doctor.CHECKS) + 1
    assert "ready" in lines[-1]


def test_doctor_refuses_an_unready_machine(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", (lambda: (doctor.WRONG, "the sky falls; hold it"),))
    assert cli.main(["doctor"]) == 2
    said = capsys.readouterr()
    assert "the sky falls; hold it" in said.out
    assert "1 of 1 checks" in said.err


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        ({}, doctor.FINE, "no proxy"), ({"HTTPS_PROXY": "http://p:1"}, doctor.NOTE, "NO_PROXY=127.0.0.1"),
        ({"http_proxy": "http://p:1", "no_proxy": "localhost,127.0.0.1"}, doctor.FINE, "spares"),
        ({"all_proxy": ""}, doctor.FINE, "no proxy"),
    ],
)  # fmt: skip
def test_doctor_sees_a_proxy_in_the_way(said, state, words):
    assert doctor.network(said)[0] == state
    assert words in doctor.network(said)[1]


def test_doctor_sees_a_clock_before_its_time():
    assert doctor.clock(0)[0] == doctor.WRONG
    assert doctor.clock(4e9)[0] == doctor.NOTE  # in 2096
    assert doctor.clock()[0] == doctor.FINE


def test_doctor_sees_a_place_where_answers_would_be_lost(monkeypatch, tmp_path):
    assert doctor.lessons()[0] == doctor.FINE
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("IMPC_NB_LESSONS", str(tmp_path / "file" / "lessons"))
    assert doctor.lessons()[0] == doctor.WRONG
    assert "IMPC_NB_LESSONS" in doctor.lessons()[1]


def test_doctor_sees_a_missing_kernel(monkeypatch, tmp_path):
    from jupyter_client import kernelspec

    assert doctor.kernel()[0] == doctor.FINE
    monkeypatch.setenv("PATH", str(tmp_path))  # Jupyter starts "python" as its own interpreter, also where no PATH leads to one
    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", lambda *_: kernelspec.KernelSpec(argv=["python"]))
    assert doctor.kernel()[0] == doctor.FINE
    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", lambda *_: kernelspec.KernelSpec(argv=[str(tmp_path / "python")]))
    assert doctor.kernel()[0] == doctor.WRONG


def test_doctor_sees_packages_that_are_missing_or_other(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("pytest==0.0.1 \\\n    --hash=sha256:0\nabsent==1.0 ; sys_platform == 'none'\n")
    assert doctor.packages(["pytest>=1", "no-such-package>=2"], lock)[0] == doctor.WRONG
    assert "no-such-package is missing" in doctor.packages(["no-such-package>=2"], lock)[1]
    assert doctor.packages(["pytest<1"], lock)[0] == doctor.WRONG
    state, said = doctor.packages(["pytest>=1"], lock)
    assert (state, "1 of 1 differ" in said) == (doctor.NOTE, True)
    assert doctor.packages(["pytest>=1; extra == 'x'"], tmp_path / "none")[0] == doctor.FINE


def test_doctor_sees_damaged_teaching_data(folder):
    assert doctor.teaching_data(folder)[0] == doctor.FINE
    file = next(folder.rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert doctor.teaching_data(folder)[0] == doctor.WRONG
    without_notes(folder)
    assert doctor.teaching_data(folder)[0] == doctor.WRONG


def test_doctor_says_which_port_is_taken(monkeypatch, taken):
    monkeypatch.setattr(command_line, "DASHBOARD_PORT", taken)
    assert doctor.port()[0] == doctor.NOTE
    assert str(taken) in doctor.port()[1]


def test_doctor_notes_little_room():
    assert doctor.disk(needed=1e9)[0] == doctor.NOTE
    assert doctor.memory(needed=1e9)[0] == doctor.NOTE


def test_doctor_online_asks_every_service(replay, monkeypatch, capsys):
    from impc_nb.catalog import open_catalog, service_roots

    for name in service_roots(open_catalog("live")):
        monkeypatch.setenv(f"IMPC_{name.upper()}", replay["root"])
    assert cli.main(["doctor", "--online"]) == 0
    assert capsys.readouterr().out.count("answers (404)") == 9  # the nine roots of DESIGN section 3; the stand-in has nothing at its root


@pytest.mark.parametrize(
    ("where", "said"),
    [("/fault/503/data", "answers with error 503"), ("/fault/hang/data", "nothing within 0.5 s"), ("/fault/404/data", "answers (404)")],
)
def test_doctor_says_what_a_service_does(replay, where, said):
    state, sentence = doctor.service("api_root", replay["root"] + where, patience=0.5)
    assert said in sentence
    assert (state == doctor.FINE) == ("404" in where)


def test_doctor_says_when_nothing_listens():
    state, sentence = doctor.service("solr_root", f"http://127.0.0.1:{free_port()}/solr")
    assert state == doctor.WRONG
    assert "does not answer" in sentence
    assert "IMPC_SOLR_ROOT" in sentence


def test_the_command_is_installed():
    command = Path(sys.executable).with_name("impc-nb")
    assert subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout.strip()
