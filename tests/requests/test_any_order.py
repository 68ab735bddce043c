"""Every step in any order, with stores that come and go: only our own faults, sums that add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from attrs import define, field

from avgrights.cases.rights import Right
from avgrights.desk import assessing, requests, reviewing, setting_aside
from avgrights.desk.carrying_out import plan_case
from avgrights.desk.deciding import decide
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from avgrights.terms.errors import AvgRightsError
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    PERSON,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)

ENDED = ("2010-01-01", "2019-05-05", "2025-01-01", "2026-03-03", None)
#: Each right that needs nothing said beside the case; access and erasure as often as the others.
RIGHTS = (
    "access", "erasure", "access", "erasure", "portability", "objection", "automated decision",
    "withdraw consent", "rectification", "rectification",
)  # fmt: skip
ACTIVITIES = ("service-desk", "administration", "relations", "newsletter", "cameras")
#: What a rectification may be asked to do; the second changes what finds the person.
ORDERS = (
    Order(), Order(corrections=(("email", "nieuw@example.nl"),)), Order(statement="x"),
    Order(corrections=(("Naam", "b"), ("Bedrag", "3"))), Order(corrections=(("Naam", "c"),)),
)  # fmt: skip


@define
class Day:
    """A handler who does whatever comes to mind; each action may be refused, never fail."""

    house: House
    folder: Path
    luck: Random
    cases: list[str] = field(factory=list)
    down: set[str] = field(factory=set)
    rows: int = 0

    def act(self) -> None:
        """One action, on one of the cases."""
        acts: list[Callable[[Desk, str], object]] = [
            self.receive, self.identify, self.identify, self.carry_out, self.carry_out, self.answer,
            lambda desk, case: requests.pause(
                desk, case, reason=self.luck.choice(["identity", "clarification"]), on=self.day()
            ),
            lambda desk, case: requests.resume(desk, case, on=self.day()),
            lambda desk, case: requests.extend(desk, case, because="x", on=self.day()),
            lambda desk, case: assessing.assess_case(desk, case),
            lambda desk, case: plan_case(desk, case),
            lambda desk, case: decide(desk, case, out=self.folder / case),
            lambda desk, case: requests.withdraw(desk, case),
            lambda desk, case: requests.close(desk, case),
            lambda desk, case: self.put(), lambda desk, case: self.break_or_mend(),
            self.set_aside, self.take_back, self.review,
        ]  # fmt: skip
        with self.house.desk() as desk:
            self.luck.choice(acts)(desk, self.luck.choice([*self.cases[-4:], "R-X"]))

    def day(self) -> date | None:
        """Today, another day, or none named."""
        return self.luck.choice([None, TODAY, *(TODAY + timedelta(n) for n in (-40, -15, -1, 1))])

    def receive(self, desk: Desk, _: str) -> None:
        begun = requests.receive(
            desk, right=self.luck.choice(RIGHTS), name="x", channel="desk",
            received=self.day() or TODAY, identifiers=[PERSON],
            activities=self.luck.sample(ACTIVITIES, self.luck.randrange(3)),
        )  # fmt: skip
        self.cases.append(begun.case.id)

    def identify(self, desk: Desk, case: str) -> None:
        requests.identify(desk, case, method="desk", level="low", by="x", on=self.day())

    def answer(self, desk: Desk, case: str) -> None:
        assessing.answer(
            desk, case, activity=self.luck.choice(ACTIVITIES), because="x", by="y",
            applies=self.luck.random() < 0.6,
        )  # fmt: skip

    def set_aside(self, desk: Desk, case: str) -> None:
        setting_aside.invoke(
            desk, case, overlay=self.luck.choice(["12(5)", "12(5)", "UAVG 44"]), because="x",
            by="y", activity=self.luck.choice([None, *ACTIVITIES]),
            effect=self.luck.choice([None, "refuse", "charge"]),
        )  # fmt: skip

    def take_back(self, desk: Desk, case: str) -> None:
        setting_aside.take_back(
            desk, case, overlay="12(5)", because="x", by="y",
            activity=self.luck.choice([None, *ACTIVITIES]),
        )  # fmt: skip

    def review(self, desk: Desk, case: str) -> None:
        reviewing.review(
            desk, case, dataset=self.luck.choice(["tickets", "ledger"]), column="body",
            show=self.luck.random() < 0.5, by=self.luck.choice(["x", "z"]),
        )  # fmt: skip

    def carry_out(self, desk: Desk, case: str) -> None:
        order = Order()
        if requests.show(desk, case).case.right is Right.RECTIFICATION:
            order = self.luck.choice(ORDERS)
        for result in carry_out(desk, case, order=order).results:
            kept = sum(reason.rows for reason in result.reasons)
            assert result.found == result.done + result.kept == result.done + kept

    def put(self) -> None:
        self.rows += 1
        kinds = (("one", TICKETS, ticket), ("two", LEDGER, entry), ("three", CONTACTS, contact))
        store, table, made = self.luck.choice(kinds)
        if store not in self.down:
            self.house.put(table, made(self.rows, self.luck.choice(ENDED)))

    def break_or_mend(self) -> None:
        """One store goes, or all come back."""
        for store in self.down:
            self._file(store, "away").rename(self._file(store, "db"))
        self.down = {self.luck.choice(["one", "two", "three"])} if not self.down else set()
        for store in self.down:
            self._file(store, "db").rename(self._file(store, "away"))

    def _file(self, store: str, ending: str) -> Path:
        return Path(self.house.urls[store].removeprefix("sqlite:///")).with_suffix(f".{ending}")


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_steps_is_done_or_refused(house: House, tmp_path: Path, seed: int) -> None:
    """Nothing but errors of ours, each with its exit status; and the journal holds at the end."""
    day = Day(house, tmp_path / "uit", Random(seed))
    statuses = []
    for _ in range(160):
        try:
            day.act()
            statuses.append(0)
        except AvgRightsError as fault:
            statuses.append(fault.exit_status)

    assert set(statuses) <= {0, 2, 3, 4}
    assert statuses.count(0) > 20
    with house.desk() as desk:
        assert desk.logbook.verify().failure is None
