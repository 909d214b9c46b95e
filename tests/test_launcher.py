"""The dashboard behind JupyterLab's launcher tile: through jupyter-server-proxy, under a prefix, in a real browser."""

import json
import sys
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import websocket
from conftest import ROOT, Served, free_port

import impc_nb
from impc_nb.cli import jupyter_launcher

PREFIX = "/user/x"


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """A Jupyter server with a prefix, as a hub gives it, and no token; it starts the dashboard when its tile is opened."""
    home, port = tmp_path_factory.mktemp("jupyter"), free_port()
    env = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    command = [sys.executable, "-m", "jupyter_server", "--ip=127.0.0.1", f"--port={port}", "--no-browser", "--allow-root"]
    command += [
        f"--ServerApp.base_url={PREFIX}/",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={home}",
        "--ServerApp.port_retries=0",
    ]
    served = Served(command, f"http://127.0.0.1:{port}{PREFIX}/api", env)
    yield f"http://127.0.0.1:{port}{PREFIX}"
    served.end()
    # a page closed while it is being written to makes the proxy itself log a traceback; none may pass through the project
    ours = [f'File "{ROOT / folder}' for folder in ("dashboards", "impc_nb")]
    assert not any(text in served.errors for text in ours), served.errors[-4000:]


def test_the_tile_is_announced(jupyter):
    with urllib.request.urlopen(f"{jupyter}/server-proxy/servers-info") as answer:
        servers = {one["name"]: one for one in json.load(answer)["server_processes"]}
    assert servers["impc-dashboard"]["launcher_entry"]["title"] == "IMPC dashboard"
    with urllib.request.urlopen(f"{jupyter}/server-proxy/icon/impc-dashboard") as icon:
        assert icon.headers["Content-Type"].startswith("image/svg")


def test_the_icon_is_drawn_by_the_project():
    icon = Path(jupyter_launcher()["launcher_entry"]["icon_path"])
    assert "http" not in icon.read_text().replace("http://www.w3.org/2000/svg", "")


def opened(open_page, url: str):
    """The page once a chart is on it; what its websockets are called as well."""
    page, sockets = open_page("about:blank"), []
    page.on("websocket", lambda socket: sockets.append(socket))
    page.goto(url, timeout=90_000)
    page.locator(".bk-Figure canvas").first.wait_for(state="visible", timeout=90_000)
    return page, sockets


def test_the_dashboard_works_behind_the_tile(jupyter, open_page):
    page, sockets = opened(open_page, f"{jupyter}/impc-dashboard/?page=charts")
    assert urlsplit(page.url).path == f"{PREFIX}/impc-dashboard/"
    assert len(sockets) == 1
    assert not sockets[0].is_closed()
    assert urlsplit(sockets[0].url).path == f"{PREFIX}/impc-dashboard/ws"


def test_a_link_copied_behind_the_tile_opens_the_same_view(jupyter, open_page):
    gene, other = impc_nb.search_genes()["marker_symbol"].tolist()[:2]
    first, _ = opened(open_page, f"{jupyter}/impc-dashboard/?page=charts&gene={other}")
    first.get_by_role("button", name="Copy link").first.click()
    first.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('http')")
    link = first.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{jupyter}/impc-dashboard/?")
    assert parse_qs(urlsplit(link).query)["gene"] == [other]
    again, _ = opened(open_page, link)
    again.get_by_text(other).first.wait_for()
    assert again.get_by_text(gene, exact=True).count() == 0


def test_a_page_of_another_origin_gets_no_session(jupyter):
    """Every request reaches the dashboard as from itself, so Jupyter must refuse a foreign page's websocket before."""
    address = jupyter.replace("http:", "ws:") + "/impc-dashboard/ws"
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(address, origin="http://elsewhere.example", timeout=60)
    assert refused.value.status_code in (403, 404)
