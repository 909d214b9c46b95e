"""The pictures of the pages: every page has one, small enough for a slow network, and the texts that show them say simulated."""

import importlib.util
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from dashboards.pages import PAGES

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
pictures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pictures)


def test_every_page_has_a_picture_and_no_other():
    assert list(pictures.VIEWS) == list(PAGES)
    assert {p.stem for p in pictures.PICTURES.glob("*.png")} == set(PAGES)


def test_pictures_are_small():
    sizes = [p.stat().st_size for p in pictures.PICTURES.glob("*.png")]
    assert max(sizes) <= pictures.LARGEST and sum(sizes) <= 1_500_000


@pytest.mark.parametrize("text", ["README.md", "docs/pages.md"])
def test_what_is_shown_exists_and_says_simulated(text):
    folder = (ROOT / text).parent
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+\.png)\)", (ROOT / text).read_text(encoding="utf-8"))
    assert shown and all("simulated" in said.casefold() and (folder / path).is_file() for said, path in shown)
    if text != "README.md":
        assert {Path(path).stem for _, path in shown} == set(PAGES)


def test_a_picture_of_noise_is_made_smaller():
    out = io.BytesIO()
    Image.effect_noise((700, 500), 90).convert("RGB").save(out, "PNG")
    assert len(pictures.small(out.getvalue())) < len(out.getvalue())
