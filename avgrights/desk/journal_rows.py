"""Reading the journal's rows as they are stored: streamed, and byte for byte."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Select,
    case,
    cast,
    func,
    inspect,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.exc import DatabaseError, OperationalError

from avgrights.desk.tables import journal, tree
from avgrights.journal import entries
from avgrights.journal.verification import Damaged, Row, StoredTree

#: Rows in memory at a time.
_AT_ONCE = 2_000


def tree_row(connection: Connection) -> StoredTree | None:
    """The row of the tree, or None. A column that holds no text reads as an empty one."""
    columns = [_bytes(column, connection) for column in (tree.c.frontier, tree.c.checkpoint)]
    found = connection.execute(select(tree.c.size, *columns).where(tree.c.id == 1)).first()
    if found is None:
        return None
    frontier, checkpoint = ((text or b"").decode("utf-8", "replace") for text in found[1:])
    size = found[0] if type(found[0]) is int else -1
    return StoredTree(size=size, frontier=frontier, checkpoint=checkpoint)


def gone(connection: Connection) -> str:
    """Which of the two tables is not there any more, in words; empty: both are."""
    there = inspect(connection).get_table_names()
    lost = [table.name for table in (journal, tree) if table.name not in there]
    return f"the table {lost[0]!r} is gone" if lost else ""


def strange(connection: Connection) -> str:
    """What the two tables hold that was never put there, in words; empty: nothing."""
    known = [column.name for column in journal.columns]
    if [column["name"] for column in inspect(connection).get_columns(journal.name)] != known:
        return "the table 'journal' has other columns than it was made with"
    if connection.scalar(select(func.count()).select_from(tree).where(tree.c.id != 1)):
        return "the table 'tree' has rows that were never written"
    return ""


def stored(connection: Connection) -> Generator[Row]:
    """Every row in order, each column as the bytes that are stored.

    Raises:
        Damaged: the database cannot give the next row, though it can be reached.
    """
    columns = [
        _bytes(column, connection) for column in (journal.c.entry, journal.c.leaf, journal.c.mac)
    ]
    asked = select(journal.c.seq, *columns).order_by(journal.c.seq)
    last = None
    # A fault comes for all rows fetched together: go on one by one, to find the one it is in.
    for at_once in (_AT_ONCE, 1):
        rest = asked if last is None else asked.where(journal.c.seq > last)
        try:
            for row in _streamed(connection, rest, at_once):
                last = row[0]
                yield row
            return
        except OperationalError:
            raise
        except DatabaseError:
            continue
    raise Damaged


def texts(
    connection: Connection, *, last: int | None = None, only: int | None = None
) -> Iterator[tuple[int, bytes]]:
    """Number and stored bytes of entries in order: all, the last so many, or one."""
    asked = select(journal.c.seq, _bytes(journal.c.entry, connection)).order_by(journal.c.seq)
    if only is not None:
        asked = asked.where(journal.c.seq == only)
    if last is not None:
        newest = connection.scalar(select(func.max(journal.c.seq))) or 0
        asked = asked.where(journal.c.seq > newest - last)
    for seq, entry in _streamed(connection, asked):
        yield seq, entry or b""


def last_day(connection: Connection, kinds: Collection[str]) -> date | None:
    """The day of the last entry of one of these kinds; None: there is none."""
    # Canonical JSON writes a kind in one way only, and text inside a fact has its quotes escaped.
    signs = [journal.c.entry.contains(f'"kind":"{kind}"', autoescape=True) for kind in kinds]
    asked = select(journal.c.entry).where(or_(*signs)).order_by(journal.c.seq.desc()).limit(1)
    found = connection.scalar(asked)
    return entries.read(found.encode()).day if found else None


def _bytes(column: Column[str], connection: Connection) -> Any:
    """The column as bytes; SQLite stores any type in any column, so there NULL if not text."""
    if connection.dialect.name == "sqlite":
        return case((func.typeof(column) == "text", cast(column, LargeBinary)))
    return type_coerce(func.convert_to(column, "UTF8"), LargeBinary)


def _streamed(connection: Connection, asked: Select[Any], at_once: int = _AT_ONCE) -> Iterator[Any]:
    with connection.execute(asked, execution_options={"yield_per": at_once}) as result:
        for rows in result.partitions():
            yield from rows
