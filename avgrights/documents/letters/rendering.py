"""A letter in words: as a page, as text, as PDF."""

from __future__ import annotations

from pathlib import Path

from avgrights.documents.letters.facts import Letter
from avgrights.documents.pages import render

#: In what a letter can be written; the ending of the file's name.
FORMATS = ("html", "text", "pdf")
ENDING = {"html": "html", "text": "txt", "pdf": "pdf"}


def page(letter: Letter, language: str, own: Path | None = None) -> str:
    """The letter as one HTML page that asks for nothing from elsewhere.

    Args:
        own: the workspace's folder of templates.
    """
    return render(letter.kind, language, own=own, letter=letter)


def written(letter: Letter, language: str, form: str, own: Path | None = None) -> bytes:
    """The letter as the bytes of a file, in one of `FORMATS`.

    Raises:
        InputFault: PDF is asked for and the extra `pdf` is not installed.
    """
    shown = page(letter, language, own)
    if form == "html":
        return shown.encode()
    if form == "text":
        from avgrights.documents.letters.text import text

        return text(shown).encode()
    from avgrights.documents.pdf import pdf

    return pdf(shown, language)
