"""Many requests at once: the same as one after the other, with a statement a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.event import listen, remove

from avgrights.cases.case import Status
from avgrights.desk import requests
from avgrights.desk.assessing import still_to_plan
from avgrights.desk.bulk import carry_out_all
from avgrights.desk.carrying_out import plan_case
from avgrights.desk.searching import search
from avgrights.desk.searching_many import search_many
from avgrights.terms.errors import Refused
from avgrights.terms.identifier import Identifier
from tests.requests.house import CONTACTS, LEDGER, TICKETS, House, contact, entry, ticket

PEOPLE = [f"betrokkene.{n}@example.nl" for n in range(12)]


@pytest.fixture
def full(either: House) -> House:
    """Twelve persons: rows of each, rows of two, a phone number, white space, capitals, é."""
    for n, person in enumerate(PEOPLE):
        written = f"\t{person.upper()} " if n % 2 else person
        either.put(TICKETS, ticket(100 + n, "2020-01-01", email=written, cc=PEOPLE[(n + 1) % 12]))
        either.put(LEDGER, entry(200 + n, "2010-01-01", email=person))
        either.put(CONTACTS, contact(300 + n, None, email=person, phone=f"06{n}"))
    return either


def _case(house: House, right: str, *identifiers: Identifier) -> str:
    return house.case(right, identifiers=list(identifiers))


def test_searching_together_finds_what_searching_alone_finds(full: House) -> None:
    """Oracle: every case by itself. Facts: erasures and accesses, two identifiers, é, nobody."""
    cases = [_case(full, "erasure", Identifier("email", one)) for one in PEOPLE[:5]]
    cases += [_case(full, "access", Identifier("email", one)) for one in PEOPLE[3:8]]
    cases.append(
        _case(full, "erasure", Identifier("phone", " 067 "), Identifier("email", "X@é.nl"))
    )
    cases.append(_case(full, "erasure", Identifier("email", "niemand@example.nl")))
    with full.desk() as desk:
        all_ = [requests.show(desk, id).case for id in cases]
        loaded = desk.register(None)
        together = search_many(desk, all_, loaded)
        for case in all_:
            alone = search(desk, case, still_to_plan(case, loaded))
            assert together[case.id] == alone


def test_every_request_that_is_ready_is_carried_out(full: House) -> None:
    """Holding: One that nobody identified, and one that waits for an answer, are left and named."""
    erased = _case(full, "erasure", Identifier("email", PEOPLE[0]))
    copied = _case(full, "access", Identifier("email", PEOPLE[4]))
    with full.desk() as desk:
        unknown = requests.receive(
            desk, right="access", identifiers=[Identifier("email", PEOPLE[6])], name="x",
            channel="letter", received=date(2026, 11, 10),
        ).case.id  # fmt: skip
        expected = {}
        for id in (erased, copied):
            try:
                expected[id] = plan_case(desk, id).results
            except Refused as asked:
                expected[id] = str(asked)
        bulk = carry_out_all(desk)
        done = {work.case.id: work.results for work in bulk.works}
        waiting = {one.case: one.why for one in bulk.waiting}
        assert done | waiting == expected
        assert copied in done
        assert requests.show(desk, unknown).case.status is Status.RECEIVED
        again = carry_out_all(desk)
        assert again.works == ()


def test_a_store_that_is_down_leaves_its_requests_open(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts: one of three stores cannot be reached. Holding: the others are done, and it is named;
    the same command finishes when it can be reached again."""
    case = _case(full, "access", Identifier("email", PEOPLE[0]))
    from avgrights.stores.sql.store import SqlStore
    from avgrights.terms.errors import StoreFault

    whole = SqlStore._reading

    def down(self: SqlStore) -> object:
        if self.name == "two":
            raise StoreFault("store 'two' cannot be reached")
        return whole(self)

    with full.desk() as desk, monkeypatch.context() as patch:
        patch.setattr(SqlStore, "_reading", down)
        bulk = carry_out_all(desk)
        assert bulk.open == ("two",)
        assert requests.show(desk, case).case.status is Status.UNDER_WAY
    with full.desk() as desk:
        assert carry_out_all(desk).open == ()
        assert requests.show(desk, case).case.status is Status.CARRIED_OUT


@pytest.fixture
def asked(house: House) -> Iterator[list[str]]:
    """Every statement that any engine sends, as long as the test runs."""
    sent: list[str] = []

    def note(*event: object) -> None:
        sent.append(str(event[2]))

    listen(sa.Engine, "before_cursor_execute", note)
    yield sent
    remove(sa.Engine, "before_cursor_execute", note)


def test_one_statement_a_column_however_many_persons(house: House, asked: list[str]) -> None:
    """Performance: `tickets` is searched by two columns, so there are two statements."""
    house.put(TICKETS, *(ticket(n, "2020-01-01", email=one) for n, one in enumerate(PEOPLE)))
    people = [[Identifier("email", one)] for one in PEOPLE]
    with house.desk() as desk:
        dataset = desk.register(None).data_map.dataset("tickets")
        assert dataset is not None
        store = desk.store("one")
        list(store.find_many(dataset, people, zone="Europe/Amsterdam", today=date(2026, 11, 20)))
        asked.clear()
        found = store.find_many(
            dataset, people, zone="Europe/Amsterdam", today=date(2026, 11, 20), parts=False
        )
        assert len(list(found)) == len(PEOPLE)
    assert sum("tickets" in one for one in asked) == 2
