"""How cases are shown: as JSON for programs, as a few lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from avgrights.cases.assessment import Assessment, Because, Verdict
from avgrights.cases.next_steps import next_steps
from avgrights.cases.plan import Reason, Result, Searched, SearchStatus
from avgrights.cases.reviews import Waiting
from avgrights.cli.handling_text import handling_json, handling_text, overlay_json
from avgrights.cli.request_correct import (
    changes_json,
    changes_text,
    statement_json,
    statement_text,
)
from avgrights.cli.request_review import waiting_json, with_review
from avgrights.cli.request_rights_text import own_json, own_text
from avgrights.desk.assessing import Verdicts
from avgrights.desk.carrying_out import Work
from avgrights.desk.casebook import CaseLine
from avgrights.desk.deciding import Decision
from avgrights.desk.desk import Desk
from avgrights.desk.requests import Standing
from avgrights.desk.reviewing import waiting


def case_json(standing: Standing, waiting: tuple[Waiting, ...] = ()) -> dict[str, Any]:
    """A case after a step: nothing of it is personal. `waiting`: fields that wait for review."""
    case, clock = standing.case, standing.clock
    shown: dict[str, Any] = {
        "case": case.id,
        "right": case.right.value,
        "status": case.status.value,
        "register": case.register,
        "activities": list(case.activities),
        "received": case.received.isoformat(),
        "due": _iso(clock.due),
        "refuse_by": _iso(clock.refuse_by),
        "clock": "suspended" if case.paused else "running",
        "extended": _iso(case.extended),
        "next": with_review(next_steps(case), waiting),
    }
    if waiting:
        shown["review"] = waiting_json(waiting)
    if case.paused:
        shown["paused"] = {
            "for": case.paused.reason.value,
            "on": case.paused.asked.isoformat(),
            "reminded": _iso(case.paused.reminded),
            "remaining_days": clock.remaining_days,
        }
    if case.acknowledged:
        shown["acknowledged"] = case.acknowledged.isoformat()
    if case.notices:
        shown["notices_of_default"] = [day.isoformat() for day in case.notices]
    if standing.earlier:
        shown["earlier"] = list(standing.earlier)
    if standing.same_person:
        shown["same_person"] = [
            {
                "case": one.case,
                "right": one.right,
                "received": one.received.isoformat(),
                "status": one.status,
            }
            for one in standing.same_person
        ]
    if standing.again:
        shown["again"] = True
    return shown


def full_json(
    standing: Standing, language: str, waiting: tuple[Waiting, ...] = ()
) -> dict[str, Any]:
    """A case for its handler, the person included."""
    case = standing.case
    identity = case.identity
    return {
        **case_json(standing, waiting),
        "name": case.name,
        "identifiers": [{"kind": one.kind, "value": one.value} for one in case.identifiers],
        "channel": case.channel.value,
        "representative": case.representative,
        "identity": identity
        and {
            "method": identity.method.value,
            "level": identity.level.value,
            "by": identity.by,
            "on": identity.on.isoformat(),
            "address_changed": _iso(identity.address_changed),
            "second_check": identity.second_check and identity.second_check.value,
        },
        **handling_json(case),
        "assessments": [_assessment(one, language) for one in case.assessments],
        "answers": [
            {"activity": one.activity, "applies": one.applies, "because": one.because,
             "by": one.by, "on": one.on.isoformat()}
            for one in case.answers
        ],
        **own_json(case),
        "results": [_result(one) for one in case.results],
        "open": list(case.open),
        **statement_json(case),
        "outcome": case.outcome and case.outcome.value,
        "decided": _iso(case.decided),
        "closed": _iso(case.closed),
        "ground": case.ground,
        "lifted": _iso(case.lifted.on) if case.lifted else None,
    }  # fmt: skip


def verdicts_json(found: Verdicts, language: str) -> dict[str, Any]:
    """The verdict per activity."""
    return {
        "case": found.case.id,
        "activities": [_assessment(one, language) for one in found.assessments],
        "overlays": [overlay_json(one) for one in found.case.overlays],
        "open": list(found.open),
    }


def work_json(work: Work, touched: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What was planned or done; `touched`: for each result its fields, and what is withheld."""
    return {
        "case": work.case.id,
        "plan": work.digest,
        "digest": work.digest,
        "results": [
            {**_result(one), **fields} for one, fields in zip(work.results, touched, strict=True)
        ],
        "searched": [_searched(one) for one in work.searched if one.status in _TRIED],
        "not_searched": [
            {"store": one.store, "dataset": one.dataset, "reason": _NO_COLUMN}
            for one in work.searched
            if one.status is SearchStatus.NOT_SEARCHABLE
        ],
        "open": list(work.open),
        **changes_json(work),
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """What was decided and written; never the password."""
    return {
        "case": decision.case.id,
        "outcome": decision.outcome.value,
        "files": [str(file) for file in decision.files],
    }


_HOW = "Answer with --decide: 'applies' does what is asked, 'does not apply' refuses it."
_TRIED = (SearchStatus.SEARCHED, SearchStatus.UNREACHABLE)
_NO_COLUMN = "no column for these identifiers"


def _assessment(one: Assessment, language: str) -> dict[str, Any]:
    """A verdict that has to wait for a store is shown as one that depends."""
    grounds = [*one.points, *([] if one.because is Because.LAW else [one.because.value])]
    if not grounds and one.settled:
        grounds = [str(citation) for citation in one.citations]
    unknown = one.verdict is Verdict.UNKNOWN
    return {
        "activity": one.activity,
        "verdict": (Verdict.DEPENDS if unknown else one.verdict).value,
        "grounds": grounds,
        "reasons": [ground.of(language) for ground in one.grounds],
        "citations": [str(citation) for citation in one.citations],
        "question": one.question and one.question.of(language),
        "route_to": one.route_to,
        "overlay": one.overlay,
        "must_state": [ground.of(language) for ground in one.must_state],
    }


def _result(one: Result) -> dict[str, Any]:
    return {
        "activity": one.activity,
        "dataset": one.dataset,
        "found": one.found,
        "done": one.done,
        **({"anonymised": True} if one.anonymised else {}),
        "kept": one.kept,
        "reasons": [
            {"reason": reason.sentence, "rows": reason.rows, "until": _iso(reason.until)}
            for reason in one.reasons
        ],
    }


def _searched(one: Searched) -> dict[str, Any]:
    return {
        "store": one.store, "dataset": one.dataset, "status": one.status.value, "rows": one.rows,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def case_text(standing: Standing, today: date, waiting: tuple[Waiting, ...] = ()) -> str:
    """A case in a few lines."""
    case = standing.case
    return "\n".join(
        [
            f"case {case.id}: {case.right}, {case.status}",
            f"  received {case.received}, {_due(standing, today)}",
            f"  next: {', '.join(with_review(next_steps(case), waiting)) or 'nothing'}",
        ]
    )


def _due(standing: Standing, today: date) -> str:
    due, pause = standing.clock.due, standing.case.paused
    if due is None:
        left = standing.clock.remaining_days
        since = f"since {pause.asked}, for {pause.reason}" if pause else ""
        return f"the clock stands still {since} ({left} days left)"
    late = " (that day has passed)" if due < today and not standing.case.decided else ""
    # An extension does not move the day on which a refusal is told at the latest (GDPR 12(4)).
    refusal = standing.clock.refuse_by if standing.case.extended else None
    by = f"; a refusal is told by {refusal}" if refusal and not standing.case.decided else ""
    return f"due {due}{late}{by}"


def full_text(standing: Standing, desk: Desk) -> str:
    """A case for its handler."""
    case = standing.case
    identifiers = ", ".join(f"{one.kind}={one.value}" for one in case.identifiers)
    head = case_text(standing, desk.clock.today, waiting(desk, case))
    lines = [head, f"  person: {case.name} ({identifiers})"]
    if case.identity:
        lines.append(f"  identity: {case.identity.method}, {case.identity.level}, "
                     f"on {case.identity.on}")  # fmt: skip
    lines += handling_text(case)
    lines += [_verdict_line(one, desk.language) for one in case.assessments]
    lines += [line for one in case.results for line in _result_lines(one, planned=False)]
    lines += statement_text(case)
    if case.outcome:
        lines.append(f"  decided on {case.decided}: {case.outcome}")
    lines += own_text(case)
    return "\n".join(lines)


def lines_text(cases: tuple[CaseLine, ...], today: date) -> str:
    """The list of cases as a table."""
    if not cases:
        return "no cases"
    rows = [("case", "right", "status", "received", "due")]
    rows += [
        (one.case, one.right, one.status, str(one.received), _line_due(one, today)) for one in cases
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(t.ljust(w) for t, w in zip(row, widths, strict=True)).rstrip()
                     for row in rows)  # fmt: skip


def _line_due(line: CaseLine, today: date) -> str:
    if line.due is None:
        return "stands still"
    over = line.status in ("decided", "withdrawn", "closed")
    return f"{line.due}{' LATE' if line.due < today and not over else ''}"


def verdicts_text(found: Verdicts, language: str) -> str:
    """The verdict per activity, a line each."""
    lines = [f"case {found.case.id}"]
    lines += [_verdict_line(one, language) for one in found.assessments]
    if any(one.verdict is Verdict.DEPENDS for one in found.assessments):
        lines.append(f"  {_HOW}")
    return "\n".join(lines)


def _verdict_line(one: Assessment, language: str) -> str:
    shown = _assessment(one, language)
    why = "; ".join((*shown["reasons"], *[str(c) for c in one.citations])) or one.because.value
    if one.because is not Because.LAW and shown["reasons"] == []:
        why = "; ".join((one.because.value, *[str(c) for c in one.citations]))
    question = f"\n      question: {shown['question']}" if shown["question"] else ""
    return f"  {one.activity}: {shown['verdict']} ({why}){question}"


def work_text(work: Work, touched: Mapping[Result, list[str]] | None) -> str:
    """What was planned or done, a line a dataset and a line a reason.

    Args:
        touched: what a plan says of the fields of each result; None: it was done.
    """
    planned = touched is not None
    head = f"case {work.case.id}: " + ("this would be done" if planned else "done")
    lines = [head]
    for result in work.results:
        lines += _result_lines(result, planned=planned)
        lines += [f"      {line}" for line in (touched or {}).get(result, ())]
    lines += changes_text(work)
    for one in work.searched:
        if one.status is SearchStatus.NOT_SEARCHABLE:
            lines.append(f"  {one.dataset}: not searched, {_NO_COLUMN}")
    if planned:
        lines.append(f"  plan {work.digest}")
    return "\n".join(lines)


def _result_lines(one: Result, *, planned: bool) -> list[str]:
    word = "to do" if planned else "done"
    if one.anonymised:
        word = "to anonymise" if planned else "anonymised"
    head = f"  {one.activity}, {one.dataset}: {one.found} found, {one.done} {word}, {one.kept} kept"
    return [head, *(f"      {line}" for line in _reason_lines(one.reasons))]


def _reason_lines(reasons: tuple[Reason, ...]) -> list[str]:
    """A line a reason, with its first and its last day; the JSON has each day by itself."""
    same: dict[str, list[Reason]] = {}
    for reason in reasons:
        same.setdefault(reason.sentence, []).append(reason)
    return [
        f"{sum(one.rows for one in all_)} kept{_until(all_)}: {sentence}"
        for sentence, all_ in same.items()
    ]


def _until(reasons: list[Reason]) -> str:
    days = [one.until for one in reasons]
    known = sorted(day for day in days if day is not None)
    if not known or len(known) < len(days):
        return ""
    first, last = known[0], known[-1]
    return f" until {first}" if first == last else f", the first until {first}, the last {last}"


def decision_text(decision: Decision) -> str:
    """What was decided, and where it was written."""
    lines = [f"case {decision.case.id}: {decision.outcome}"]
    lines += [f"  {file}" for file in decision.files]
    return "\n".join(lines)
