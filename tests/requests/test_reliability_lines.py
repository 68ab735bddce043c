"""A connection that is lost, at any byte, also after COMMIT was sent (reliability, row 10)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.desk import engine
from avgrights.desk.doing import carry_out
from tests.conftest import MakeWorkspace
from tests.purge.house import fill as fill_due
from tests.purge.house import make_house
from tests.requests.cutting import Proxy, between
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    LEDGER,
    REGISTER,
    STORES,
    TICKETS,
    House,
    contact,
    entry,
    ticket,
)

TABLES = (TICKETS, LEDGER, CONTACTS)
#: The three tables lie in one database, so that there is one line to cut.
ONE_STORE = DATA_MAP.replace("store: two", "store: one").replace("store: three", "store: one")
#: How many places on the line are tried, in each direction.
PLACES = int(os.environ.get("AVGRIGHTS_LINE_CUTS", "2"))


@pytest.fixture(params=["postgres", "mariadb"])
def line(request: pytest.FixtureRequest) -> Iterator[tuple[str, Proxy, str]]:
    """A database, the proxy before it, and the URL through the proxy."""
    url = request.getfixturevalue(f"{request.param}_url")
    with between(url) as (proxy, through):
        yield url, proxy, through


def _moments(proxy: Proxy) -> list[dict[str, int]]:
    """Where to cut a run like the one that the proxy has just seen: spread over its bytes, in both
    directions, and after every COMMIT, of many COMMITs the last ones too."""
    up, down, commits = proxy.up, proxy.down, proxy.commits
    spread = [n * 2 + 1 for n in range(PLACES)]
    after = sorted({1, commits, commits - 1, *range(1, commits + 1, max(2, commits // PLACES))})
    return [
        *({"up": up * n // (2 * PLACES)} for n in spread),
        *({"down": down * n // (2 * PLACES)} for n in spread),
        *({"commit": n} for n in after if n > 0),
    ]


def _evidence(house: House, work: str) -> dict[str, int]:
    with house.engine("one").connect() as connection:
        if not sa.inspect(connection).has_table("avgrights_evidence"):
            return {}
        table = sa.Table("avgrights_evidence", sa.MetaData(), autoload_with=connection)
        asked = (
            sa.select(table.c.dataset, sa.func.sum(table.c.rows))
            .where(table.c.work == work)
            .group_by(table.c.dataset)
        )
        return {name: int(rows) for name, rows in connection.execute(asked)}


def _gone(house: House, rows: int) -> dict[str, int]:
    return {t.name: rows - len(house.left(t)) for t in TABLES if len(house.left(t)) < rows}


def test_row_10_an_erasure_whose_connection_is_lost(
    line: tuple[str, Proxy, str], workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """Row 10. Threat: the line to the database breaks, and nobody knows whether COMMIT came over.

    Facts:   A proxy cuts the line at a byte on the way there or back, or lets a COMMIT through
             and swallows the answer.
    Holding: What the evidence in the database says is what is gone, at once; the same command
             finishes the work, and every row is counted once.
    """
    url, proxy, through = line
    (tmp_path / "beelden").mkdir()
    stores = {"one": {"url": through}, "cameras": {"folder": str(tmp_path / "beelden")}}
    house = House(workspace(stores=stores, registers={"huis": (REGISTER, ONE_STORE)}),
                  dict.fromkeys(STORES, url))  # fmt: skip

    def once(**cut: int) -> bool:
        """One erasure; whether the cut left it open."""
        house.put(TICKETS, *(ticket(n, "2020-01-01") for n in (1, 2)))
        house.put(LEDGER, *(entry(n, "2010-01-01") for n in (1, 2)))
        house.put(CONTACTS, *(contact(n, "2010-01-01") for n in (1, 2)))
        case = house.case("erasure")
        proxy.set(**cut)
        with house.desk() as desk:
            broken = bool(carry_out(desk, case).open)
        assert _evidence(house, case) == _gone(house, 2), cut
        moments.extend([] if cut else _moments(proxy))
        proxy.set()
        with house.desk() as desk:
            work = carry_out(desk, case)
            assert desk.logbook.verify().failure is None
        assert work.open == ()
        assert {(r.found, r.done, r.kept) for r in work.results if r.found} == {(2, 2, 0)}, cut
        assert _evidence(house, case) == {"tickets": 2, "ledger": 2, "contacts": 2}, cut
        assert [house.left(table) for table in TABLES] == [[], [], []]
        return broken

    moments: list[dict[str, int]] = []
    once()  # adopts the stores
    moments.clear()
    assert not once()
    assert len(moments) > 2 * PLACES
    broken = [once(**cut) for cut in moments]
    assert sum(broken) > len(broken) * 0.8, "the cuts fall in the run"


def test_row_10_a_purge_whose_connection_is_lost(
    line: tuple[str, Proxy, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 10, at night: the same of a purge in batches."""
    monkeypatch.setattr(engine, "_FIRST_BATCH", 5)
    monkeypatch.setattr(engine, "_LARGEST_BATCH", 5)
    url, proxy, through = line
    house = make_house(tmp_path / "house", url)
    settings = house.folder / "avgrights.yaml"
    text = settings.read_text()
    assert url in text
    settings.write_text(text.replace(url, through))
    rows, total = 11, 0

    def once(**cut: int) -> int:
        """One purge, of one ticket more each time: another plan; its first exit status."""
        nonlocal rows, total
        rows += 1
        fill_due(house, due=rows, kept=0)
        file, _ = house.plan()
        assert house.approve(file)[0] == 0
        proxy.set(**cut)
        status, _ = house.run("purge", "run", str(file))
        assert house.evidence() - total == rows - len(house.ids()), cut
        moments.extend([] if cut else _moments(proxy)[1::2])
        proxy.set()
        again, ran = house.run("purge", "run", str(file))
        assert again == 0, ran
        total += rows
        assert (house.ids(), house.ids("notes"), house.evidence()) == (set(), set(), total), cut
        file.unlink()
        return status

    moments: list[dict[str, int]] = []
    once()
    moments.clear()
    assert once() == 0
    statuses = [once(**cut) for cut in moments]
    assert set(statuses) <= {0, 3}
    assert statuses.count(3) > len(statuses) * 0.8
    assert house.run("journal", "verify")[0] == 0
