"""What stops a purge that looks wrong: brakes, the standing approval, the clock, identity."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta

import pytest

from tests.purge.house import CUTOFF, TODAY, fill
from tests.purge.test_story import line

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def settled(sqlite_house):
    """A house whose backlog is gone, under a standing approval."""
    fill(sqlite_house)
    sqlite_house.clear()
    sqlite_house.stand()
    return sqlite_house


def close_on(house, day, ids) -> None:
    """The kind of mistake that a brake is for: a mass update of the date column."""
    for number in ids:
        house.sql("UPDATE tickets SET closed_at = :day WHERE id = :id", day=f"{day}", id=number)


def test_the_first_run_of_a_rule_brakes_whatever_its_size(house):
    house.insert([(1, "request", "a@example.nl", "2001-01-01 00:00:00")])
    house.stand()

    status, ran = house.run("purge", "nightly")

    assert status == 4
    assert line(ran, "tickets")["brake"] == "first run of this rule"
    assert house.ids() == {1}


def test_a_night_that_found_nothing_is_no_first_run(sqlite_house):
    """Else a rule whose first rows come later would never have met a person."""
    house = sqlite_house
    house.stand()
    assert house.run("purge", "nightly")[0] == 4
    house.insert([(1, "request", "a@example.nl", "2001-01-01 00:00:00")])

    assert house.run("purge", "nightly", today=TOMORROW)[0] == 4
    assert house.ids() == {1}


def test_a_braked_plan_needs_a_reason(sqlite_house):
    fill(sqlite_house)
    file, _ = sqlite_house.plan()

    status, why = sqlite_house.run("purge", "approve", str(file), "--as", "fg")

    assert status == 4 and "first run" in why


def test_more_than_a_share_of_the_table_brakes(settled):
    close_on(settled, "2020-01-01", range(1000, 1030))

    status, ran = settled.run("purge", "nightly", today=TOMORROW)

    assert status == 4
    assert "more than 5 %" in line(ran, "tickets")["brake"]
    assert len(settled.ids()) == 300
    assert line(ran, "footage")["brake"] is None


def test_ten_rows_never_brake_by_share(settled):
    settled.sql("DELETE FROM notes")
    settled.sql("DELETE FROM tickets WHERE id > 1020")
    close_on(settled, "2020-01-01", range(1010, 1020))

    status, ran = settled.run("purge", "nightly", today=TODAY)

    assert (status, line(ran, "tickets")["done"]) == (0, 10)


def test_more_than_thrice_the_most_of_the_last_runs_brakes(sqlite_house):
    house = sqlite_house
    fill(house, due=3, kept=2000)
    house.clear()
    house.stand()
    close_on(house, "2020-01-01", range(1010, 1021))

    status, ran = house.run("purge", "nightly")

    assert status == 4
    assert "3 times the most of the last 14 runs (3)" in line(ran, "tickets")["brake"]


def test_all_rows_brake(settled):
    settled.sql("DELETE FROM notes")
    settled.sql("DELETE FROM tickets WHERE id > 1011")
    close_on(settled, "2020-01-01", range(1000, 1012))

    status, ran = settled.run("purge", "nightly")

    assert status == 4 and line(ran, "tickets")["brake"] == "all 12 rows are due"


def test_no_standing_approval_no_night(sqlite_house):
    fill(sqlite_house)
    sqlite_house.clear()
    before = sqlite_house.ids()

    assert sqlite_house.run("purge", "nightly", today=TOMORROW)[0] == 4
    assert sqlite_house.ids() == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("register.yaml", "keep: 2 years", "keep: 2 weeks"),
        ("register.yaml", "keep: 4 weeks", "keep: 4 days"),
        ("register.yaml", "keep: 2 years", "keep: 1 year"),
        ("data-map.yaml", "    only: {kind: [request, incident]}\n", ""),
        ("data-map.yaml", "only: {kind: [request, incident]}", "only: {kind: [request, x]}"),
        ("data-map.yaml", "closed_at", "{column: closed_at, zone: Asia/Tokyo}"),
        ("data-map.yaml", "table: tickets", "table: notes"),
        ("data-map.yaml", "{camera}/", "{camera}-{recorder}/"),
    ],
)
def test_a_shorter_term_or_a_wider_selection_voids_the_approval(settled, file, old, new):
    before = settled.ids()
    close_on(settled, f"{CUTOFF}", [1000])
    settled.edit(old, new, file)

    status, why = settled.run("purge", "nightly", today=TOMORROW)

    assert status in (2, 4), why
    assert settled.ids() == before


def test_the_same_bytes_again_make_the_approval_valid_again(settled):
    settled.edit("keep: 2 years", "keep: 1 year")
    assert settled.run("purge", "nightly", today=TOMORROW)[0] == 4
    settled.edit("keep: 1 year", "keep: 2 years")

    assert settled.run("purge", "nightly", today=TOMORROW)[0] == 0


@pytest.mark.parametrize("jump", [-1, 9, 3653])
def test_a_clock_that_jumped_stops_the_night_until_a_plan_is_approved(settled, jump):
    other = TODAY + timedelta(jump)
    before = settled.ids()

    status, why = settled.run("purge", "nightly", today=other)

    assert status == 4 and "clock" in why
    assert settled.ids() == before
    file, _ = settled.plan(other)
    assert settled.approve(file, today=other)[0] == 0
    assert settled.run("purge", "nightly", today=other)[0] in (0, 4)
    assert "clock" not in str(settled.run("purge", "nightly", today=other)[1])


def test_an_old_approval_does_not_stop_the_clock(settled):
    """A plan approved and never run counts for its day, not for ever."""
    file, _ = settled.plan()
    settled.approve(file)
    for day in range(1, 20):
        status, ran = settled.run("purge", "nightly", today=TODAY + timedelta(day))
        assert status == 0, ran


OTHER = (
    "CREATE TABLE tickets (id integer PRIMARY KEY, kind text, email text, body text, "
    "closed_at text)",
    "CREATE TABLE notes (id integer PRIMARY KEY, ticket_id int, text text)",
    "INSERT INTO tickets VALUES (1, 'request', '', '', '2001-01-01')",
)


def test_another_database_under_the_same_name_is_refused(settled):
    place = settled.folder / "data" / "helpdesk.db"
    place.rename(place.with_name("kept.db"))
    with sqlite3.connect(place) as other:
        for statement in OTHER:
            other.execute(statement)
    other.close()

    status, ran = settled.run("purge", "nightly", today=TOMORROW)

    assert status == 4
    assert "is it the right database" in line(ran, "tickets")["brake"]
    assert settled.ids() == {1}
    file, _ = settled.plan(TOMORROW)
    assert settled.approve(file, today=TOMORROW)[0] == 4


def test_an_altered_plan_is_refused(sqlite_house):
    fill(sqlite_house)
    file, _ = sqlite_house.plan()
    sqlite_house.approve(file)
    plan = json.loads(file.read_text())
    plan["rules"][0]["due"] += 1
    file.write_text(json.dumps(plan))

    assert sqlite_house.run("purge", "run", str(file))[0] in (2, 4)
    assert sqlite_house.run("purge", "approve", str(file), "--as", "fg")[0] in (2, 4)
    assert len(sqlite_house.ids()) == 330


def test_a_plan_that_nobody_approved_is_refused(sqlite_house):
    fill(sqlite_house)
    file, _ = sqlite_house.plan()

    assert sqlite_house.run("purge", "run", str(file))[0] == 4
    assert len(sqlite_house.ids()) == 330


def test_a_plan_expires_after_seven_days(sqlite_house):
    fill(sqlite_house)
    file, _ = sqlite_house.plan()
    sqlite_house.approve(file)

    assert sqlite_house.run("purge", "run", str(file), today=TODAY + timedelta(8))[0] == 4
    assert sqlite_house.run("purge", "run", str(file), today=TODAY + timedelta(7))[0] == 0


def test_more_rows_due_than_were_approved_is_refused(house):
    """What was approved is a number of rows; a mass update after it is not part of that."""
    fill(house)
    file, _ = house.plan()
    house.approve(file)
    close_on(house, "2020-01-01 00:00:00", [1000])

    status, ran = house.run("purge", "run", str(file))

    assert status == 4
    assert "31 rows are due now and 30 were approved" in line(ran, "tickets")["fault"]
    assert len(house.ids()) == 330


def test_a_register_changed_after_the_plan_is_refused(sqlite_house):
    fill(sqlite_house)
    file, _ = sqlite_house.plan()
    sqlite_house.approve(file)
    sqlite_house.edit("keep: 2 years", "keep: 1 year")

    assert sqlite_house.run("purge", "run", str(file))[0] == 4
    assert len(sqlite_house.ids()) == 330
