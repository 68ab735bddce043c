"""Which index a search for a person wants, and that it is used once it is there."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from avgrights.desk.inventory import compare, indexes
from avgrights.stores.interface import Ask
from avgrights.stores.sql import serving
from tests.requests.conftest import either, house  # noqa: F401
from tests.requests.house import PERSON, TICKETS, House, ticket

ZONE, TODAY = "Europe/Amsterdam", date(2026, 11, 20)


def test_an_index_that_is_made_as_told_serves_the_search(
    either: House,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Facts:   A plain index on the column, which a search for what was written with capitals or
             white space cannot use.
    Holding: It is reported; made as told it is used, and finds the same.
    """
    either.put(TICKETS, ticket(1, None, email=" Betrokkene@Example.NL\t"), ticket(2, None))
    monkeypatch.setattr(serving, "_SMALL", 1)
    with either.desk() as desk:
        wanted = indexes(desk, ("one",))
        if "mariadb" in either.urls["one"]:
            assert wanted == []  # it has no index on an expression
            return
        assert [one["identifier"] for one in wanted if one["dataset"] == "tickets"] == [
            "email", "email",
        ]  # fmt: skip
        told = [w for one in compare(desk) for w in one["warnings"] if one["dataset"] == "tickets"]
        assert any("reads all of tickets" in one for one in told)
        monkeypatch.setattr(serving, "_SMALL", 2)
        told = [w for one in compare(desk) for w in one["warnings"] if one["dataset"] == "tickets"]
        assert not any("reads all" in one for one in told)  # two rows are soon read
    with either.engine("one").begin() as connection:
        for one in wanted:
            connection.execute(sa.text(one["statement"].replace(":", "\\:")))
    with either.desk() as desk:
        assert indexes(desk, ("one",)) == []
        dataset = desk.register(None).data_map.dataset("tickets")
        assert dataset is not None
        ask = Ask(dataset=dataset, identifiers=(PERSON,))
        store = desk.store("one")
        assert store.tally([ask], zone=ZONE, today=TODAY) == [2]
        keys = [row.key for _, row in store.gather([ask], zone=ZONE, today=TODAY)]
        assert keys == [("1",), ("2",)]
