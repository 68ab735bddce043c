"""The journal in the desk database: appended with what it tells of, and every alteration found."""

from __future__ import annotations

import base64
import multiprocessing
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import frozen
from sqlalchemy import delete, event, func, insert, select, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from avgrights.desk import journal_rows
from avgrights.desk.appending import Appender
from avgrights.desk.database import Database
from avgrights.desk.logbook import Logbook
from avgrights.desk.tables import hold, journal, meta, tree
from avgrights.desk.vault import Vault
from avgrights.journal.kinds import OutsideSchema
from avgrights.journal.note import Checkpoint, opened
from avgrights.journal.verification import Verification
from avgrights.terms.clock import Clock
from avgrights.terms.errors import CheckFailed, InputFault, StoreFault

CLOCK = Clock(today=date(2026, 3, 2), now=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
CANARY = "canary-4711@example.nl"


@frozen
class Desk:
    """Database, keys and journal in one folder."""

    folder: Path
    database: Database
    vault: Vault
    logbook: Logbook

    def append(self, kind: str = "hold.released", **facts) -> int:
        with self.database.change() as connection:
            return self.logbook.append(connection, kind, **(facts or {"hold": "a1"}))

    def change(self, *statements) -> None:
        """What an insider does, past the logbook."""
        with self.database.change() as connection:
            for statement in statements:
                connection.execute(text(statement) if isinstance(statement, str) else statement)


def open_desk(folder: Path, url: str = "", *, anchor: bool = True, clock: Clock = CLOCK) -> Desk:
    database = Database(url or f"sqlite:///{folder}/var/desk.db")
    vault = Vault(str(folder / "var" / "keys"), database)
    place = folder / "var" / "anchors" if anchor else None
    return Desk(folder, database, vault, Logbook(database, vault, clock, place))


def filled(folder: Path, url: str = "", entries: int = 6, **given) -> Desk:
    desk = open_desk(folder, url, **given)
    for number in range(entries - 1):
        desk.append(hold=f"a{number}")
    return desk


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    """A journal of six entries on SQLite."""
    made = filled(tmp_path)
    yield made
    made.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request, tmp_path) -> Iterator[Desk]:
    """The same on each of the two."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    made = filled(tmp_path, url)
    yield made
    made.database.close()


def failing(desk: Desk) -> tuple[int | None, str]:
    found = desk.logbook.verify()
    assert found.failure is not None
    return found.failure.entry, found.failure.what


# Appending


def test_the_first_entry_of_all_is_that_the_desk_was_made(either):
    first, second, *_ = either.logbook.entries()

    assert (first.seq, first.kind, first.facts) == (1, "desk.made", {"desk": either.database.desk})
    assert (second.seq, second.kind, second.facts) == (2, "hold.released", {"hold": "a0"})
    assert (second.day, second.at) == (date(2026, 3, 2), "2026-03-02T08:00:00.000000Z")


def test_numbers_go_on_from_one_and_the_journal_verifies(either):
    assert either.append() == 7
    found = either.logbook.verify()

    assert (found.entries, found.checkpoint.size, found.failure) == (7, 7, None)
    assert [entry.seq for entry in either.logbook.entries()] == list(range(1, 8))


def test_several_entries_stand_in_one_change(either):
    with either.database.change() as connection:
        numbers = [either.logbook.append(connection, "case.closed", case=f"c{n}") for n in range(5)]

    assert numbers == [7, 8, 9, 10, 11]
    assert either.logbook.verify().failure is None


def test_what_is_undone_is_not_in_the_journal(either):
    with pytest.raises(KeyError), either.database.change() as connection:
        either.logbook.append(connection, "case.closed", case="c1")
        raise KeyError

    assert either.append() == 7
    assert either.logbook.verify().failure is None


def test_an_entry_outside_the_schema_undoes_the_change_with_it(desk):
    with pytest.raises(OutsideSchema), desk.database.change() as connection:
        connection.execute(insert(meta).values(name="with it", value="x"))
        desk.logbook.append(connection, "case.closed", case=CANARY)

    with desk.database.read() as connection:
        assert connection.scalar(select(meta.c.name).where(meta.c.name == "with it")) is None
    assert desk.logbook.verify().entries == 6


def test_an_entry_outside_a_change_that_meets_another_writer_is_our_own_fault(desk, monkeypatch):
    """Without the lock of a change another entry comes between the looking and the writing."""
    looked = Appender._standing

    def meanwhile(appender, connection):
        stored = looked(appender, connection)
        connection.execute(text("UPDATE tree SET size = size + 1"))
        return stored

    monkeypatch.setattr(Appender, "_standing", meanwhile)
    again = open_desk(desk.folder)
    with pytest.raises(RuntimeError, match=r"in a Database\.change, and nowhere else"):
        again.append()
    again.database.close()


def test_two_desks_at_once_write_one_journal(either):
    """Two openings of one desk, as two commands have them, in turns and at the same time."""
    url = either.database._engine.url.render_as_string(hide_password=False)
    others = [open_desk(either.folder, url) for _ in range(2)]

    def write(desk: Desk) -> None:
        for _ in range(15):
            desk.append()

    threads = [threading.Thread(target=write, args=(one,)) for one in (either, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = either.logbook.verify()
    assert (found.entries, found.failure) == (6 + 45, None)
    for other in others:
        other.logbook.anchor()
        other.database.close()


def test_the_last_day_of_a_kind(tmp_path):
    """Three nights and a closed case; a word inside a fact is no kind."""
    for day in (3, 4, 9):
        moment = datetime(2026, 3, day, 2, 0, tzinfo=UTC)
        desk = open_desk(tmp_path, clock=Clock(today=date(2026, 3, day), now=moment))
        desk.append("purge.finished", run=f"r{day}", done=1, status="done")
        desk.database.close()
    desk.append("plan.approved", plan="0" * 64, over_brake='"kind":"case.decided"')

    with desk.database.read() as connection:
        last = desk.logbook.last_day
        assert last(connection, ["purge.finished"]) == date(2026, 3, 9)
        assert last(connection, ["purge.finished", "desk.made"]) == date(2026, 3, 9)
        assert last(connection, ["desk.made"]) == date(2026, 3, 3)
        assert last(connection, ["case.decided"]) is None
    desk.database.close()


def test_the_last_entries_and_one_entry(either):
    assert [entry.seq for entry in either.logbook.entries(last=2)] == [5, 6]
    assert [entry.seq for entry in either.logbook.entries(only=3)] == [3]
    assert list(either.logbook.entries(only=99)) == []


def test_the_lines_are_the_bytes_that_were_hashed(either):
    with either.database.read() as connection:
        stored = connection.scalars(select(journal.c.entry).order_by(journal.c.seq)).all()

    assert [line.decode() for line in either.logbook.lines()] == list(stored)


# Nothing written yet


def test_an_empty_journal_verifies_and_has_nothing_to_show(tmp_path):
    desk = open_desk(tmp_path)
    found = desk.logbook.verify()

    assert found == Verification(entries=0, checkpoint=None, anchors=0, anchored=0, failure=None)
    assert list(desk.logbook.entries()) == list(desk.logbook.entries(last=3)) == []
    for ask in (desk.logbook.checkpoint, lambda: desk.logbook.prove(1)):
        with pytest.raises(InputFault, match="the journal is empty"):
            ask()
    desk.logbook.anchor()
    desk.logbook.anchor_now()
    assert not (tmp_path / "var" / "anchors").exists()
    desk.database.close()


# Alterations, in the table itself


def test_every_byte_of_the_table_altered_is_found_and_its_entry_named(tmp_path):
    desk = filled(tmp_path, entries=3)
    with desk.database.read() as connection:
        rows = connection.execute(select(journal).order_by(journal.c.seq)).all()
    raw = sqlite3.connect(tmp_path / "var" / "desk.db", isolation_level=None)
    statements = {
        "entry": "UPDATE journal SET entry = CAST(? AS TEXT) WHERE seq = ?",
        "leaf": "UPDATE journal SET leaf = CAST(? AS TEXT) WHERE seq = ?",
        "mac": "UPDATE journal SET mac = CAST(? AS TEXT) WHERE seq = ?",
    }
    for row in rows:
        for column, put in statements.items():
            whole = getattr(row, column).encode()
            for at in range(len(whole)):
                raw.execute(
                    put, (whole[:at] + bytes([whole[at] ^ 0x81]) + whole[at + 1 :], row.seq)
                )
                assert failing(desk)[0] == row.seq
            raw.execute(put, (whole, row.seq))
    raw.close()

    assert desk.logbook.verify().failure is None
    desk.database.close()


@pytest.mark.parametrize("seq", range(1, 7))
def test_every_row_dropped_is_found(either, seq):
    either.change(delete(journal).where(journal.c.seq == seq))

    assert failing(either)[0] == seq


@pytest.mark.parametrize("seq", range(2, 7))
def test_every_truncation_is_found(desk, seq):
    desk.change(delete(journal).where(journal.c.seq >= seq))

    assert failing(desk) == (seq, f"the journal ends before entry {seq}; 6 were signed")


@pytest.mark.parametrize("seq", range(1, 6))
def test_every_swap_is_found(either, seq):
    renumber = "UPDATE journal SET seq = {} WHERE seq = {}"
    steps = [(99, seq), (seq, seq + 1), (seq + 1, 99)]
    either.change(*(renumber.format(*step) for step in steps))

    assert failing(either)[0] == seq


@pytest.mark.parametrize("seq", [-1, 0, 7, 8])
def test_a_row_added_is_found(either, seq):
    with either.database.read() as connection:
        third = connection.execute(select(journal).where(journal.c.seq == 3)).one()
    either.change(insert(journal).values({**third._mapping, "seq": seq}))

    assert failing(either)[0] in (1, 7)


@pytest.mark.parametrize("column", ["entry", "leaf", "mac"])
def test_a_column_altered_is_found(either, column):
    altered = func.upper(journal.c[column])
    either.change(update(journal).where(journal.c.seq == 4).values({column: altered}))

    assert failing(either)[0] == 4


@pytest.mark.parametrize("column", ["entry", "leaf", "mac"])
@pytest.mark.parametrize("value", ["x''", "17", "''", "CAST(NAME AS BLOB)"])
def test_a_value_of_another_type_is_found(desk, column, value):
    """SQLite stores any type in any column, also the same bytes as another type."""
    statement = "UPDATE journal SET NAME = VALUE WHERE seq = 4".replace("VALUE", value)
    desk.change(statement.replace("NAME", column))

    assert failing(desk)[0] == 4


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tree SET size = size - 1",
        "UPDATE tree SET size = size + 1",
        "UPDATE tree SET frontier = ''",
        "UPDATE tree SET frontier = upper(frontier)",
        "UPDATE tree SET checkpoint = ''",
        "UPDATE tree SET checkpoint = upper(checkpoint)",
        "UPDATE tree SET id = 2",
        "DELETE FROM tree",
        "INSERT INTO tree SELECT 2, size, frontier, checkpoint FROM tree",
        "ALTER TABLE journal ADD COLUMN remark VARCHAR(9)",
    ],
)
def test_the_tree_or_the_table_altered_is_found(either, change):
    either.change(change)

    assert failing(either)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tree SET size = 'six'",
        "UPDATE tree SET size = 6.5",
        "UPDATE tree SET frontier = x'ff'",
        "UPDATE tree SET frontier = CAST(x'ff' AS TEXT)",
        "UPDATE tree SET checkpoint = 17",
        "UPDATE tree SET checkpoint = CAST(checkpoint AS BLOB)",
    ],
)
def test_a_tree_of_another_type_is_found_and_nothing_is_appended(desk, change):
    again = open_desk(desk.folder)
    desk.change(change)

    assert failing(desk)
    with pytest.raises(CheckFailed, match="was tampered with"):
        again.append()
    again.database.close()


def test_an_entry_and_its_hash_rewritten_is_named(desk):
    """Somebody with the database and without the keys puts in a whole new row."""
    from avgrights.journal.merkle import leaf_hash

    with desk.database.read() as connection:
        entry = connection.scalar(select(journal.c.entry).where(journal.c.seq == 4))
    forged = entry.replace("a2", "zz")
    leaf = leaf_hash(forged.encode()).hex()
    desk.change(update(journal).where(journal.c.seq == 4).values(entry=forged, leaf=leaf))

    assert failing(desk) == (4, "entry 4 is not what was written: its mac is false")


def test_a_journal_emptied_altogether_is_found(either):
    either.change(delete(journal), delete(tree))

    assert failing(either) == (None, "the row of the tree is gone, and with it the checkpoint")
    with pytest.raises(CheckFailed, match="the row of the tree is gone"):
        either.append()


def test_nothing_is_appended_after_an_altered_tree(either):
    again = open_desk(
        either.folder, either.database._engine.url.render_as_string(hide_password=False)
    )
    either.change(
        "UPDATE tree SET frontier = (SELECT leaf || ',' || leaf FROM journal WHERE seq = 1)"
    )

    with pytest.raises(CheckFailed, match="its tree is not the one that was signed"):
        again.append()
    again.database.close()


def test_a_row_beyond_the_tree_stops_the_next_append(either):
    either.change("INSERT INTO journal SELECT 7, entry, leaf, mac FROM journal WHERE seq = 3")

    with pytest.raises(CheckFailed, match="there is an entry 7 beyond the tree"):
        either.append()


def test_a_proof_is_not_given_of_an_altered_journal(either):
    either.change("UPDATE journal SET entry = upper(entry) WHERE seq = 4")

    with pytest.raises(CheckFailed, match="no proof can be given"):
        either.logbook.prove(2)


def test_an_entry_that_cannot_be_read_is_told(desk):
    desk.change("UPDATE journal SET entry = CAST(x'ff' AS TEXT) WHERE seq = 4")

    with pytest.raises(CheckFailed, match="entry 4 cannot be read"):
        list(desk.logbook.entries())


def test_bytes_of_the_file_altered_are_found_or_change_nothing(tmp_path):
    """Every 463rd byte of the file: what the journal says is refused, or is what it was."""
    desk = filled(tmp_path)
    before = list(desk.logbook.lines())
    desk.database.close()
    file = tmp_path / "var" / "desk.db"
    whole = file.read_bytes()
    found = 0
    for at in range(0, len(whole), 463):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            again = open_desk(tmp_path, anchor=False)
        except (StoreFault, InputFault):
            found += 1
            continue
        try:
            if again.logbook.verify().failure is None:
                assert list(again.logbook.lines()) == before
            else:
                found += 1
        except StoreFault:
            found += 1
        finally:
            again.database.close()
    assert found > 2


def test_a_damaged_page_is_a_finding_at_the_first_entry_it_holds_back(tmp_path):
    """A disk that gave back rubbish for one page in the middle of the table."""
    desk = filled(tmp_path, entries=200)
    desk.database.close()
    file = tmp_path / "var" / "desk.db"
    data = file.read_bytes()
    at = data.index(b'"hold":"a150"') // 4096 * 4096
    file.write_bytes(data[:at] + b"\xff" * 4096 + data[at + 4096 :])

    again = open_desk(tmp_path)
    entry, says = failing(again)

    assert 100 < entry <= 152
    assert says == f"the database is damaged: entry {entry} cannot be read"
    again.database.close()


def test_a_database_that_fails_while_it_is_read_is_a_fault_and_no_finding(desk, monkeypatch):
    """A disk that does not answer says nothing about the journal."""
    asked = journal_rows._streamed

    def broken(connection, statement, at_once):
        yield from asked(connection, statement, at_once)
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr("avgrights.desk.journal_rows._streamed", broken)
    with pytest.raises(StoreFault, match="cannot be opened or read"):
        desk.logbook.verify()


# Anchors


def names(desk: Desk) -> list[str]:
    folder = desk.folder / "var" / "anchors"
    return sorted(file.name for file in folder.iterdir())


def test_what_was_appended_is_anchored_once(desk):
    desk.logbook.anchor()
    desk.logbook.anchor()
    assert names(desk) == ["000000000006.checkpoint"]

    desk.append()
    desk.logbook.anchor()

    assert names(desk) == ["000000000006.checkpoint", "000000000007.checkpoint"]
    found = desk.logbook.verify()
    assert (found.anchors, found.anchored, found.failure) == (2, 7, None)
    folder = desk.folder / "var" / "anchors"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_only_reading_anchors_nothing(desk):
    again = open_desk(desk.folder)
    again.logbook.verify()
    again.logbook.anchor()

    assert not (desk.folder / "var" / "anchors").exists()
    again.logbook.anchor_now()
    assert names(desk) == ["000000000006.checkpoint"]
    again.database.close()


def test_an_anchored_checkpoint_is_a_signed_note(desk):
    desk.logbook.anchor()
    note = (desk.folder / "var" / "anchors" / "000000000006.checkpoint").read_text()

    assert opened(note, desk.logbook.key) == desk.logbook.checkpoint()[0]


def test_without_an_anchor_nothing_is_written(tmp_path):
    desk = filled(tmp_path, anchor=False)
    desk.logbook.anchor()
    desk.logbook.anchor_now()

    assert desk.logbook.anchor_folder is None
    assert desk.logbook.verify().anchors == 0
    desk.database.close()


def older(desk: Desk) -> Path:
    """A copy of the database as it is now, its log emptied into it."""
    copy = desk.folder / "older.db"
    with (
        sqlite3.connect(desk.folder / "var" / "desk.db") as source,
        sqlite3.connect(copy) as target,
    ):
        source.backup(target)
    return copy


def put_back(desk: Desk, copy: Path) -> Desk:
    desk.database.close()
    shutil.copy(copy, desk.folder / "var" / "desk.db")
    return open_desk(desk.folder)


def test_an_older_database_put_back_is_found_and_not_gone_on_from(desk):
    copy = older(desk)
    for _ in range(3):
        desk.append()
    desk.logbook.anchor()

    rolled = put_back(desk, copy)

    entry, says = failing(rolled)
    assert entry == 7
    assert "signed over 9 entries and the database knows 6" in says
    with pytest.raises(
        CheckFailed, match="the anchor knows 9 entries and the database 6"
    ) as caught:
        rolled.append()
    assert "move the files of the anchor aside" in caught.value.remedy
    rolled.database.close()


def test_an_older_database_gone_on_from_is_a_fork(desk):
    """Put back, and made longer than it was by somebody who kept the anchor out of sight."""
    copy = older(desk)
    desk.append(hold="first")
    desk.logbook.anchor()
    anchors = desk.folder / "var" / "anchors"
    anchors.rename(desk.folder / "aside")

    forked = put_back(desk, copy)
    forked.append(hold="second")
    forked.append(hold="third")
    (desk.folder / "aside").rename(anchors)

    assert failing(forked) == (
        1, "entries 1 to 7 are not those of 000000000007.checkpoint: the journal was written anew",
    )  # fmt: skip
    forked.database.close()


def test_a_fork_of_the_same_length_is_refused_at_the_next_entry_and_the_next_anchor(desk):
    copy = older(desk)
    desk.append(hold="first")
    desk.logbook.anchor()
    anchors = desk.folder / "var" / "anchors"
    anchors.rename(desk.folder / "aside")
    forked = put_back(desk, copy)
    forked.append(hold="second")
    (desk.folder / "aside").rename(anchors)

    with pytest.raises(CheckFailed, match="the anchor holds another checkpoint over 7 entries"):
        forked.logbook.anchor()
    again = open_desk(desk.folder)
    with pytest.raises(CheckFailed, match="was rolled back, or is another one"):
        again.append()
    again.database.close()
    forked.database.close()


def test_another_desk_under_the_anchor_of_this_one_is_refused(desk):
    """The database is thrown away and made anew; the anchor remembers."""
    desk.logbook.anchor()
    desk.database.close()
    for file in (desk.folder / "var").glob("desk.db*"):
        file.unlink()

    other = open_desk(desk.folder)

    with pytest.raises(
        CheckFailed, match=r"the anchor holds 000000000006\.checkpoint: .*signed by"
    ):
        other.append()
    assert "not signed by" in failing(other)[1]
    other.database.close()


@pytest.mark.parametrize("text", ["", "no note", "\x00" * 10, "x" * 200_000])
def test_an_anchored_file_that_was_altered_is_found(desk, text):
    desk.logbook.anchor()
    (desk.folder / "var" / "anchors" / "000000000006.checkpoint").write_text(text)

    assert failing(desk)[1].startswith("000000000006.checkpoint: ")


def test_an_anchored_file_that_is_no_text_is_found(desk):
    desk.logbook.anchor()
    (desk.folder / "var" / "anchors" / "000000000006.checkpoint").write_bytes(b"\xff\xfe" * 30)

    assert failing(desk)


def test_other_files_in_the_anchor_are_passed_over(desk):
    desk.logbook.anchor()
    (desk.folder / "var" / "anchors" / "README").write_text("Kept by the auditor.")

    assert desk.logbook.verify().failure is None


def test_an_anchor_that_cannot_be_written_is_a_fault_and_the_journal_stands(desk):
    (desk.folder / "var" / "anchors").write_text("a file")
    desk.append()
    with pytest.raises(
        StoreFault, match=r"the anchor folder .* cannot be (written|read)"
    ) as caught:
        desk.logbook.anchor()

    assert "The journal itself stands" in caught.value.remedy
    (desk.folder / "var" / "anchors").unlink()
    desk.logbook.anchor()
    assert names(desk) == ["000000000007.checkpoint"]


def test_a_draft_of_an_anchor_that_cannot_be_finished_leaves_nothing(desk, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("avgrights.desk.private_files.os.fsync", full)
    with pytest.raises(StoreFault, match="No space left on device"):
        desk.logbook.anchor()

    assert names(desk) == []


# Proofs


def test_every_entry_can_be_proved_without_the_desk(either):
    key = either.logbook.key
    proofs = [str(either.logbook.prove(seq)) for seq in range(1, 7)]
    either.database.close()

    from avgrights.journal.proofs import Proof

    found = [Proof.parse(proof).checked(key)[0].seq for proof in proofs]
    assert found == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("number", [-1, 0, 7, 10**30])
def test_there_is_no_proof_of_what_is_not_there(desk, number):
    with pytest.raises(InputFault, match=f"there is no entry {number}: the journal has 1 to 6"):
        desk.logbook.prove(number)


def test_growth_since_an_earlier_checkpoint_is_proved(either):
    _, earlier = either.logbook.checkpoint()
    for _ in range(5):
        either.append()

    old, new = either.logbook.prove_growth(earlier).checked(either.logbook.key)

    assert (old.size, new.size) == (6, 11)
    _, now = either.logbook.checkpoint()
    old, new = either.logbook.prove_growth(now).checked(either.logbook.key)
    assert old == new


def test_growth_is_not_proved_where_the_past_was_changed(desk):
    _, earlier = desk.logbook.checkpoint()
    desk.append()
    desk.change("UPDATE journal SET entry = upper(entry) WHERE seq = 4")

    with pytest.raises(CheckFailed, match="no proof can be given: the earlier journal is not the"):
        desk.logbook.prove_growth(earlier)


def test_growth_is_not_proved_by_a_shorter_journal(desk):
    copy = older(desk)
    desk.append()
    _, later = desk.logbook.checkpoint()
    rolled = put_back(desk, copy)

    with pytest.raises(CheckFailed, match="checkpoint is over 7 entries, the journal has 6"):
        rolled.logbook.prove_growth(later)
    rolled.database.close()


def test_growth_since_something_else_is_a_fault_of_input(desk):
    with pytest.raises(InputFault, match="no signed note"):
        desk.logbook.prove_growth("something else")


def test_the_key_bears_the_name_of_the_desk(desk):
    assert desk.logbook.key.name == f"avgrights/desk/{desk.database.desk}"
    assert desk.logbook.checkpoint()[0] == Checkpoint(
        desk.logbook.key.name, 6, desk.logbook.verify().checkpoint.root
    )


# Killed at any statement


def work(folder: Path) -> None:
    """From nothing: a desk, two changes with their entries, the anchor."""
    desk = open_desk(folder)
    for number in range(2):
        with desk.database.change() as connection:
            connection.execute(insert(meta).values(name=f"change {number}", value="x"))
            desk.logbook.append(connection, "case.closed", case=f"c{number}")
    desk.logbook.anchor()
    desk.database.close()


def killed_at(step: int, folder: Path) -> bool:
    """Whether the work was killed before its statement number `step` (every one, COMMIT too)."""

    def run() -> None:
        left = [step]

        def count(_: str) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "connect", lambda one, _: one.set_trace_callback(count))
        work(folder)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def changes(desk: Desk) -> list[str]:
    with desk.database.read() as connection:
        asked = select(meta.c.name).where(meta.c.name.like("change %"))
        return sorted(connection.scalars(asked))


def test_killed_before_any_statement_it_verifies_and_tells_what_was_done(tmp_path):
    """A change is there exactly if its entry is; what was anchored agrees; the work goes on."""
    step = 0
    while killed_at(step, tmp_path / str(step)):
        desk = open_desk(tmp_path / str(step))
        found = desk.logbook.verify()
        told = [entry.facts["case"] for entry in desk.logbook.entries() if "case" in entry.facts]
        assert found.failure is None
        assert [one.replace("change ", "c") for one in changes(desk)] == told
        desk.append()
        assert desk.logbook.verify().failure is None
        desk.database.close()
        step += 1
    assert step > 30


# No personal data


def forms(value: str) -> list[bytes]:
    """The ways in which a value may lie in a file in clear."""
    encoded = [value.encode(), value.encode("utf-16-le"), value.encode("utf-16-be")]
    shifted = [base64.b64encode(b"x" * at + value.encode())[8:-8] for at in range(3)]
    return encoded + shifted + [value.encode().hex().encode()]


def test_what_is_sealed_stands_nowhere_in_clear(desk):
    desk.change(
        insert(hold).values(
            id="h1", scope="subject", reason="politieonderzoek", placed=CLOCK.today,
            sealed=desk.vault.seal(CANARY.encode(), "hold:h1"),
        )
    )  # fmt: skip
    desk.append("hold.placed", hold="h1", scope="subject", reason="politieonderzoek")
    desk.logbook.anchor()
    desk.database.close()

    written = [file.read_bytes() for file in (desk.folder / "var").rglob("*") if file.is_file()]
    assert not any(form in data for form in forms(CANARY) for data in written)
    assert any(form in b"xx" + base64.b64encode(CANARY.encode()) for form in forms(CANARY))
