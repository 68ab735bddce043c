"""What a person wants put right (GDPR 16): the fields, the new values, the statement.

Which fields there are comes from the data map. A column that names records or ties them together
is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from avgrights.cases.events import Ordered, Stated
from avgrights.cases.plan import PlannedDataset
from avgrights.cases.rights import Right
from avgrights.terms.data_map import Dataset, FieldUse
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.cases.case import Case

Pairs = tuple[tuple[str, str], ...]

#: How many fields a message names, and how long a statement may be, in signs.
_NAMED = 40
_LONGEST = 20_000


@frozen(kw_only=True)
class Target:
    """One column that is to be corrected.

    Attributes:
        part: the table of a part; None: the dataset's own.
        text: the new value, as it was given.
        only: the old value that alone is to be corrected, as it was given; None: any.
        kinds: the kinds of identifier by which the column finds persons.
    """

    part: str | None
    column: str
    text: str = field(repr=False)
    only: str | None = field(default=None, repr=False)
    kinds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As plans show it: the column, after its table where that is a part."""
        return f"{self.part}.{self.column}" if self.part else self.column


@frozen(kw_only=True)
class Change:
    """One field of one dataset in a plan: how many rows, from which values, to which."""

    dataset: str
    name: str
    rows: int
    old: tuple[Any, ...] = field(repr=False)
    new: Any = field(repr=False)


def targets(dataset: Dataset, corrections: Pairs, only: Pairs = ()) -> tuple[Target, ...]:
    """The columns of a dataset that these corrections speak of."""
    return tuple(
        Target(
            part=part, column=column, text=text, kinds=_kinds(dataset, part, column),
            only=next((old for said, old in only if (part, column) in _meant(dataset, said)), None),
        )
        for name, text in corrections
        for part, column in _meant(dataset, name)
    )  # fmt: skip


def need_known(datasets: Iterable[Dataset], corrections: Pairs, only: Pairs = ()) -> None:
    """Every field is one that the data map knows and that may be changed.

    Raises:
        InputFault: it is not, or a field is given two values; names those there are.
    """
    known = tuple(datasets)
    for name, _ in (*corrections, *only):
        found = [(one, part, column) for one in known for part, column in _meant(one, name)]
        if not found:
            raise InputFault(
                f"the request is about no field {name[:60]!r}",
                remedy=f"The fields there are: {_there(known)}.",
            )
        for dataset, part, column in found:
            _need_free(dataset, part, column)
    for dataset in known:
        _need_once(dataset, targets(dataset, corrections))
        said = {(one.part, one.column) for one in targets(dataset, corrections)}
        if any(one not in said for name, _ in only for one in _meant(dataset, name)):
            raise InputFault("--was speaks of a field that --set does not change")


def known_as(datasets: Iterable[Dataset], corrections: Pairs) -> tuple[Identifier, ...]:
    """The identifiers by which the person is found once these corrections are made."""
    found = {
        (kind, one.text): Identifier(kind, one.text)
        for dataset in datasets
        for one in targets(dataset, corrections)
        for kind in one.kinds
        if one.text.strip()
    }
    return tuple(found.values())


def changes_of(planned: Iterable[PlannedDataset]) -> tuple[Change, ...]:
    """What a plan changes, a line a field, with the distinct old values."""
    rows: dict[tuple[str, str], int] = {}
    old: dict[tuple[str, str], dict[str, Any]] = {}
    new: dict[tuple[str, str], Any] = {}
    for dataset in planned:
        for one in dataset.corrections:
            for number, column in enumerate(one.columns):
                about = dataset.dataset, f"{one.part}.{column}" if one.part else column
                new[about] = one.new[number]
                for row in one.rows:
                    if row.old[number] != one.new[number]:
                        rows[about] = rows.get(about, 0) + 1
                        old.setdefault(about, {})[repr(row.old[number])] = row.old[number]
    return tuple(
        Change(dataset=a[0], name=a[1], rows=rows[a], old=tuple(old[a].values()), new=new[a])
        for a in rows
    )


def ordered(case: Case, event: Ordered) -> Case:
    """The case once it is fixed what is to be corrected."""
    _need_rectification(case)
    if case.planned:
        raise Refused(f"case {case.id} is under way; what it corrects is fixed")
    return evolve(case, corrections=event.corrections, only=event.only, known_as=event.known_as)


