"""What several tests share: the recorded pack, when it stands beside the project."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded responses and reference numbers beside the project; it must be there in CI."""
    folder = Path(os.environ.get("IMPC_SHARED", ROOT.parent / "shared"))
    if not (folder / "impc").is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{folder} with the recorded responses must be there in CI")
        pytest.skip(f"no recorded responses at {folder}: tests over them left out")
    return folder
