"""A row or file that two datasets can have is deleted for neither, until they are apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.purge.house import CUTOFF, DATA_MAP, REGISTER, SCHEMA, TODAY, House

Change = Callable[[House], None]
HOLD = ("--because", "vordering", "--by", "fg")

#: The second dataset: the same rows are needed for twenty years.
RULE = """\
      - {id: long, datasets: [long], keep: 20 years, after: request completed,
         count_from: trigger date}
"""
TABLE = """\
  long:
    activities: [service-desk]
    store: helpdesk
    table: tickets
    key: [id]
    subject: {email: email}
    events: {request completed: closed_at}
    fields: {email: {category: contact}}
"""
NOTES = """\
  long:
    activities: [service-desk]
    store: helpdesk
    table: notes
    key: [id]
    events: {request completed: {column: ticket_id, as: epoch}}
    fields: {text: {category: contact}}
"""
FILES = """\
  long:
    activities: [service-desk]
    store: cameras
    files: "{camera}/{recorded:%Y-%m-%dT%H%M}.mp4"
    events: {request completed: recorded}
"""


def long(text: str, old: str = "", new: str = "") -> Change:
    """A second dataset in the house's own map, with one piece replaced."""
    assert old in text

    def change(house: House) -> None:
        house.edit("  - id: cameras\n", RULE + "  - id: cameras\n")
        house.edit(DATA_MAP, DATA_MAP + text.replace(old, new, 1), "data-map.yaml")

    return change


def named(store: str, **settings: str) -> Change:
    """A further store in avgrights.yaml; `{root}` is the house's folder, `{url}` its database."""

    def change(house: House) -> None:
        file = house.folder / "avgrights.yaml"
        text = file.read_text(encoding="utf-8")
        found = re.search(r"(?m)^stores: (.*)$", text)
        assert found
        stores = json.loads(found[1])
        stores[store] = {
            key: value.format(root=house.folder, url=house.url) for key, value in settings.items()
        }
        file.write_text(text.replace(found[1], json.dumps(stores)), encoding="utf-8")

    return change


def second_register(house: House, data_map: str = TABLE) -> None:
    """The same table, mapped by another register."""
    folder = house.folder / "registers" / "tweede"
    folder.mkdir()
    register = REGISTER.partition("  - id: cameras")[0].replace("proef", "tweede")
    register = register.replace("[tickets]", "[long]").replace("2 years", "20 years")
    (folder / "register.yaml").write_text(register, encoding="utf-8")
    (folder / "data-map.yaml").write_text("datasets:\n" + data_map, encoding="utf-8")


def letters(house: House) -> None:
    """A table beside the tickets."""
    house.sql("CREATE TABLE letters (id integer PRIMARY KEY, email text, closed_at DATETIME)")


def linked(house: House) -> None:
    """Links that lead to the database and to the folder."""
    (house.folder / "data" / "other.db").symlink_to(house.folder / "data" / "helpdesk.db")
    (house.folder / "films").symlink_to(house.folder / "data" / "cameras")


def both(*changes: Change) -> Change:
    """One change after another."""

    def change(house: House) -> None:
        for one in changes:
            one(house)

    return change


ELSEWHERE = long(TABLE, "store: helpdesk", "store: archief")
FILM = long(FILES, "store: cameras", "store: films")
BELOW = FILES.replace("{camera}/", "", 1).replace("cameras", "films")

SHARED = {
    "another register": (second_register, "dataset 'long' of register 'tweede' shares rows with "
                         "dataset 'tickets' of register 'proef': both are table 'tickets'"),
    "a store under two names": (both(named("archief", url="{url}"), ELSEWHERE),
                                "(stores 'helpdesk' and 'archief' lead to one place)"),
    "a relative path": (both(named("archief", url="sqlite:///data/../data/helpdesk.db"), ELSEWHERE),
                        "both are table 'tickets'"),
    "a link to the database": (both(linked, named("archief", url="sqlite:///data/other.db"),
                                    ELSEWHERE), "both are table 'tickets'"),
    "a link to the folder": (both(linked, named("films", folder="films"), FILM), "both patterns"),
    "a folder inside the other": (both(named("films", folder="data/cameras/hal"), long(BELOW)),
                                  "a file can fit both patterns"),
    "a folder around the other": (
        both(named("films", folder="data"), long(BELOW, '"{rec', '"cameras/hal/{rec')),
        "a file can fit both patterns"),
    "SQLite heeds no case": (long(TABLE, "tickets", "Tickets"), "both are table 'Tickets'"),
    "SQLite's own schema": (long(TABLE, "tickets", "main.tickets"), "table 'main.tickets'"),
    "a folder by name": (long(FILES, "{camera}", "hal"), "a file can fit both patterns"),
    "a day in another form": (long(FILES, "T%H%M", ""), "a file can fit both patterns"),
    "one camera of all": (long(FILES.replace("{camera}", "{cam}"), "    events", "    only: "
                               "{cam: hal}\n    events"), "a file can fit both patterns"),
    "filters on other places": (
        long(FILES.replace("{camera}/{rec", "{rec").replace("M}.mp4", "M}/{camera}.mp4"),
             "    events", "    only: {camera: hal}\n    events"), "both patterns"),
    "a part": (long(NOTES), "table 'notes' is a part of the one and the table of the other"),
    "a part of another table": (
        both(letters, long(TABLE.replace("tickets", "letters") + "    parts: [{table: Notes, "
                           "key: [id], join: {ticket_id: id}}]\n")),
        "table 'Notes' is a part of both"),
    "a part by what is no key": (
        both(long(TABLE + "    only: {kind: complaint}\n    parts: [{table: notes, key: [id], "
                  "join: {text: email}}]\n"),
             lambda house: house.edit("{ticket_id: id}", "{text: email}", "data-map.yaml")),
        "table 'notes' is a part of both"),
    "its own part": (
        lambda house: house.edit("notes, key: [id], join: {ticket_id: id}, fields: {text",
                                 "tickets, key: [id], join: {id: id}, fields: {body",
                                 "data-map.yaml"),
        "dataset 'tickets' shares rows with itself: table 'tickets' is a part"),
    "values of another case": (
        long(TABLE.replace("tickets", "Tickets"), "    events", "    only: {kind: Request}\n"
             "    events"), "both are table 'Tickets'"),
}  # fmt: skip

