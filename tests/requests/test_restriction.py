"""Restriction of processing (GDPR 18) from receipt to lifting, seen from a second connection."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.desk import requests, restriction_rows
from avgrights.desk.assessing import answer, assess_case
from avgrights.desk.carrying_out import plan_case
from avgrights.desk.copying import copied
from avgrights.desk.deciding import decide
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from avgrights.desk.inventory import compare
from avgrights.desk.lifting import lift_case
from avgrights.desk.meanwhile import restrict_meanwhile
from avgrights.desk.planning import make_plan
from avgrights.desk.tables import journal, restriction
from avgrights.retention.plan import read_plan
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    OTHER,
    PERSON,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)


def everything(house: House) -> dict[str, list[Any]]:
    """Every row of every table, over a connection of the test's own."""
    found = {}
    for table, store in ((TICKETS, "one"), (NOTES, "one"), (LEDGER, "two"), (CONTACTS, "three")):
        with house.engine(store).connect() as connection:
            order = list(table.primary_key.columns)
            rows = connection.execute(sa.select(table).order_by(*order))
            found[table.name] = [tuple(row) for row in rows]
    return found


def fill(house: House) -> None:
    """Two tickets of the person with notes, an entry, a contact; and rows of somebody else."""
    tickets(house)
    house.put(LEDGER, entry(1, "2026-01-02"))
    house.put(CONTACTS, contact(1, None))


def tickets(house: House) -> None:
    """Two tickets of the person with notes, and one of somebody else."""
    house.put(TICKETS, ticket(1, "2026-11-01"), ticket(2, None), ticket(3, None, email=OTHER))
    house.put(NOTES, {"id": 1, "ticket_id": 1, "text": "een", "written_on": date(2026, 1, 2)},
              {"id": 2, "ticket_id": 2, "text": None, "written_on": None},
              {"id": 3, "ticket_id": 3, "text": "van een ander", "written_on": None})  # fmt: skip


def moved(house: House) -> House:
    """The same body, where every dataset is moved apart."""
    path = house.root / "registers" / "huis" / "data-map.yaml"
    text = path.read_text()
    text = text.replace("    key: [", "    restrict: move\n    key: [")
    path.write_text(text)
    return house


def restricted(house: House, **given: Any) -> str:
    """A case that is carried out."""
    case = house.case("restriction", **{"ground": "accuracy contested", **given})
    with house.desk() as desk:
        assess_case(desk, case)
        carry_out(desk, case)
    return case


def test_rows_are_moved_apart_and_come_back_as_they_were(either: House):
    """
    Facts: the person contests the accuracy of all data; tables whose rows are moved apart.
    Law: GDPR 18(1)(a), 18(2): storage only; 18(3): told before it is lifted.
    Holding: the rows, with their parts, are in no table any more, others are untouched; after
        notice and lifting everything is what it was.
    """
    house = moved(either)
    tickets(house)
    before = everything(house)

    case = restricted(house)

    during = everything(house)
    assert [row[0] for row in during["tickets"]] == [3]
    assert [row[0] for row in during["notes"]] == [3]
    with house.desk() as desk:
        work = lift_case(desk, case, informed=TODAY)
    assert everything(house) == before
    assert [(one.dataset, one.done, one.kept) for one in work.results] == [("tickets", 2, 0)]


