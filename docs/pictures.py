"""Take the pictures of README and docs/pages.md: every page of the teaching release, as a visitor sees it.

make pictures
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PICTURES = HERE / "pictures"
SIZE = {"width": 1440, "height": 1080}
LARGEST = 150_000  # bytes of a picture
VIEWS = {  # page -> what is asked of it
    "home": "", "genes": "", "gene": "&gene=Myo6", "charts": "&gene=Myo6&parameter=Body+length", "phenotypes": "",
    "phenotype": "&phenotype=MP:0001399", "late-adult": "&gene=Gls2", "images": "&gene=Myo6", "disease": "&gene=Myo6",
    "alleles": "&gene=Myo6", "downloads": "", "learn": "",
}  # fmt: skip
WORDS = """() => { const out = []; const walk = n => { if (n.shadowRoot) walk(n.shadowRoot); n.childNodes.forEach(c => {
  if (c.nodeType === 3) out.push(c.textContent); else if (c.nodeType === 1) walk(c) }) }; walk(document.body); return out.join(" ") }"""


def take(page, address: str) -> bytes:
    """The page once its words have not changed for two seconds."""
    page.goto(address)
    page.get_by_role("button", name="Copy link").filter(visible=True).wait_for(timeout=120_000)
    before, still = "", 0
    while still < 4:
        page.wait_for_timeout(500)
        words = page.evaluate(WORDS)
        still = still + 1 if words == before and "Being prepared" not in words else 0
        before = words
    return page.screenshot()


def small(png: bytes) -> bytes:
    """The picture with as many colours as fit into ``LARGEST``."""
    from PIL import Image

    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        Image.open(io.BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if len(out.getvalue()) <= LARGEST:
            break
    return out.getvalue()


def serve() -> tuple[subprocess.Popen, str]:
    """A dashboard of the teaching release, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "impc_nb.cli", "dashboard", "--no-browser", "--port", str(port)]
    nobodys = os.environ | {"IMPC_NB_PROGRESS": str(Path(tempfile.mkdtemp()) / "progress.json")}  # the Learn page of somebody new
    server = subprocess.Popen(command, cwd=ROOT, env=nobodys, stdout=subprocess.DEVNULL)
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    return server, f"http://127.0.0.1:{port}"


def main() -> None:
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from chromium import find_chromium

    PICTURES.mkdir(exist_ok=True)
    server, base = serve()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport=SIZE)
            for key in sys.argv[1:] or VIEWS:
                picture = small(take(page, f"{base}/?page={key}{VIEWS[key]}"))
                (PICTURES / f"{key}.png").write_bytes(picture)
                print(f"{key}.png: {len(picture) // 1000} kB")
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
