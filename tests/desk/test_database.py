"""The desk database: made once, private, one change at a time, and calm when something is wrong."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from avgrights.desk import database as database_module
from avgrights.desk.database import Database
from avgrights.desk.private_files import make_private_folder
from avgrights.desk.tables import meta
from avgrights.terms.errors import InputFault, StoreFault

CANARY = "canary-4711@example.nl"


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder}/var/desk.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> str:
    """The desk's URL, on each of the two."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return url_of(tmp_path)


def put(database: Database, name: str, value: str = "x") -> None:
    with database.change() as connection:
        connection.execute(insert(meta).values(name=name, value=value))


def names(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.scalars(select(meta.c.name)))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# Making it


def test_a_desk_is_made_on_first_use_and_is_the_same_one_ever_after(url):
    database = Database(url)
    desk = database.desk
    database.close()

    again = Database(url)

    assert again.desk == desk
    assert len(desk) == 32
    again.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_it_is_private_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        database = Database(url_of(tmp_path / "new"))
    finally:
        os.umask(before)
    put(database, "kept")

    files = sorted((tmp_path / "new" / "var").iterdir())
    assert [file.name for file in files] == ["desk.db", "desk.db-shm", "desk.db-wal"]
    assert {mode(file) for file in files} == {0o600}
    assert mode(tmp_path / "new") == mode(tmp_path / "new" / "var") == 0o700
    database.close()


def test_a_folder_that_is_there_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o755)
    Database(f"sqlite:///{tmp_path}/desk.db").close()

    assert mode(tmp_path) == 0o755


def test_sqlite_is_set_to_lose_and_to_leave_nothing(tmp_path):
    database = Database(url_of(tmp_path))

    with database.read() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    database.close()


def _make(url: str, gate, answers) -> None:
    gate.wait()
    try:
        database = Database(url)
        answers.put(database.desk)
        put(database, f"by {os.getpid()}")
        database.close()
    except Exception as fault:
        answers.put(repr(fault))


def test_processes_that_make_it_at_the_same_time_make_one(url):
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(4), spawn.Queue()
    makers = [spawn.Process(target=_make, args=(url, gate, answers)) for _ in range(4)]
    for maker in makers:
        maker.start()
    found = {answers.get(timeout=60) for _ in makers}
    for maker in makers:
        maker.join()

    database = Database(url)
    assert found == {database.desk}
    assert len(names(database)) == 2 + 4
    database.close()


def test_who_comes_second_takes_the_desk_of_the_first(url, monkeypatch):
    """Both saw an empty database; when the second may write, the first has filled it."""
    first = Database(url)
    looked = iter([False, True])
    monkeypatch.setattr(database_module, "_known", lambda _: next(looked))

    second = Database(url)

    assert second.desk == first.desk
    first.close()
    second.close()


# One change at a time


def test_a_change_stands_whole_or_not_at_all(url):
    database = Database(url)
    put(database, "kept")
    with pytest.raises(KeyError), database.change() as connection:
        connection.execute(insert(meta).values(name="undone", value="x"))
        raise KeyError

    assert names(database) == {"schema", "desk", "kept"}
    database.close()


def test_what_is_written_in_a_reading_does_not_stay(tmp_path):
    database = Database(url_of(tmp_path))
    with database.read() as connection:
        connection.execute(insert(meta).values(name="undone", value="x"))

    assert names(database) == {"schema", "desk"}
    database.close()


def test_a_reading_sees_one_moment(url):
    database = Database(url)
    count = select(func.count()).select_from(meta)
    with database.read() as connection:
        before = connection.scalar(count)
        put(database, "meanwhile")
        assert connection.scalar(count) == before
    database.close()


def test_changes_wait_for_each_other(url):
    """Read, think, write: with two at once and no waiting, one of each pair would be lost."""
    database = Database(url)
    put(database, "counter", "0")
    mine = meta.c.name == "counter"

    def count() -> None:
        for _ in range(20):
            with database.change() as connection:
                now = int(connection.scalar(select(meta.c.value).where(mine)))
                connection.execute(meta.update().where(mine).values(value=str(now + 1)))

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as connection:
        assert connection.scalar(select(meta.c.value).where(mine)) == "60"
    database.close()