def test_every_dataset_of_the_person_is_shut_off(house: House):
    """
    Facts: rows of one person in three databases, in activities on different legal bases.
    Law: GDPR 18(1)(a) applies whatever the legal basis.
    Holding: each is shut off, and each is as before once lifted.
    """
    fill(house)
    before = everything(house)

    case = restricted(house)

    during = everything(house)
    assert len(during["tickets"]) == 1
    assert not during["ledger"] and not during["contacts"]
    with house.desk() as desk:
        work = lift_case(desk, case, informed=TODAY)
    assert everything(house) == before
    assert {(one.dataset, one.done, one.kept) for one in work.results} == {
        ("tickets", 2, 0), ("ledger", 1, 0), ("contacts", 1, 0)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "ground"),
    [("accuracy contested", "18(1)(a)"), ("unlawful", "18(1)(b)"), ("legal claim", "18(1)(c)"),
     ("18(1)(b)", "18(1)(b)"), ("objection pending", "18(1)(d)")],
)  # fmt: skip
def test_each_ground_by_its_name_or_its_point(house: House, given: str, ground: str):
    """
    Facts: a request on one of the four grounds, about an activity on 6(1)(f).
    Law: GDPR 18(1)(a) to (d).
    Holding: the right applies, on that point.
    """
    tickets(house)
    case = house.case("restriction", ground=given, activities=["service-desk"])
    with house.desk() as desk:
        (found,) = assess_case(desk, case).assessments
        carry_out(desk, case)
        (kept,) = of_case(desk, case)
    assert (found.verdict, found.points) == ("applies", (ground,))
    assert kept.ground == ground


def test_an_objection_needs_a_basis_that_can_be_objected_to(house: House):
    """
    Facts: 'objection pending', with rows under 6(1)(c) and under 6(1)(f).
    Law: GDPR 18(1)(d), 21(1): an objection is possible against 6(1)(e) and (f) alone.
    Holding: the one is shut off, the other is not, and the reason is named.
    """
    fill(house)
    case = house.case("restriction", ground="objection pending")
    with house.desk() as desk:
        verdicts = {one.activity: one.verdict for one in assess_case(desk, case).assessments}
        results = {one.dataset: one for one in carry_out(desk, case).results}
    assert verdicts["service-desk"] == "applies"
    assert verdicts["administration"] == "does not apply"
    assert results["tickets"].done == 2
    assert (results["ledger"].done, results["ledger"].kept) == (0, 1)
    assert everything(house)["ledger"]


def test_without_a_ground_the_handler_is_asked(house: House):
    """
    Facts: a request that names no ground.
    Law: GDPR 18(1): a restriction rests on one of four grounds.
    Holding: it depends, with the question; nothing is done before it is answered; the answer
        settles it.
    """
    tickets(house)
    case = house.case("restriction", activities=["service-desk"])
    with house.desk() as desk:
        (found,) = assess_case(desk, case).assessments
        assert found.verdict == "depends"
        assert found.question and "grond" in found.question.nl.lower()
        with pytest.raises(Refused, match="depends on an answer"):
            carry_out(desk, case)
        (now,) = answer(
            desk, case, activity="service-desk", applies=True, because="juistheid betwist",
            by="medewerker 1",
        ).assessments  # fmt: skip
        assert now.verdict == "applies"
        assert [one.done for one in carry_out(desk, case).results] == [2]


def test_a_ground_goes_with_a_restriction_alone(house: House):
    """
    Facts: a ground with an erasure; a ground that there is not.
    Holding: refused as input, with what is accepted.
    """
    with pytest.raises(InputFault, match="alone"):
        house.case("erasure", ground="unlawful")
    with pytest.raises(InputFault, match="accuracy contested, unlawful, legal claim"):
        house.case("restriction", ground="zomaar")


def test_the_person_is_told_before_it_is_lifted(house: House):
    """
    Facts: lifting without a notice, with one of tomorrow, of before the request, of today.
    Law: GDPR 18(3): informed before the restriction is lifted.
    Holding: only the last is lifted; before it every row stays where it is.
    """
    tickets(house)
    case = restricted(house)
    with house.desk() as desk:
        for informed in (None, TODAY + timedelta(1), date(2026, 11, 9)):
            with pytest.raises(Refused):
                lift_case(desk, case, informed=informed)
        assert len(everything(house)["tickets"]) == 1
        lift_case(desk, case, informed=TODAY)
        assert len(everything(house)["tickets"]) == 3
        again = lift_case(desk, case, informed=TODAY)
    assert [one.done for one in again.results] == [2]
    assert again.case.lifted is not None


