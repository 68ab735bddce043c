"""Made-up letters of every kind: what a template is tried on before a person gets to see it.

Every field of every letter has a value in some of them, and is left out in others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from avgrights.documents.letters import kinds
from avgrights.documents.letters.decision import (
    ActivityLine,
    Change,
    Decision,
    KeptLine,
    Stated,
)
from avgrights.documents.letters.facts import Letter, Person, Remedies, Sender
from avgrights.terms.citation import Citation

RIGHTS = ("access", "rectification", "erasure", "restriction", "portability", "objection",
          "automated decision", "withdraw consent")  # fmt: skip
OUTCOMES = ("granted", "partly", "refused")
DAY, RECEIVED, ASKED = date(2026, 11, 20), date(2026, 10, 30), date(2026, 11, 3)
LATER, LAST = date(2026, 12, 18), date(2027, 1, 4)
CASE = "R-2345678923"

#: A public body of which all is known, and a company of which little is.
BODY = Sender(
    name="Voorbeeldorganisatie", address="Postbus 1, 1000 AA Voorbeeldstad", phone="000-0000000",
    website="www.example.nl", dpo="fg@example.nl", rights_desk="rechten@example.nl",
    public_body=True,
)  # fmt: skip
COMPANY = Sender(name="Voorbeeldbedrijf", rights_desk="Voorbeeldbedrijf")
PERSON = Person(
    name="de betrokkene",
    identifiers=(("email", "betrokkene@example.nl"), ("employee_number", "00117")),
)
_DUTY = (Citation("GDPR", "17(3)(b)"),)
#: Reasons for which a record may stay as it is: every word of `cases/plan.py`.
WHYS = (
    "legal duty to keep", "legal duty to keep, its term has not begun",
    "needed for another purpose", "the right does not apply", "not provided by the person",
    "restricted", "held",
    "changed while it was carried out", "holds no field that was to be corrected",
    "files hold no field that could be corrected", "the field does not name this person",
    "holds another value than the one to be corrected",
    "disputed: the statement of the person was added",
    "the database does not take the new value",
)  # fmt: skip


def samples(kind: str) -> Iterator[Letter]:
    """Letters of one kind, from every sort of case."""
    if kind == Decision.kind:
        yield from _decisions()
        yield from _quiet()
        return
    for sender, representative, full in product((BODY, COMPANY), (None, "de gemachtigde"),
                                                (True, False)):  # fmt: skip
        envelope = {"sender": sender, "day": DAY, "case": CASE if full else ""}
        person = {
            **envelope, "name": "de betrokkene", "representative": representative,
            "acting_as": "ouder" if representative and full else "",
        }  # fmt: skip
        request = {**person, "case": CASE, "right": "erasure", "received": RECEIVED}
        yield from _MAKE[kind](envelope, person, request, full)


def _decisions() -> Iterator[Letter]:
    shapes = product(RIGHTS, OUTCOMES, (BODY, COMPANY), (True, False))
    for number, (right, outcome, sender, full) in enumerate(shapes):
        copied = right in ("access", "portability") and outcome != "refused"
        yield Decision(
            sender=sender, day=DAY, case=CASE, name="de betrokkene", right=right,
            received=RECEIVED, outcome=outcome,
            remedies=_remedies({"sender": sender, "right": right}),
            representative="de gemachtigde" if number % 3 == 0 else None,
            acting_as="ouder" if number % 6 == 0 else "",
            extended=DAY if full else None,
            activities=tuple(_lines(right, outcome)) if full or number % 2 else (),
            not_searched=("Cameratoezicht",) if full else (),
            nothing_found=("Nieuwsbrief", "Bezoekers") if full else (),
            package=copied, pdf=copied and full,
        )  # fmt: skip


def _quiet() -> Iterator[Letter]:
    """Of some activity nothing is said, not even that there is anything (UAVG 41(2)(h))."""
    for right, outcome, found in product(RIGHTS, OUTCOMES, ((), ("Nieuwsbrief",))):
        yield Decision(
            sender=BODY, day=DAY, case=CASE, name="de betrokkene", right=right, quiet=True,
            received=RECEIVED, outcome=outcome,
            remedies=_remedies({"sender": BODY, "right": right}),
            nothing_found=found, activities=tuple(_lines(right, outcome))[:1] if found else (),
        )  # fmt: skip


def _lines(right: str, outcome: str) -> Iterator[ActivityLine]:
    """One activity in which something was done, and those in which it was not."""
    if outcome != "refused":
        kept = tuple(_kept()) if outcome == "partly" else ()
        yield ActivityLine(
            name="Servicedesk", purpose="Vragen en storingen afhandelen.", found=9, done=7,
            kept=kept, ground={"restriction": "18(1)(a)", "objection": "21(2)"}.get(right, ""),
            **_done(right, outcome),
        )  # fmt: skip
    if outcome != "granted":
        yield from _refused(right)


def _done(right: str, outcome: str) -> dict[str, Any]:
    """What that right adds to the line."""
    told: dict[str, dict[str, Any]] = {
        "rectification": {
            "changes": (
                Change(label="Straat", value="Voorbeeldstraat 1"), Change(label="Telefoon"),
            ),
            "statement": outcome == "partly",
        },
        "erasure": {"anonymised": 3 if outcome == "partly" else 0},
        "access": {"withheld": ("Omschrijving", "Behandelaar") if outcome == "partly" else (),
                   "masked": ("Notitie",) if outcome == "partly" else (),
                   "fee": "dit is het vijfde verzoek deze maand" if outcome == "partly" else ""},
        "portability": {"withheld": ("Omschrijving",) if outcome == "partly" else ()},
        "objection": {"stopped": RECEIVED},
        "withdraw consent": {"stopped": RECEIVED},
        "automated decision": {
            "reviewed_by_human": True, "stands": outcome == "granted",
            "review": "het inkomen was verkeerd overgenomen",
        },
    }  # fmt: skip
    noted = right in ("rectification", "erasure", "restriction")
    return {**told.get(right, {}), "recipients": ("Leverancier", "Drukker") if noted else ()}


def _kept() -> Iterator[KeptLine]:
    for number, why in enumerate(WHYS):
        first = RECEIVED if number % 3 == 0 else None
        until = LATER if number % 2 == 0 else None
        yield KeptLine(
            why=why, rows=1 + number % 2, detail="Nieuwsbrief", citations=_DUTY if until else (),
            first=first if until else None, until=until,
        )  # fmt: skip


def _refused(right: str) -> Iterator[ActivityLine]:
    plain: dict[str, Any] = {"purpose": "De boekhouding voeren", "done": 0}
    yield ActivityLine(name="Boekhouding", found=2, because="legal duty to keep",
                       citations=_DUTY, kept=(KeptLine(why="legal duty to keep", rows=2,
                                                       until=LATER),), **plain)  # fmt: skip
    yield ActivityLine(name="Toegangspassen", found=1, because="answered by the case handler",
                       explained="de storing is nog niet verholpen", citations=_DUTY,
                       **plain)  # fmt: skip
    yield ActivityLine(name="Strafgegevens", found=0, because="law", route_to="wjsg", **plain)
    yield ActivityLine(name="Vergunningen", found=3, because="law", substitute="GDPR 7(3)",
                       explained="niet voor een publieke taak",
                       citations=(Citation("GDPR", "20(1)(a)"),), **plain)  # fmt: skip
    yield ActivityLine(name="Onderzoek", found=4, because="law", citations=(
        Citation("UAVG", "41(1)(d)"),), stated=(Stated(what="waarom dat noodzakelijk is",
        text="het onderzoek loopt nog"),), **plain)  # fmt: skip
    if right == "automated decision":
        yield ActivityLine(name="Facturen", found=1, because="no automated decisions", **plain)


def _acknowledgement(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    for right in RIGHTS:
        yield kinds.Acknowledgement(
            **{**request, "right": right}, due=LATER if full else None, identified=full,
            extendable=full, regimes=("avg",) if full else ("avg", "wjsg", "wpg"),
        )  # fmt: skip


def _identity(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.IdentityAsked(
        **request, asked=ASKED, answer_by=LATER if full else None,
        because="Het adres is net veranderd" if full else "",
    )  # fmt: skip


def _clarification(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.ClarificationAsked(
        **request, asked=ASKED, answer_by=LATER if full else None,
        question=("Om welke periode gaat het?", "En om welk gebouw?")[: 2 if full else 1],
    )  # fmt: skip


def _extension(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.Extension(
        **request, told=DAY, because="Uw gegevens staan in veel systemen",
        due=LATER if full else None, citations=(Citation("GDPR", "12(3)"),) if full else (),
        months=2 if full else 0, weeks=0 if full else 4,
    )  # fmt: skip


def _reminder(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    for waiting in ("identity", "clarification"):
        yield kinds.Reminder(
            **request, waiting_for=waiting, asked=ASKED, answer_by=LATER if full else None,
            question=("Om welke periode gaat het?",) if full else (),
        )  # fmt: skip


def _not_dealt_with(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    for waiting in ("identity", "clarification"):
        yield kinds.NotDealtWith(
            **request, waiting_for=waiting, asked=ASKED, reminded=DAY if full else None,
            remedies=_remedies(request),
        )  # fmt: skip


def _recipient_notice(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    for done in ("rectification", "erasure", "restriction"):
        yield kinds.RecipientNotice(
            **envelope, name="Leverancier", done=done, person=PERSON, done_on=DAY,
            activities=("Servicedesk", "Boekhouding") if full else ("Servicedesk",),
            changes=(Change(label="Straat", value="Voorbeeldstraat 1"), Change(label="Telefoon"))
            if done == "rectification" else (), answer_by=LATER if full else None,
        )  # fmt: skip


def _public_notice(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.PublicNotice(
        **envelope, name="Zoekmachine" if full else "", person=PERSON, done_on=DAY,
        places=("www.example.nl/bestuur", "het jaarverslag"),
    )  # fmt: skip


def _recipients_told(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    lines = (
        kinds.ToldLine(recipient="Leverancier", activities=("Servicedesk", "Boekhouding"),
                       state="told", on=DAY),
        kinds.ToldLine(recipient="Drukker", activities=("Nieuwsbrief",), state="exempt",
                       because="de drukker bestaat niet meer"),
        kinds.ToldLine(recipient="Zoekmachine", activities=("Nieuwsbrief",), state="open"),
    )  # fmt: skip
    yield kinds.RecipientsTold(**request, lines=lines if full else ())


def _restriction_lifted(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.RestrictionLifted(
        **{**request, "right": "restriction"}, because="De gegevens blijken te kloppen",
        lifted_on=LATER if full else None, ground="18(1)(a)" if full else "",
        remedies=_remedies(request),
    )  # fmt: skip


def _answer(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.Answer(**person, received=RECEIVED, paragraphs=("Dat bewaren wij twee jaar.",))


def _forwarding(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.Forwarding(
        **person, received=RECEIVED, to="de gemeente Voorbeeldstad", on=DAY,
        address="Postbus 2, 1000 AB Voorbeeldstad" if full else "",
        because="De gemeente gaat hierover" if full else "",
    )  # fmt: skip


def _new_controller(envelope: Any, person: Any, request: Any, full: bool) -> Iterator[Letter]:
    yield kinds.NewController(
        **envelope, name="Een andere organisatie", person=PERSON,
        activities=("Servicedesk",) if full else (), files=("bundel.zip",) if full else (),
    )  # fmt: skip


def _remedies(request: Any) -> Remedies:
    if request["right"] == "withdraw consent":
        return Remedies(weeks=0)
    return Remedies(weeks=6, until=LAST if request["sender"].public_body else None)


_MAKE = {
    "acknowledgement": _acknowledgement,
    "identity": _identity,
    "clarification": _clarification,
    "extension": _extension,
    "reminder": _reminder,
    "not-dealt-with": _not_dealt_with,
    "recipient-notice": _recipient_notice,
    "public-notice": _public_notice,
    "recipients-told": _recipients_told,
    "restriction-lifted": _restriction_lifted,
    "answer": _answer,
    "forwarding": _forwarding,
    "new-controller": _new_controller,
}
