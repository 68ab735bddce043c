"""Every record with the identifiers of its person, as a search for them would compare them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.stores.opening import open_store
from avgrights.stores.walking import walk
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier
from avgrights.terms.settings import StoreSettings

META = sa.MetaData()
PEOPLE = sa.Table(
    "people", META, sa.Column("org", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True), sa.Column("email", sa.Text),
    sa.Column("other", sa.Text), sa.Column("staff", sa.Integer), sa.Column("kind", sa.Text),
)  # fmt: skip
DATASET = Dataset(
    name="people", activities=("a",), store="s", table="people", key=("org", "number"),
    subject={"email": ("email", "other"), "staff": ("staff",)}, only={"kind": ("person",)},
)  # fmt: skip
ROWS = (
    ("A", 1, " Ä.b@Example.nl ", None, 7, "person"),
    ("A", 2, None, "c@example.nl", None, "person"),
    ("B", 1, "", None, None, "person"),
    ("B", 2, "d@example.nl", None, 1, "machine"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path: Path) -> str:
    """The store's URL, on each of the two."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path}/s.db"


def test_what_is_walked_over_is_what_a_search_finds(url):
    """Also where an e-mail address is written in another case, with spaces or accents."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    META.create_all(engine)
    with engine.begin() as connection:
        names = [column.name for column in PEOPLE.columns]
        connection.execute(PEOPLE.insert(), [dict(zip(names, row, strict=True)) for row in ROWS])
    store = open_store(StoreSettings(name="s", url=url))

    found = {
        one.key: {(who.kind, who.comparable) for who in one.whose} for one in walk(store, DATASET)
    }

    assert found == {
        ("A", "1"): {("email", "ä.b@example.nl"), ("staff", "7")},
        ("A", "2"): {("email", "c@example.nl")},
    }
    store.close()


def test_files_are_walked_over_by_what_their_names_say(tmp_path):
    for name in ("a@example.nl/1.pdf", "b@example.nl/2.pdf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    dataset = Dataset(
        name="files", activities=("a",), store="s", files="{email}/{number}.pdf",
        subject={"email": ("email",)},
    )  # fmt: skip
    found = list(walk(open_store(StoreSettings(name="s", folder=tmp_path)), dataset))

    assert [one.key for one in found] == [("a@example.nl/1.pdf",), ("b@example.nl/2.pdf",)]
    assert found[0].whose == (Identifier("email", "a@example.nl"),)
