"""The evidence of what was deleted: counts, and a keyed digest chained to the one before.

The digest is an HMAC whose key lies outside the store: without the key nobody can tell from it
which record went, with the key and a backup anybody can check it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from array import array
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from avgrights.retention.questions import Key
from avgrights.stores.interface import Evidence, Ticket

#: What stands before the first batch of a work.
FIRST = "0" * 64


@frozen
class Last:
    """The newest evidence of a work in a store: its number and digest."""

    batch: int = 0
    digest: str = FIRST


def encoded_numbers(keys: Iterable[int]) -> bytes:
    """Keys of one column of whole numbers as bytes: eight each, the highest first."""
    numbers = array("q", keys)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def encoded(keys: Iterable[Key]) -> bytes:
    """Keys as bytes, each column after its length in four bytes, so that no two lists collide."""
    return b"".join(
        len(column).to_bytes(4, "big") + column
        for key in keys
        for column in (value.encode("utf-8", "surrogateescape") for value in key)
    )


def evidence_of(
    keys: bytes,
    rows: int,
    parts: dict[str, int],
    ticket: Ticket,
    last: Last,
    *,
    register: str,
    rule: str,
    dataset: str,
    day: date,
) -> Evidence:
    """The evidence of one batch."""
    batch = last.batch + 1
    head = json.dumps([ticket.work, batch, register, rule, dataset, day.isoformat(), rows, parts])
    mac = hmac.new(ticket.digest_key, digestmod=hashlib.sha256)
    mac.update(bytes.fromhex(last.digest) + hashlib.sha256(head.encode()).digest() + keys)
    return Evidence(
        work=ticket.work,
        batch=batch,
        register=register,
        rule=rule,
        dataset=dataset,
        day=day,
        rows=rows,
        parts=parts,
        digest=mac.hexdigest(),
        previous=last.digest,
    )