@pytest.mark.parametrize("end", ["carried out", "decided", "closed", "withdrawn"])
def test_lifting_whatever_became_of_the_case(house: House, tmp_path: Path, end: str):
    """
    Facts: a case that is carried out, decided, closed, or that the person took back.
    Law: GDPR 18(3).
    Holding: what it restricted can be lifted, and the case stays what it is.
    """
    tickets(house)
    case = restricted(house)
    with house.desk() as desk:
        if end in ("decided", "closed"):
            made = decide(desk, case, out=tmp_path / "uit")
            assert made.outcome == "granted"
            letter = (tmp_path / "uit" / "letter.html").read_text()
            assert case in letter
        if end == "withdrawn":
            requests.withdraw(desk, case)
        if end == "closed":
            requests.close(desk, case)
    with house.desk(TODAY + timedelta(40)) as desk:
        work = lift_case(desk, case, informed=TODAY + timedelta(39))
        assert (work.case.status, work.open) == (end, ())
    assert len(everything(house)["tickets"]) == 3


def test_what_restricts_nothing_cannot_be_lifted(house: House):
    """
    Facts: a case of another right; a restriction that was not carried out.
    Holding: input at fault, and refused.
    """
    tickets(house)
    erasure, waiting = house.case("erasure"), house.case("restriction", ground="unlawful")
    with house.desk() as desk:
        with pytest.raises(InputFault, match="only a restriction is lifted"):
            lift_case(desk, erasure, informed=TODAY)
        with pytest.raises(Refused, match="restricts nothing"):
            lift_case(desk, waiting, informed=TODAY)


def test_carrying_out_again_does_nothing_more(house: House):
    """
    Facts: the same command twice, and the plan after it.
    Holding: the same results, one evidence, one entry in the journal for each dataset.
    """
    tickets(house)
    case = restricted(house)
    with house.desk() as desk:
        first = plan_case(desk, case).results
        assert carry_out(desk, case).results == first
        assert len(desk.store("one").evidence(case)) == 1
    assert kinds(house).count("restriction.shut") == 1
    assert kinds(house).count("restriction.set") == 1


def test_two_restrictions_on_one_row(house: House):
    """
    Facts: the person asks twice, on two grounds, with a row more the second time.
    Law: GDPR 18(2): each holds by itself.
    Holding: rows stay shut off until the last restriction on them is lifted.
    """
    tickets(house)
    first = restricted(house)
    house.put(TICKETS, ticket(4, None))
    second = restricted(house, ground="legal claim")
    with house.desk() as desk:
        (found,) = [one for one in plan_case(desk, second).results if one.dataset == "tickets"]
        assert (found.found, found.done) == (3, 3)
        (lifted,) = lift_case(desk, first, informed=TODAY).results
        assert (lifted.done, lifted.kept, lifted.reasons[0].why) == (0, 2, "restricted")
        assert [row[0] for row in everything(house)["tickets"]] == [3]
        (lifted,) = lift_case(desk, second, informed=TODAY).results
        assert (lifted.done, lifted.kept) == (3, 0)
    assert [row[0] for row in everything(house)["tickets"]] == [1, 2, 3, 4]


def test_a_key_outlives_its_case_while_rows_lie_under_it(house: House):
    """
    Facts: rows that the first restriction sealed stay apart for a second one; the file of the first
        is destroyed after its term.
    Law: GDPR 18(3); 5(1)(e).
    Holding: the second still brings them back; of the first nothing of the person is left.
    """
    tickets(house)
    before = everything(house)
    first = restricted(house)
    second = restricted(house, ground="legal claim")
    with house.desk() as desk:
        lift_case(desk, first, informed=TODAY)
        with desk.database.change() as connection:
            restriction_rows.forget_restrictions(connection, first)
        lift_case(desk, second, informed=TODAY)
        assert everything(house) == before
        with desk.database.change() as connection:
            restriction_rows.forget_restrictions(connection, second)
        with desk.database.read() as connection:
            rows = connection.execute(sa.select(restriction.c.sealed, restriction.c.wrapped)).all()
    assert [row.sealed for row in rows] == [b"", b""]
    assert b"" in [row.wrapped for row in rows]


