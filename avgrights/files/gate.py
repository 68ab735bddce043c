"""Before a file is parsed: is it a file, not too large, UTF-8, and does it show what it holds?"""

from __future__ import annotations

import re
import stat
import unicodedata
from itertools import islice
from pathlib import Path

from avgrights.files.report import MOST, Report

#: A thousand activities are about 1 MB.
MOST_BYTES = 5_000_000

#: Control characters, line separators that editors do not show, marks that turn the direction of
#: text (Unicode bidi controls), characters without width, and the tag characters.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]|\r(?!\n)"
)


def text_of(path: Path, report: Report) -> str | None:
    """The text of a file; None with a finding where there is none to parse.

    A character that cannot be seen is a finding too, and is replaced, so that the rest of the file
    still speaks; every other character keeps its place.
    """
    content = bytes_of(path, report)
    if content is None:
        return None
    return text_from(content, report)


def bytes_of(path: Path, report: Report) -> bytes | None:
    """The bytes of a plain file of bearable size; None with a finding otherwise."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            report.add("AVG101", (1, 1), "this is no plain file")
            return None
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as fault:
        report.add("AVG101", (1, 1), f"the file cannot be read: {fault.strerror or 'no access'}")
        return None
    except ValueError:
        report.add("AVG101", (1, 1), "this is no name of a file")
        return None
    if len(content) > MOST_BYTES:
        report.add("AVG102", (1, 1), f"the file is larger than {MOST_BYTES:,} bytes")
        return None
    return content


def text_from(content: bytes, report: Report) -> str | None:
    """The text of these bytes, as `text_of` gives it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8", "replace")
        report.add("AVG103", position(before, len(before)), "the bytes here are not UTF-8")
        return None
    return _shown(text, report) if HIDDEN.search(text) else text


def _shown(text: str, report: Report) -> str:
    line, start = 1, 0  # of the line that is looked at: counted once over the text, not each time
    for found in islice(HIDDEN.finditer(text), MOST + 1):
        line += text.count("\n", start, found.start())
        start = max(start, text.rfind("\n", start, found.start()) + 1)
        place = (line, found.start() - start + 1)
        report.add("AVG104", place, f"{name_of(found[0])} in the text")
    return HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def name_of(character: str) -> str:
    """A character by number and name.

    >>> name_of(chr(0x202E))
    'U+202E RIGHT-TO-LEFT OVERRIDE'
    """
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of an index into the text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def looks_like_another(key: str) -> str | None:
    """Why a key is not what it looks like; None where it is.

    Latin letters in their ordinary form are, with or without accents; so is anything in ASCII.
    """
    if key.isascii():
        return None
    if unicodedata.normalize("NFKC", key) != unicodedata.normalize("NFC", key):
        return "it has letters in an unusual form"
    for letter in key:
        if letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN"):
            return f"it has {name_of(letter)}"
    return None
