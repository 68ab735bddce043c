"""Statements written out once, to be asked for one person after another.

Building and compiling a statement costs more than asking it where an index answers. Only the
identifiers differ from person to person; they are bound, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import Connection

#: Stands for the n-th value while the statement is written out; in lower case and without white
#: space, so that nothing is done to it.
_MARK = "avgrights-value-{}"


def mark(number: int) -> str:
    """What stands for the value of that number in a statement that is to be prepared."""
    return _MARK.format(number)


@frozen
class Prepared:
    """A statement in the words of the driver.

    Attributes:
        places: where each bound value goes -> the number of the person's value, or the value.
    """

    sql: str
    names: tuple[str, ...] | None
    places: tuple[int | tuple[Any], ...]

    def filled(self, values: Sequence[str]) -> Any:
        """What is bound for these values: by name, or in order."""
        bound = [values[one] if isinstance(one, int) else one[0] for one in self.places]
        if self.names is None:
            return tuple(bound)
        return dict(zip(self.names, bound, strict=True))


def prepare(connection: Connection, statement: Any, values: int) -> Prepared:
    """The statement, written out; `mark(0)` up to `mark(values - 1)` in it become its values."""
    compiled = statement.compile(dialect=connection.dialect)
    whole = compiled.construct_expanded_state(compiled.construct_params())
    marks = {mark(number): number for number in range(values)}
    if compiled.positional:
        bound: Sequence[Any] = tuple(whole.positional_parameters)
        names = None
    else:
        bound = tuple(whole.parameters.values())
        names = tuple(whole.parameters)
    places = tuple(
        marks[value] if isinstance(value, str) and value in marks else (value,) for value in bound
    )
    return Prepared(whole.statement, names, places)
