"""The facts of a decision letter, taken from the file; the templates put them into words."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from avgrights.cases.assessment import Assessment, Because, Verdict
from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope
from avgrights.cases.manners import Outcome
from avgrights.cases.plan import Reason, Result, SearchStatus, Why
from avgrights.cases.rights import Right
from avgrights.cases.row_terms import uses
from avgrights.desk.acting_as import acting_as
from avgrights.desk.desk import Desk
from avgrights.desk.letter_facts import own_facts
from avgrights.desk.notifying import recipients_of
from avgrights.desk.outcomes import outcome_of
from avgrights.desk.put_right import put_right
from avgrights.desk.unsaid import as_spoken, fee_of, masked_in, unspoken, with_overlay
from avgrights.documents.copy import Copy
from avgrights.documents.letters.decision import ActivityLine, Decision, KeptLine
from avgrights.documents.letters.facts import Remedies, sender_of
from avgrights.documents.pdf import available as pdf_available
from avgrights.files.registers import LoadedRegister
from avgrights.law.deadlines import deadline
from avgrights.law.policies import Policies
from avgrights.terms.citation import Citation
from avgrights.terms.register import Activity

#: The remedy against a decision on a request: objection with a public body (UAVG 34, Awb 6:7),
#: the court with others (UAVG 35).
OBJECTION, PETITION = "awb-objection-window", "uavg-petition-window"

_ARTICLE = {
    Why.DUTY_TO_KEEP: (Citation("GDPR", "17(3)(b)"),),
    Why.NOT_BEGUN: (Citation("GDPR", "17(3)(b)"),),
    Why.RESTRICTED: (Citation("GDPR", "18(2)"),),
}


def letter_of(
    desk: Desk, loaded: LoadedRegister, case: Case, outcome: Outcome, copy: Copy | None
) -> Decision:
    """Everything the decision letter says."""
    policies = desk.policies
    quiet = unspoken(policies, case)
    if quiet:
        case = as_spoken(policies, case, loaded.register)
        outcome = outcome_of(case, copy) if case.assessments else Outcome.REFUSED
    by_id = {one.activity: one for one in case.assessments}
    scope = tuple(one for one in in_scope(case, loaded.register) if one.id not in quiet)
    lines = [
        _line(desk, loaded, case, activity, by_id.get(activity.id), copy) for activity in scope
    ]
    return Decision(
        case=case.id, right=case.right.value, outcome=outcome.value,
        sender=sender_of(loaded.register), day=desk.clock.today, received=case.received,
        name=case.name, representative=case.representative,
        acting_as=acting_as(desk, case), extended=case.extended,
        activities=tuple(one for one in lines if one.found or one.route_to or one.stated),
        not_searched=_not_searched(loaded, case, scope, by_id),
        nothing_found=_names(scope, by_id, Because.NO_DATA),
        package=copy is not None, pdf=copy is not None and pdf_available(),
        quiet=bool(quiet),
        remedies=remedies(policies, loaded, desk.clock.today, case.right),
    )  # fmt: skip


def remedies(policies: Policies, loaded: LoadedRegister, announced: date, right: Right) -> Remedies:
    """What can be done against a decision that goes out on that day, and until when.

    The term for a petition to the court runs from the day on which the person got the answer
    (UAVG 35(2)), which nobody knows when the letter is written: then no last day is named. Against
    what is done with a withdrawal of consent no term runs: UAVG 34 and 35 are about articles 15 to
    22.
    """
    if right is Right.WITHDRAW_CONSENT:
        return Remedies(weeks=0)
    public = loaded.register.public_body
    procedure = OBJECTION if public else PETITION
    window = policies.procedure(procedure, announced)
    last = deadline(policies, procedure, start=announced).due if public else None
    return Remedies(weeks=window.term.length.weeks, until=last)


def _not_searched(
    loaded: LoadedRegister,
    case: Case,
    scope: tuple[Activity, ...],
    by_id: dict[str, Assessment],
) -> tuple[str, ...]:
    """Activities in which nothing can be found, and single collections of the others."""
    closed = [d for one in case.searched if one.status is SearchStatus.NOT_SEARCHABLE
              if (d := loaded.data_map.dataset(one.dataset)) is not None]  # fmt: skip
    whole = _names(scope, by_id, Because.NOT_SEARCHABLE)
    partly = [
        f"{activity.name} ({dataset.name})"
        for activity in scope
        for dataset in closed
        if uses(activity, dataset) and activity.name not in whole
    ]
    return (*whole, *partly)


def _names(
    scope: tuple[Activity, ...], by_id: dict[str, Assessment], because: Because
) -> tuple[str, ...]:
    return tuple(
        activity.name
        for activity in scope
        if activity.id in by_id and by_id[activity.id].because is because
    )


def _line(
    desk: Desk,
    loaded: LoadedRegister,
    case: Case,
    activity: Activity,
    assessment: Assessment | None,
    copy: Copy | None,
) -> ActivityLine:
    policies = desk.policies
    results = [one for one in case.results if one.activity == activity.id]
    refused = assessment is not None and assessment.verdict is Verdict.DOES_NOT_APPLY
    line = ActivityLine(
        name=activity.name,
        purpose=activity.purpose,
        found=sum(one.found for one in results),
        done=_done(results, activity, copy),
        kept=_kept(results, policies),
        withheld=_withheld(activity, copy),
        masked=masked_in(copy, activity.id),
        fee=fee_of(policies, case, activity.id),
        **own_facts(desk, case, activity, assessment),
    )
    line = put_right(desk, case, activity, line)
    line = evolve(line, recipients=recipients_of(case, activity.id))
    if assessment is None or not refused:
        return line
    line = with_overlay(line, policies, case, assessment, desk.language)
    return evolve(
        line,
        because=assessment.because.value,
        explained="" if line.stated else _explained(assessment, desk.language),
        route_to=assessment.route_to,
        served=_served(policies, case.right, assessment.route_to),
        citations=assessment.citations,
    )


def _served(policies: Policies, right: Right, law: str | None) -> bool:
    """Whether a request for this right is handled under that other law: some know fewer rights,
    and of the others we promise nothing."""
    return any(
        one.regime == law and right.value in one.rights for one in policies.procedures.values()
    )


def _explained(assessment: Assessment, language: str) -> str:
    """The last of the grounds: what the case handler wrote, or what the law gives."""
    return " ".join(one.of(language) for one in assessment.grounds[-1:])


def _done(results: list[Result], activity: Activity, copy: Copy | None) -> int:
    """Rows erased, as evidenced; of a copy: rows that are in it."""
    if copy is None:
        return sum(one.done for one in results)
    return sum(one.count for one in copy.activities if one.activity.id == activity.id)


def _withheld(activity: Activity, copy: Copy | None) -> tuple[str, ...]:
    if copy is None:
        return ()
    mine = [one for one in copy.activities if one.activity.id == activity.id]
    return tuple(
        dict.fromkeys(
            left.label
            for one in mine
            for dataset in one.datasets
            for left in dataset.withheld
            if not left.masked
        )
    )


def _kept(results: list[Result], policies: Policies) -> tuple[KeptLine, ...]:
    """One line a reason, however many different last days its rows have; one more where some of
    them have none, so that the days of the others can be told."""
    grouped: dict[tuple[Why, str, bool], list[Reason]] = {}
    for result in results:
        for reason in result.reasons:
            detail = reason.detail if reason.why in (Why.OTHER_PURPOSE, Why.HELD) else ""
            about = (reason.why, detail, reason.until is None)
            grouped.setdefault(about, []).append(reason)
    return tuple(
        _kept_line(why, detail, same, policies) for (why, detail, _), same in grouped.items()
    )


def _kept_line(why: Why, detail: str, same: list[Reason], policies: Policies) -> KeptLine:
    known = [reason.until for reason in same if reason.until is not None]
    return KeptLine(
        why=why.value,
        rows=sum(reason.rows for reason in same),
        detail="" if why is Why.HELD else detail,
        first=min(known, default=None),
        until=max(known, default=None),
        citations=_articles(why, detail, policies),
    )


def _articles(why: Why, detail: str, policies: Policies) -> tuple[Citation, ...]:
    if why is Why.HELD and detail in policies.retention.holds:
        return policies.retention.holds[detail].source
    return _ARTICLE.get(why, ())
