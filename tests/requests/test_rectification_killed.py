"""A rectification killed at the steps it takes: nothing half done, nothing twice, and the same
command finishes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.desk import rectifying
from tests.purge.killing import in_a_child
from tests.requests.house import NOTES, OTHER, TICKETS, House, ticket
from tests.requests.test_rectification import column, correct, of, order

#: The name in every ticket, and a day in the notes; two batches of each.
ASKED = order(Naam="juist", Geschreven="2026-03-01")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two batches a correction, so that a kill falls between them too."""
    monkeypatch.setattr(rectifying, "_AT_ONCE", 2)


def ready(house: House) -> str:
    """Three tickets of the person and one of somebody else, each with a note; the case."""
    house.put(
        TICKETS,
        *(ticket(n, None, name="fout") for n in (1, 2, 3)),
        ticket(4, None, name="fout", email=OTHER),
    )
    house.put(NOTES, *({"id": n, "ticket_id": n} for n in (1, 2, 3, 4)))
    return house.case("rectification")


def consistent(house: House, case: str) -> tuple[int, int]:
    """What is changed is what the evidence counts; the other person's rows are as they were."""
    names, days = column(house, TICKETS, "name"), column(house, NOTES, "written_on")
    assert names[4] == "fout" and days[4] is None
    changed = sum(name == "juist" for name in names.values())
    dated = sum(day is not None for day in days.values())
    with house.engine("one").connect() as connection:
        if not sa.inspect(connection).has_table("avgrights_evidence"):
            assert (changed, dated) == (0, 0)
            return 0, 0
        rows = connection.execute(
            sa.text("SELECT rows, parts FROM avgrights_evidence WHERE work = :work"
                    if connection.dialect.name != "mariadb"
                    else "SELECT `rows`, parts FROM avgrights_evidence WHERE work = :work"),
            {"work": case},
        ).all()  # fmt: skip
    assert changed == sum(row[0] for row in rows)
    assert dated == sum(int("".join(filter(str.isdigit, row[1])) or 0) for row in rows)
    return changed, dated


def work(house: House, case: str) -> int:
    """The command, as a child runs it."""
    return 3 if correct(house, case, ASKED).open else 0


def moved(house: House, folder: Path) -> House:
    """A copy of the whole body elsewhere."""
    root = house.root.parent
    shutil.copytree(root, folder)
    urls = {name: url.replace(str(root), str(folder)) for name, url in house.urls.items()}
    settings = folder / house.root.name / "avgrights.yaml"
    text = settings.read_text(encoding="utf-8").replace(str(root), str(folder))
    settings.write_text(text, encoding="utf-8")
    again = House.__new__(House)
    again.root, again.urls = folder / house.root.name, urls
    return again


def test_killed_at_steps_on_sqlite(house: House, tmp_path_factory) -> None:
    """Statements, commits and file steps, every sixth, one run each."""
    case = ready(house)
    base = tmp_path_factory.mktemp("copies")
    whole = moved(house, base / "whole")
    status, steps = in_a_child(lambda: work(whole, case), None)
    assert status == 0 and steps > 60

    for at in range(1, steps + 1, 6):
        one = moved(house, base / "one")
        status, _ = in_a_child(lambda one=one: work(one, case), at)
        assert status is None, f"step {at} of {steps} was not reached"
        consistent(one, case)
        done = correct(one, case, ASKED)
        assert of(done, "tickets") == (3, 3, 0)
        assert consistent(one, case) == (3, 3)
        shutil.rmtree(base / "one")


def test_killed_again_and_again_it_comes_through(either: House) -> None:
    """Killed at another step each time, on every database, until it is through."""
    case = ready(either)
    before = (0, 0)
    for at in range(3, 400, 17):
        status, _ = in_a_child(lambda: work(either, case), at)
        now = consistent(either, case)
        assert now >= before
        before = now
        if status == 0:
            break
    assert status == 0 and before == (3, 3)
    assert of(correct(either, case, order()), "tickets") == (3, 3, 0)
