"""Requests of data subjects, as the commands `avgrights request` have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from avgrights.desk.desk import Desk
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.desk.assessing import Verdicts
    from avgrights.desk.bulk import Bulk
    from avgrights.desk.carrying_out import Work
    from avgrights.desk.casebook import CaseLine
    from avgrights.desk.deciding import Decision
    from avgrights.desk.handing_over import HandOver
    from avgrights.desk.handling.interface import Order
    from avgrights.desk.requests import Standing
    from avgrights.desk.stopping import Stop


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
        representative: str | None = None,
        mandate: str | None = None,
        born: date | None = None,
        acting_as: str | None = None,
        mandate_for: Iterable[str] = (),
        mandate_until: date | None = None,
        ground: str | None = None,
        once: str | None = None,
    ) -> Standing:
        """Opens a case for a request that came in; `clock.due` is the last day to answer.

        Args:
            right: as `avgrights request receive --right` has it, such as `access`.
            identifiers: by what the person is found, each as `kind=value`.
            channel: `e-mail`, `letter`, `phone`, `portal` or `desk`.
            representative, mandate: who asks for the person, and what shows that they may.
            acting_as: such as `parent` or `lawyer`; policies/identity.yaml has the kinds.
            mandate_for: rights and activities that the mandate covers; none: all.
            mandate_until: its last day, that day included.
            ground: of a restriction, such as `accuracy contested` or `18(1)(a)`.
            once: a number of your own; with the same a second time no second case is opened.
        """
        from avgrights.desk.requests import receive

        people = [Identifier.parse(one) for one in identifiers]
        return receive(
            self._desk, right=right, identifiers=people, name=name, channel=channel,
            received=received, register=register, activities=activities,
            representative=representative, mandate=mandate, born=born, representation=acting_as,
            mandate_for=mandate_for, mandate_until=mandate_until, ground=ground,
            once=once,
        )  # fmt: skip

    def identify(
        self,
        case: str,
        *,
        method: str,
        level: str,
        by: str,
        on: date | None = None,
        address_changed: date | None = None,
        second_check: str | None = None,
    ) -> Standing:
        """Records who asks. Before it, nothing is looked up.

        Args:
            address_changed: the day the person's address last changed, where that is recent.
            second_check: how identity was checked once more because of that.
        """
        from avgrights.desk.requests import identify

        return identify(
            self._desk, case, method=method, level=level, by=by, on=on,
            address_changed=address_changed, second_check=second_check,
        )  # fmt: skip

    def pause(self, case: str, *, reason: str, on: date | None = None) -> Standing:
        """Stops the clock while the person is asked for `identity` or `clarification`."""
        from avgrights.desk.requests import pause

        return pause(self._desk, case, reason=reason, on=on)

    def resume(self, case: str, *, on: date | None = None) -> Standing:
        """Lets the clock run again, from the day the answer came."""
        from avgrights.desk.requests import resume

        return resume(self._desk, case, on=on)

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

    def invoke(
        self,
        case: str,
        *,
        overlay: str,
        because: str,
        by: str,
        activity: str | None = None,
        effect: str | None = None,
        ground: str | None = None,
        weighed: Mapping[str, str] | None = None,
        kept_from_subject: bool = False,
    ) -> Verdicts:
        """Sets the right aside: GDPR 12(5), 17(3), UAVG 41, 44, 45 or 47; then the verdicts anew.

        Args:
            activity: None: the whole case.
            effect: for 12(5): `refuse` or `charge`.
            ground: the letter of UAVG 41(1).
            weighed: for UAVG 41: each factor of 41(2) by its letter, with what was found.
            kept_from_subject: telling would defeat the purpose (UAVG 41(2)(h)).
        """
        from avgrights.desk.setting_aside import invoke

        return invoke(
            self._desk, case, overlay=overlay, because=because, by=by, activity=activity,
            effect=effect, ground=ground, weighed=(weighed or {}).items(),
            kept_from_subject=kept_from_subject,
        )  # fmt: skip

    def take_back(
        self, case: str, *, overlay: str, because: str, by: str, activity: str | None = None
    ) -> Verdicts:
        """Takes back what was invoked; then the verdicts anew."""
        from avgrights.desk.setting_aside import take_back

        return take_back(
            self._desk, case, overlay=overlay, because=because, by=by, activity=activity
        )

    def review(
        self, case: str, *, dataset: str, field: str, show: bool, by: str,
        masks: Iterable[str] = (),
    ) -> Standing:  # fmt: skip
        """Records what a second person decided on a field that may name others (GDPR 15(4)).

        Args:
            field: for a field of a part `table.field`.
            masks: words to make unreadable in it.
        """
        from avgrights.desk.reviewing import review

        return review(
            self._desk, case, dataset=dataset, column=field, show=show, by=by, masks=masks
        )

    def plan(
        self,
        case: str,
        *,
        corrections: Mapping[str, str] | None = None,
        only: Mapping[str, str] | None = None,
        statement: str | None = None,
    ) -> Work:
        """What would be done, with the digest of that plan. Changes nothing in a store.

        Args:
            corrections: for a rectification, field -> its right value, as text.
            only: field -> the value that alone is to be corrected.
            statement: the person's own statement, where the facts stay disputed.
        """
        from avgrights.desk.carrying_out import plan_case

        return plan_case(self._desk, case, order=_order(corrections, only, statement))

    def carry_out(
        self,
        case: str,
        *,
        expect: str | None = None,
        corrections: Mapping[str, str] | None = None,
        only: Mapping[str, str] | None = None,
        statement: str | None = None,
    ) -> Work:
        """Does it; with `expect`, that plan and no other. The rest as of `plan`."""
        from avgrights.desk.doing import carry_out

        order = _order(corrections, only, statement)
        return carry_out(self._desk, case, order=order, expect=expect)

    def carry_out_all(self) -> Bulk:
        """Carries out every request that waits for nothing else; says what the others wait for."""
        from avgrights.desk.bulk import carry_out_all

        return carry_out_all(self._desk)

    def lift(self, case: str, *, informed: date) -> Work:
        """Lifts what a restriction shut off; the person was told on `informed` (GDPR 18(3))."""
        from avgrights.desk.lifting import lift_case

        return lift_case(self._desk, case, informed=informed)

    def stopped(self, activity: str, identifier: str, *, register: str | None = None) -> Stop:
        """Whether an activity may not process a person's data now; true where it is stopped.

        For applications, to ask before they process: an objection (GDPR 21) or a withdrawal of
        consent (7(3)) stops the activity for that person.

        Args:
            identifier: the person, as `kind=value`.
        """
        from avgrights.desk.stopping import stopped

        person = Identifier.parse(identifier)
        return stopped(self._desk, activity=activity, identifier=person, register=register)

    def allow(
        self,
        activity: str,
        identifier: str,
        *,
        because: str,
        by: str,
        register: str | None = None,
    ) -> int:
        """Lets go on what was stopped for a person, since that person said so."""
        from avgrights.desk.stopping import allow

        return allow(
            self._desk, activity=activity, identifier=Identifier.parse(identifier),
            because=because, by=by, register=register,
        )  # fmt: skip

    def human_review(
        self, case: str, *, outcome: str, because: str, by: str, activity: str | None = None
    ) -> Standing:
        """Records that a human looked at an automated decision: `upheld` or `changed`."""
        from avgrights.desk.human_reviewing import human_review

        return human_review(
            self._desk, case, outcome=outcome, because=because, by=by, activity=activity
        )

    def hand_over(
        self, case: str, *, to: str, out: Path, password_to_file: bool = False
    ) -> HandOver:
        """Writes a decided portability as a signed bundle for another controller."""
        from avgrights.desk.handing_over import hand_over

        return hand_over(self._desk, case, to=to, out=out, password_to_file=password_to_file)

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

    def list(self, *, late: bool = False, open: bool = False) -> tuple[CaseLine, ...]:
        """Every case; only those past their day, or only those that still wait for something."""
        from avgrights.desk.requests import list_cases

        return list_cases(self._desk, late=late, open=open)


def _order(
    corrections: Mapping[str, str] | None, only: Mapping[str, str] | None, statement: str | None
) -> Order:
    from avgrights.desk.handling.interface import Order

    return Order(
        corrections=tuple((corrections or {}).items()), only=tuple((only or {}).items()),
        statement=statement,
    )  # fmt: skip
