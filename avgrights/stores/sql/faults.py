"""A driver's error in our own words: never its text, which may hold values of a row."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

#: What a driver's message contains -> what we say.
_WORDS = (
    ("locked", "is locked by another program; try again when it is done"),
    ("lock timeout", "is locked by another program; try again when it is done"),
    ("canceling statement due to lock", "is locked by another program; try again when it is done"),
    ("readonly", "is read-only"),
    ("read-only", "is read-only"),
    ("permission denied", "does not allow this: the account lacks a permission"),
    ("unable to open", "cannot be opened: the file is not there, or may not be read"),
    ("not a database", "is no SQLite database"),
    ("disk is full", "has no room left"),
    ("no space left", "has no room left"),
    ("disk i/o", "has a fault of its disk"),
    ("malformed", "is damaged"),
    ("could not connect", "cannot be reached"),
    ("connection failed", "cannot be reached"),
    ("connection refused", "cannot be reached"),
    ("closed", "broke the connection"),
    ("terminat", "broke the connection"),
    ("does not exist", "lacks a table or column that the data map names"),
    ("no such", "lacks a table or column that the data map names"),
)


def in_words(fault: SQLAlchemyError) -> str:
    """What went wrong, to stand after the name of the store."""
    if isinstance(fault, IntegrityError):
        return "refuses: rows of a table that is not mapped still refer to these rows"
    text = str(getattr(fault, "orig", "") or "").lower()
    for sign, words in _WORDS:
        if sign in text:
            return words
    code = getattr(getattr(fault, "orig", None), "sqlstate", None)
    kind = type(fault.orig if isinstance(fault, DBAPIError) else fault).__name__
    return f"failed ({kind}{', SQLSTATE ' + code if code else ''})"
