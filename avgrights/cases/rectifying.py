"""Which values of which rows are put right, decided row by row before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from avgrights.cases.correcting import Target
from avgrights.cases.plan import Before, Correction, Key, PlannedDataset, Reason, Result, Why
from avgrights.cases.planning import Guard, User, refusal
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier

_Stay = tuple[Why, str]


@frozen(kw_only=True)
class Line:
    """One row as it is now: of the dataset's own table, or of a part of it."""

    part: str | None
    key: Key
    parent: Key
    values: Mapping[str, Any] = field(repr=False)


@frozen(kw_only=True)
class Wish:
    """One column with the value it is to get, as the store would hold it.

    Attributes:
        only: the value that alone is replaced, in a tuple of its own; empty: any.
    """

    target: Target
    new: Any = field(repr=False)
    only: tuple[Any, ...] = field(default=(), repr=False)


@define
class _Weighed:
    """One record: what is changed in it, and what stood in the way of the rest."""

    altered: list[tuple[Line, tuple[Wish, ...]]] = field(factory=list)
    right: bool = False
    others: set[Why] = field(factory=set)


@frozen(kw_only=True)
class Guards:
    """What protects rows: as they are, and against a change of what finds them."""

    plain: Guard = field(factory=Guard)
    finding: Guard = field(factory=Guard)

    def reason(self, key: Key, *, finds: bool) -> _Stay | None:
        """Why the record may not be changed, or None.

        Args:
            finds: whether a column is changed that finds persons.
        """
        return self.plain.reason(key) or (self.finding.reason(key) if finds else None)


def plan_rectification(
    dataset: Dataset,
    keys: Sequence[Key],
    lines: Sequence[Line],
    wishes: Sequence[Wish],
    users: tuple[User, ...],
    guards: Guards,
    whose: Sequence[Identifier],
    *,
    disputed: bool = False,
    apart: Collection[Key] = (),
    shared: Collection[Key] = (),
) -> PlannedDataset:
    """The plan of one dataset for a rectification (GDPR 16).

    Args:
        lines: what the columns of the wishes hold in those records now.
        disputed: nothing is corrected: a statement is all there is.
        apart: records that lie apart for a restriction (GDPR 18(2)); they stay as they are.
        shared: records that name somebody else beside this person; there only a value is replaced
            that was named.
    """
    weighed = _weigh(keys, lines, wishes, whose, shared)
    stays: dict[Key, _Stay | None] = {}
    for key in keys:
        away = (Why.RESTRICTED, "") if wishes and key in apart else None
        stays[key] = away or _stay(dataset, key, weighed[key], guards, disputed)
    refusing = [user for user in users if user.assessment is not None and not user.applies]
    going = [] if refusing else [key for key in keys if stays[key] is None]
    return PlannedDataset(
        dataset=dataset.name, store=dataset.store,
        keys=tuple(key for key in going if weighed[key].altered),
        results=tuple(
            _result(dataset, user, stays, refusing) for user in users if user.assessment
        ),
        corrections=_grouped(weighed[key] for key in going),
    )  # fmt: skip


def _weigh(
    keys: Sequence[Key],
    lines: Sequence[Line],
    wishes: Sequence[Wish],
    whose: Sequence[Identifier],
    shared: Collection[Key],
) -> dict[Key, _Weighed]:
    weighed = {key: _Weighed() for key in keys}
    for line in lines:
        one = weighed[line.parent]
        mine = tuple(
            wish
            for wish in wishes
            if wish.target.part == line.part
            and _open(wish, line, whose, one, shared=line.parent in shared)
        )
        if mine:
            one.altered.append((line, mine))
    return weighed


