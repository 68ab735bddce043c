"""Days as a calendar file (iCalendar, RFC 5545), for whoever plans by one.

Everything in it is made here: numbers of cases, rights, days. No name, no identifier; a calendar
is shared more widely than a case file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from attrs import frozen

#: Most bytes in a line, its end not counted (RFC 5545 3.1).
_WIDTH = 75


@frozen(kw_only=True)
class Entry:
    """One whole day.

    Attributes:
        uid: the same for the same thing in every later file, so that it moves and is not doubled.
    """

    uid: str
    day: date
    title: str


def calendar_text(entries: Iterable[Entry], *, name: str, made: datetime) -> str:
    """The file.

    Args:
        made: the instant of making, aware, UTC.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//avgrights//deadlines//EN",
             "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(name)}"]  # fmt: skip
    for entry in entries:
        lines += _event(entry, made)
    lines.append("END:VCALENDAR")
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry, made: datetime) -> list[str]:
    """A day without hours; its end is the day after, which is not part of it."""
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(entry.uid)}",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(1):%Y%m%d}",
        f"SUMMARY:{_escaped(entry.title)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """A long line goes on after a line end and a space, never within a character."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _WIDTH:
            yield part
            part = " "
        part += sign
    yield part
