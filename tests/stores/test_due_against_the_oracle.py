"""What a store calls due, against a reckoning row by row, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from avgrights.retention.cutoff import last_day_of_trigger
from avgrights.retention.questions import Cut, Question
from avgrights.stores.opening import open_store
from avgrights.terms.data_map import Dataset, EventColumn, EventKind
from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom, MonthDay, RetentionRule
from avgrights.terms.settings import StoreSettings
from tests.stores.oracle import AMSTERDAM, day_of_text, state

NOT_A_DAY = [
    None, "", "n/a", "0000-00-00", "2023-02-30", "2023-13-01", "2023-1-1", "20230101", "now",
    "2023-01-01 24:00:00", "2023-01-01T25:00", "2023-01-01 10", "2023-01-01 10:00:61",
    "2023-01-01x10:00", "2023-01-01 10:00 Z", " 2023-01-01", "2023-01-01 ", "0000-01-01",
    "2023-01-01T10:00:00+25:00", "infinity", "12:30", "2459945.5", "2023-02-29", "1900-02-29",
]  # fmt: skip
KEEPS = ["1 month", "2 years", "4 weeks", "6 months", "90 days", "1 year 1 month 3 days", "7 years"]


def some_rule(chance: random.Random) -> RetentionRule:
    count_from = chance.choice(list(CountFrom))
    ends = chance.choice([MonthDay(12, 31), MonthDay(6, 30), MonthDay(2, 29), MonthDay(2, 28)])
    return RetentionRule(
        id="r", datasets=("d",), keep=Period.parse(chance.choice(KEEPS)), after="e",
        count_from=count_from,
        book_year_ends=ends if count_from is CountFrom.END_OF_BOOK_YEAR else None,
    )  # fmt: skip


def edge_days(chance: random.Random, rule: RetentionRule, today: date) -> list[date]:
    """Days around the cutoff, around today, and anywhere."""
    cutoff = last_day_of_trigger(rule, today)
    around = [d + timedelta(n) for d in (cutoff, today) for n in range(-3, 4)]
    return around + [date(2015, 1, 1) + timedelta(chance.randrange(6000)) for _ in range(30)]


def as_text(chance: random.Random, day: date) -> str:
    """A day, or a moment near its ends, written in one of the accepted ways."""
    clock = chance.choice(
        ["00:00", "00:00:00", "23:59:59", "22:30", "23:30:00.123456", "12:00:01.5"]
    )
    offset = chance.choice(["", "", "Z", "+02:00", "-05:30", "+14:00", "-11:00"])
    return chance.choice([day.isoformat(), f"{day}{chance.choice(' T')}{clock}{offset}"])


def question(rule: RetentionRule, today: date, **event) -> Question:
    column = EventColumn(column="at", **event)
    dataset = Dataset(name="d", activities=("a",), store="s", table="rows", key=("id",),
                      events={"e": column})  # fmt: skip
    cut = Cut(rule="r", activity="a", event=column, last_day=last_day_of_trigger(rule, today))
    return Question(dataset=dataset, cuts=(cut,), today=today, zone="Europe/Amsterdam")


def counted(store, asked: Question) -> Counter:
    found = store.count(asked)
    parts = Counter(undated=found.undated, not_due=found.not_due, due=found.due)
    assert found.examined == parts.total()
    return +parts


def sqlite_store(tmp_path, column: str, values: list):
    path = tmp_path / "rows.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as driver:
        driver.execute(f"CREATE TABLE rows (id INTEGER PRIMARY KEY, at {column})")
        driver.executemany("INSERT INTO rows (at) VALUES (?)", [(value,) for value in values])
    driver.close()
    return open_store(StoreSettings(name="s", url=f"sqlite:///{path}"))


def mariadb_store(url: str, column: str, values: list):
    """A server may accept values that the session of a test would not."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'")
        )
        connection.execute(text("DROP TABLE IF EXISTS `rows`"))
        connection.execute(text(f"CREATE TABLE `rows` (id serial PRIMARY KEY, at {column} NULL)"))
        connection.execute(
            text("INSERT INTO `rows` (at) VALUES (:at)"), [{"at": value} for value in values]
        )
    engine.dispose()
    return open_store(StoreSettings(name="s", url=url))


def postgres_store(url: str, column: str, values: list):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS rows"))
        connection.execute(text(f"CREATE TABLE rows (id serial PRIMARY KEY, at {column})"))
        connection.execute(
            text("INSERT INTO rows (at) VALUES (:at)"), [{"at": value} for value in values]
        )
    engine.dispose()
    return open_store(StoreSettings(name="s", url=url))


def some_today(chance: random.Random) -> date:
    month_ends = [date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 1), date(2025, 12, 31),
                  date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 26)]  # fmt: skip
    return chance.choice([*month_ends, date(2024, 1, 1) + timedelta(chance.randrange(1100))])


ZONES = [None, "UTC", "America/New_York"]


@pytest.mark.parametrize("seed", range(60))
def test_text_in_sqlite(tmp_path, seed):
    """Whatever the column is called: DATE, DATETIME and TEXT hold text in SQLite."""
    chance = random.Random(seed)
    rule, today, zone = some_rule(chance), some_today(chance), chance.choice(ZONES)
    values = NOT_A_DAY + [as_text(chance, day) for day in edge_days(chance, rule, today)] * 2
    values += [5, 1.5, b"2023-01-01", "9999-12-31"]
    store = sqlite_store(tmp_path, chance.choice(["TEXT", "DATETIME", "TIMESTAMP", "DATE"]), values)
    kind = chance.choice([EventKind.TEXT, EventKind.TIMESTAMP])
    of_zone = ZoneInfo(zone) if zone else None

    expected = Counter(state([day_of_text(v, of_zone)], [rule], today) for v in values)

    assert counted(store, question(rule, today, kind=kind, zone=zone)) == expected


