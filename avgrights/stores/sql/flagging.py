"""A restriction that is told to the applications by a column: set, and cleared again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Connection, Numeric, String, func, or_, select, update
from sqlalchemy.types import Enum, Integer

from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.moments import Bool
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault


def flag_problems(dataset: Dataset, live: LiveTable, column: str) -> list[str]:
    """Why the column cannot say whether a row is restricted."""
    if column not in live.types:
        return [f"{live.name} has no column {column[:60]!a} to flag a restriction with"]
    if column in dataset.key or any(column in some for some in dataset.subject.values()):
        return [f"{live.name}.{column} names the row or the person; it cannot be the flag too"]
    if _values(live.types[column]) is None:
        return [f"{live.name}.{column} has type {live.types[column]!s}, which holds no yes or no"]
    return []


def is_set(live: LiveTable, column: str) -> Bool:
    """Whether the flag of a row is up."""
    return func.coalesce(live.clause.c[column] == _need_values(live, column)[0], False)


def put_flag(connection: Connection, live: LiveTable, column: str, at: Bool, up: bool) -> int:
    """Puts the flag of the chosen rows up or down; how many there were."""
    value = _need_values(live, column)[0 if up else 1]
    changed = connection.execute(update(live.clause).where(at).values({column: value}))
    return int(changed.rowcount)


def standing(live: LiveTable, column: str, up: bool, mine: Bool) -> Any:
    """The rows among `mine` whose flag is up, or is not."""
    set_ = is_set(live, column)
    return select(live.clause).where(mine, set_ if up else or_(~set_))


def _values(type_: Any) -> tuple[Any, Any] | None:
    """How yes and no are written in a column of that type; None: they cannot be."""
    if isinstance(type_, Boolean):
        return True, False
    if isinstance(type_, Integer | Numeric):
        return 1, 0
    return ("1", "0") if isinstance(type_, String) and not isinstance(type_, Enum) else None


def _need_values(live: LiveTable, column: str) -> tuple[Any, Any]:
    found = _values(live.types[column])
    if found is None:
        raise InputFault(f"{live.name}.{column} holds no yes or no")
    return found
