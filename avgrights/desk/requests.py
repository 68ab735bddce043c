"""The life of a request at the desk: what comes in, who asks, the clock, the end.

Each step is one transaction: the file, the journal and nothing between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from attrs import evolve, frozen

from avgrights.cases.authority import (
    need_authority,
    need_level,
    need_second_check,
    need_sound_mandate,
)
from avgrights.cases.case import Case, open_case
from avgrights.cases.clock import (
    CaseClock,
    clock,
    need_extension_in_time,
    need_pause_in_time,
)
from avgrights.cases.events import (
    Closed,
    Event,
    Extended,
    Identified,
    Paused,
    Received,
    Resumed,
    Withdrawn,
)
from avgrights.cases.manners import Channel, Level, Method, PauseFor, SecondCheck
from avgrights.cases.rights import HANDLED, Right
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.casebook import CaseLine
from avgrights.desk.desk import Desk
from avgrights.desk.grounds import ground_named
from avgrights.desk.repetition import (
    Earlier,
    earlier_requests,
    once_digest,
    remember,
    taken_in,
)
from avgrights.files.registers import LoadedRegister
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier, printable


@frozen(kw_only=True)
class Standing:
    """A case with its clock, as every step gives it back.

    Attributes:
        earlier: cases with the same right, person and day of receipt (only from `receive`).
        same_person: every earlier request of this person, whatever the right (GDPR 12(5); only
            from `receive`).
        again: this request had come in before, under the same `once`; nothing was done.
    """

    case: Case
    clock: CaseClock
    earlier: tuple[str, ...] = ()
    same_person: tuple[Earlier, ...] = ()
    again: bool = False


def receive(
    desk: Desk,
    *,
    right: Right | str,
    identifiers: Iterable[Identifier],
    name: str,
    channel: Channel | str,
    received: date,
    register: str | None = None,
    activities: Iterable[str] = (),
    representative: str | None = None,
    mandate: str | None = None,
    born: date | None = None,
    representation: str | None = None,
    mandate_for: Iterable[str] = (),
    mandate_until: date | None = None,
    once: str | None = None,
    ground: str | None = None,
) -> Standing:
    """Records a request that came in, and opens its case.

    Args:
        once: a key of the sender's choice, such as a number of the portal: with the same key a
            second time nothing is opened, and the first case is given back if it asks the same.
        representation: the kind of representative, by its name in policies/identity.yaml.
        mandate_for: rights and activities that the mandate covers; none named: all.
        mandate_until: the last day of the mandate, that day included.
        ground: what a restriction rests on, in the words of policies/rights.yaml, or a point of
            GDPR 18(1).

    Raises:
        InputFault: a right that this version does not handle, an identifier kind or an activity
            that the register does not know, an identifier that is empty, a day in the future, or
            `once` was used for another request.
    """
    loaded = desk.register(register)
    event = Received(
        on=desk.clock.today, received=received, register=loaded.register.name,
        right=_handled(Right(right)), identifiers=_known(loaded, identifiers), name=name.strip(),
        channel=Channel(channel), activities=_activities(loaded, activities),
        representative=representative, mandate=mandate, born=born,
        representation=representation, mandate_for=tuple(dict.fromkeys(mandate_for)),
        mandate_until=mandate_until, ground=ground_named(desk.policies, right, ground),
    )  # fmt: skip
    need_sound_mandate(desk.policies, event, loaded.register)
    reckoned = _reckon(desk, loaded, open_case("R-0", event))
    digest = once_digest(desk, once) if once else None
    with desk.database.change() as connection:
        before = taken_in(connection, digest) if digest else None
        if before is not None:
            return _again(desk, casebook.read_file(desk, connection, before).case, event)
        people = earlier_requests(desk, connection, event.register, event.identifiers)
        case = casebook.new_file(desk, connection, event, reckoned.due, once=digest)
        remember(desk, connection, case)
        desk.logbook.append(
            connection, "case.received", case=case.id, register=case.register,
            right=case.right.value, due=reckoned.due,
        )  # fmt: skip
    return Standing(
        case=case, clock=reckoned, earlier=_same_day(people, event), same_person=people
    )  # fmt: skip


def _again(desk: Desk, case: Case, event: Received) -> Standing:
    """The case that came in before, if it is the same: else one person's case would be taken for
    another's, or a right that was asked would be lost."""

    def asked(one: Case | Received) -> tuple[Any, ...]:
        return one.register, one.right, {(by.kind, by.comparable) for by in one.identifiers}

    if asked(case) != asked(event):
        raise InputFault(
            f"'once' was used before, for another request: that of case {case.id}",
            remedy="Give each request a number of its own.",
        )
    return evolve(standing(desk, case), again=True)


def _same_day(people: tuple[Earlier, ...], event: Received) -> tuple[str, ...]:
    """The same right on the same day: very likely the same request, sent twice."""
    alike = (event.right.value, event.received)
    return tuple(one.case for one in people if (one.right, one.received) == alike)


def identify(
    desk: Desk,
    case: str,
    *,
    method: Method | str,
    level: Level | str,
    by: str,
    on: date | None,
    address_changed: date | None = None,
    second_check: SecondCheck | str | None = None,
) -> Standing:
    """Records who asks. Ends an open pause for identity on the same day.

    Args:
        address_changed: the day of the last change of the person's address, where recent.
        second_check: how identity was checked once more because of it.

    Raises:
        Refused: identity was recorded before or is not sure enough, or this person may not ask
            (UAVG 5), or not under this mandate.
    """
    event = Identified(
        on=past(desk, on), method=Method(method), level=Level(level), by=by,
        address_changed=address_changed,
        second_check=SecondCheck(second_check) if second_check else None,
    )  # fmt: skip

    facts = {"method": event.method.value, "level": event.level.value,
             "second_check": event.second_check and event.second_check.value}  # fmt: skip
    return step(desk, case, event, "case.identified", facts, before=_need_who_asks(event))