@pytest.mark.parametrize("seed", range(40))
def test_text_in_postgres(postgres_url, seed):
    """The shape is checked before anything is cast: no value makes a statement fail."""
    chance = random.Random(seed)
    rule, today, zone = some_rule(chance), some_today(chance), chance.choice(ZONES)
    values = NOT_A_DAY + [as_text(chance, day) for day in edge_days(chance, rule, today)] * 2
    store = postgres_store(postgres_url, "text", [*values, "9999-12-31"])
    of_zone = ZoneInfo(zone) if zone else None

    expected = Counter(state([day_of_text(v, of_zone)], [rule], today) for v in values)
    expected["undated"] += 1

    assert counted(store, question(rule, today, zone=zone)) == expected
    store.close()


@pytest.mark.parametrize("seed", range(40))
def test_text_in_mariadb(mariadb_url, seed):
    """The shape is checked before anything is cast; a line's end behind a day is no day."""
    chance = random.Random(seed)
    rule, today, zone = some_rule(chance), some_today(chance), chance.choice(ZONES)
    values = NOT_A_DAY + [as_text(chance, day) for day in edge_days(chance, rule, today)] * 2
    store = mariadb_store(mariadb_url, "text", [*values, "9999-12-31", "2023-01-01\n"])
    of_zone = ZoneInfo(zone) if zone else None

    expected = Counter(state([day_of_text(v, of_zone)], [rule], today) for v in values)
    expected["undated"] += 2

    assert counted(store, question(rule, today, zone=zone)) == expected
    store.close()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("place", ["sqlite", "postgres", "mariadb"])
def test_epoch(tmp_path, request, place, seed):
    """Seconds since 1970, UTC; the local day counts."""
    chance = random.Random(seed)
    rule, today = some_rule(chance), some_today(chance)
    moments = [
        datetime(d.year, d.month, d.day, 21, 30, tzinfo=UTC)
        + timedelta(minutes=chance.randrange(180))
        for d in edge_days(chance, rule, today)
    ]
    values = [int(moment.timestamp()) for moment in moments]
    days = [moment.astimezone(AMSTERDAM).date() for moment in moments]
    odd = [None, 1_700_000_000_000]
    if place == "sqlite":
        store = sqlite_store(tmp_path, "INTEGER", [*values, *odd, "n/a", ""])
    else:
        make = postgres_store if place == "postgres" else mariadb_store
        store = make(request.getfixturevalue(f"{place}_url"), "bigint", [*values, *odd])

    expected = Counter(state([day], [rule], today) for day in days)
    expected["undated"] += 4 if place == "sqlite" else 2

    assert counted(store, question(rule, today)) == expected
    store.close()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("column", ["date", "timestamp", "timestamptz"])
def test_days_and_times_of_postgres(postgres_url, column, seed):
    """A date is a day; a naive time is local; an aware one is an instant; infinity is no day."""
    chance = random.Random(seed)
    rule, today = some_rule(chance), some_today(chance)
    days = edge_days(chance, rule, today)
    if column == "timestamptz":
        moments = [
            datetime(d.year, d.month, d.day, 21, 30, tzinfo=UTC)
            + timedelta(minutes=chance.randrange(180))
            for d in days
        ]
        values, days = moments, [m.astimezone(AMSTERDAM).date() for m in moments]
    elif column == "timestamp":
        values = [datetime(d.year, d.month, d.day, chance.choice([0, 23]), 59) for d in days]
    else:
        values = list(days)
    odd = [None, "infinity", "-infinity", "9999-12-31", "0044-03-15 BC"]
    store = postgres_store(postgres_url, column, [*map(str, values), *odd])

    expected = Counter(state([day], [rule], today) for day in days)
    expected["undated"] += len(odd)

    assert counted(store, question(rule, today)) == expected
    store.close()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("column", ["date", "datetime(6)", "timestamp"])
@pytest.mark.parametrize("zone", ZONES)
def test_days_and_times_of_mariadb(mariadb_url, column, zone, seed):
    """A date is a day; a DATETIME is naive, local or of its zone; a TIMESTAMP is an instant. Zero
    dates, zero months and days that a month lacks are no days."""
    chance = random.Random(f"{seed} {zone}")
    rule, today = some_rule(chance), some_today(chance)
    days = edge_days(chance, rule, today)
    if column == "date":
        values = list(days)
    else:
        values = [datetime(d.year, d.month, d.day, chance.randrange(24), 59) for d in days]
        of_zone = ZoneInfo("UTC") if column == "timestamp" else ZoneInfo(zone) if zone else None
        if of_zone:
            days = [v.replace(tzinfo=of_zone).astimezone(AMSTERDAM).date() for v in values]
    odd = [None, "0000-00-00"]
    if column != "timestamp":
        odd += ["2023-00-10", "2023-04-00", "2023-02-31", "9999-12-31", "0000-01-01"]
    store = mariadb_store(mariadb_url, column, [*map(str, values), *odd])

    expected = Counter(state([day], [rule], today) for day in days)
    expected["undated"] += len(odd)

    assert counted(store, question(rule, today, zone=zone)) == expected
    store.close()
