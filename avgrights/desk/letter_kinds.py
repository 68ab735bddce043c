"""What each kind of letter says of a case; the templates put it into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from avgrights.cases.case import OVER, Case, Pause, need_identity
from avgrights.cases.clock import in_scope, procedures, regime
from avgrights.cases.events import Event, Extended
from avgrights.cases.manners import PauseFor
from avgrights.cases.rights import Right
from avgrights.cases.silence import answer_due
from avgrights.desk.acting_as import acting_as
from avgrights.desk.desk import Desk
from avgrights.desk.letters import remedies
from avgrights.desk.notifying import person_of, told_lines
from avgrights.desk.requests import reckon
from avgrights.documents.letters import kinds
from avgrights.documents.letters.facts import Letter, sender_of
from avgrights.files.registers import LoadedRegister
from avgrights.law.procedures import ProcedureVersion
from avgrights.terms.errors import InputFault, Refused


@frozen(kw_only=True)
class Words:
    """What the case handler adds to a letter.

    Attributes:
        text: paragraphs: the question, the answer, the reason.
        to: the other body, or the other controller.
        address: where it is reached.
        on: the day on which something is or was done; today where none is named.
        files: names of files that go with it.
    """

    text: tuple[str, ...] = field(default=(), repr=False)
    to: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    on: date | None = None
    files: tuple[str, ...] = ()


@frozen(kw_only=True)
class Errand:
    """A case with its events and its register, and what the handler says."""

    desk: Desk
    loaded: LoadedRegister
    case: Case
    events: tuple[Event, ...]
    words: Words

    @property
    def today(self) -> date:
        return self.desk.clock.today

    @property
    def text(self) -> tuple[str, ...]:
        """The handler's paragraphs.

        Raises:
            InputFault: there are none, and the letter cannot do without.
        """
        if not self.words.text:
            raise InputFault("this letter needs words of your own", remedy='Give --text "…".')
        return self.words.text


def builder(kind: str) -> Callable[[Errand], Letter]:
    """What makes a letter of that kind.

    Raises:
        InputFault: there is no such kind.
    """
    build = BUILD.get(kind)
    if build is None:
        raise InputFault(
            f"{kind!r:.40} is no kind of letter; there are: {', '.join(sorted(BUILD))}",
            remedy="The decision is written by 'avgrights request decide CASE --out DIR'.",
        )
    return build


def _acknowledgement(errand: Errand) -> Letter:
    case = errand.case
    if case.status in OVER:
        raise Refused(f"case {case.id} is {case.status}: an acknowledgement comes too late")
    versions = _versions(errand)
    return kinds.Acknowledgement(
        **_head(errand),
        due=reckon(errand.desk, case).due,
        identified=case.identity is not None,
        extendable=all(one.extension is not None for one in versions),
        regimes=_regimes(errand),
    )


def _identity(errand: Errand) -> Letter:
    pause = _waiting(errand, PauseFor.IDENTITY)
    return kinds.IdentityAsked(
        **_head(errand), asked=pause.asked, because=" ".join(errand.words.text),
        answer_by=answer_due(errand.desk.policies, pause),
    )  # fmt: skip


def _clarification(errand: Errand) -> Letter:
    pause = _waiting(errand, PauseFor.CLARIFICATION)
    return kinds.ClarificationAsked(
        **_head(errand), asked=pause.asked, question=errand.text,
        answer_by=answer_due(errand.desk.policies, pause),
    )  # fmt: skip


def _extension(errand: Errand) -> Letter:
    told = next((one for one in errand.events if isinstance(one, Extended)), None)
    if told is None:
        raise Refused(
            f"case {errand.case.id} was not extended",
            remedy=f"First: avgrights request extend {errand.case.id} --because …",
        )
    versions = _versions(errand)
    allowed = [one.extension for one in versions if one.extension is not None]
    # Under several laws no one length holds for the request: then the last day alone is told.
    same = len(allowed) == len(versions) and len({one.adds for one in allowed}) == 1
    added = allowed[0].adds if same else None
    return kinds.Extension(
        **_head(errand), told=told.on, because=told.because,
        due=reckon(errand.desk, errand.case).due,
        citations=tuple(dict.fromkeys(c for one in allowed for c in one.source)),
        months=added.months if added else 0, weeks=added.weeks if added else 0,
    )  # fmt: skip


def _reminder(errand: Errand) -> Letter:
    pause = errand.case.paused
    if pause is None:
        raise Refused(f"case {errand.case.id} waits for no answer: there is nothing to remind of")
    reminded = pause if pause.reminded else evolve(pause, reminded=errand.today)
    return kinds.Reminder(
        **_head(errand), waiting_for=pause.reason.value, asked=pause.asked,
        question=errand.words.text, answer_by=answer_due(errand.desk.policies, reminded),
    )  # fmt: skip


def _not_dealt_with(errand: Errand) -> Letter:
    case, pause = errand.case, errand.case.paused
    if pause is None or not case.lapsed:
        raise Refused(
            f"case {case.id} was not left aside for want of an answer",
            remedy=f"First: avgrights request decide {case.id} --no-answer --out DIR",
        )
    return kinds.NotDealtWith(
        **_head(errand), waiting_for=pause.reason.value, asked=pause.asked,
        reminded=pause.reminded,
        remedies=remedies(errand.desk.policies, errand.loaded, errand.today, case.right),
    )  # fmt: skip


def _recipients_told(errand: Errand) -> Letter:
    need_identity(errand.case)
    return kinds.RecipientsTold(**_head(errand), lines=told_lines(errand.loaded, errand.case))


def _restriction_lifted(errand: Errand) -> Letter:
    """Written before the restriction is lifted: the law wants the person told first."""
    case = errand.case
    if case.right is not Right.RESTRICTION or not any(one.done for one in case.results):
        raise Refused(f"case {case.id} restricts nothing: there is nothing to lift")
    return kinds.RestrictionLifted(
        **_head(errand), because=" ".join(errand.text), lifted_on=errand.words.on,
        remedies=remedies(errand.desk.policies, errand.loaded, errand.today, case.right),
    )  # fmt: skip


def _new_controller(errand: Errand) -> Letter:
    case = errand.case
    need_identity(case)
    if case.right is not Right.PORTABILITY or not case.handed_over:
        raise Refused(
            f"case {case.id} was handed over to nobody",
            remedy=f"First: avgrights request hand-over {case.id} --to … --out DIR",
        )
    done = {one.activity for one in case.results if one.done}
    return kinds.NewController(
        **envelope(errand, errand.words.to or case.handed_over[-1].to),
        person=person_of(case, errand.loaded, done),
        activities=tuple(one.name for one in errand.loaded.register.activities if one.id in done),
        files=errand.words.files or (f"hand-over-{case.id}.zip",),
    )


def _answer(errand: Errand) -> Letter:
    return kinds.Answer(
        **_to_the_person(errand), received=errand.case.received, paragraphs=errand.text
    )


def _forwarding(errand: Errand) -> Letter:
    return kinds.Forwarding(
        **_to_the_person(errand), received=errand.case.received,
        **onward(errand.words, errand.today),
    )  # fmt: skip


BUILD: Mapping[str, Callable[[Errand], Letter]] = {
    "acknowledgement": _acknowledgement,
    "identity": _identity,
    "clarification": _clarification,
    "extension": _extension,
    "reminder": _reminder,
    "not-dealt-with": _not_dealt_with,
    "recipients-told": _recipients_told,
    "restriction-lifted": _restriction_lifted,
    "answer": _answer,
    "forwarding": _forwarding,
    "new-controller": _new_controller,
}


def envelope(errand: Errand, name: str) -> dict[str, Any]:
    """Sender, addressee, day and reference."""
    return {"case": errand.case.id, "sender": sender_of(errand.loaded.register),
            "day": errand.today, "name": name}  # fmt: skip


def _to_the_person(errand: Errand) -> dict[str, Any]:
    """An envelope to the person, by way of a representative where there is one."""
    case = errand.case
    return {
        **envelope(errand, case.name), "representative": case.representative,
        "acting_as": acting_as(errand.desk, case),
    }  # fmt: skip


def _head(errand: Errand) -> dict[str, Any]:
    """What every letter to the person about a request says."""
    case = errand.case
    return {**_to_the_person(errand), "right": case.right.value, "received": case.received}


def _waiting(errand: Errand, reason: PauseFor) -> Pause:
    """The question that is open.

    Raises:
        Refused: nothing of the kind was asked: a letter that says the term stands still would be
            wrong.
    """
    pause = errand.case.paused
    if pause is None or pause.reason is not reason:
        raise Refused(
            f"case {errand.case.id} is not paused for {reason}",
            remedy=f"First: avgrights request pause {errand.case.id} --for {reason}",
        )
    return pause


def _regimes(errand: Errand) -> tuple[str, ...]:
    """The laws of the activities that the request is about, in the order of the register."""
    register = errand.loaded.register
    found = [regime(one, register) for one in in_scope(errand.case, register)]
    return tuple(dict.fromkeys(found)) or (register.regime,)


def _versions(errand: Errand) -> list[ProcedureVersion]:
    """The procedures of the case as they stood when it was received."""
    policies, case = errand.desk.policies, errand.case
    names = procedures(policies, case.right, _regimes(errand))
    return [policies.procedure(name, case.received) for name in names]


def onward(words: Words, today: date) -> dict[str, Any]:
    """Where something was sent on to.

    Raises:
        InputFault: it is not said to whom.
    """
    if not words.to:
        raise InputFault("to whom was it sent on?", remedy='Give --to "…".')
    because = " ".join(words.text)
    return {"to": words.to, "address": words.address, "on": words.on or today, "because": because}
