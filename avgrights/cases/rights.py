"""The rights that a request can be about (GDPR 15 to 22, and 7(3))."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What a person may ask for. The value is the word of the command line."""

    ACCESS = "access"  # inzage, GDPR 15
    RECTIFICATION = "rectification"  # rectificatie, GDPR 16
    ERASURE = "erasure"  # gegevenswissing, GDPR 17
    RESTRICTION = "restriction"  # beperking, GDPR 18
    PORTABILITY = "portability"  # overdraagbaarheid, GDPR 20
    OBJECTION = "objection"  # bezwaar, GDPR 21
    AUTOMATED_DECISION = "automated decision"  # GDPR 22
    WITHDRAW_CONSENT = "withdraw consent"  # intrekken van toestemming, GDPR 7(3)


#: The rights that this version handles from receipt to closing.
HANDLED = (
    Right.ACCESS, Right.ERASURE, Right.RESTRICTION, Right.PORTABILITY, Right.OBJECTION,
    Right.AUTOMATED_DECISION, Right.WITHDRAW_CONSENT, Right.RECTIFICATION,
)  # fmt: skip

#: The rights for which rows found must not be purged while the request is open: answer first.
ANSWERED_FROM_ROWS = (Right.ACCESS, Right.PORTABILITY)

#: The rights whose plan needs the key and the days of every row, not only how many there are.
ROW_BY_ROW = (Right.ERASURE, Right.RECTIFICATION, Right.RESTRICTION)

#: The rights whose decision comes with a copy of the rows.
COPIED = (Right.ACCESS, Right.PORTABILITY)