def test_an_erasure_meanwhile_finds_the_rows_and_keeps_them(house: House):
    """
    Facts: the person asks for erasure while the rows lie apart.
    Law: GDPR 18(2): erasing is processing; 17 waits.
    Holding: found, kept, with the reason; never 'nothing found'; nothing is erased.
    """
    tickets(house)
    before = everything(house)
    case = restricted(house, ground="legal claim")
    erasure = house.case("erasure", activities=["service-desk"])
    with house.desk() as desk:
        answered(desk, erasure)
        (result,) = carry_out(desk, erasure).results
        assert (result.found, result.done, result.kept) == (2, 0, 2)
        assert {one.why for one in result.reasons} == {"restricted"}
        lift_case(desk, case, informed=TODAY)
    assert everything(house) == before


def test_access_meanwhile_has_the_rows_in_the_copy(house: House):
    """
    Facts: the person asks for access while the rows lie apart.
    Law: GDPR 15(1), (3); 18(2) leaves what the person consents to.
    Holding: the copy holds them as it would otherwise, parts included.
    """
    tickets(house)
    plain = copy_of(house)
    case = restricted(house)
    assert everything(house)["tickets"][0][0] == 3
    assert copy_of(house) == plain
    assert plain["tickets"][0]["values"]["email"] == PERSON.value
    with house.desk() as desk:
        lift_case(desk, case, informed=TODAY)


def test_a_correction_meanwhile_leaves_what_lies_apart(house: House):
    """
    Facts: a rectification of rows that lie apart.
    Law: GDPR 18(2); 16 waits until they are back.
    Holding: found, kept as restricted; lifted, they are as they were.
    """
    tickets(house)
    before = everything(house)
    case = restricted(house)
    correction = house.case("rectification", activities=["service-desk"])
    order = Order(corrections=(("subject", "toetsenbord kapot"),))
    with house.desk() as desk:
        answered(desk, correction)
        (result,) = carry_out(desk, correction, order=order).results
        assert (result.found, result.done) == (2, 0)
        assert {one.why for one in result.reasons} == {"restricted"}
        lift_case(desk, case, informed=TODAY)
    assert everything(house) == before


def test_contested_accuracy_restricts_meanwhile(house: House):
    """
    Facts: a request for rectification; while it is verified the data is not to be used.
    Law: GDPR 18(1)(a).
    Holding: a case of its own, of the same person, with the identity of the other; once, however
        often it is asked for; none before identity is established.
    """
    tickets(house)
    correction = house.case("rectification", activities=["service-desk"])
    with house.desk() as desk:
        opened = restrict_meanwhile(desk, correction, ground="18(1)(a)").case
        assert restrict_meanwhile(desk, correction, ground="18(1)(a)").case.id == opened.id
        assert (opened.right, opened.status, opened.received) == (
            "restriction", "identified", date(2026, 11, 10)
        )  # fmt: skip
        assess_case(desk, opened.id)
        assert [one.done for one in carry_out(desk, opened.id).results] == [2]
        with pytest.raises(InputFault, match="itself about restriction"):
            restrict_meanwhile(desk, opened.id, ground="unlawful")
        waiting = requests.receive(
            desk, right="rectification", identifiers=[PERSON], name="de betrokkene",
            channel="letter", received=TODAY,
        ).case  # fmt: skip
        with pytest.raises(Refused, match="identity"):
            restrict_meanwhile(desk, waiting.id, ground="18(1)(a)")


