"""A value given as text, as a column of a certain type takes it.

Nothing is rounded, cut off or guessed: what does not fit is refused before anything is done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import category
from uuid import UUID

from sqlalchemy import types

_YES = ("true", "yes", "ja", "1")
_NO = ("false", "no", "nee", "0")


class DayAsText(types.DateTime):
    """A column of SQLite declared DATE: text, whose values are days."""


def value_of(text: str, type_: Any) -> Any:
    """What the text means in a column of that type.

    Args:
        type_: as SQLAlchemy reflects it.

    Raises:
        ValueError: it does not fit; the message says what is wanted and holds no value.
    """
    for kind, read in _READERS:
        if isinstance(type_, kind):
            return read(text, type_)
    raise ValueError("its type is one that no value can be given for as text")


def _boolean(text: str, _: Any) -> bool:
    word = text.strip().lower()
    if word not in (*_YES, *_NO):
        raise ValueError("wants true or false")
    return word in _YES


def _member(text: str, type_: Any) -> str:
    known = [str(one) for one in type_.enums]
    if text not in known:
        raise ValueError(f"wants one of {', '.join(known[:20])}")
    return text


def _moment(text: str, type_: Any) -> datetime:
    wants = "wants a day and a time, such as 2026-03-01T14:30"
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(wants) from None
    if type_.timezone and read.tzinfo is None:
        raise ValueError(f"{wants}+01:00, with its offset from UTC")
    if not type_.timezone and read.tzinfo is not None:
        raise ValueError(f"{wants}, without an offset")
    return read


def _day(text: str, _: Any) -> date:
    try:
        if len(text.strip()) != 10:
            raise ValueError
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("wants a day, such as 2026-03-01") from None


def _clock(text: str, _: Any) -> time:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("wants a time, such as 14:30") from None


def _whole(text: str, type_: Any) -> int:
    # What a column of four bytes cannot hold its database says; SQLite's hold eight all the same.
    edge = 2**15 if isinstance(type_, types.SmallInteger) else 2**63
    try:
        if not text.strip().lstrip("+-").isdecimal() or len(text.strip()) > 20:
            raise ValueError
        read = int(text)
    except ValueError:
        raise ValueError("wants a whole number") from None
    if not -edge <= read < edge:
        raise ValueError("wants a whole number that its column can hold")
    return read


def _decimal(text: str, type_: Any) -> Decimal:
    try:
        read = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError("wants a number, with a point before its decimals") from None
    if not read.is_finite() or "_" in text:
        raise ValueError("wants a number, with a point before its decimals")
    scale, precision = getattr(type_, "scale", None), getattr(type_, "precision", None)
    if scale is not None and read != round(read, scale):
        raise ValueError(f"wants a number with at most {scale} decimals")
    if scale is not None and precision is not None and abs(read) >= 10 ** (precision - scale):
        raise ValueError("wants a number that its column can hold")
    return read if scale is None else read.quantize(Decimal(1).scaleb(-scale))


def _float(text: str, type_: Any) -> float:
    return float(_decimal(text, None))


def _uuid(text: str, type_: Any) -> Any:
    try:
        read = UUID(text.strip())
    except ValueError:
        raise ValueError("wants a UUID") from None
    return read if type_.as_uuid else str(read)


def _text(text: str, type_: Any) -> str:
    if any(category(one) == "Cs" or _unprintable(one) for one in text):
        raise ValueError("wants text without control characters")
    if type_.length is not None and len(text) > type_.length:
        raise ValueError(f"wants text of at most {type_.length} signs")
    return text


def _unprintable(sign: str) -> bool:
    return category(sign) == "Cc" and sign not in "\n\r\t"


#: The first that fits: an enumeration is text to SQLAlchemy, and a float a number.
_READERS: tuple[tuple[Any, Callable[[str, Any], Any]], ...] = (
    (types.Boolean, _boolean),
    (types.Enum, _member),
    (DayAsText, _day),
    (types.DateTime, _moment),
    (types.Date, _day),
    (types.Time, _clock),
    (types.Integer, _whole),
    (types.Float, _float),
    (types.Numeric, _decimal),
    (types.Uuid, _uuid),
    (types.String, _text),
)
