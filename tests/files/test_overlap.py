"""Where `check` sees that two datasets can share rows, and what it knows to be one place."""

from __future__ import annotations

import re
import sqlite3
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.checking import check
from avgrights.files.places import place_of
from avgrights.files.shipped import shipped
from avgrights.retention.overlaps import Place, Placed, apart, overlaps
from avgrights.retention.patterns import meet
from avgrights.stores.folder_due import belongs
from avgrights.stores.pattern import Pattern
from avgrights.terms.data_map import Dataset
from avgrights.terms.finding import Severity
from avgrights.terms.settings import StoreSettings
from tests.files.samples import DATA_MAP, REGISTER, SETTINGS, TEXTS, TODAY, broken, workspace, write

TWO = {
    "registers/werk/register.yaml": TEXTS[REGISTER].replace("voorbeeld", "werk", 1),
    "registers/werk/data-map.yaml": TEXTS[DATA_MAP],
}
SECOND_TABLE = ("registers/werk/data-map.yaml", 9, 12, "AVG520")


def found(root: Path, *paths: Path) -> list[tuple[str, int, int, str]]:
    """Place and code of each error."""
    every = check(paths, workspace=root, today=TODAY, here=root)
    return [(f.file, f.line, f.column, f.code) for f in every if f.severity is Severity.ERROR]


def test_two_registers_on_one_table_are_found_where_the_second_names_it(tmp_path):
    root = write(workspace(tmp_path), TWO)

    assert TWO["registers/werk/data-map.yaml"].splitlines()[8] == "    table: tickets"
    assert found(root) == found(root, root / "registers") == [SECOND_TABLE]


def test_a_register_by_itself_shares_nothing_with_itself(tmp_path):
    root = write(workspace(tmp_path), TWO)

    assert found(root, root / "registers/werk") == []


def test_a_data_map_by_itself_is_held_against_the_stores(tmp_path):
    one = TEXTS[DATA_MAP]
    other = one.partition("datasets:\n")[2].replace("  tickets:", "  copies:", 1)
    root = workspace(tmp_path, data_map=one + other.replace("table: tickets", "table: Tickets", 1))

    assert [code for *_, code in found(root, root / DATA_MAP)] == ["AVG520"]
    assert found(root, root / REGISTER) == []


def test_neither_addresses_nor_passwords_are_shown(tmp_path):
    old = '  helpdesk: {url: "sqlite:///data/helpdesk.db"}\n'
    url = "postgresql://me:geheim@server.example.nl/zaken"
    settings = broken(SETTINGS, old, f"  helpdesk: {{url: '{url}'}}\n  b: {{url: '{url}'}}\n")
    second = TEXTS[DATA_MAP].replace("store: helpdesk", "store: b")
    root = workspace(tmp_path, settings=settings)
    write(root, {**TWO, "registers/werk/data-map.yaml": second})

    (finding,) = [f for f in check([], workspace=root, today=TODAY, here=root)
                  if f.code == "AVG520"]  # fmt: skip

    assert "stores 'helpdesk' and 'b' lead to one place" in finding.message
    assert not any(word in str(finding) for word in ("geheim", "server", "zaken", str(root)))
    assert not any(word in repr(place_of(StoreSettings(name="b", url=url)))
                   for word in ("geheim", "server", "zaken"))  # fmt: skip


def test_a_password_is_no_reason_to_fall(tmp_path):
    """An address that cannot be read is another finding's, and leads nowhere."""
    old = '  helpdesk: {url: "sqlite:///data/helpdesk.db"}\n'
    for url in ("postgresql://h:port/x", "${AVGRIGHTS_NOT_SET}", "geen url", "sqlite://", "x://"):
        settings = broken(SETTINGS, old, f"  helpdesk: {{url: '{url}'}}\n")
        root = write(workspace(tmp_path, settings=settings), TWO)
        assert SECOND_TABLE in found(root)


def test_the_shipped_register_is_clean():
    jio = shipped("registers") / "jio"
    every = check([jio], workspace=None, today=TODAY, here=jio)

    assert [f.code for f in every if f.severity is Severity.ERROR] == []


def tables(one: Place, other: Place) -> bool:
    """Whether a table of that name is shared between the places."""
    dataset = Dataset(name="d", activities=("a",), store="s", table="t", key=("id",))
    return bool(overlaps(Placed(register=name, source=name, dataset=dataset, place=place)
                         for name, place in (("one", one), ("other", other))))  # fmt: skip