def test_purge_leaves_restricted_rows_and_tells_of_those_apart(house: House):
    """
    Facts: rows past their term; some lie apart, and a row of the same person came since.
    Law: GDPR 18(2); decision 0013.
    Holding: the plan counts what is apart and does not count it as due.
    """
    house.put(TICKETS, ticket(1, "2020-01-01"), ticket(2, "2020-01-01", email=OTHER))
    restricted(house)
    with house.desk() as desk:
        made = make_plan(desk)
        (line,) = [one for one in made.rules if one["dataset"] == "tickets"]
        assert (line["examined"], line["due"], line["apart"]) == (1, 1, 1)
        assert read_plan(made.as_json()) == made


def test_a_flagged_row_is_counted_as_restricted(house: House):
    """
    Facts: the data map flags: the column `secret` of tickets stands for the flag.
    Law: GDPR 18(2).
    Holding: the flag of the person's rows alone is set, and cleared on lifting; the purge plan
        counts the row as restricted; an erasure keeps it.
    """
    flagged(house)
    house.put(TICKETS, ticket(1, "2020-01-01", secret=None), ticket(3, None, email=OTHER))
    case = restricted(house)
    assert flags(house) == {1: "1", 3: "niet in de kaart"}
    with house.desk() as desk:
        (line,) = [one for one in make_plan(desk).rules if one["dataset"] == "tickets"]
        assert (line["restricted"], line["due"], line["apart"]) == (1, 0, 0)
        erasure = house.case("erasure", activities=["service-desk"])
        answered(desk, erasure)
        (result,) = carry_out(desk, erasure).results
        assert {one.why for one in result.reasons} == {"restricted"}
        lift_case(desk, case, informed=TODAY)
    assert flags(house)[1] == "0"


def test_a_flag_that_is_no_column_is_named_by_store_check(house: House):
    """
    Facts: the data map names a column that the table has not.
    Holding: `store check` says so; a request is refused as input before anything is done.
    """
    flagged(house, "beperkt")
    tickets(house)
    with house.desk() as desk:
        (told,) = [one for one in compare(desk) if one["dataset"] == "tickets"]
    assert told["problems"] == ["tickets has no column 'beperkt' to flag a restriction with"]
    with pytest.raises(InputFault, match="beperkt"):
        restricted(house)
    assert "restriction.set" not in kinds(house)


def test_one_store_down_leaves_the_case_open(house: House):
    """
    Facts: of three stores one is out of reach, when shutting off and when lifting.
    Law: no letter claims what no evidence shows.
    Holding: the others are done, that one is named; the same command finishes.
    """
    fill(house)
    before = everything(house)
    case = house.case("restriction", ground="unlawful")
    with house.desk() as desk:
        assess_case(desk, case)
    away(house, "two")
    with house.desk() as desk:
        work = carry_out(desk, case)
        assert work.open == ("two",)
        assert {one.dataset: one.done for one in work.results}["tickets"] == 2
        with pytest.raises(Refused, match="in part"):
            lift_case(desk, case, informed=TODAY)
    back(house, "two")
    with house.desk() as desk:
        assert carry_out(desk, case).open == ()
    assert not everything(house)["ledger"]
    away(house, "two")
    with house.desk() as desk:
        work = lift_case(desk, case, informed=TODAY)
        assert work.open == ("two",)
        assert work.case.lifted is None
    back(house, "two")
    with house.desk() as desk:
        assert lift_case(desk, case, informed=TODAY).open == ()
    assert everything(house) == before


def test_datasets_that_refer_to_one_another(house: House):
    """
    Facts: contacts and tickets are datasets of their own in one database, and tickets refer to
        contacts.
    Holding: what is referred to goes last and comes back first, if need be by the same command
        again; a table that nobody mapped stands in the way.
    """
    orders(house)
    tickets(house)
    before = rows_of_orders(house), everything(house)["tickets"]
    case = house.case("restriction", ground="unlawful", activities=["service-desk"])
    with house.desk() as desk:
        assess_case(desk, case)
        if carry_out(desk, case).open:
            assert carry_out(desk, case).open == ()
        assert not rows_of_orders(house)
        assert lift_case(desk, case, informed=TODAY).open == ()
    assert (rows_of_orders(house), everything(house)["tickets"]) == before


