"""Finds the Chromium that the browser tests and benchmarks drive; run as a program it installs one where there is none, and says so."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Path of the system's Chromium or Chrome, else of the one playwright installed, else None."""
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    if on_path:
        return on_path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def ways_to_install() -> list[list[list[str]]]:
    """What to try, best first: each way is a list of commands."""
    ways = []
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways.append([["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]])
    ways.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return ways


def main() -> int:
    """Say which Chromium the tests will use, installing one if need be; 1 when there is none and CI asks for it."""
    found = find_chromium()
    for way in [] if found else ways_to_install():
        print("No Chromium found; installing it with:", *(" ".join(command) for command in way), sep="\n  ", flush=True)
        done = all(subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0 for command in way)
        found = find_chromium()
        print("Installed." if done and found else "That did not work.", flush=True)
        if found:
            break
    print(f"Browser tests use {found}." if found else "No Chromium could be installed: browser tests will be left out.", flush=True)
    return 1 if os.environ.get("CI") and not found else 0


if __name__ == "__main__":
    sys.exit(main())