APART = {
    "as it was": lambda house: None,
    "another kind": long(TABLE, "    events", "    only: {kind: complaint}\n    events"),
    "another kind, in another register": lambda house: second_register(
        house, TABLE.replace("    events", "    only: {kind: complaint}\n    events")
    ),
    "another kind, with the same part": long(
        TABLE, "    events", "    only: {kind: complaint}\n    parts: [{table: notes, key: [id], "
        "join: {ticket_id: id}}]\n    events"),
    "another database": both(
        named("archief", url="sqlite:///data/archief.db"), ELSEWHERE,
        lambda house: (house.folder / "data" / "archief.db").write_bytes(
            (house.folder / "data" / "helpdesk.db").read_bytes()) and None),
    "another ending": long(FILES, ".mp4", ".jpg"),
    "another beginning": both(
        long(FILES, "{recorded", "kopie-{recorded"),
        lambda house: house.edit("/{recorded", "/opname-{recorded", "data-map.yaml")),
    "another depth": long(FILES, "{camera}/", "{floor}/{camera}/"),
    "another camera": both(
        long(FILES, "    events", "    only: {camera: hal}\n    events"),
        lambda house: house.edit("    events: {recorded", "    only: {camera: [deur, poort]}\n"
                                 "    events: {recorded", "data-map.yaml")),
    "a folder beside it": both(
        lambda house: (house.folder / "data" / "cameras2").mkdir(),
        named("films", folder="data/cameras2"), FILM),
}  # fmt: skip


def fill_one(house: House) -> None:
    """One ticket and one recording, long due under the short term."""
    house.insert([(1, "request", "a@example.nl", f"{CUTOFF.replace(year=2020)} 10:00:00")])
    house.record(TODAY.replace(year=2020))


def errors(house: House) -> list[dict[str, object]]:
    status, found = house.run("check", today=None)
    bad = [one for one in found["findings"] if one["severity"] == "error"]
    assert status == (1 if bad else 0)
    return bad


def erasure(house: House) -> tuple[int, object]:
    """An erasure asked, as far as carrying it out."""
    person = ("--identifier", "email=a@example.nl", "--name", "de betrokkene")
    came = ("--channel", "letter", "--received", "2026-11-10", "--register", "proef")
    status, case = house.run("request", "receive", "--right", "erasure", *person, *came)
    assert status == 0, case
    known = ("--method", "desk", "--level", "high", "--by", "medewerker 1")
    assert house.run("request", "identify", case["case"], *known)[0] == 0
    _, assessed = house.run("request", "assess", case["case"])
    for one in assessed["activities"]:
        decide = ("--decide", "applies", "--because", "niet meer nodig", "--by", "medewerker 1")
        if one["verdict"] == "depends":
            house.run("request", "assess", case["case"], "--activity", one["activity"], *decide)
    return house.run("request", "carry-out", case["case"])


def refused(house: House, reason: str) -> None:
    """Each way to a deletion ends with 2 and the pair; the row and the file are still there."""
    fill_one(house)
    house.stand()
    ways = [house.run("purge", "plan"), house.run("purge", "nightly"), erasure(house)]
    assert [status for status, _ in ways] == [2, 2, 2], ways
    assert reason in ways[0][1] and reason in ways[2][1]
    assert "one dataset of them" in ways[0][1]
    for _, said in ways:
        assert str(house.folder) not in str(said) and "://" not in str(said)
    assert house.ids() == {1} and house.ids("notes") == {2, 3} and len(house.files()) == 1


