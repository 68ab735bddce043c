"""What a bare word in YAML means: the core schema of YAML 1.2, and days.

`no`, `yes`, `on`, `12:30` are text here, as they look. What could be read in two ways is refused.
"""

from __future__ import annotations

import re
from datetime import date
from math import isinf

Plain = str | int | float | bool | date | None

#: Only words that begin so can be anything but text.
_BEGINNINGS = frozenset("-+.0123456789~nNtTfF")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(
    r"(?P<zeros>[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<whole>[-+]?[0-9]+)"
    r"|(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<octal>0o[0-7]+)"
    r"|(?P<hexadecimal>0x[0-9a-fA-F]+)"
    r"|(?P<real>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<odd>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
#: More digits than a 64-bit number has: a code, not a number.
_LONGEST = 18


class Unclear(ValueError):
    """A bare word that is refused: the code of the finding, and what to say.

    Attributes:
        code: AVG117 (leading zero), AVG118 (no such day) or AVG119 (no ordinary number).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def resolve(text: str) -> Plain:
    """The value of a bare (unquoted) word.

    Raises:
        Unclear: it could be read in two ways, or stands for nothing.

    >>> resolve("no"), resolve("2 years"), resolve("7"), resolve("2026-01-15")
    ('no', '2 years', 7, datetime.date(2026, 1, 15))
    """
    if text and text[0] not in _BEGINNINGS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.fullmatch(text)
    return text if match is None else _number(text, match.lastgroup)


def _number(text: str, kind: str | None) -> Plain:
    """A word that looks like a number or a day, by the group of `_NUMBER` that it fits."""
    if kind == "day":
        return _day(text)
    if kind == "zeros":
        raise Unclear("AVG117", f"{shown(text)} begins with a zero that a number would lose")
    if kind == "odd" or len(text) > _LONGEST or (kind == "real" and isinf(float(text))):
        raise Unclear("AVG119", f"{shown(text)} is no ordinary number")
    if kind == "real":
        return float(text)
    return int(text, {"octal": 8, "hexadecimal": 16}.get(kind or "", 10))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unclear("AVG118", f"{text} is no day of the calendar") from None


def shown(text: str) -> str:
    """A number for a message. A long one may be a BSN or a telephone number: only its length.

    >>> shown("010"), shown("0123456789")
    ('010', 'a number of 10 characters')
    """
    return text if len(text) < 7 else f"a number of {len(text)} characters"
