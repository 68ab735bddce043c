"""What is wrong is said in a sentence, with the right status, and nothing is changed."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta

import pytest

from tests.purge.house import TODAY, fill
from tests.purge.test_story import line


def test_a_table_that_is_not_there(house):
    house.edit("table: tickets", "table: kaartjes", "data-map.yaml")

    status, why = house.run("purge", "plan")

    assert status == 2
    assert "there is no table 'kaartjes'" in why and "data-map.yaml" in why


def test_every_column_that_is_not_there_is_named(house):
    house.edit("closed_at", "afgehandeld_op", "data-map.yaml")
    house.edit("body:", "tekst:", "data-map.yaml")

    status, why = house.run("purge", "plan")

    assert status == 2
    assert "no column 'afgehandeld_op'" in why and "no column 'tekst'" in why


def test_a_store_that_avgrights_yaml_does_not_name(sqlite_house):
    sqlite_house.edit("store: helpdesk", "store: balie", "data-map.yaml")

    status, why = sqlite_house.run("purge", "plan")

    assert status == 2 and "balie" in why


def test_a_store_that_is_away_leaves_the_others_to_be_planned(sqlite_house):
    house = sqlite_house
    house.record(TODAY - timedelta(40))
    (house.folder / "data" / "helpdesk.db").unlink()

    status, made = house.run("purge", "plan")

    assert status == 3
    assert line(made, "footage")["due"] == 1
    assert "helpdesk" in made["unreachable"]
    assert not (house.folder / "data" / "helpdesk.db").exists(), "a store is never made"


def test_a_store_that_went_away_after_the_approval(sqlite_house):
    """The run does what it can, says what failed, and goes on from there when it is back."""
    house = sqlite_house
    fill(house)
    house.record(TODAY - timedelta(40))
    file, _ = house.plan()
    house.approve(file)
    place = house.folder / "data" / "helpdesk.db"
    place.rename(place.with_suffix(".away"))

    status, ran = house.run("purge", "run", str(file))
    assert status == 3
    assert line(ran, "tickets")["fault"] and line(ran, "footage")["done"] == 1

    place.with_suffix(".away").rename(place)
    status, ran = house.run("purge", "run", str(file))
    assert status == 0
    assert (line(ran, "tickets")["done"], line(ran, "footage")["done"]) == (30, 1)


def test_a_locked_store_changes_nothing_and_a_rerun_finishes(sqlite_house, monkeypatch):
    monkeypatch.setattr("avgrights.stores.sql.sqlite._WAIT", 0.2)
    house = sqlite_house
    fill(house)
    file, _ = house.plan()
    house.approve(file)
    other = sqlite3.connect(house.folder / "data" / "helpdesk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    status, ran = house.run("purge", "run", str(file))
    assert status == 3 and "locked by another program" in line(ran, "tickets")["fault"]
    other.execute("ROLLBACK")
    other.close()

    assert len(house.ids()) == 330
    assert house.run("purge", "run", str(file))[0] == 0
    assert len(house.ids()) == 300


def test_a_file_that_is_no_plan(sqlite_house, tmp_path):
    for text in ("", "{}", "[1]", "{" * 50_000, '{"plan": NaN}', '"plan"'):
        (tmp_path / "plan.json").write_text(text)
        status, why = sqlite_house.run("purge", "run", str(tmp_path / "plan.json"))
        assert status == 2 and "plan" in why
    assert sqlite_house.run("purge", "run", str(tmp_path / "nergens.json"))[0] == 2


def test_a_cascade_that_nobody_mapped_is_refused(house):
    """The database would empty a table that the data map does not know, and nobody counts it."""
    house.sql("CREATE TABLE secrets (id integer PRIMARY KEY, ticket_id integer "
              "REFERENCES tickets (id) ON DELETE CASCADE)")  # fmt: skip
    fill(house)

    status, why = house.run("purge", "plan")

    assert status == 2 and "secrets" in why and "cascade" in why


def test_rows_that_others_still_refer_to_stay_whole(house):
    house.sql(
        "CREATE TABLE invoices (id integer PRIMARY KEY, ticket_id integer REFERENCES tickets (id))"
    )
    fill(house)
    house.sql("INSERT INTO invoices VALUES (1, 5)")
    file, made = house.plan()
    if not house.url.startswith("mariadb"):  # which makes an index for each foreign key itself
        assert any("invoices" in warning for warning in line(made, "tickets")["warnings"])
    house.approve(file)

    status, ran = house.run("purge", "run", str(file))

    assert status == 3 and "still refer" in line(ran, "tickets")["fault"]
    assert house.evidence() == 330 - len(house.ids())
    assert 5 in house.ids() and {10, 11} <= house.ids("notes")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(sqlite_house):
    house = sqlite_house
    house.record(TODAY - timedelta(40))
    file, _ = house.plan()
    house.approve(file)
    place = house.folder / "data" / "cameras" / "hal"
    place.chmod(0o500)
    try:
        status, ran = house.run("purge", "run", str(file))
    finally:
        place.chmod(0o700)

    assert status == 3 and "Permission denied" in line(ran, "footage")["fault"]
    assert len(house.files()) == 1


def test_names_that_are_no_names_send_no_statement(house):
    """An identifier comes from the catalogue or not at all."""
    for hostile in ('tickets"; DROP TABLE tickets; --', "tickets' OR 1=1", "x\\u0000y", "a b c"):
        before = (house.folder / "registers/proef/data-map.yaml").read_text()
        house.edit("table: tickets", f'table: "{hostile}"'.replace('"tickets"', "'tickets'")
                   if '"' not in hostile else f"table: '{hostile}'", "data-map.yaml")  # fmt: skip
        status, _ = house.run("purge", "plan")
        assert status == 2
        (house.folder / "registers/proef/data-map.yaml").write_text(before)
    house.plan()


def test_a_link_in_the_folder_is_never_followed(sqlite_house, tmp_path):
    """Nothing outside the folder is read, counted or deleted."""
    house = sqlite_house
    outside = tmp_path / "outside"
    outside.mkdir()
    name = f"{TODAY - timedelta(40)}T1200.mp4"
    (outside / name).touch()
    root = house.folder / "data" / "cameras"
    (root / "gang").symlink_to(outside, target_is_directory=True)
    (root / "hal").mkdir()
    (root / "hal" / name).symlink_to(outside / name)

    ran = house.clear()

    assert line(ran, "footage")["examined"] == 0
    assert (outside / name).exists() and (root / "hal" / name).is_symlink()
