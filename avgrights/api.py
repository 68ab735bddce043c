"""The public API: a workspace, opened for one piece of work, does what the commands do.

>>> import avgrights                                                    # doctest: +SKIP
>>> with avgrights.open("avgrights-demo") as work:
...     plan = work.purge.plan()

Every method is one step of one command; its own module under `avgrights.desk` tells the rest.
Errors are `InputFault` (2), `CheckFailed` (1), `StoreFault` (3) and `Refused` (4): the numbers are
the exit statuses of the commands. No message holds personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from attrs import frozen

from avgrights.desk.desk import Desk, open_desk
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.desk.assessing import Verdicts
    from avgrights.desk.carrying_out import Work
    from avgrights.desk.deciding import Decision
    from avgrights.desk.purging import Outcome
    from avgrights.desk.requests import Standing
    from avgrights.files.registers import LoadedRegister
    from avgrights.journal.verification import Verification
    from avgrights.retention.plan import Plan


def open(path: str | Path | None = None, *, today: date | None = None) -> Workspace:
    """Opens a workspace. Open it anew for each piece of work: the clock is read once, here.

    Args:
        path: the folder that holds avgrights.yaml; None: the first one from here upwards.
        today: the day to reckon from, in a rehearsal workspace only; None: today.

    Raises:
        InputFault: no workspace there, a broken one, or `today` where it may not be given.
    """
    start = None if path is None else Path(path)
    return Workspace(open_desk(start, today=today, now=datetime.now(UTC), changes=True))


@frozen
class Workspace:
    """One opened workspace. Use as a context manager: leaving it anchors the journal."""

    desk: Desk

    @property
    def registers(self) -> tuple[LoadedRegister, ...]:
        """Every register with its data map; InputFault where one is broken."""
        return self.desk.registers

    @property
    def purge(self) -> Purge:
        """Retention."""
        return Purge(self.desk)

    @property
    def holds(self) -> Holds:
        """Legal holds and restrictions."""
        return Holds(self.desk)

    @property
    def requests(self) -> Requests:
        """Requests of data subjects."""
        return Requests(self.desk)

    @property
    def journal(self) -> Journal:
        """The log."""
        return Journal(self.desk)

    def close(self) -> None:
        """Lets go of everything, and anchors what was appended to the journal."""
        self.desk.__exit__(None, None, None)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.desk.__exit__(kind, fault, trace)


@frozen
class Purge:
    """Plan, approve, run (commands `avgrights purge …`)."""

    _desk: Desk

    def plan(self) -> Plan:
        """What is due today and what stays, per rule and dataset. Changes nothing."""
        from avgrights.desk.planning import make_plan

        return make_plan(self._desk)

    def approve(self, plan: Plan, *, by: str, over_brake: str | None = None) -> None:
        """Approves exactly this plan; one that brakes needs a reason, which is journalled."""
        from avgrights.desk.approving import approve

        approve(self._desk, plan, by=by, over_brake=over_brake)

    def approve_standing(self, *, by: str) -> str:
        """Approves every night to come under these registers and limits; returns their digest."""
        from avgrights.desk.approving import approve_standing

        return approve_standing(self._desk, by=by)

    def run(self, plan: Plan) -> Outcome:
        """Executes an approved plan; on a finished one there is nothing to do."""
        from avgrights.desk.purging import run_plan

        return run_plan(self._desk, plan)

    def nightly(self) -> Outcome:
        """One night under the standing approval; a rule that brakes is left undone."""
        from avgrights.desk.nightly import nightly

        return nightly(self._desk)

    def runs(self, last: int = 20) -> list[dict[str, Any]]:
        """The last runs, newest last, with what the stores' evidence says of them."""
        from avgrights.desk.nightly import status

        return status(self._desk, last)


