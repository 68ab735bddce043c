"""Whether two datasets can hold the same row or file.

A row is purged under the terms of its own dataset, and only the holds on that dataset keep it. One
that is in two datasets would go by the shorter term, past a hold on the other: GDPR 5(1)(e), 17(3).
So datasets stand apart, provably; what cannot be told apart from here counts as shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from attrs import field, frozen

from avgrights.retention.patterns import Ways, fit, ways
from avgrights.terms.data_map import Dataset, Part, Scalar


@frozen(kw_only=True)
class Place:
    """Where a store is, resolved: two names of one database are one place. Never printed.

    Attributes:
        kind: sqlite, postgresql, folder, or whatever else a URL begins with.
        at: the file's path, `port/database` of a server, or the folder's path.
        host: of a server; empty: this machine, a path: its socket on this machine.
    """

    kind: str
    at: str = field(repr=False)
    host: str = field(default="", repr=False)


@frozen(kw_only=True)
class Placed:
    """A dataset with the place of its store.

    Attributes:
        source: the data map that it stands in.
    """

    register: str
    source: str = field(repr=False)
    dataset: Dataset
    place: Place


@frozen(kw_only=True)
class Overlap:
    """Two datasets that can share rows: the second shares them with the first.

    Attributes:
        path: the key, in the second dataset, that makes it so.
        reason: in words, without a path or an address.
    """

    first: Placed
    second: Placed
    path: tuple[str | int, ...]
    reason: str

    @property
    def sentence(self) -> str:
        """Both by name; with their registers where these differ."""
        names = [f"dataset '{one.dataset.name}'" for one in (self.second, self.first)]
        if self.first.source != self.second.source:
            both = (self.second.register, self.first.register)
            names = [f"{name} of register '{of}'" for name, of in zip(names, both, strict=True)]
        if self.first == self.second:
            names[1] = "itself"
        return f"{names[0]} shares rows with {names[1]}: {self.reason}"


def overlaps(placed: Iterable[Placed]) -> list[Overlap]:
    """Every pair that is not provably apart, each once, in the order of the second one."""
    groups: dict[tuple[str, ...], list[_Claim]] = {}
    for number, one in enumerate(placed):
        for claim in _claims(number, one):
            groups.setdefault(claim.group, []).append(claim)
    found: dict[tuple[int, int], Overlap] = {}
    for claims in groups.values():
        for first, second in combinations(claims, 2):
            reason = _shared(first, second)
            if reason:
                pair = (second.number, first.number)
                found.setdefault(pair, _overlap(first, second, reason))
    return [found[pair] for pair in sorted(found)]


def apart(one: Mapping[str, tuple[Scalar, ...]], other: Mapping[str, tuple[Scalar, ...]]) -> bool:
    """Whether two `only` filters can never let the same row through.

    >>> apart({"kind": ("request",)}, {"kind": ("incident",)})
    True

    The type of the column is not known here, nor whether it heeds case: what some column takes for
    the same is the same.

    >>> apart({"kind": (1,)}, {"kind": ("01", "x")}), apart({"kind": ("A",)}, {"kind": ("a ",)})
    (False, False)
    """
    return any(
        not _forms(values) & _forms(other[column])
        for column, values in one.items()
        if column in other
    )


@frozen(kw_only=True)
class _Claim:
    """A table or pattern that a dataset says is its own.

    Attributes:
        group: only claims of the same group can meet.
        part: the part whose table it is; None: the dataset's own.
        names: of files: the pattern from the root, made ready.
    """

    number: int
    placed: Placed
    group: tuple[str, ...]
    path: tuple[str | int, ...]
    schema: str = ""
    part: Part | None = None
    names: Ways = field(factory=list)


def _claims(number: int, placed: Placed) -> Iterator[_Claim]:
    dataset = placed.dataset
    if dataset.files and placed.place.kind == "folder":
        names = ways(_folder(placed) + dataset.files, dataset.only)
        group = ("files", str(len(names)))
        yield _Claim(number=number, placed=placed, group=group, path=("files",), names=names)
    elif dataset.table and placed.place.kind != "folder":
        yield _of_table(number, placed, dataset.table, ("table",))
        for at, part in enumerate(dataset.parts):
            yield _of_table(number, placed, part.table, ("parts", at, "table"), part)


def _of_table(
    number: int, placed: Placed, table: str, path: tuple[str | int, ...], part: Part | None = None
) -> _Claim:
    schema, name = _named(placed.place.kind, table)
    group = (placed.place.kind, placed.place.at, name)
    return _Claim(number=number, placed=placed, group=group, path=path, schema=schema, part=part)


def _named(kind: str, table: str) -> tuple[str, str]:
    """Schema and name as the database compares them: PostgreSQL gets them quoted, as they are."""
    schema, _, name = table.rpartition(".")
    return (schema, name) if kind == "postgresql" else (schema.casefold(), name.casefold())


def _overlap(first: _Claim, second: _Claim, reason: str) -> Overlap:
    stores = (first.placed.dataset.store, second.placed.dataset.store)
    if stores[0] != stores[1]:
        reason += f" (stores '{stores[0]}' and '{stores[1]}' lead to one place)"
    path = second.path
    return Overlap(first=first.placed, second=second.placed, path=path, reason=reason)


def _shared(first: _Claim, second: _Claim) -> str:
    """Why the two can hold the same row; empty where they cannot."""
    one, other = first.placed, second.placed
    if first.names:
        return "a file can fit both patterns" if fit(first.names, second.names) else ""
    if not (_same_host(one.place.host, other.place.host) and _same_schema(first, second)):
        return ""
    table = second.part.table if second.part else other.dataset.table
    if first.part and second.part:
        free = first.number == second.number or _parents_apart(first, second)
        return "" if free else f"table '{table}' is a part of both"
    if first.part or second.part:
        return f"table '{table}' is a part of the one and the table of the other"
    return "" if apart(one.dataset.only, other.dataset.only) else f"both are table '{table}'"


def _folder(placed: Placed) -> str:
    """A folder's path as the beginning of a pattern: its braces are no placeholders."""
    return placed.place.at.replace("{", "\0").replace("}", "\1").rstrip("/") + "/"


def _same_host(one: str, other: str) -> bool:
    """A socket of this machine may be that of the server at its own address."""
    return one == other or (not one and other[:1] == "/") or (not other and one[:1] == "/")


def _same_schema(first: _Claim, second: _Claim) -> bool:
    """A table without a schema is looked for along a path that the server may have changed."""
    return first.schema == second.schema or not (first.schema and second.schema)


def _parents_apart(first: _Claim, second: _Claim) -> bool:
    """Whether the parts hang on different rows of one table, each row of them on one only."""
    one, other = first.placed.dataset, second.placed.dataset
    if one.table != other.table or not first.part or not second.part:
        return False
    joined = dict(first.part.join)
    by_key = bool(one.key) and set(one.key) <= set(joined.values())
    return by_key and joined == dict(second.part.join) and apart(one.only, other.only)


def _forms(values: Iterable[Scalar]) -> set[str | float]:
    """How a column may read the values: as text of any case, or as a number."""
    forms: set[str | float] = set()
    for value in values:
        text = str(value).strip().casefold()
        forms.add(text)
        try:
            forms.add(float(value if isinstance(value, bool) else text))
        except ValueError:
            continue
    return forms
