"""What may stand in the journal: every kind of entry, every fact in it, and what that fact may be.

The schema is closed, because the journal can never be rewritten: a fact that is not in this table
is an error of ours and is not written. No kind has room for a name, an identifier of a person or a
plain digest of one. Free text has one place, the reason for going over a brake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from avgrights.terms.errors import AvgRightsError


class OutsideSchema(AvgRightsError):
    """An entry that the journal does not know: our own fault (status 70)."""


@frozen
class Fact:
    """What one fact may be.

    Attributes:
        means: in words, for messages.
        fits: whether a value is one.
        needed: whether an entry has to have it; a fact that is None is left out.
    """

    means: str
    fits: Callable[[Any], bool]
    needed: bool = True


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: type(value) is str and compiled.fullmatch(value) is not None


def _count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _counts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        NAME.fits(name) and _count(number) for name, number in value.items()
    )


def choice(*words: str) -> Fact:
    """One of these words."""
    return Fact("one of " + ", ".join(words), lambda value: value in words and type(value) is str)


def maybe(fact: Fact) -> Fact:
    """The same, where it may be absent."""
    return Fact(fact.means, fact.fits, needed=False)


#: A whole number from 0.
COUNT = Fact("a count", _count)

#: Name of a part -> a count.
COUNTS = Fact("counts by name", _counts)

FLAG = Fact("yes or no", lambda value: type(value) is bool)

#: A calendar day; written as YYYY-MM-DD.
DAY = Fact("a day", lambda value: type(value) is date)

#: SHA-256 or HMAC-SHA256. Of anything about a person only the keyed kind.
DIGEST = Fact("a digest of 64 hex digits", _matches("[0-9a-f]{64}"))

#: An id that was drawn at random, or made of such an id and a number.
ID = Fact("a random id", _matches("[A-Za-z0-9][A-Za-z0-9-]{0,63}"))

#: A name that stands in a register, a data map or avgrights.yaml. No at sign: no e-mail address.
NAME = Fact("a name from a register", _matches(r"[^@\x00-\x1f\x7f]{1,400}"))

#: What the approver writes when a plan goes over its brake.
REASON = Fact("a reason of at most 2000 signs", lambda value: _text(value, 2000))


def _text(value: Any, most: int) -> bool:
    return type(value) is str and 0 < len(value) <= most and _encodes(value)


def _encodes(value: str) -> bool:
    """False for lone surrogates, which no UTF-8 holds."""
    return not any("\ud800" <= one <= "\udfff" for one in value)


_RIGHT = choice(
    "access", "rectification", "erasure", "restriction", "portability", "objection",
    "automated decision", "withdraw consent",
)  # fmt: skip
_VERDICT = choice("applies", "does not apply", "depends")
_OUTCOME = choice("granted", "partly", "refused")
_PAUSE = choice("identity", "clarification")
_METHOD = choice("desk", "portal", "known-account", "document-seen", "mandate")
_LEVEL = choice("low", "substantial", "high")
_SECOND = choice("desk", "portal", "known-account", "document-seen", "old-address")
_EFFECT = choice("refuse", "charge")
_SCOPE = choice("dataset", "record", "subject", "activity", "case")

_WAY = choice("policy", "move", "flag")

#: What one transaction of a store did for a restriction: as a batch of the purge has it.
_BATCH: Mapping[str, Fact] = {
    "store": NAME, "work": ID, "batch": COUNT, "register": NAME, "rule": NAME, "dataset": NAME,
    "rows": COUNT, "parts": COUNTS, "digest": DIGEST, "previous": maybe(DIGEST),
}  # fmt: skip

#: Kind -> fact -> what it may be.
KINDS: Mapping[str, Mapping[str, Fact]] = {
    # The desk
    "desk.made": {"desk": ID},
    "desk.migrated": {"earlier": COUNT, "schema": COUNT},
    "keys.rotated": {"earlier": ID, "key": ID, "items": COUNTS},
    "store.adopted": {"store": NAME, "identity": ID},
    "store.readopted": {"store": NAME, "identity": ID, "because": REASON},
    "store.replayed": {"store": NAME, "work": ID, "made": DAY, "found": COUNT, "erased": COUNT},
    # Holds and restrictions
    "hold.placed": {
        "hold": ID, "scope": _SCOPE, "reason": NAME, "register": maybe(NAME),
        "dataset": maybe(NAME), "activity": maybe(NAME),
    },
    "hold.released": {"hold": ID},
    "restriction.set": {
        "restriction": ID, "ground": NAME, "dataset": NAME, "register": maybe(NAME),
        "case": maybe(ID), "way": maybe(_WAY),
    },
    "restriction.shut": _BATCH,
    "restriction.freed": _BATCH,
    "restriction.lifted": {"restriction": ID},
    # Processing stopped for a person (GDPR 21, 7(3))
    "stop.set": {
        "case": ID, "register": NAME, "activity": NAME,
        "because": choice("objection", "direct marketing", "consent withdrawn"),
    },
    "stop.ended": {"case": ID, "register": NAME, "activity": NAME},
    # Purge
    "plan.approved": {"plan": DIGEST, "over_brake": maybe(REASON)},
    "standing.approved": {"registers": DIGEST},
    "purge.started": {"run": ID, "plan": DIGEST, "number": COUNT},
    "purge.intent": {"run": ID, "dataset": NAME, "rows": COUNT, "digest": DIGEST},
    "purge.batch": {
        "store": NAME, "work": ID, "batch": COUNT, "register": NAME, "rule": NAME,
        "dataset": NAME, "rows": COUNT, "parts": COUNTS, "digest": DIGEST,
        "previous": maybe(DIGEST),
    },
    "purge.rule": {
        "run": ID, "register": NAME, "rule": NAME, "dataset": NAME, "examined": COUNT,
        "due": COUNT, "done": COUNT, "undated": COUNT, "held": COUNT, "restricted": COUNT,
        "brake": maybe(NAME),
    },
    "purge.finished": {"run": ID, "done": COUNT, "status": choice("done", "partly", "braked")},
    "purge.refused": {"reason": choice("clock", "approval", "brake", "registers", "identity")},
    # Requests
    "case.received": {"case": ID, "register": NAME, "right": _RIGHT, "due": maybe(DAY)},
    "case.identified": {
        "case": ID, "method": _METHOD, "level": _LEVEL, "second_check": maybe(_SECOND),
    },
    "case.paused": {"case": ID, "cause": _PAUSE, "on": DAY},
    "case.resumed": {"case": ID, "on": DAY},
    "case.extended": {"case": ID, "on": DAY, "due": maybe(DAY)},
    "case.assessed": {"case": ID, "activity": NAME, "verdict": _VERDICT},
    "case.answered": {"case": ID, "activity": NAME, "verdict": _VERDICT},
    "case.overlay": {
        "case": ID, "overlay": NAME, "activity": maybe(NAME), "effect": maybe(_EFFECT),
        "ground": maybe(NAME), "told": FLAG,
    },
    "case.overlay withdrawn": {"case": ID, "overlay": NAME, "activity": maybe(NAME)},
    "case.reviewed": {
        "case": ID, "dataset": NAME, "field": NAME, "shown": FLAG, "masks": COUNT,
    },
    "case.correction": {"case": ID, "fields": COUNT},
    "case.statement": {"case": ID, "on": DAY},
    "case.carried out": {
        "case": ID, "dataset": NAME, "activity": maybe(NAME), "found": COUNT, "done": COUNT,
        "kept": COUNT,
    },
    "case.human review": {"case": ID, "activity": NAME, "result": choice("upheld", "changed")},
    "case.handed over": {"case": ID, "digest": DIGEST},
    "case.lifted": {"case": ID, "informed": DAY},
    "case.decided": {"case": ID, "outcome": _OUTCOME},
    "case.acknowledged": {"case": ID, "on": DAY},
    "case.reminded": {"case": ID, "on": DAY},
    "case.lapsed": {"case": ID, "on": DAY},
    "case.in default": {"case": ID, "received": DAY},
    "case.recipients named": {"case": ID, "recipients": COUNT},
    "case.recipient told": {"case": ID, "on": DAY, "open": COUNT},
    "case.recipient exempt": {"case": ID, "open": COUNT},
    "case.withdrawn": {"case": ID},
    "message.taken in": {
        "message": ID, "register": NAME, "case": maybe(ID),
        "what": choice("request", "notice of default", "objection", "complaint", "question"),
    },
    "message.settled": {
        "message": ID, "status": choice("opened a case", "answered", "routed"), "case": maybe(ID),
    },
    "case.closed": {"case": ID},
    "case.destroyed": {"case": ID, "rule": NAME, "closed": DAY, "digest": DIGEST},
    "messages.destroyed": {"register": NAME, "rule": NAME, "messages": COUNT, "before": DAY},
    "erasures.forgotten": {"register": NAME, "rule": NAME, "erasures": COUNT, "before": DAY},
}  # fmt: skip


def checked(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an entry as they are written: days as text, absent ones left out.

    Raises:
        OutsideSchema: an unknown kind or fact, a missing one, or one of another type. The message
            holds no value: a value that should not be here may be anything.
    """
    if kind not in KINDS:
        raise OutsideSchema(f"the journal knows no entry of kind {kind!r}")
    given = {name: value for name, value in facts.items() if value is not None}
    for name in given:
        if name not in KINDS[kind]:
            raise OutsideSchema(f"the journal knows no fact {name!r} in {kind}")
    for name, fact in KINDS[kind].items():
        if name not in given and fact.needed:
            raise OutsideSchema(f"an entry {kind} needs {name!r}: {fact.means}")
        if name in given and not fact.fits(given[name]):
            raise OutsideSchema(f"{name!r} in {kind} has to be {fact.means}")
    return {name: _written(value) for name, value in given.items()}


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value