def test_a_change_within_a_change_is_our_own_fault_and_does_not_hang(url):
    database = Database(url)
    with database.change(), pytest.raises(RuntimeError, match="within a change"):
        put(database, "inner")
    put(database, "afterwards")
    database.close()


def test_a_locked_database_is_told_and_nothing_changes(url):
    first, second = Database(url), Database(url, patience=0.2)
    with first.change(), pytest.raises(StoreFault, match="is locked by another process") as caught:
        put(second, "refused")

    assert caught.value.exit_status == 3
    assert "run this one again" in caught.value.remedy
    assert "refused" not in names(first)
    first.close()
    second.close()


def test_a_lock_on_a_desk_that_is_not_yet_made_is_told_too(tmp_path):
    file = tmp_path / "desk.db"
    with sqlite3.connect(file) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreFault, match="is locked by another process"):
            Database(f"sqlite:///{file}", patience=0.2)


class Reluctant:
    """A connection that finds the file locked so many times before it turns the log on."""

    def __init__(self, times: int, says: str = "database is locked") -> None:
        self.times, self.says, self.mode = times, says, "delete"

    def execute(self, statement: str) -> Reluctant:
        if statement.endswith("WAL"):
            self.times -= 1
            if self.times >= 0:
                raise sqlite3.OperationalError(self.says)
            self.mode = "wal"
        return self

    def fetchone(self) -> tuple[str]:
        return (self.mode,)


def test_turning_the_log_on_waits_for_the_process_that_does_it_first():
    """SQLite itself does not wait here, however long its busy timeout is."""
    connection = Reluctant(3)
    database_module._write_ahead(connection, 10)
    assert connection.mode == "wal"

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        database_module._write_ahead(Reluctant(1000), 0.05)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database_module._write_ahead(Reluctant(1, "attempt to write a readonly database"), 10)


# What is wrong with it


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("no url", "is no database URL", id="no URL"),
        pytest.param("sqlite://host:port/x", "is no database URL", id="no port"),
        pytest.param("sqlite://", "names no file", id="in memory"),
        pytest.param("sqlite:///:memory:", "names no file", id="in memory by name"),
        pytest.param("mysql+pymysql://secret-word@host/desk", "'mysql' cannot hold a desk",
                     id="MariaDB"),
        pytest.param("nosuch://secret-word@host/desk", "'nosuch' cannot hold a desk", id="unknown"),
    ],
)  # fmt: skip
def test_a_url_that_cannot_hold_a_desk(url, says):
    with pytest.raises(InputFault, match=says) as caught:
        Database(url)
    assert "sqlite:///var/desk.db" in caught.value.remedy
    assert "secret-word" not in str(caught.value)


def test_a_server_that_is_not_there(tmp_path):
    url = f"postgresql+psycopg://user:secret-word@/desk?host={tmp_path}"
    with pytest.raises(StoreFault, match="cannot be reached") as caught:
        Database(url)
    assert "secret-word" not in str(caught.value)


def test_a_missing_driver_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(InputFault, match="needs the driver psycopg") as caught:
        Database("postgresql://user@host/desk")
    assert "avgrights[postgres]" in caught.value.remedy


def test_a_desk_of_a_later_version_is_left_alone(url):
    database = Database(url)
    with database.change() as connection:
        connection.execute(meta.update().where(meta.c.name == "schema").values(value="3"))
    database.close()

    with pytest.raises(InputFault, match="has schema 3; this version of avgrights knows 2"):
        Database(url)


def test_a_desk_that_lost_its_facts_is_damaged_and_not_made_anew(url):
    database = Database(url)
    with database.change() as connection:
        connection.exec_driver_sql("DROP TABLE meta")
    database.close()

    with pytest.raises(StoreFault, match="its table 'meta' is gone"):
        Database(url)


