"""What stays although its term is over: holds, restrictions, open requests."""

from __future__ import annotations

from datetime import timedelta

import avgrights.desk.restricting as restricting
from avgrights.cli.rim import Rim
from avgrights.terms.identifier import Identifier
from tests.purge.house import TODAY, fill
from tests.purge.test_story import adds_up, line

HOLD = ("--because", "vordering van 12 november", "--by", "fg")


def held(house) -> int:
    _, made = house.plan()
    tickets = line(made, "tickets")
    assert adds_up(tickets)
    assert sum(tickets["reasons"].values()) >= tickets["held"]
    return tickets["held"]


def test_a_hold_on_records_keeps_just_those(house):
    _, stay = fill(house)
    status, _ = house.run("hold", "place", "--reason", "politieonderzoek", "--dataset", "tickets",
                          "--key", "3", "--key", "4", *HOLD)  # fmt: skip
    assert status == 0

    assert held(house) == 2
    house.clear()

    assert house.ids() == stay | {3, 4}
    assert house.ids("notes") >= {6, 7, 8, 9}


def test_a_hold_on_a_person_keeps_every_row_of_theirs(house):
    _, stay = fill(house)
    house.run("hold", "place", "--reason", "legal claim", "--identifier", "email= M5@Example.nl ",
              *HOLD)  # fmt: skip

    house.clear()

    assert house.ids() == stay | {5}


def test_a_hold_on_a_dataset_or_an_activity_keeps_all_of_it(sqlite_house):
    gone, stay = fill(sqlite_house)
    sqlite_house.record(TODAY - timedelta(40))
    sqlite_house.run("hold", "place", "--reason", "incident", "--activity", "cameras", *HOLD)
    sqlite_house.run("hold", "place", "--reason", "incident", "--dataset", "tickets", *HOLD)

    sqlite_house.clear()

    assert sqlite_house.ids() == gone | stay
    assert len(sqlite_house.files()) == 1


def test_a_released_hold_blocks_for_the_rest_of_its_day(sqlite_house):
    house = sqlite_house
    fill(house)
    _, placed = house.run("hold", "place", "--reason", "incident", "--dataset", "tickets",
                          "--key", "3", *HOLD)  # fmt: skip
    house.run("hold", "release", placed["hold"], "--because", "klaar", "--by", "fg")

    assert held(house) == 1
    _, made = house.plan(TODAY + timedelta(1))
    assert line(made, "tickets")["held"] == 0


def test_a_hold_needs_a_known_reason_and_one_object(sqlite_house):
    run = sqlite_house.run
    assert run("hold", "place", "--reason", "zomaar", "--dataset", "tickets", *HOLD)[0] == 2
    assert run("hold", "place", "--reason", "incident", *HOLD)[0] == 2
    assert run("hold", "place", "--reason", "incident", "--dataset", "nergens", *HOLD)[0] == 2
    assert (
        run("hold", "place", "--reason", "politieonderzoek", "--activity", "cameras", *HOLD)[0] == 2
    )
    assert run("hold", "place", "--reason", "incident", "--identifier", "bsn=1", *HOLD)[0] == 2
    assert run("hold", "list")[1] == {"holds": []}


def test_a_restriction_stops_the_purge_until_it_is_lifted_after_notice(house):
    """Facts:   Two tickets of a person are restricted; their term is over.
    Law:     Restricted data is only stored; erasing is processing (GDPR 18(2), 18(3)).
    Holding: They stay; the day after the lift, of which the person was told, they go.
    """
    _, stay = fill(house)
    rim = Rim(workspace=house.folder, today=TODAY)
    with rim.desk(changes=True) as desk:
        person = [Identifier("email", "m7@example.nl")]
        id = restricting.restrict(
            desk, dataset="tickets", ground="18(1)(c)", by="fg", identifiers=person
        )

    _, made = house.plan()
    assert line(made, "tickets")["restricted"] == 1
    house.clear()
    assert house.ids() == stay | {7}

    with rim.desk(changes=True) as desk:
        restricting.lift(desk, id, informed=TODAY - timedelta(1))
    _, made = house.plan()
    assert line(made, "tickets")["restricted"] == 1, "the day of the lift still blocks"
    _, made = house.plan(TODAY + timedelta(1))
    assert (line(made, "tickets")["restricted"], line(made, "tickets")["due"]) == (0, 2)


def test_a_hold_on_a_recording_keeps_the_file(sqlite_house):
    house = sqlite_house
    house.record(TODAY - timedelta(40), TODAY - timedelta(41))
    kept = sorted(house.files())[0]
    house.run("hold", "place", "--reason", "incident", "--dataset", "footage", "--key", kept, *HOLD)

    house.clear()

    assert house.files() == {kept}


def test_names_and_reasons_stand_nowhere_in_clear(sqlite_house):
    """Whatever a handler types about a hold is sealed."""
    house = sqlite_house
    fill(house)
    house.run("hold", "place", "--reason", "incident", "--identifier", "email=kanarie@example.nl",
              "--because", "kanarievogel", "--by", "kanariekweker")  # fmt: skip
    for path in (house.folder / "var").rglob("*"):
        if path.is_file():
            assert b"kanarie" not in path.read_bytes(), path.name


def test_what_an_open_request_asks_for_is_answered_first(sqlite_house):
    """Facts:   Somebody asks for access; nobody has seen a proof of identity yet. The term of one
             of the tickets is over.
    Law:     GDPR 12(3), 15: what a person asked to see is answered before it is destroyed.
    Holding: The ticket is held from receipt until the request is closed.
    """
    house = sqlite_house
    _, stay = fill(house)
    _, case = house.run("request", "receive", "--right", "access", "--identifier",
                        "email=m7@example.nl", "--name", "de betrokkene", "--channel", "letter",
                        "--received", TODAY.isoformat())  # fmt: skip

    _, made = house.plan()
    assert line(made, "tickets")["reasons"] == {"pending request": 1}
    house.clear()
    assert house.ids() == stay | {7}

    house.run("request", "withdraw", case["case"])
    house.run("request", "close", case["case"])
    assert held(house) == 0