def stated(case: Case, event: Stated) -> Case:
    """The case with the statement of the person; once given it stays as it is."""
    _need_rectification(case)
    if case.statement is not None:
        raise Refused(f"case {case.id} has a statement already")
    need_statement(event.statement)
    return evolve(case, statement=event.statement, stated=event.on)


def need_statement(text: str) -> None:
    """A statement says something, and can be written down.

    Raises:
        InputFault: it does not.
    """
    if not text.strip():
        raise InputFault("a supplementary statement has words in it")
    if len(text) > _LONGEST:
        raise InputFault(f"a supplementary statement has at most {_LONGEST} signs")
    if any("\ud800" <= sign <= "\udfff" or (sign < " " and sign not in "\n\r\t") for sign in text):
        raise InputFault("a supplementary statement holds no control characters")


def same_corrections(one: Pairs, other: Pairs) -> bool:
    """Whether two commands ask for the same, in whatever order and case of the field's name."""
    return {(n.casefold(), text) for n, text in one} == {(n.casefold(), t) for n, t in other}


def _need_rectification(case: Case) -> None:
    if case.right is not Right.RECTIFICATION:
        raise Refused(f"case {case.id} is about {case.right}, not about rectification")


def _meant(dataset: Dataset, name: str) -> list[tuple[str | None, str]]:
    """The columns that a name speaks of: by itself, after its dataset, or after a part's table."""
    whole = _of(dataset, name)
    box, dot, rest = name.partition(".")
    if whole or not dot:
        return whole
    if box.casefold() == dataset.name.casefold():
        return _of(dataset, rest) or _of_part(dataset, *rest.partition(".")[::2])
    return _of_part(dataset, box, rest)


def _of(dataset: Dataset, name: str) -> list[tuple[str | None, str]]:
    found: list[tuple[str | None, str]] = [(None, one) for one in _named(dataset.fields, name)]
    for part in dataset.parts:
        found += [(part.table, one) for one in _named(part.fields, name)]
    return found


def _of_part(dataset: Dataset, table: str, name: str) -> list[tuple[str | None, str]]:
    return [
        (part.table, one)
        for part in dataset.parts
        if part.table.casefold() == table.casefold()
        for one in _named(part.fields, name)
    ]


def _named(fields: Mapping[str, FieldUse], name: str) -> list[str]:
    wanted = name.strip().casefold()
    return [
        column
        for column, use in fields.items()
        if wanted in (column.casefold(), (use.label or column).strip().casefold())
    ]


def _kinds(dataset: Dataset, part: str | None, column: str) -> tuple[str, ...]:
    if part is not None:
        return ()
    return tuple(kind for kind, columns in dataset.subject.items() if column in columns)


def _need_free(dataset: Dataset, part: str | None, column: str) -> None:
    """Raises InputFault where the column names rows, ties them together or sorts them."""
    one = next((one for one in dataset.parts if one.table == part), None)
    fixed = {*dataset.key, *dataset.only, *(c for p in dataset.parts for c in p.join.values())}
    if one is not None:
        fixed = {*one.key, *one.join}
    if column in fixed:
        where = f"{dataset.name}.{part}.{column}" if part else f"{dataset.name}.{column}"
        raise InputFault(
            f"{where} cannot be corrected: rows are named, joined or sorted by it",
            remedy="Correct it in the application itself, and record a --statement here.",
        )


def _need_once(dataset: Dataset, found: tuple[Target, ...]) -> None:
    seen: dict[tuple[str | None, str], str] = {}
    for one in found:
        if seen.setdefault((one.part, one.column), one.text) != one.text:
            raise InputFault(f"{dataset.name}.{one.name} is given two values")


def _there(datasets: tuple[Dataset, ...]) -> str:
    names = [
        f"{dataset.name}.{f'{part}.' if part else ''}{column}" + (f" ({label})" if label else "")
        for dataset in datasets
        for part, column, label in _every(dataset)
    ]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (", ".join(names[:_NAMED]) or "none") + more


def _every(dataset: Dataset) -> list[tuple[str | None, str, str | None]]:
    own = [(None, column, use.label) for column, use in dataset.fields.items()]
    return [*own, *(
        (part.table, column, use.label)
        for part in dataset.parts for column, use in part.fields.items()
    )]  # fmt: skip
