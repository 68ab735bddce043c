"""One entry of the journal: its number, its day, its instant, its kind and its facts, in bytes.

The bytes are canonical JSON (RFC 8785), so that the same entry has one hash for ever. What is
stored is what is hashed: verification never writes an entry anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date
from typing import Any

import rfc8785
from attrs import frozen

from avgrights.journal.kinds import checked
from avgrights.terms.clock import Clock


@frozen(kw_only=True)
class Entry:
    """One entry, read back.

    Attributes:
        seq: its number, from 1; in the tree it is leaf seq - 1.
        day: the local day in the workspace's zone; in a rehearsal the day of `--today`.
        at: the instant, UTC, ISO 8601 with a Z.
    """

    seq: int
    day: date
    at: str
    kind: str
    facts: Mapping[str, Any]


def written(seq: int, clock: Clock, kind: str, facts: Mapping[str, Any]) -> bytes:
    """The bytes of a new entry.

    Raises:
        OutsideSchema: the kind or a fact is not one that the journal knows.
    """
    at = clock.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    day = clock.today.isoformat()
    entry: dict[str, Any] = {
        "at": at,
        "day": day,
        "facts": checked(kind, facts),
        "kind": kind,
        "seq": seq,
    }
    return rfc8785.dumps(entry)


def read(data: bytes) -> Entry:
    """The entry in these bytes.

    Raises:
        ValueError: they hold no entry.
    """
    try:
        found = json.loads(data)
        return Entry(
            seq=_exactly(int, found["seq"]),
            day=date.fromisoformat(found["day"]),
            at=_exactly(str, found["at"]),
            kind=_exactly(str, found["kind"]),
            facts=_exactly(dict, found["facts"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError("these bytes hold no entry of the journal") from None


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value


def ends_as(seq: int) -> bytes:
    """How the bytes of entry `seq` end: `seq` is the last key in canonical order."""
    return b',"seq":%d}' % seq