def pause(desk: Desk, case: str, *, reason: PauseFor | str, on: date | None) -> Standing:
    """Stops the clock while the person is asked for something."""
    event = Paused(on=past(desk, on), reason=PauseFor(reason))
    facts = {"cause": event.reason.value, "on": event.on}
    return step(desk, case, event, "case.paused", facts, after=need_pause_in_time)


def resume(desk: Desk, case: str, *, on: date | None) -> Standing:
    """Lets the clock run again, from the day the answer came."""
    event = Resumed(on=past(desk, on))
    return step(desk, case, event, "case.resumed", {"on": event.on})


def extend(desk: Desk, case: str, *, because: str, on: date | None) -> Standing:
    """Records that the person was told, with reasons, that it takes longer.

    Raises:
        Refused: too late, a second time, or the law of the case knows no extension.
    """
    event = Extended(on=past(desk, on), because=because)
    facts = {"on": event.on}
    return step(desk, case, event, "case.extended", facts, after=need_extension_in_time)


def withdraw(desk: Desk, case: str) -> Standing:
    """Records that the person took the request back."""
    return step(desk, case, Withdrawn(on=desk.clock.today), "case.withdrawn", {})


def close(desk: Desk, case: str) -> Standing:
    """Closes the file; what was held for the request is free for the purge again."""
    return step(desk, case, Closed(on=desk.clock.today), "case.closed", {})


def show(desk: Desk, case: str) -> Standing:
    """The case as it stands today."""
    with desk.database.read() as connection:
        file = casebook.read_file(desk, connection, case)
    return standing(desk, file.case)


def list_cases(desk: Desk, *, late: bool = False, open: bool = False) -> tuple[CaseLine, ...]:
    """Every case; only those past their day, or only those that still wait for something."""
    with desk.database.read() as connection:
        every = casebook.lines(connection)
    over = ("decided", "withdrawn", "closed", "destroyed")
    return tuple(
        one
        for one in every
        if not (open and one.status in ("closed", "destroyed"))
        and not (late and (one.status in over or one.due is None or one.due >= desk.clock.today))
    )


def step(
    desk: Desk,
    id: str,
    event: Event,
    kind: str,
    facts: dict[str, Any],
    *,
    before: Callable[[Desk, LoadedRegister, Case], None] | None = None,
    after: Callable[[CaseClock, Case], None] | None = None,
) -> Standing:
    """One event into the file and into the journal, in one transaction.

    Args:
        before: looks at the case before the event; after: at the clock and the case after it.
            Either may refuse.
    """
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        loaded = desk.register(file.case.register)
        changed = happen(file.case, event)
        if before is not None:
            before(desk, loaded, file.case)
        reckoned = _reckon(desk, loaded, changed)
        if after is not None:
            after(reckoned, changed)
        casebook.append(desk, connection, file, event, due=reckoned.due)
        if kind == "case.extended":
            facts = {**facts, "due": reckoned.due}
        desk.logbook.append(connection, kind, case=id, **facts)
    return Standing(case=changed, clock=reckoned)


def standing(desk: Desk, case: Case) -> Standing:
    """The case with its clock today."""
    return Standing(case=case, clock=_reckon(desk, desk.register(case.register), case))


def reckon(desk: Desk, case: Case) -> CaseClock:
    """The terms of a case."""
    return _reckon(desk, desk.register(case.register), case)


def _reckon(desk: Desk, loaded: LoadedRegister, case: Case) -> CaseClock:
    return clock(desk.policies, case, loaded.register)


def past(desk: Desk, on: date | None) -> date:
    """The day of a step: today where none is named.

    Raises:
        InputFault: it lies in the future.
    """
    day = on or desk.clock.today
    if day > desk.clock.today:
        raise InputFault(f"{day} lies in the future; a step is recorded once it was taken")
    return day


def _need_who_asks(event: Identified) -> Callable[[Desk, LoadedRegister, Case], None]:
    """Who asks is known surely enough, and may ask (UAVG 5; Wjsg 20(2); Wpg 26(2))."""

    def look(desk: Desk, loaded: LoadedRegister, case: Case) -> None:
        need_second_check(desk.policies, case, event)
        need_level(desk.policies, case, event)
        need_authority(desk.policies, case, loaded.register)

    return look


def _handled(right: Right) -> Right:
    if right not in HANDLED:
        names = " and ".join(HANDLED)
        raise InputFault(f"this version handles requests for {names}, not yet for {right}")
    return right


def _known(loaded: LoadedRegister, identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """The identifiers, each once; every kind is one that the data map can look for."""
    kinds = sorted({kind for dataset in loaded.data_map.datasets for kind in dataset.subject})
    given = tuple({(one.kind, one.comparable): one for one in identifiers}.values())
    for one in given:
        if not one.comparable or not printable(one.comparable):
            # An empty one fits the rows of everybody who has none.
            raise InputFault(f"an identifier {one.kind!r:.40} is empty or holds control characters")
        if one.kind not in kinds:
            there = ", ".join(kinds) or "none"
            raise InputFault(
                f"no dataset of register {loaded.register.name} is searched by {one.kind!r:.40}; "
                f"the kinds of identifier there are: {there}"
            )
    return given


def _activities(loaded: LoadedRegister, named: Iterable[str]) -> tuple[str, ...]:
    there = [activity.id for activity in loaded.register.activities]
    given = tuple(dict.fromkeys(named))
    for name in given:
        if name not in there:
            raise InputFault(
                f"register {loaded.register.name} has no activity {name!r:.60}; "
                f"there are: {', '.join(there)}"
            )
    return given