@pytest.mark.parametrize("name", SHARED)
def test_what_two_datasets_can_share_is_deleted_for_neither(name, sqlite_house):
    """Facts:   A ticket and a recording, due under one dataset, needed by another that has them.
    Law:     Kept while a purpose needs them (GDPR 5(1)(e)); a hold stops an erasure (17(3)).
    Holding: `check` fails; plan, night and erasure are refused, and nothing goes.
    """
    change, reason = SHARED[name]
    change(sqlite_house)

    found = errors(sqlite_house)

    assert [one["code"] for one in found] == ["AVG520"], found
    assert reason in found[0]["message"]
    assert found[0]["article"] == "GDPR 5(1)(e), 17(3)"
    refused(sqlite_house, reason)


@pytest.mark.parametrize("name", APART)
def test_what_is_apart_is_planned(name, sqlite_house):
    APART[name](sqlite_house)
    fill_one(sqlite_house)

    assert errors(sqlite_house) == []
    status, made = sqlite_house.run("purge", "plan")
    assert status == 0, made
    assert erasure(sqlite_house)[0] == 0
    assert sqlite_house.ids() == set()


def test_a_hold_can_be_placed_while_datasets_overlap(sqlite_house):
    long(NOTES)(sqlite_house)

    words = ("--reason", "incident", "--dataset", "long", *HOLD)

    assert sqlite_house.run("hold", "place", *words)[0] == 0


def test_a_plan_approved_before_does_not_run_after(sqlite_house):
    """The registers are others than those it was approved for."""
    fill_one(sqlite_house)
    file, _ = sqlite_house.plan()
    assert sqlite_house.approve(file)[0] == 0
    long(TABLE, "tickets", "Tickets")(sqlite_house)

    assert sqlite_house.run("purge", "run", str(file))[0] in (2, 4)
    assert sqlite_house.ids() == {1}


@pytest.fixture
def postgres(postgres_url: str, tmp_path: Path) -> House:
    """A house on PostgreSQL."""
    from tests.purge.house import make_house

    return make_house(tmp_path / "house", postgres_url)


@pytest.mark.parametrize(
    ("own", "other"), [("tickets", "public.tickets"), ("public.tickets", "tickets")]
)
def test_a_table_with_and_without_its_schema_is_one(own, other, postgres):
    long(TABLE, "tickets", other)(postgres)
    postgres.edit("table: tickets", f"table: {own}", "data-map.yaml")

    assert [one["code"] for one in errors(postgres)] == ["AVG520"]
    refused(postgres, f"both are table '{other}'")


def test_a_database_by_another_url_is_the_same(postgres):
    """The driver, an option, a program's name: none leads to another table."""
    both(named("archief", url="{url}&application_name=nacht"), ELSEWHERE)(postgres)

    assert [one["code"] for one in errors(postgres)] == ["AVG520"]
    refused(postgres, "(stores 'helpdesk' and 'archief' lead to one place)")


def test_two_schemas_and_two_spellings_are_apart_in_postgresql(postgres):
    postgres.sql("CREATE SCHEMA archive")
    postgres.sql("CREATE TABLE archive.tickets AS SELECT * FROM tickets")
    postgres.sql('CREATE TABLE "Tickets" AS SELECT * FROM tickets')
    long(TABLE, "tickets", "archive.tickets")(postgres)
    postgres.edit("table: tickets", "table: public.tickets", "data-map.yaml")
    assert errors(postgres) == []
    assert postgres.run("purge", "plan")[0] == 0

    postgres.edit("table: archive.tickets", "table: public.Tickets", "data-map.yaml")
    assert errors(postgres) == []
    assert postgres.run("purge", "plan")[0] == 0


def test_a_store_moved_onto_another_after_the_approval_stops_the_run(sqlite_house: House) -> None:
    """Registers and plan are the same bytes; avgrights.yaml alone has changed since."""
    house = sqlite_house
    apart = f"sqlite:///{house.folder}/data/apart.db"
    other = House(house.folder, apart)
    for statement in SCHEMA:
        other.sql(statement.format(at="DATETIME"))
    long(TABLE, "store: helpdesk", "store: archive")(house)
    yaml = house.folder / "avgrights.yaml"
    text = yaml.read_text(encoding="utf-8")
    yaml.write_text(text.replace('{"helpdesk"', f'{{"archive": {{"url": "{apart}"}}, "helpdesk"'))
    house.insert([(1, "request", "a@example.nl", f"{CUTOFF} 10:00:00")])
    file, _ = house.plan()
    assert house.approve(file)[0] == 0

    yaml.write_text(yaml.read_text(encoding="utf-8").replace("apart.db", "helpdesk.db"))
    status, why = house.run("purge", "run", str(file))

    assert status in (2, 4), why
    assert house.ids() == {1}
