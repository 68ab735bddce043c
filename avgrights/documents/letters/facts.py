"""What every letter says: who writes, to whom, when, and what can be done about it.

A letter is a value; the templates add words to it, never facts.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import field, frozen

from avgrights.terms.register import Register


@frozen(kw_only=True)
class Sender:
    """The body that writes.

    Attributes:
        name: of the controller.
        address: the postal address, else the visiting address.
        phone: its telephone number; empty where the register names none.
        website: its website; empty where the register names none.
        dpo: e-mail address of the data protection officer (FG).
        rights_desk: where requests go.
        public_body: whether its decisions are decisions in the sense of the Awb (UAVG 34).
    """

    name: str
    address: str = ""
    phone: str = ""
    website: str = ""
    dpo: str = ""
    rights_desk: str = ""
    public_body: bool = False


def sender_of(register: Register) -> Sender:
    """The sender that a register names."""
    controller, desk = register.controller, register.rights_desk
    dpo = register.dpo.email or ""
    return Sender(
        name=controller.name,
        address=controller.postal_address or controller.address or "",
        phone=controller.phone or "",
        website=controller.website or "",
        dpo=dpo,
        rights_desk=(desk.email if desk and desk.email else dpo) or controller.name,
        public_body=register.public_body,
    )


@frozen(kw_only=True)
class Remedies:
    """What can be done against a decision (Awb 3:45, 6:7; UAVG 35; GDPR 77).

    Attributes:
        weeks: the term for objection, or for a petition to the court; 0 where none runs, since
            what was asked is no request under GDPR 15 to 22 (UAVG 34 and 35).
        until: its last day, that day included, when the letter goes out on its own day.
    """

    weeks: int
    until: date | None = None


@frozen(kw_only=True)
class Letter:
    """What each letter says, of whatever kind.

    Attributes:
        case: the reference; empty where no case was opened.
        day: the day on the letter, on which it is meant to go out.
        name: who is written to.
        representative: by way of whom, where somebody acts for the person.
        acting_as: what the representative is, such as a parent; empty: not recorded.
    """

    kind: ClassVar[str]

    sender: Sender
    day: date
    case: str = ""
    name: str = field(default="", repr=False)
    representative: str | None = field(default=None, repr=False)
    acting_as: str = ""


@frozen(kw_only=True)
class RequestLetter(Letter):
    """A letter about one request.

    Attributes:
        right: a word of `cases/rights.py`, such as `erasure`.
        received: the day the request was received.
    """

    right: str
    received: date


@frozen(kw_only=True)
class Person:
    """Of whom others hold data, as far as they need to know to do what they must.

    Attributes:
        name: as it was given with the request.
        identifiers: kind and value, such as `email` and an address.
    """

    name: str = field(repr=False)
    identifiers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
