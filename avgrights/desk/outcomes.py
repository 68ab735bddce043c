"""What a decision comes down to: granted, partly or refused, by what each right is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from avgrights.cases.assessment import Assessment, Because, Verdict
from avgrights.cases.case import Case
from avgrights.cases.manners import Outcome
from avgrights.cases.plan import NOTHING_WRONG
from avgrights.cases.rights import Right
from avgrights.documents.copy import Copy

#: Verdicts that refuse nothing: there was nothing there, or nothing could be found.
_NOTHING = (Because.NO_DATA, Because.NOT_SEARCHABLE, Because.NO_DECISIONS)


def outcome_of(case: Case, copy: Copy | None) -> Outcome:
    """What the decision comes down to."""
    return _BY_RIGHT.get(case.right, _of_copy)(case, copy)


def _of_copy(case: Case, copy: Copy | None) -> Outcome:
    """Of a copy: whether an activity, or a field, was left out of it."""
    real, refused = _real(case), _refused(case)
    searched = any(one.because is not Because.NOT_SEARCHABLE for one in case.assessments)
    if not searched or (real and len(refused) == len(real)):
        return Outcome.REFUSED
    left_out = copy is not None and any(one.withheld for one in copy.datasets)
    return Outcome.PARTLY if refused or left_out else Outcome.GRANTED


def _of_portability(case: Case, copy: Copy | None) -> Outcome:
    """Nothing can be handed over of what is not there."""
    return _of_copy(case, copy) if copy is not None else Outcome.REFUSED


def _of_rows(case: Case, copy: Copy | None) -> Outcome:
    """Of what was done with rows, by the evidence."""
    done = sum(one.done for one in case.results)
    if not done:
        return Outcome.REFUSED
    return Outcome.PARTLY if any(one.kept for one in case.results) else Outcome.GRANTED


def _of_corrections(case: Case, copy: Copy | None) -> Outcome:
    """Of values put right. Rows in which there was nothing to put right refuse nothing; where the
    facts stay disputed a statement completes the data (GDPR 16), and that is a part."""
    done = sum(one.done for one in case.results)
    left = any(reason.why not in NOTHING_WRONG for one in case.results for reason in one.reasons)
    if done:
        return Outcome.PARTLY if left else Outcome.GRANTED
    return Outcome.PARTLY if case.statement is not None else Outcome.REFUSED


def _of_verdicts(case: Case, copy: Copy | None) -> Outcome:
    """Of what is stopped or looked at: whether it is so for each activity that it is about."""
    if not _applies(case):
        return Outcome.REFUSED
    return Outcome.PARTLY if _refused(case) else Outcome.GRANTED


def _of_consent(case: Case, copy: Copy | None) -> Outcome:
    """Where nothing rests on consent there is nothing to take back; that refuses nothing, unless
    the person named it."""
    if not _applies(case):
        return Outcome.REFUSED
    return Outcome.PARTLY if case.activities and _refused(case) else Outcome.GRANTED


def _applies(case: Case) -> bool:
    return any(one.verdict is Verdict.APPLIES for one in case.assessments)


def _real(case: Case) -> list[Assessment]:
    return [one for one in case.assessments if one.because not in _NOTHING]


def _refused(case: Case) -> list[Assessment]:
    return [one for one in _real(case) if one.verdict is Verdict.DOES_NOT_APPLY]


_BY_RIGHT: Mapping[Right, Callable[[Case, Copy | None], Outcome]] = {
    Right.ERASURE: _of_rows,
    Right.RECTIFICATION: _of_corrections,
    Right.RESTRICTION: _of_rows,
    Right.PORTABILITY: _of_portability,
    Right.OBJECTION: _of_verdicts,
    Right.AUTOMATED_DECISION: _of_verdicts,
    Right.WITHDRAW_CONSENT: _of_consent,
}
