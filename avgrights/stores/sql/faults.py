"""A driver's error in our own words: never its text, which may hold values of a row."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, SQLAlchemyError

#: What a driver's message contains -> what we say.
_WORDS = (
    ("locked", "is locked by another program; try again when it is done"),
    ("lock timeout", "is locked by another program; try again when it is done"),
    ("canceling statement due to lock", "is locked by another program; try again when it is done"),
    ("readonly", "is read-only"),
    ("read-only", "is read-only"),
    ("must be owner", "does not allow this: the account does not own the table"),
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

_LOCKED = "is locked by another program; try again when it is done"
_GONE = "broke the connection"
_AWAY = "cannot be reached"
_DENIED = "does not allow this: the account lacks a permission"
_LACKS = "lacks a table or column that the data map names"
_REFERRED = "refuses: rows of a table that is not mapped still refer to these rows"
_READ_ONLY = "is read-only"
_NO_ROOM = "has no room left"

#: Number of an error of MariaDB -> what we say.
_NUMBERS = {
    **dict.fromkeys((1205, 1213, 1412, 1020), _LOCKED),
    **dict.fromkeys((0, 1053, 1927, 2006, 2013, 2014, 2055, 4031), _GONE),
    **dict.fromkeys((1040, 1049, 2002, 2003, 2005), _AWAY),
    **dict.fromkeys((1044, 1045, 1095, 1142, 1143, 1227, 1370, 1698), _DENIED),
    **dict.fromkeys((1290, 1792, 1836), _READ_ONLY),
    **dict.fromkeys((1021, 1114), _NO_ROOM),
    **dict.fromkeys((1054, 1146), _LACKS),
    **dict.fromkeys((1217, 1451), _REFERRED),
    **dict.fromkeys((1969, 3024), "took longer than the server allows"),
    **dict.fromkeys((1267, 1271), "compares two columns whose collations do not go together"),
    1665: "logs statements (binlog_format); set it to MIXED or ROW",
}


def in_words(fault: SQLAlchemyError) -> str:
    """What went wrong, to stand after the name of the store."""
    if isinstance(fault, InvalidRequestError) and "is not a MariaDB variant" in str(fault):
        return "is a MySQL server, which is not supported: MariaDB is"
    numbered = _NUMBERS.get(_number(fault))
    if numbered is not None:
        return numbered
    if isinstance(fault, IntegrityError):
        return "refuses: rows of a table that is not mapped still refer to these rows"
    text = str(getattr(fault, "orig", "") or "").lower()
    for sign, words in _WORDS:
        if sign in text:
            return words
    code = getattr(getattr(fault, "orig", None), "sqlstate", None)
    kind = type(fault.orig if isinstance(fault, DBAPIError) else fault).__name__
    return f"failed ({kind}{', SQLSTATE ' + code if code else ''})"


def _number(fault: SQLAlchemyError) -> int:
    """The number of an error of MariaDB; -1 for what is none."""
    orig = getattr(fault, "orig", None)
    given = getattr(orig, "args", ())
    if type(orig).__module__.partition(".")[0] != "pymysql" or not given:
        return -1
    return given[0] if isinstance(given[0], int) else -1