PG = "postgresql+psycopg://"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (PG + "a:x@db.example.nl/z", "postgresql://b@DB.example.nl:5432/z?sslmode=require", True),
        (PG + "db/z", PG + "db/y", False),
        (PG + "db/z", PG + "db:5433/z", False),
        (PG + "db1/z", PG + "db2/z", False),
        (PG + "localhost/z", PG + "127.0.0.1/z", True),
        (PG + "/z", PG + "[::1]/z", True),
        (PG + "localhost/z", PG + "/z?host=/run/postgresql", True),
        (PG + "/z?host=/run/one", PG + "/z?host=/run/two", False),
        (PG + "/z?host=db", PG + "db/z", True),
        (PG + "db?dbname=z", PG + "db/z", True),
        (PG + "z@db", PG + "db/z", True),
        ("sqlite:////srv/a.db", "sqlite+pysqlite:////srv/b/../a.db?mode=ro", True),
        ("sqlite:////srv/a%20b.db", "sqlite:////srv/a b.db", True),
        ("sqlite:////srv/a.db", "sqlite:////srv/b.db", False),
        ("sqlite:////srv/a.db", PG + "db/z", False),
    ],
)
def test_what_is_one_database(one, other, same, monkeypatch):
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    places = [place_of(StoreSettings(name="s", url=url)) for url in (one, other)]

    assert tables(*places) == tables(*reversed(places)) == same


def test_what_the_environment_fills_in_counts(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example.nl")
    monkeypatch.setenv("PGPORT", "5433")

    bare = place_of(StoreSettings(name="s", url=PG + "/z"))

    assert tables(bare, place_of(StoreSettings(name="s", url=PG + "db.example.nl:5433/z")))
    assert not tables(bare, place_of(StoreSettings(name="s", url=PG + "localhost/z")))


PIECES = st.sampled_from(["{a}", "{b}", "{c:%Y}", "{d:%m}", "x", "y", "1", "/", "-", ".mp4"])
PATTERNS = (
    st.lists(PIECES, min_size=1, max_size=6, unique=True)
    .map("".join)
    .filter(lambda text: not text.startswith("/"))
)
ONLY = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.sampled_from(["x", "y", "xy", "1", 1, "2020", 12]), min_size=1).map(tuple),
    max_size=2,
)
TEXT = st.sampled_from(["x", "y", "xy", "1", "2020", "12", "x-y", "-", "1.mp4"])
FILLED = st.lists(st.fixed_dictionaries(dict.fromkeys("abcd", TEXT)), min_size=5, max_size=30)


def is_file(path: str, pattern: str, only: dict[str, Any]) -> bool:
    """Whether the reader of file names takes it for a file of the dataset: the oracle."""
    file = Pattern.parse(pattern).read(path)
    dataset = Dataset(name="d", activities=(), store="s", files=pattern, only=only)
    return file is not None and belongs(dataset, file)


@given(PATTERNS, ONLY, PATTERNS, ONLY, FILLED)
def test_a_file_of_both_patterns_is_foreseen(one, only, other, others, filled):
    for values in filled:
        path = re.sub(r"\{(.)[^}]*\}", lambda found, by=values: by[found[1]], one)
        if is_file(path, one, only):
            assert meet(one, only, one, only)
            if is_file(path, other, others):
                assert meet(one, only, other, others)
                assert meet(other, others, one, only)


def test_many_values_in_one_name_are_left_open():
    """Too many to try: not provably apart."""
    only = {name: tuple(range(40)) for name in "ab"}

    assert meet("{a}-{b}", only, "x-{b}", {})
    assert not meet("{a}-{b}/1", only, "{a}/2", {})


TYPES = ("", "TEXT", "TEXT COLLATE NOCASE", "TEXT COLLATE RTRIM", "INTEGER", "NUMERIC", "REAL")
VALUES = ["a", "A", "a ", "b", "1", "01", "1.0", "1e0", 1, 2, True, False, "0", "true", "", "é"]


@pytest.mark.parametrize("type_", TYPES)
def test_filters_that_are_apart_let_no_row_through_both(type_):
    """The oracle is SQLite: whatever a row holds, it is not equal to both."""
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE t (v {type_})")
    database.executemany("INSERT INTO t VALUES (?)", [(value,) for value in VALUES])
    both = "SELECT count(*) FROM t WHERE v = ? AND v = ?"

    for one, other in product(VALUES, VALUES):
        if apart({"v": (one,)}, {"v": (other,)}):
            assert database.execute(both, (one, other)).fetchone() == (0,), (one, other)
    database.close()