@frozen
class Holds:
    """Data that stays whatever its term (command `avgrights hold`), and restrictions."""

    _desk: Desk

    def place(
        self,
        *,
        reason: str,
        because: str,
        by: str,
        dataset: str | None = None,
        keys: Sequence[tuple[str, ...]] = (),
        identifier: str | None = None,
        activity: str | None = None,
        register: str | None = None,
    ) -> str:
        """Places a hold on a dataset, on records of it, on a person or on an activity.

        Args:
            identifier: a person, as `kind=value`.

        Returns:
            the id of the hold.
        """
        from avgrights.desk.holding import place

        return place(
            self._desk, reason=reason, because=because, by=by, dataset=dataset, keys=keys,
            identifier=Identifier.parse(identifier) if identifier else None, activity=activity,
            register=register,
        )  # fmt: skip

    def release(self, hold: str, *, because: str, by: str) -> None:
        """Releases a hold from tomorrow on."""
        from avgrights.desk.holding import release

        release(self._desk, hold, because=because, by=by)

    def list(self) -> list[dict[str, Any]]:
        """Every hold, oldest first."""
        from avgrights.desk.holding import holds

        return holds(self._desk)

    def restrict(
        self,
        *,
        dataset: str,
        ground: str,
        by: str,
        keys: Sequence[tuple[str, ...]] = (),
        identifiers: Iterable[str] = (),
        register: str | None = None,
    ) -> str:
        """Restricts records or a person's rows (GDPR 18): stored, and neither purged nor erased.

        Args:
            ground: of GDPR 18(1), such as `18(1)(c)`.
            identifiers: a person, as `kind=value`.

        Returns:
            the id of the restriction.
        """
        from avgrights.desk.restricting import restrict

        people = [Identifier.parse(one) for one in identifiers]
        return restrict(
            self._desk, dataset=dataset, ground=ground, by=by, keys=keys, identifiers=people,
            register=register,
        )  # fmt: skip

    def lift(self, restriction: str, *, informed: date) -> None:
        """Lifts a restriction from tomorrow on; the person was told on `informed` (GDPR 18(3))."""
        from avgrights.desk.restricting import lift

        lift(self._desk, restriction, informed=informed)


@frozen
class Requests:
    """The life of a request (command `avgrights request`). A case is named by its id."""

    _desk: Desk

    def receive(
        self,
        *,
        right: str,
        identifiers: Iterable[str],
        name: str,
        channel: str,
        received: date,
        register: str | None = None,
        activities: Iterable[str] = (),
    ) -> Standing:
        """Opens a case for a request that came in; `clock.due` is the last day to answer.

        Args:
            right: `access` or `erasure`.
            identifiers: by what the person is found, each as `kind=value`.
            channel: `e-mail`, `letter`, `phone`, `portal` or `desk`.
        """
        from avgrights.desk.requests import receive

        people = [Identifier.parse(one) for one in identifiers]
        return receive(
            self._desk, right=right, identifiers=people, name=name, channel=channel,
            received=received, register=register, activities=activities,
        )  # fmt: skip

    def identify(
        self, case: str, *, method: str, level: str, by: str, on: date | None = None
    ) -> Standing:
        """Records who asks. Before it, nothing is looked up."""
        from avgrights.desk.requests import identify

        return identify(self._desk, case, method=method, level=level, by=by, on=on)

    def extend(self, case: str, *, because: str, on: date | None = None) -> Standing:
        """Records that the person was told, with reasons, that it takes longer (GDPR 12(3))."""
        from avgrights.desk.requests import extend

        return extend(self._desk, case, because=because, on=on)

    def assess(self, case: str) -> Verdicts:
        """A verdict per activity, on what the stores hold of the person."""
        from avgrights.desk.assessing import assess_case

        return assess_case(self._desk, case)

    def answer(self, case: str, *, activity: str, applies: bool, because: str, by: str) -> Verdicts:
        """Answers what the law leaves open on an activity, then assesses again."""
        from avgrights.desk.assessing import answer

        return answer(self._desk, case, activity=activity, applies=applies, because=because, by=by)

    def plan(self, case: str) -> Work:
        """What would be done, with the digest of that plan. Changes nothing in a store."""
        from avgrights.desk.carrying_out import plan_case

        return plan_case(self._desk, case)

    def carry_out(self, case: str, *, expect: str | None = None) -> Work:
        """Does it; with `expect`, that plan and no other."""
        from avgrights.desk.doing import carry_out

        return carry_out(self._desk, case, expect=expect)

    def decide(self, case: str, *, out: Path, password_to_file: bool = False) -> Decision:
        """Writes the letter, and for access the package, into the folder `out`."""
        from avgrights.desk.deciding import decide

        return decide(self._desk, case, out=out, password_to_file=password_to_file)

    def withdraw(self, case: str) -> Standing:
        """Records that the person took the request back."""
        from avgrights.desk.requests import withdraw

        return withdraw(self._desk, case)

    def close(self, case: str) -> Standing:
        """Closes the file."""
        from avgrights.desk.requests import close

        return close(self._desk, case)

    def show(self, case: str) -> Standing:
        """The case and its clock as they stand today."""
        from avgrights.desk.requests import show

        return show(self._desk, case)


@frozen
class Journal:
    """The log (command `avgrights journal`)."""

    _desk: Desk

    def verify(self) -> Verification:
        """Recomputes tree and signatures; `failure` is None where everything holds."""
        return self._desk.logbook.verify()