def test_files_lie_apart_and_come_back(house: House):
    """
    Facts: recordings in a folder that are found by camera, with a mode and a time of their own.
    Law: GDPR 18(2), 18(3).
    Holding: the file is nowhere to be read; lifted, it has bytes, mode and time as before.
    """
    named_by_camera(house)
    root = house.root.parent / "beelden"
    (root / "poort").mkdir()
    file = root / "poort" / "2026-11-19T0800.mp4"
    content = b"beeld-van-de-betrokkene" * 100_000
    file.write_bytes(content)
    file.chmod(0o640)
    os.utime(file, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    (root / "poort" / "2026-11-19T0900.mp4").write_bytes(b"x")
    case = restricted(house, identifiers=[Identifier("camera", "poort")], activities=["cameras"])

    assert not list((root / "poort").iterdir())
    for one in root.rglob("*"):
        assert not one.is_file() or b"beeld-van" not in one.read_bytes()
    with house.desk() as desk:
        (line,) = [one for one in make_plan(desk).rules if one["dataset"] == "footage"]
        assert (line["examined"], line["apart"]) == (0, 2)
        (result,) = lift_case(desk, case, informed=TODAY).results
        assert result.done == 2
        assert [(e.rule, e.rows) for e in desk.store("cameras").evidence(case)] == [
            ("GDPR 18(2)", 2), ("GDPR 18(3)", 2)
        ]  # fmt: skip
    assert file.read_bytes() == content
    assert (file.stat().st_mode & 0o777, file.stat().st_mtime_ns) == (
        0o640, 1_700_000_000_123_456_789
    )  # fmt: skip
    assert not list((root / ".avgrights" / "holding").iterdir())


def test_the_journal_verifies_and_names_no_person(house: House):
    """
    Facts: a restriction from receipt to lifting.
    Holding: the journal verifies, and no entry holds an identifier of the person.
    """
    fill(house)
    case = restricted(house)
    with house.desk() as desk:
        lift_case(desk, case, informed=TODAY)
        assert desk.logbook.verify().failure is None
        with desk.database.read() as connection:
            text = " ".join(connection.scalars(sa.select(journal.c.entry)))
    assert PERSON.value not in text
    for kind in ("restriction.set", "restriction.shut", "restriction.freed", "restriction.lifted",
                 "case.lifted"):  # fmt: skip
        assert kind in text


def of_case(desk: Desk, case: str) -> list[Any]:
    """The restrictions of a case."""
    with desk.database.read() as connection:
        return restriction_rows.of_case(desk, connection, case)


def kinds(house: House) -> list[str]:
    """The kinds of the journal's entries, in order."""
    with house.desk() as desk, desk.database.read() as connection:
        entries = connection.scalars(sa.select(journal.c.entry).order_by(journal.c.seq))
        return [json.loads(one)["kind"] for one in entries]


def answered(desk: Desk, case: str) -> None:
    """The handler says that the right applies, where that is asked."""
    for one in assess_case(desk, case).assessments:
        if one.verdict == "depends":
            answer(desk, case, activity=one.activity, applies=True, because="x", by="medewerker 1")


def copy_of(house: House) -> dict[str, list[Any]]:
    """What a copy for the person holds."""
    case = house.case("access", activities=["service-desk"])
    with house.desk() as desk:
        assess_case(desk, case)
        work = carry_out(desk, case)
        with copied(desk, work.case, desk.register(work.case.register)) as copy:
            return {one.name: list(one.rows) for one in copy.datasets}


def flagged(house: House, column: str = "secret") -> None:
    """The data map flags restrictions of tickets in that column."""
    path = house.root / "registers" / "huis" / "data-map.yaml"
    text = path.read_text()
    path.write_text(
        text.replace("    key: [id]", f"    key: [id]\n    restrict: {{flag: {column}}}", 1)
    )


def flags(house: House) -> dict[int, Any]:
    """What the column `secret` of each ticket holds."""
    return {row[0]: row[7] for row in everything(house)["tickets"]}


def orders(house: House) -> None:
    """A dataset beside the tickets whose rows refer to them."""
    path = house.root / "registers" / "huis" / "data-map.yaml"
    path.write_text(
        path.read_text().rstrip()
        + """
  orders:
    activities: [service-desk]
    store: one
    table: orders
    key: [id]
    subject: {email: email}
    fields: {email: {category: contactgegevens}}
"""
    )
    with house.engine("one").begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, email TEXT, "
            "ticket INTEGER REFERENCES tickets (id))"
        )
        connection.exec_driver_sql("INSERT INTO orders VALUES (1, 'betrokkene@example.nl', 1)")


