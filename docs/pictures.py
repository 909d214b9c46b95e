"""Take the README's picture: the Charts page of the teaching release, as a visitor sees it.

python docs/pictures.py
"""

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from chromium import find_chromium  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

PORT = 5096
VIEW = f"http://127.0.0.1:{PORT}/?gene=Myo6&parameter=Body+length"


def main() -> None:
    command = [sys.executable, "-m", "impc_nb.cli", "dashboard", "--no-browser", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=HERE.parent)
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1440, "height": 1230})
            for _ in range(60):
                try:
                    page.goto(VIEW)
                    break
                except Exception as refused:  # the server is still starting
                    if "ERR_CONNECTION_REFUSED" not in str(refused):
                        raise
                    time.sleep(0.5)
            page.get_by_text("From the chart to the call").wait_for()
            page.wait_for_timeout(3000)
            page.screenshot(path=HERE / "charts.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
