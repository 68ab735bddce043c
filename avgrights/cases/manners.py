"""The words by which events are told apart: how it came, how identity was seen, what came of it."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How the request came in. An electronic one is answered electronically: GDPR 12(3)."""

    EMAIL = "e-mail"
    LETTER = "letter"
    PHONE = "phone"
    PORTAL = "portal"
    DESK = "desk"


class Method(StrEnum):
    """How identity was established (GDPR 12(6)). Never a copy of a document is kept."""

    DESK = "desk"
    PORTAL = "portal"
    KNOWN_ACCOUNT = "known-account"
    DOCUMENT_SEEN = "document-seen"
    MANDATE = "mandate"


class SecondCheck(StrEnum):
    """A second check of identity, by another way than the first."""

    DESK = "desk"
    PORTAL = "portal"
    KNOWN_ACCOUNT = "known-account"
    DOCUMENT_SEEN = "document-seen"
    OLD_ADDRESS = "old-address"  # asked at the address as it was before


class Level(StrEnum):
    """How sure the identity is (the words of the eIDAS regulation)."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


class PauseFor(StrEnum):
    """Why the clock stands still: GDPR 12(6), and recital 63."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"


class Outcome(StrEnum):
    """What the decision comes down to."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class Reviewed(StrEnum):
    """What came of a human look at an automated decision."""

    UPHELD = "upheld"
    CHANGED = "changed"
