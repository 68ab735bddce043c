"""Stores that are another one, or away, and the same request again (reliability, rows 8, 11, 12).

Row 12 of a folder that is taken in again and again: tests/requests/test_intake.py.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.cases.assessment import Verdict
from avgrights.cases.case import Status
from avgrights.desk import assessing, requests, telling
from avgrights.desk.deciding import decide
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from avgrights.desk.lifting import lift_case
from avgrights.desk.tables import journal
from avgrights.terms.errors import Refused
from avgrights.terms.identifier import Identifier
from tests.purge.house import House as Asked
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    PERSON,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)
from tests.requests.test_portability import CONTRACT, MAP, MakeHouse, made
from tests.requests.test_restriction import moved, named_by_camera

__all__ = ["made"]

BOTH = [PERSON, Identifier("camera", "poort")]
#: What a case of each right needs said when it comes in, and what is said when it is carried out.
GIVEN: dict[str, dict[str, Any]] = {"restriction": {"ground": "accuracy contested"}}
ORDERS = {"rectification": Order(corrections=(("name", "goed"), ("phone", "0612345678"),
                                              ("amount", "7")))}  # fmt: skip
WRITING = ("erasure", "rectification", "restriction")
READING = ("access", "portability", "objection", "withdraw consent")


def _fill(house: House) -> None:
    house.put(TICKETS, ticket(1, "2020-01-01", name="fout"))
    house.put(NOTES, {"id": 1, "ticket_id": 1, "text": "noot"})
    house.put(LEDGER, entry(1, "2010-01-01"))
    house.put(CONTACTS, contact(1, "2010-01-01", phone="06"))


def _ready(house: House, right: str, **more: Any) -> str:
    """A case whose questions are answered."""
    case = house.case(right, **{**GIVEN.get(right, {}), **more})
    with house.desk() as desk:
        for one in assessing.assess_case(desk, case).assessments:
            if one.verdict is Verdict.DEPENDS:
                assessing.answer(
                    desk, case, activity=one.activity, applies=True, because="x", by="y"
                )
    return case


def _content(house: House) -> dict[str, Any]:
    """All that lies in the databases and in the folder, ours too."""
    found: dict[str, Any] = {}
    for name in STORES:
        file = house.urls[name].removeprefix("sqlite:///")
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        found[name] = list(connection.iterdump())
        connection.close()
    folder = house.root.parent / "beelden"
    for path in sorted(folder.rglob("*")):
        found[str(path.relative_to(folder))] = path.is_file() and path.read_bytes()
    return found


# -- row 8: another store under the same name -------------------------------------------------


def _other_identity(house: House) -> None:
    """Production, in the place of staging: adopted by somebody else."""
    for name in STORES:
        with house.engine(name).begin() as connection:
            connection.execute(sa.text("UPDATE avgrights_store SET identity = :it"),
                               {"it": "f" * 32})  # fmt: skip
    file = house.root.parent / "beelden" / ".avgrights" / "store.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "identity": "f" * 32}))


def _no_identity(house: House) -> None:
    """A port used again: the tables fit, nobody adopted them."""
    for name in STORES:
        with house.engine(name).begin() as connection:
            for table in sa.inspect(connection).get_table_names():
                if table.startswith("avgrights_"):
                    connection.execute(sa.text(f"DROP TABLE {table}"))
    (house.root.parent / "beelden" / ".avgrights" / "store.json").unlink()


def _ask(house: House, *words: str) -> int:
    status, said = Asked(house.root, house.urls["one"]).run(*words, today=TODAY)
    assert PERSON.value not in str(said) or status == 0
    return status


@pytest.mark.parametrize("anonymous", [False, True], ids=["delete", "anonymise"])
@pytest.mark.parametrize("other", [_other_identity, _no_identity])
def test_row_8_another_database_is_not_written(
    house: House, tmp_path: Path, other: Callable[[House], None], anonymous: bool
) -> None:
    """Row 8. Threat: the settings name another database than the one that was adopted.

    Facts:   Every store is replaced by one with the same tables and rows, under another identity
             or under none; everything was approved and planned before.
    Holding: Purge, erasure, rectification, restriction, lifting, anonymising, and the copies of
             access and portability all refuse (exit 4); not a byte of a store is changed.
    """
    named_by_camera(moved(house))
    if anonymous:
        _make_anonymous(house)
    place = house.root.parent / "beelden" / "poort"
    place.mkdir()
    (place / "2020-01-01T1200.mp4").write_bytes(b"beeld")
    _fill(house)
    plan = str(tmp_path / "plan.json")
    assert _ask(house, "purge", "plan", "--out", plan) == 0
    assert _ask(house, "purge", "approve", plan, "--as", "fg", "--over-brake", "x") == 0
    assert _ask(house, "purge", "approve", "--standing", "--as", "fg") == 0
    shut = _ready(house, "restriction", identifiers=BOTH)
    assert _ask(house, "request", "carry-out", shut) == 0
    house.put(TICKETS, ticket(2, "2020-01-01", name="fout"))
    house.put(LEDGER, entry(2, "2010-01-01"))
    house.put(CONTACTS, contact(2, "2010-01-01", phone="06"))
    cases = {right: _ready(house, right, identifiers=BOTH) for right in (*WRITING, *READING)}
    copied = cases["access"]
    assert _ask(house, "request", "carry-out", copied) == 0

    other(house)
    before = _content(house)
    asked = [
        ("purge", "run", plan), ("purge", "nightly"),
        ("request", "carry-out", shut, "--lift", "--informed", str(TODAY)),
        ("request", "carry-out", cases["rectification"], "--set", "Naam=goed"),
        ("request", "decide", copied, "--out", str(tmp_path / "uit")),
        *(("request", "carry-out", case) for right, case in cases.items()
          if right not in ("rectification", "access")),
    ]  # fmt: skip
    statuses = {words[:2] + words[-1:]: _ask(house, *words) for words in asked}

    assert set(statuses.values()) == {4}, statuses
    assert _content(house) == before
    assert not (tmp_path / "uit" / "package.zip").exists()


def _make_anonymous(house: House) -> None:
    """Tickets and contacts are made anonymous instead of deleted."""
    path = house.root / "registers" / "huis" / "data-map.yaml"
    text = path.read_text()
    text = text.replace(
        "    events: {request completed: closed_at}\n",
        "    events: {request completed: closed_at}\n    erase: anonymise\n"
        "    anonymise: {name: null, email: null, cc: null, subject: null, body: null, "
        "helper: null}\n",
    ).replace("written_on: {category: contactgegevens, label: Geschreven}}}",
              "written_on: {category: contactgegevens, label: Geschreven}},\n"
              "         anonymise: {text: null, written_on: null}}")  # fmt: skip
    path.write_text(text)


# -- row 11: stores that are down ---------------------------------------------------------------


def _swap(house: House, name: str, here: str, there: str) -> None:
    file = Path(house.urls[name].removeprefix("sqlite:///"))
    file.with_suffix(here).rename(file.with_suffix(there))


@pytest.mark.parametrize("right", [*WRITING, *READING])
def test_row_11_whatever_store_is_down_no_right_overstates(
    made: MakeHouse, tmp_path: Path, right: str
) -> None:
    """Row 11. Threat: one of several stores is down, and the person is told that all was done.

    Facts:   Three stores, in every pattern of up and down; then all are up.
    Law:     GDPR 12(3), 5(1)(a): what is told is so.
    Holding: The stores that are down stay open, by name; rows are counted only where a store was
             up; no letter is written; the same command finishes the work, and then it is.
    """
    house = moved(made(CONTRACT, MAP))
    for at, up in enumerate(product((True, False), repeat=3)):
        _clear(house)
        _fill(house)
        case = _ready(house, right)
        down = [name for name, there in zip(STORES, up, strict=True) if not there]
        for name in down:
            _swap(house, name, ".db", ".away")

        with house.desk() as desk:
            work = carry_out(desk, case, order=ORDERS.get(right, Order()))
            concerned = {one.store for one in work.searched} & set(STORES)
            away = concerned & set(down)
            assert set(work.open) == away
            shown = requests.show(desk, case).case
            assert (shown.status is Status.CARRIED_OUT) == (not away)
            if away:
                with pytest.raises(Refused, match="partly carried out"):
                    decide(desk, case, out=tmp_path / f"uit{at}")
                assert not (tmp_path / f"uit{at}").exists()
        _done_only_where(house, work, down)
        for name in down:
            _swap(house, name, ".away", ".db")

        with house.desk() as desk:
            again = carry_out(desk, case)
            assert again.open == ()
            assert {one.done for one in again.results if one.found} <= {0, 1}
            assert {one.found - one.done - one.kept for one in again.results} == {0}
            decide(desk, case, out=tmp_path / f"uit{at}")
            assert requests.show(desk, case).case.status is Status.DECIDED
            requests.close(desk, case)


def _done_only_where(house: House, work: Any, down: list[str]) -> None:
    """No row of a store that is down counts as found or done."""
    stores = {"tickets": "one", "ledger": "two", "contacts": "three"}
    for one in work.results:
        if stores.get(one.dataset) in down:
            assert (one.found, one.done) == (0, 0), one
    for one in work.searched:
        if one.store in down:
            assert one.status.value == "unreachable"
    for name in down:
        there = Path(house.urls[name].removeprefix("sqlite:///")).exists()
        assert not there, "a missing database is not made anew"


def _clear(house: House) -> None:
    """Empties the tables, also of what lies apart."""
    for name in STORES:
        with house.engine(name).begin() as connection:
            for table in sa.inspect(connection).get_table_names():
                if table not in ("avgrights_store", "avgrights_evidence"):
                    connection.execute(sa.text(f"DELETE FROM {table}"))


# -- row 12: the same again -----------------------------------------------------------------------


def _effects(house: House, case: str | None) -> tuple[Any, ...]:
    """Everything that a second effect would show in: rows, evidence, journal, the case."""
    with house.desk() as desk:
        with desk.database.read() as connection:
            entries = connection.scalar(sa.select(sa.func.count()).select_from(journal))
        shown = requests.show(desk, case).case if case else None
        proof = [desk.store(name).evidence() for name in STORES]
        return _content(house), entries, shown, proof, len(requests.list_cases(desk))


def _once(house: House, do: Callable[[Any], object], case: str | None = None) -> None:
    """Does it, and then a hundred times more: nothing changes by those, and none is at fault."""
    with house.desk() as desk:
        do(desk)
    first = _effects(house, case)
    for _ in range(4):
        with house.desk() as desk:
            for _ in range(25):
                do(desk)
    assert _effects(house, case) == first


def test_row_12_a_request_that_comes_in_again(house: House) -> None:
    """Row 12. Threat: a portal sends twice, a handler clicks twice.

    Holding: With the sender's own number a hundred more receipts open no second case.
    """
    said = {"right": "access", "identifiers": [PERSON], "name": "x", "channel": "portal",
            "received": TODAY, "once": "P-7"}  # fmt: skip
    opened = set()
    _once(house, lambda desk: opened.add(requests.receive(desk, **said).case.id))
    assert len(opened) == 1


@pytest.mark.parametrize("right", WRITING)
def test_row_12_what_is_done_again_has_no_second_effect(
    house: House, tmp_path: Path, right: str
) -> None:
    """Row 12. Facts: carrying out, telling a recipient, deciding, lifting: a hundred times more.

    Holding: Rows, evidence, journal and case are as after the first.
    """
    moved(house)
    _fill(house)
    case = _ready(house, right)
    order = ORDERS.get(right, Order())

    _once(house, lambda desk: carry_out(desk, case, order=order), case)
    with house.desk() as desk:
        names = {one.recipient for one in telling.recipients(desk, case).recipients}
    assert names
    for name in names:
        _once(house, lambda desk, name=name: _tell(desk, case, name), case)
    _once(house, lambda desk: decide(desk, case, out=tmp_path / "uit"), case)
    if right == "restriction":
        _once(house, lambda desk: lift_case(desk, case, informed=TODAY), case)


def _tell(desk: Desk, case: str, name: str) -> None:
    """A recipient was told; who says so again hears since when it stands there."""
    try:
        telling.told(desk, case, recipient=name)
    except Refused as shown:
        assert f"was told on {TODAY}" in str(shown)
