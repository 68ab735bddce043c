"""The decision not to deal with a request that stayed without an answer, with its letter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from avgrights.cases.case import Case
from avgrights.cases.events import Lapsed
from avgrights.cases.silence import need_silence
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.correspondence import Sent, write_all
from avgrights.desk.desk import Desk
from avgrights.desk.letter_kinds import Errand, Words, builder
from avgrights.desk.waiting import leave_aside


@frozen(kw_only=True)
class LeftAside:
    """A case that was left aside, and the files of the letter."""

    case: Case
    sent: Sent


def decide_without_answer(
    desk: Desk, id: str, *, out: Path, formats: Sequence[str] = ("html",)
) -> LeftAside:
    """Writes the letter and records the decision (Awb 4:5(4)); on one left aside before: the
    letter, anew.

    The letter is there before the decision is on record: after a kill the same command does it
    again.

    Raises:
        Refused: nothing was asked, no reminder was sent, or the time to answer is not over.
        InputFault: `out` cannot be used, or holds the decision of another case.
    """
    with desk.database.read() as connection:
        file = casebook.read_file(desk, connection, id)
    case = file.case
    if not case.lapsed:
        need_silence(desk.policies, case, desk.clock.today)
        case = happen(case, Lapsed(on=desk.clock.today))
    loaded = desk.register(case.register)
    letter = builder("not-dealt-with")(
        Errand(desk=desk, loaded=loaded, case=case, events=file.events, words=Words())
    )
    sent = write_all(desk, [("letter", letter)], case=id, out=out, formats=formats)
    if not file.case.lapsed:
        case = leave_aside(desk, id).case
    return LeftAside(case=case, sent=sent)
