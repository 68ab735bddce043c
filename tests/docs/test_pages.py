"""Every block of the README and of the documentation that shows something to run is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks, run_page

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _runs(page: Path) -> bool:
    """Whether the page shows anything to run."""
    found = blocks(page.read_text(encoding="utf-8"))
    return any(block.language in ("console", "python") for block in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [page for page in PAGES if _runs(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_what_the_page_shows_is_what_happens(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From top to bottom, in one empty folder."""
    monkeypatch.chdir(tmp_path)
    run_page(page, tmp_path)
