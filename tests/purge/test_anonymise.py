"""Rows made anonymous: by the purge where the rule says so, and by an erasure on request."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from avgrights.desk import engine
from tests.purge.house import CUTOFF, TODAY, House, fill, make_house
from tests.purge.killing import in_a_child
from tests.purge.test_story import line

ANONYMOUS = """    anonymise: {email: null, body: weggelaten}
"""


def anonymising(house: House, *, then: bool = True, erase: bool = False) -> House:
    """The house, with a data map that says what an anonymous ticket holds."""
    house.edit(
        "      - {table: notes, key: [id], join: {ticket_id: id}, "
        "fields: {text: {category: contact}}}\n",
        "      - {table: notes, key: [id], join: {ticket_id: id}, "
        "fields: {text: {category: contact}},\n         anonymise: {text: null}}\n"
        + ANONYMOUS + ("    erase: anonymise\n" if erase else ""),
        "data-map.yaml",
    )  # fmt: skip
    if then:
        house.edit("        keep: 2 years\n", "        keep: 2 years\n        then: anonymise\n")
    return house


def rows(house: House) -> dict[int, tuple[Any, Any]]:
    """Every ticket's address and text, over a second connection."""
    return {i: (e, b) for i, e, b in house.sql("SELECT id, email, body FROM tickets")}


def notes(house: House) -> dict[int, list[Any]]:
    """The texts of every ticket's notes."""
    found: dict[int, list[Any]] = {}
    for ticket, text in house.sql("SELECT ticket_id, text FROM notes ORDER BY id"):
        found.setdefault(ticket, []).append(text)
    return found


def consistent(house: House, due: set[int], stay: set[int]) -> set[int]:
    """At any moment: a row is anonymous whole or not at all, no other is touched, and the
    evidence counts those that are."""
    now, texts = rows(house), notes(house)
    assert set(now) == due | stay
    done = {i for i, (email, _) in now.items() if email is None}
    assert done <= due
    for i, (email, body) in now.items():
        assert (email is None) == (body == "weggelaten")
        assert texts[i] == ([None, None] if i in done else ["gebeld", "gebeld"])
    assert house.evidence() == len(done)
    return done


def test_due_rows_are_made_anonymous_once(house: House) -> None:
    """A help desk that keeps figures.

    Facts:   Thirty tickets are past their term of two years, three hundred are not.
    Law:     GDPR 5(1)(e): no longer than necessary in a form that tells who it is about;
             recital 26: what is anonymous is no personal data.
    Holding: The thirty hold no address and no text any more, nor do their notes; the others are
             as they were. Afterwards they are outside the plan, and nothing is due.
    """
    gone, stay = fill(anonymising(house))
    _, plan = house.plan()
    assert line(plan, "tickets")["then"] == "anonymise"
    assert line(plan, "footage")["then"] == "erase"
    assert (line(plan, "tickets")["due"], line(plan, "tickets")["examined"]) == (30, 330)
    assert line(plan, "tickets")["parts"] == {"notes": 60}

    ran = house.clear()
    assert line(ran, "tickets")["done"] == 30
    assert consistent(house, gone, stay) == gone

    _, plan = house.plan(TODAY + timedelta(1))
    assert line(plan, "tickets")["examined"] == 300
    assert line(plan, "tickets")["due"] == len(
        [1 for n in range(300) if n % 400 == 0]
    )  # the one that fell due today
    assert house.run("journal", "verify")[0] == 0


def test_a_new_note_on_an_anonymous_ticket_is_due_again(house: House) -> None:
    """What is added later tells again who it is about."""
    gone, _ = fill(anonymising(house), due=3, kept=40)
    house.clear()
    one = min(gone)
    house.sql("INSERT INTO notes VALUES (9999, :t, 'toch nog gebeld')", t=one)
    _, plan = house.plan()
    assert (line(plan, "tickets")["due"], line(plan, "tickets")["parts"]) == (1, {"notes": 3})
    house.stand()
    status, ran = house.run("purge", "nightly", today=TODAY)
    assert status == 0, ran
    assert notes(house)[one] == [None, None, None]


def test_a_held_ticket_is_not_made_anonymous(house: House) -> None:
    gone, stay = fill(anonymising(house), due=5, kept=40)
    held = min(gone)
    house.run("hold", "place", "--reason", "incident", "--dataset", "tickets", "--key", str(held),
              "--because", "proef", "--by", "fg")  # fmt: skip
    ran = house.clear()
    assert (line(ran, "tickets")["held"], line(ran, "tickets")["done"]) == (1, 4)
    assert consistent(house, gone, stay) == gone - {held}