def rows_of_orders(house: House) -> list[Any]:
    """What the table of `orders` holds."""
    with house.engine("one").connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM orders")]


def named_by_camera(house: House) -> None:
    """Recordings are found by the camera's name, and the policy allows it."""
    path = house.root / "registers" / "huis" / "data-map.yaml"
    path.write_text(path.read_text().rstrip() + "\n    subject: {camera: camera}\n")


def away(house: House, store: str) -> None:
    """The store is out of reach."""
    path = Path(house.urls[store].removeprefix("sqlite:///"))
    path.rename(path.with_suffix(".away"))


def back(house: House, store: str) -> None:
    """The store can be reached again."""
    path = Path(house.urls[store].removeprefix("sqlite:///"))
    path.with_suffix(".away").rename(path)


def test_a_file_whose_name_was_given_away_stays_apart(house: House):
    """
    Facts: while a recording lies apart the camera writes another one under its name.
    Law: GDPR 5(1)(f): nothing is lost.
    Holding: lifting names the store and leaves both as they are; with the name free it succeeds,
        also where the folder went meanwhile.
    """
    named_by_camera(house)
    place = house.root.parent / "beelden" / "poort"
    place.mkdir()
    file = place / "2026-11-19T0800.mp4"
    file.write_bytes(b"het eerste")
    case = restricted(house, identifiers=[Identifier("camera", "poort")], activities=["cameras"])
    file.write_bytes(b"het tweede")
    with house.desk() as desk:
        work = lift_case(desk, case, informed=TODAY)
        assert work.open == ("cameras",)
        assert "another file has its name" in dict(work.faults)["cameras"]
        assert file.read_bytes() == b"het tweede"
        file.unlink()
        place.rmdir()
        assert lift_case(desk, case, informed=TODAY).open == ()
    assert file.read_bytes() == b"het eerste"


def test_a_link_in_the_place_of_a_folder_is_not_followed(house: House, tmp_path: Path):
    """
    Facts: while a recording lies apart its folder becomes a link to elsewhere.
    Holding: nothing is written there.
    """
    named_by_camera(house)
    place = house.root.parent / "beelden" / "poort"
    place.mkdir()
    (place / "2026-11-19T0800.mp4").write_bytes(b"x")
    case = restricted(house, identifiers=[Identifier("camera", "poort")], activities=["cameras"])
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    place.rmdir()
    place.symlink_to(elsewhere)
    with house.desk() as desk:
        assert lift_case(desk, case, informed=TODAY).open == ("cameras",)
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize(
    ("dataset", "way", "said"),
    [("tickets", "policy", "PostgreSQL's alone"), ("footage", "flag", "files know no flag")],
)
def test_a_way_that_the_store_does_not_know(house: House, dataset: str, way: str, said: str):
    """
    Facts: the data map asks SQLite for policies, a folder for a flag.
    Holding: `store check` names it as a problem.
    """
    path = house.root / "registers" / "huis" / "data-map.yaml"
    named = f"  {dataset}:\n"
    path.write_text(path.read_text().replace(named, f"{named}    restrict: {way}\n"))
    with house.desk() as desk:
        (told,) = [one for one in compare(desk) if one["dataset"] == dataset]
    assert [said in one for one in told["problems"]] == [True]
