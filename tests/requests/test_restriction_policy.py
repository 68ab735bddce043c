"""A restriction by row-level security, where avgrights itself logs in as an ordinary role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.desk.carrying_out import plan_case
from avgrights.desk.doing import carry_out
from avgrights.desk.inventory import compare
from avgrights.desk.lifting import lift_case
from avgrights.desk.planning import make_plan
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    DATA_MAP,
    NOTES,
    OTHER,
    REGISTER,
    TICKETS,
    TODAY,
    House,
    ticket,
)
from tests.requests.test_restriction import answered, copy_of, everything, restricted

OWNER = "eigenaar_van_de_proef"


@pytest.fixture
def house(workspace: MakeWorkspace, tmp_path: Path, postgres_url: str) -> Iterator[House]:
    """The tables are of a role that is no superuser; application and avgrights log in as it."""
    admin = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with admin.begin() as connection:
        asked = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name")
        if connection.execute(asked, {"name": OWNER}).first() is None:
            connection.exec_driver_sql(f"CREATE ROLE {OWNER} LOGIN")
        connection.exec_driver_sql(f"GRANT ALL ON SCHEMA public TO {OWNER}")
    url = postgres_url.replace("postgres:@", f"{OWNER}:@")
    assert OWNER in url
    (tmp_path / "beelden").mkdir()
    urls = dict.fromkeys(("one", "two", "three"), url)
    stores = {name: {"url": one} for name, one in urls.items()}
    root = workspace(
        stores={**stores, "cameras": {"folder": str(tmp_path / "beelden")}},
        registers={"huis": (REGISTER, DATA_MAP)},
    )
    yield House(root, urls)
    with admin.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {OWNER}")


def test_from_receipt_to_lifting(house: House):
    """
    Facts: rows past their term of one person and of another; no way is named in the data map.
    Law: GDPR 18(2), 18(3).
    Holding: for the application the row is not there; the purge counts it as restricted, an
        erasure keeps it, access has it; lifted, all is as it was.
    """
    house.put(TICKETS, ticket(1, "2020-01-01"), ticket(2, "2020-01-01", email=OTHER))
    house.put(NOTES, {"id": 1, "ticket_id": 1, "text": "een", "written_on": None})
    before, plain = everything(house), copy_of(house)

    case = restricted(house)

    assert [row[0] for row in everything(house)["tickets"]] == [2]
    assert not everything(house)["notes"]
    with house.desk() as desk:
        (line,) = [one for one in make_plan(desk).rules if one["dataset"] == "tickets"]
        assert (line["examined"], line["restricted"], line["due"], line["apart"]) == (2, 1, 1, 0)
        erasure = house.case("erasure", activities=["service-desk"])
        answered(desk, erasure)
        (result,) = carry_out(desk, erasure).results
        assert (result.found, result.done) == (1, 0)
        assert {one.why for one in result.reasons} == {"restricted"}
    assert copy_of(house) == plain
    with house.desk() as desk:
        assert plan_case(desk, case).results[0].done == 1
        lift_case(desk, case, informed=TODAY)
    assert everything(house) == before


def test_store_check_warns_of_roles_that_pass(house: House):
    """
    Facts: the server's own superuser.
    Holding: `store check` names it, for a dataset that a policy would shut off.
    """
    with house.desk() as desk:
        (told,) = [one for one in compare(desk) if one["dataset"] == "tickets"]
    assert any("BYPASSRLS" in one for one in told["warnings"])