def test_an_erasure_on_request_makes_anonymous_where_the_data_map_says_so(
    house: House, tmp_path: Path
) -> None:
    """Law:     GDPR 17(1); recital 26. Holding: the person is found no more, the row is there, and
    the letter says anonymous, not erased."""
    anonymising(house, then=False, erase=True)
    at = f"{CUTOFF - timedelta(5)} 10:00:00"
    house.insert([(1, "request", "m1@example.nl", at), (2, "request", "m2@example.nl", at)])
    status, case = house.run(
        "request", "receive", "--right", "erasure", "--identifier", "email=m1@example.nl",
        "--name", "de betrokkene", "--channel", "letter", "--received", str(TODAY),
    )  # fmt: skip
    assert status == 0, case
    id = case["case"]
    house.run("request", "identify", id, "--method", "desk", "--level", "high", "--by", "m1")
    house.run("request", "assess", id)
    status, done = house.run("request", "carry-out", id)
    assert status == 0, (done["open"], house.run("--debug", "request", "carry-out", id))
    (result,) = [one for one in done["results"] if one["dataset"] == "tickets"]
    assert (result["found"], result["done"], result["anonymised"]) == (1, 1, True)
    assert rows(house) == {1: (None, "weggelaten"), 2: ("m2@example.nl", "storing")}
    assert notes(house) == {1: [None, None], 2: ["gebeld", "gebeld"]}

    status, decided = house.run("request", "decide", id, "--out", str(tmp_path / "brief"))
    assert (status, decided["outcome"]) == (0, "granted")
    letter = (tmp_path / "brief" / "letter.html").read_text(encoding="utf-8")
    assert "anoniem gemaakt" in letter
    assert "gewist" not in letter.split("Welke rechten")[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("body: weggelaten", "onbekend: x, body: weggelaten", "no column", id="column"),
        pytest.param("email: null", f"email: {'x' * 101}", "at most 100 signs", id="too long"),
    ],
)
def test_what_the_database_cannot_hold_is_found_by_store_check(
    house: House, old: str, new: str, says: str
) -> None:
    fill(anonymising(house), due=2, kept=30)
    house.edit(old, new, "data-map.yaml")
    status, found = house.run("store", "check")
    assert status == 1 and says in str(found)
    assert house.run("purge", "plan")[0] == 2
    assert all(email for email, _ in rows(house).values())


def test_a_column_that_is_never_empty_wants_a_fixed_value(tmp_path: Path) -> None:
    house = anonymising(make_house(tmp_path / "house"))
    house.sql("DROP TABLE notes")
    house.sql("CREATE TABLE notes (id integer PRIMARY KEY, ticket_id integer REFERENCES tickets, "
              "text text NOT NULL)")  # fmt: skip
    status, found = house.run("store", "check")
    assert status == 1 and "notes.text is NOT NULL" in str(found)


def test_a_transfer_is_still_not_carried_out(sqlite_house: House) -> None:
    fill(sqlite_house, due=3, kept=30)
    sqlite_house.edit("        keep: 2 years\n", "        keep: 2 years\n        then: transfer\n")
    _, plan = sqlite_house.plan()
    assert line(plan, "tickets")["due"] == 0
    assert "transfer" in line(plan, "tickets")["never"]


# -- killed at any step ---------------------------------------------------------------------------


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches, so that a kill falls between them too."""
    monkeypatch.setattr(engine, "_FIRST_BATCH", 10)
    monkeypatch.setattr(engine, "_LARGEST_BATCH", 10)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("place", ["sqlite", "postgres"])
def test_killed_again_and_again_it_is_finished_once(
    tmp_path: Path, request: pytest.FixtureRequest, place: str
) -> None:
    """Killed at another step each time; between two kills nothing is half done."""
    url = request.getfixturevalue("postgres_url") if place == "postgres" else None
    house = anonymising(make_house(tmp_path / "ready", url))
    due, stay = fill(house, due=25, kept=40)
    file, _ = house.plan()
    house.approve(file)
    status: int | None = None
    for at in range(2, 300, 7):
        status, _ = in_a_child(lambda: house.run("purge", "run", str(file))[0], at)
        consistent(house, due, stay)
        if status == 0:
            break
    assert status == 0
    assert consistent(house, due, stay) == due
    status, ran = house.run("purge", "run", str(file))
    assert (status, line(ran, "tickets")["done"]) == (0, 25)
    assert house.run("journal", "verify")[0] == 0
