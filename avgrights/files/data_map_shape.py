"""The description of data-map.yaml: every key, read into terms and into a JSON Schema."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from avgrights.files.records import Key, Record
from avgrights.files.register_shape import NAME, TEXT, WORD
from avgrights.files.shapes import (
    As,
    Choice,
    Either,
    ListOf,
    MapOf,
    Nullable,
    OneOrMore,
    Parsed,
    Scalar,
    Text,
    choice,
)
from avgrights.terms.data_map import (
    DataMap,
    Dataset,
    EventColumn,
    EventKind,
    FieldUse,
    Part,
    Restrict,
    ThirdParty,
    Way,
)

#: Names of tables and columns: they end up, quoted, in SQL. A dot stands between schema and table.
COLUMN = Text(
    rf"[{WORD}](?:[{WORD} $#.-]{{0,126}}[{WORD}$#])?",
    "AVG208",
    "letters, digits, '_', '$', '#', '.'",
)
KIND = Text(
    rf"[{WORD}](?:[{WORD} .-]{{0,38}}[{WORD}])?",
    "AVG208",
    "letters, digits, '-' and '_', at most 40",
)


def zone(name: str) -> str:
    """The name of a time zone that exists.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"{name[:40]!r} is no time zone, such as Europe/Amsterdam or UTC"
        ) from None
    return name


ZONE = Parsed(zone, "AVG210", r"\S", "a time zone such as Europe/Amsterdam")

_FIELD = Record(
    FieldUse,
    {
        "category": Key(TEXT, "The category in the register.", True),
        "label": Key(TEXT, "What the person reads."),
        "third_party": Key(
            Choice({member.value: member for member in ThirdParty}),
            "What happens in a copy to a field that may name others: GDPR 15(4).",
        ),
    },
)
_FIELDS = MapOf(_FIELD, COLUMN)
_ANONYMISE = MapOf(Nullable(Scalar()), COLUMN)
_EVENT = Either(
    {
        str: As(COLUMN, lambda column: EventColumn(column=column)),
        dict: Record(
            EventColumn,
            {
                "column": Key(COLUMN, "The column that holds the moment.", True),
                "as": Key(
                    Choice({member.value: member for member in EventKind}),
                    "How it is written; else the column's type decides.",
                    attribute="kind",
                ),
                "zone": Key(ZONE, "The zone of naive times; else the workspace's."),
            },
        ),
    },
    "a column, or a mapping with 'column', 'as' and 'zone'",
)
_RESTRICT = Either(
    {
        str: As(Choice({way.value: way for way in Way}), lambda way: Restrict(way=way)),
        dict: Record(
            lambda flag: Restrict(way=Way.FLAG, flag=flag),
            {"flag": Key(COLUMN, "The column that is set while a row is restricted.", True)},
        ),
    },
    "policy, move, flag, or {flag: COLUMN}",
)
_PART = Record(
    Part,
    {
        "table": Key(COLUMN, "The table of the part.", True),
        "key": Key(ListOf(COLUMN, filled=True), "Its key columns.", True, blank=()),
        "join": Key(
            MapOf(COLUMN, COLUMN, filled=True), "Column of the part: column of the parent.", True,
            blank={},
        ),
        "fields": Key(_FIELDS, "Every column that holds personal data."),
        "anonymise": Key(_ANONYMISE, "Column: what it holds once anonymised; null: nothing."),
    },
)  # fmt: skip
DATASET = Record(
    Dataset,
    {
        "activities": Key(ListOf(NAME, filled=True), "Who uses it; the last term counts.", True,
                          blank=()),
        "store": Key(NAME, "The store, as avgrights.yaml names it.", True),
        "table": Key(COLUMN, "The table, in a database."),
        "files": Key(TEXT, "The pattern of files, in a folder."),
        "key": Key(ListOf(COLUMN, filled=True), "The key columns of the table."),
        "subject": Key(MapOf(OneOrMore(COLUMN), KIND), "Kind of identifier: column, or columns."),
        "events": Key(MapOf(_EVENT), "Name of the event: where its moment stands."),
        "fields": Key(_FIELDS, "Every column that holds personal data."),
        "only": Key(MapOf(OneOrMore(Scalar()), COLUMN), "Column: the values that belong here."),
        "parts": Key(ListOf(_PART), "Rows that go with their parent."),
        "restrict": Key(_RESTRICT, "How GDPR 18 is enforced."),
        "anonymise": Key(_ANONYMISE, "Column: what it holds once anonymised; null: nothing."),
        "erase": Key(choice("delete", "anonymise"), "What GDPR 17 does with a row."),
    },
    named="name",
    more=(
        {
            "oneOf": [
                {"required": [one], "properties": {one: {"type": "string"},
                                                   other: {"type": "null"}}}
                for one, other in (("table", "files"), ("files", "table"))
            ]
        },
        {
            "if": {"required": ["table"], "properties": {"table": {"type": "string"}}},
            "then": {"required": ["key"], "properties": {"key": {"type": "array", "minItems": 1}}},
        },
    ),
)  # fmt: skip


def _data_map(datasets: Any) -> DataMap:
    return DataMap(datasets=tuple(datasets.values()))


DATA_MAP = Record(
    _data_map,
    {"datasets": Key(MapOf(DATASET, NAME), "Name of the dataset: where it is.", True, blank={})},
)