def _open(
    wish: Wish, line: Line, whose: Sequence[Identifier], one: _Weighed, *, shared: bool
) -> bool:
    """Whether the value is to be changed; what it was where it is not, is remembered.

    A column that finds persons may name somebody else: it is changed where it names this person,
    or holds the very value that the handler named. What else such a record holds may be somebody
    else's as well.
    """
    old = line.values[wish.target.column]
    if old == wish.new:
        one.right = True
    elif wish.only:
        if old == wish.only[0]:
            return True
        one.others.add(Why.OTHER_VALUE)
    elif not _names(old, wish.target.kinds, whose) if wish.target.kinds else shared:
        one.others.add(Why.OTHERS_FIELD)
    else:
        return True
    return False


def names_others(dataset: Dataset, values: Mapping[str, Any], whose: Sequence[Identifier]) -> bool:
    """Whether a record names somebody else beside this person, in a column that finds persons by
    the same kind of identifier: an address in a copy line finds the ticket of another."""
    return any(
        values.get(column) not in (None, "") and not _names(values[column], (kind,), whose)
        for kind in {one.kind for one in whose}
        for column in dataset.subject.get(kind, ())
    )


def _names(value: Any, kinds: tuple[str, ...], whose: Sequence[Identifier]) -> bool:
    """Whether a column that finds persons finds this one."""
    if value is None:
        return False
    return any(
        one.kind in kinds and Identifier(one.kind, str(value)).comparable == one.comparable
        for one in whose
    )


def _stay(
    dataset: Dataset, key: Key, one: _Weighed, guards: Guards, disputed: bool
) -> _Stay | None:
    """Why nothing is changed in the record; None where something is, or where it is right."""
    if dataset.files:
        return (Why.FILES, "")
    if one.altered:
        finds = any(wish.target.kinds for _, wishes in one.altered for wish in wishes)
        return guards.reason(key, finds=finds)
    if one.right:
        return None
    if disputed:
        return (Why.DISPUTED, "")
    return (next((why for why in _BY_WEIGHT if why in one.others), Why.NO_FIELD), "")


_BY_WEIGHT = (Why.OTHERS_FIELD, Why.OTHER_VALUE)


def _result(
    dataset: Dataset, user: User, stays: Mapping[Key, _Stay | None], refusing: list[User]
) -> Result:
    """What comes of it for one activity. A row that another activity may not change stays."""
    assert user.assessment is not None
    counted: Counter[_Stay | None] = Counter(stays.values())
    if refusing:
        if user.applies:
            why: _Stay = (Why.OTHER_PURPOSE, refusing[0].activity.name)
        else:
            found = refusal(user.assessment, None)
            why = (found[0], found[1])
        counted = Counter({why: len(stays)} if stays else {})
    done = counted.pop(None, 0)
    order = sorted(((stay, n) for stay, n in counted.items() if stay), key=lambda one: one[0])
    return Result(
        activity=user.activity.id, dataset=dataset.name, found=len(stays), done=done,
        kept=len(stays) - done,
        reasons=tuple(Reason(why=why, detail=detail, rows=n) for (why, detail), n in order),
    )  # fmt: skip


def _grouped(records: Any) -> tuple[Correction, ...]:
    """Rows that get the same new values in the same columns of one table, together.

    Parts come first: once what finds a person is changed, the record is not found as theirs.
    """
    groups: dict[tuple[str | None, tuple[str, ...]], list[tuple[Line, tuple[Wish, ...]]]] = {}
    for one in records:
        for line, wishes in one.altered:
            about = (line.part, tuple(wish.target.column for wish in wishes))
            groups.setdefault(about, []).append((line, wishes))
    return tuple(
        Correction(
            part=part, columns=columns,
            texts=tuple(wish.target.text for wish in found[0][1]),
            new=tuple(wish.new for wish in found[0][1]),
            finds=any(wish.target.kinds for wish in found[0][1]),
            rows=tuple(
                Before(
                    key=line.key, parent=line.parent,
                    old=tuple(line.values[column] for column in columns),
                )
                for line, _ in found
            ),
        )
        for (part, columns), found in sorted(groups.items(), key=lambda one: one[0][0] is None)
    )  # fmt: skip
