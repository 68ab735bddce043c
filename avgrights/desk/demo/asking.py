"""The two requests in the story: one person asks for a copy, another for erasure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from avgrights.cases.assessment import Verdict
from avgrights.desk import assessing, deciding, doing, requests
from avgrights.desk.carrying_out import Work
from avgrights.desk.demo.people import ASKS_ACCESS, ASKS_ERASURE, Person
from avgrights.desk.demo.stage import BY, Stage
from avgrights.desk.desk import Desk
from avgrights.terms.identifier import Identifier

#: How long ago each request came in, in days.
_ACCESS_CAME, _ERASURE_CAME = 12, 8

#: Activity -> what the case handler answers where the law leaves a question, and why.
ANSWERS = {
    "service-desk": (True, "de betrokkene is uit dienst en heeft bezwaar; geen belang weegt op"),
    "relations": (True, "de betrokkene is geen contactpersoon meer"),
}
_NO = (False, "de gegevens zijn nog nodig voor het doel, en niemand heeft bezwaar gemaakt")


@frozen(kw_only=True)
class Kept:
    """Rows that stay for one reason, and until when at the latest; None: not known."""

    reason: str
    rows: int
    until: date | None


@frozen(kw_only=True)
class Asked:
    """What became of a request.

    Attributes:
        due: the last day to answer, that day included.
        questions: activity -> how what the law left open was answered.
        found, done, kept: rows; found = done + kept.
        reasons: why rows stay, each reason once.
        files: what was written for the person, below the workspace.
    """

    case: str
    right: str
    who: str
    received: date
    due: date | None
    questions: dict[str, str]
    found: int
    done: int
    kept: int
    reasons: tuple[Kept, ...]
    outcome: str
    files: tuple[str, ...]


def access(stage: Stage) -> Asked:
    """A copy for the person, from receipt to closing."""
    return _handle(stage, "access", ASKS_ACCESS, stage.day - timedelta(_ACCESS_CAME))


def erasure(stage: Stage) -> Asked:
    """Erasure of what may go; what a duty or a hold keeps stays, and the letter says so."""
    return _handle(stage, "erasure", ASKS_ERASURE, stage.day - timedelta(_ERASURE_CAME))


def _handle(stage: Stage, right: str, person: Person, received: date) -> Asked:
    with stage.doing(f"a request for {right}") as step, stage.desk(stage.day) as desk:
        begun = requests.receive(
            desk, right=right, identifiers=_identifiers(person), name=person.name,
            channel="e-mail", received=received,
        )  # fmt: skip
        case = begun.case.id
        requests.identify(
            desk, case, method="known-account", level="substantial", by=BY, on=received
        )
        answers = dict(_answer(desk, case))
        work = doing.carry_out(desk, case, progress=step)
        decided = deciding.decide(
            desk, case, out=stage.folder / "uit" / case, password_to_file=True
        )
        closed = requests.close(desk, case)
        return _told(stage, person, closed, answers, work, decided)


def _identifiers(person: Person) -> tuple[Identifier, ...]:
    return Identifier("email", person.email), Identifier("employee_number", person.employee_no)


def _answer(desk: Desk, case: str) -> Iterator[tuple[str, str]]:
    """Answers every question that the assessment leaves; (activity, answer) of each."""
    for found in assessing.assess_case(desk, case).assessments:
        if found.verdict is Verdict.DEPENDS:
            applies, because = ANSWERS.get(found.activity, _NO)
            assessing.answer(
                desk, case, activity=found.activity, applies=applies, because=because, by=BY
            )
            yield found.activity, "applies" if applies else "does not apply"


def _told(
    stage: Stage,
    person: Person,
    closed: requests.Standing,
    questions: dict[str, str],
    work: Work,
    decided: Any,
) -> Asked:
    results = work.results
    return Asked(
        case=closed.case.id,
        right=str(closed.case.right),
        who=person.name,
        received=closed.case.received,
        due=closed.clock.due,
        questions=questions,
        found=sum(result.found for result in results),
        done=sum(result.done for result in results),
        kept=sum(result.kept for result in results),
        reasons=_reasons(work),
        outcome=str(closed.case.outcome),
        files=tuple(str(path.relative_to(stage.folder)) for path in decided.files),
    )


def _reasons(work: Work) -> tuple[Kept, ...]:
    """Every reason for staying, its rows added up over the datasets, with the latest day."""
    told: dict[str, Kept] = {}
    for reason in (one for result in work.results for one in result.reasons):
        before = told.get(reason.sentence, Kept(reason=reason.sentence, rows=0, until=None))
        until = max((day for day in (before.until, reason.until) if day), default=None)
        told[reason.sentence] = evolve(before, rows=before.rows + reason.rows, until=until)
    return tuple(told.values())
