"""A key that a column takes for another's: the row of somebody else stays as it is."""

from __future__ import annotations

from pathlib import Path

from avgrights.terms.data_map import Dataset, Restrict, Way
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
