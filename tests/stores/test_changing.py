"""Values changed in columns of every type, seen from a second connection."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.stores.interface import Alteration
from avgrights.terms.data_map import Dataset, FieldUse
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier
from tests.stores.test_shapes import TICKET, opened

USE = FieldUse(category="c")
#: Column -> its type by database, what it holds, the text it is to hold, and that as JSON.
COLUMNS: dict[str, tuple[dict[str, str], Any, str, Any]] = {
    "naam": ({"": "varchar(20)"}, "'x'", "é\n2", "é\n2"),
    "whole": ({"": "integer"}, "1", "-7", -7),
    "large": ({"": "bigint"}, "1", "9007199254740993", 9007199254740993),
    "price": ({"": "numeric(10,2)"}, "1.10", "12.5", {"sqlite": 12.5, "": "12.50"}),
    "day": ({"": "date"}, "'2020-02-29'", "2026-03-01", "2026-03-01"),
    "at": (
        {"": "timestamp", "mariadb": "datetime"},
        "'2020-02-29 10:00:00'",
        "2026-03-01T14:30",
        "2026-03-01 14:30:00",
    ),
    "yes": (
        {"": "boolean"},
        {"postgresql": "true", "": "1"},
        {"mariadb": "0", "": "nee"},
        {"": 0, "postgresql": False},
    ),
    "half": ({"": "real", "mariadb": "double"}, "0.5", "0.25", {"": 0.25, "mariadb": None}),
}


def _of(given: Any, place: str) -> Any:
    return given.get(place, given.get("")) if isinstance(given, dict) else given


@pytest.mark.parametrize("place", ["sqlite", "postgres", "mariadb"])
@pytest.mark.parametrize("name", COLUMNS)
def test_a_value_of_every_type(place: str, name: str, tmp_path, request) -> None:
    """Old and new are what the store itself gives back; a second time nothing is done; empty is
    nothing."""
    kind = "postgresql" if place == "postgres" else place
    type_, old, new, shown = (_of(one, kind) for one in COLUMNS[name])
    store, engine = opened(
        place, tmp_path, request,
        f'CREATE TABLE rows_ (id integer PRIMARY KEY, email varchar(50), "{name}" {type_})',
        f"INSERT INTO rows_ VALUES (1, 'a@example.nl', {old}), (2, 'a@example.nl', NULL), "
        f"(3, 'b@example.nl', {old})",
    )  # fmt: skip
    dataset = Dataset(
        name="d", activities=("a",), store="s", table="rows_", key=("id",),
        subject={"email": ("email",)}, fields={name: USE},
    )  # fmt: skip
    person = (Identifier("email", "a@example.nl"),)
    keys = [("1",), ("2",), ("3",)]
    about = {"register": "r", "rule": "GDPR 16", "stay": (), "whose": person}

    if shown is None:
        shown = store.fitting(dataset, {name: new})[name]
    assert store.fitting(dataset, {name: new}) == {name: shown}
    before = store.held(dataset, keys, [name])
    wanted = Alteration(part=None, new={name: new}, rows=before)
    done = store.change_rows(dataset, wanted, TICKET, **about)
    assert done is not None and done.rows == 2
    after = {one.key[0]: one.values[name] for one in store.held(dataset, keys, [name])}
    assert (after["1"], after["2"]) == (shown, shown)
    assert after["3"] == next(one for one in before if one.key == ("3",)).values[name]
    assert store.change_rows(dataset, wanted, TICKET, **about) is None

    emptied = Alteration(part=None, new={name: ""}, rows=store.held(dataset, keys[:1], [name]))
    assert store.change_rows(dataset, emptied, TICKET, **about) is not None
    column = sa.table("rows_", sa.column("id"), sa.column(name))
    with engine.connect() as connection:
        asked = sa.select(column.c[name]).where(column.c.id == 1)
        assert connection.execute(asked).scalar_one() is None
    assert [one.rows for one in store.evidence("w")] == [2, 1]
    store.close()


def test_types_of_postgres_alone(tmp_path, request) -> None:
    """An enumeration, a UUID and a time with a zone; an array takes no text."""
    store, _ = opened(
        "postgres", tmp_path, request,
        "CREATE TYPE mood AS ENUM ('goed', 'slecht')",
        "CREATE TABLE rows_ (id uuid PRIMARY KEY, email text, m mood, at timestamptz, u uuid, "
        "tags text[])",
        "INSERT INTO rows_ VALUES ('00000000-0000-0000-0000-000000000001', 'a@example.nl', "
        "'slecht', '2020-01-01 00:00+00', NULL, '{a}')",
    )  # fmt: skip
    fields = dict.fromkeys(("m", "at", "u", "tags"), USE)
    dataset = Dataset(name="d", activities=("a",), store="s", table="rows_", key=("id",),
                      subject={"email": ("email",)}, fields=fields)  # fmt: skip
    new = {"m": "goed", "at": "2026-03-01T12:00+02:00", "u": "0" * 31 + "7"}
    shown = {
        "m": "goed", "at": "2026-03-01T10:00:00+00:00",
        "u": "00000000-0000-0000-0000-000000000007",
    }  # fmt: skip
    assert store.fitting(dataset, new) == shown
    rows = store.held(dataset, [("00000000-0000-0000-0000-000000000001",)], list(new))
    done = store.change_rows(
        dataset, Alteration(part=None, new=new, rows=rows), TICKET, register="r", rule="GDPR 16",
        stay=(), whose=(Identifier("email", "a@example.nl"),),
    )  # fmt: skip
    assert done is not None
    (after,) = store.held(dataset, [rows[0].key], list(new))
    assert after.values == shown
    with pytest.raises(InputFault, match=r"rows_\.tags"):
        store.fitting(dataset, {"tags": "{a}"})
    store.close()


def test_what_four_bytes_cannot_hold_postgres_says_itself(tmp_path, request) -> None:
    store, _ = opened(
        "postgres", tmp_path, request,
        "CREATE TABLE rows_ (id integer PRIMARY KEY, email text, n integer)",
    )  # fmt: skip
    dataset = Dataset(name="d", activities=("a",), store="s", table="rows_", key=("id",),
                      subject={"email": ("email",)}, fields={"n": USE})  # fmt: skip
    with pytest.raises(InputFault, match="cannot hold that value"):
        store.fitting(dataset, {"n": "2147483648"})
    store.close()
