"""A key that a column takes for another's: the row of somebody else stays as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from avgrights.terms.data_map import Dataset, Restrict, Way
from avgrights.terms.errors import InputFault
from tests.stores.restricting import Restricting, run

PEOPLE = Dataset(
    name="people", activities=("a",), store="s", table="people", key=("code",),
    subject={"email": ("email",)}, restrict=Restrict(way=Way.MOVE),
)  # fmt: skip


def test_a_key_without_regard_to_case_names_one_row(tmp_path: Path) -> None:
    """
    Facts: SQLite; a column COLLATE NOCASE is the key; two people whose codes differ in case.
    Holding: who is restricted goes apart, the other stays; and comes back alone.
    """
    (tmp_path / "s.db").touch()
    url = f"sqlite:///{tmp_path}/s.db"
    run(
        url,
        "CREATE TABLE people (code TEXT COLLATE NOCASE, email TEXT)",
        "CREATE UNIQUE INDEX one ON people (code COLLATE BINARY)",
        "INSERT INTO people VALUES ('AB', 'a@example.nl'), ('ab', 'b@example.nl')",
    )
    work = Restricting(url, PEOPLE, Way.MOVE)

    done = work.shut("AB")

    assert done.rows == 1
    assert work.rows("SELECT * FROM people") == [("ab", "b@example.nl")]
    work.free("AB")
    assert sorted(work.rows("SELECT * FROM people")) == [
        ("AB", "a@example.nl"), ("ab", "b@example.nl"),
    ]  # fmt: skip


def test_text_in_another_encoding_is_not_moved(tmp_path: Path) -> None:
    """
    Facts: a SQLite file in UTF-16: its bytes would come back as other text, and who asks would not
        be found meanwhile.
    Holding: nothing is moved, and it says why.
    """
    file = sqlite3.connect(tmp_path / "s.db")
    file.execute("PRAGMA encoding = 'UTF-16le'")
    file.execute("CREATE TABLE people (code TEXT PRIMARY KEY, email TEXT)")
    file.execute("INSERT INTO people VALUES ('é', 'a@example.nl')")
    file.commit()
    file.close()
    work = Restricting(f"sqlite:///{tmp_path}/s.db", PEOPLE, Way.MOVE)
    with pytest.raises(InputFault, match="UTF-16"):
        work.shut("é")
    assert work.rows("SELECT * FROM people") == [("é", "a@example.nl")]
