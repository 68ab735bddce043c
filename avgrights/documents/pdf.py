"""A page as PDF: tagged (PDF/UA-1), A4, with typst; under a password with pikepdf.

Both come with the extra `pdf`. What is written goes to typst as data, never as markup: no value
can be taken for an instruction.
"""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from avgrights.documents.letters.blocks import Block, Run, Runs, blocks, plain
from avgrights.terms.errors import InputFault

_LAYOUT = Path(__file__).parent / "templates" / "page.typ"
_HOW = "Install it with: pip install 'avgrights[pdf]'"


def available() -> bool:
    """Whether the extra `pdf` is installed."""
    from importlib.util import find_spec

    return find_spec("typst") is not None and find_spec("pikepdf") is not None


def pdf(page: str, language: str, *, password: str | None = None) -> bytes:
    """A page as PDF.

    Args:
        page: HTML as our templates give it.
        password: opens the file (AES-256); None: it opens without.

    Raises:
        InputFault: the extra `pdf` is not installed.
    """
    try:
        import typst
    except ImportError:
        raise InputFault("PDF needs the extra 'pdf', which is not installed", remedy=_HOW) from None
    made = _laid_out(typst, json.dumps(_page(page, language), ensure_ascii=False))
    return made if password is None else _closed(made, password)


#: First accessible by the standard, with the fonts that typst brings; a sign that those lack may be
#: in a font of this machine; one that no font has is shown as an empty box.
_WAYS: tuple[dict[str, Any], ...] = (
    {"ignore_system_fonts": True, "pdf_standards": ["ua-1"]},
    {"pdf_standards": ["ua-1"]},
    {},
)


def _laid_out(typst: Any, page: str) -> bytes:
    """The page as typst lays it out.

    Raises:
        RuntimeError: in no way. What typst says of it is not repeated: it may quote the page.
    """
    for way in _WAYS:
        with suppress(typst.TypstError):
            made: bytes = typst.compile(_LAYOUT.read_bytes(), sys_inputs={"page": page}, **way)
            return made
    raise RuntimeError("typst could not lay the page out")


def _closed(made: bytes, password: str) -> bytes:
    """The same file under a password, for screen readers as open as before."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()


def _page(page: str, language: str) -> dict[str, Any]:
    """What the layout reads: strings, numbers and lists."""
    found = blocks(page)
    heading = next((plain(one.runs) for one in found if one.level == 1), "")
    sender = next((one.runs[0].text for one in found if one.kind == "sender"), "")
    return {
        "language": language,
        "title": " ".join(heading.split()) or "-",
        "author": " ".join(sender.split()),
        "blocks": [_block(one) for one in found],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind, "level": block.level, "boxed": block.boxed, "ordered": block.ordered,
        "ruled": block.ruled,
        "runs": _runs(block.runs), "header": [_runs(cell) for cell in block.header],
        "rows": [[_runs(cell) for cell in row] for row in block.rows],
    }  # fmt: skip


def _runs(runs: Runs) -> list[list[Any]]:
    return [_run(run) for run in runs]


def _run(run: Run) -> list[Any]:
    return [run.text, run.strong]