def test_a_desk_that_lost_its_id_is_damaged(url):
    database = Database(url)
    with database.change() as connection:
        connection.execute(meta.delete().where(meta.c.name == "desk"))

    with pytest.raises(StoreFault, match="has lost the id of the desk"):
        _ = database.desk
    database.close()


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "desk.db").write_bytes(b"a letter about something else" * 100)
    with pytest.raises(StoreFault, match="is damaged, or the file is no database"):
        Database(f"sqlite:///{tmp_path}/desk.db")


def test_a_place_that_is_a_file(tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(StoreFault, match=r"desk\.db cannot be made: (File exists|Not a directory)"):
        Database(url_of(tmp_path))


def test_a_name_that_is_a_folder(tmp_path):
    (tmp_path / "var" / "desk.db").mkdir(parents=True)
    with pytest.raises(StoreFault, match="cannot be opened"):
        Database(url_of(tmp_path))


def _as_nobody(url: str, answers) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        database = Database(url)
        put(database, "written")
        answers.put("written")
    except StoreFault as fault:
        answers.put(str(fault))


def tell_as_nobody(url: str) -> str:
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    process = fork.Process(target=_as_nobody, args=(url, answers))
    process.start()
    told = answers.get(timeout=30)
    process.join()
    return str(told)


#: They open folders that all workers share: in one worker they come one after the other.
OPEN_WAY = pytest.mark.xdist_group("open way")


@pytest.fixture
def open_way(tmp_path, tmp_path_factory):
    """Lets another user come as far as the folder of this test."""
    ways = [way for way in [tmp_path, *tmp_path.parents] if mode(way) & 0o055 != 0o055]
    before = {way: mode(way) for way in ways}
    for way in ways:
        way.chmod(before[way] | 0o055)
    yield tmp_path
    for way in ways:
        way.chmod(before[way])


@OPEN_WAY
def test_a_folder_that_may_not_be_written(open_way):
    made = open_way / "shut"
    made.mkdir(mode=0o555)

    assert "desk.db cannot be made: Permission denied" in tell_as_nobody(url_of(made))
    assert list(made.iterdir()) == []


@OPEN_WAY
def test_a_database_that_may_not_be_written(open_way):
    """Another user may read it, and may make nothing beside it."""
    database = Database(f"sqlite:///{open_way}/desk.db")
    database.close()
    (open_way / "desk.db").chmod(0o444)
    before = (open_way / "desk.db").read_bytes()

    told = tell_as_nobody(f"sqlite:///{open_way}/desk.db")

    assert told.startswith("the desk database cannot be ")
    assert (open_way / "desk.db").read_bytes() == before


def test_a_folder_made_by_somebody_else_meanwhile_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "is_dir", lambda path: path != tmp_path / "var")
    (tmp_path / "var").mkdir()

    make_private_folder(tmp_path / "var")


# What a driver says, and what stays behind


def test_a_fault_never_tells_a_value(url):
    database = Database(url)
    put(database, CANARY)
    with pytest.raises(StoreFault, match="the desk database failed") as caught:
        put(database, CANARY)

    assert CANARY not in repr(caught.value)
    assert caught.value.__suppress_context__
    database.close()


def test_a_full_disk_is_told(tmp_path):
    database = Database(url_of(tmp_path))
    with pytest.raises(StoreFault, match="has no room left"), database.change() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.execute(insert(meta).values(name="large", value="x" * 1_000_000))

    assert names(database) == {"schema", "desk"}
    database.close()


def test_what_was_erased_is_not_in_any_file(tmp_path):
    """Deleted pages stay readable in a plain database and in its log."""
    database = Database(url_of(tmp_path))
    put(database, "secret", CANARY * 2000)
    with database.change() as connection:
        connection.execute(meta.delete().where(meta.c.name == "secret"))
    database.close()

    for file in (tmp_path / "var").iterdir():
        assert CANARY.encode() not in file.read_bytes()


def test_a_reader_that_keeps_the_log_busy_does_not_stop_the_closing(tmp_path):
    first, second = Database(url_of(tmp_path)), Database(url_of(tmp_path))
    with second.read() as connection:
        connection.execute(select(meta)).all()
        put(first, "written")
        first.close()

    assert "written" in names(second)
    second.close()
