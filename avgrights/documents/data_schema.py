"""`schema.json`: what a machine may rely on in the `data.json` of a portability (GDPR 20(1)).

Each dataset is described as the data map has it, whatever this person's rows happen to hold: a
field that is empty here is in it all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from avgrights.documents.copy import Copy, CopyDataset

#: The dialect in which the schema is written.
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_TEXT_OR_NOT = {"type": ["string", "null"]}
_NONE: Mapping[str, Any] = {}
_COUNT = {"type": "integer", "minimum": 0}
_DAY = {"type": "string", "format": "date"}
#: The value of a field: as the store has it; days and moments are ISO 8601.
_VALUE = {"type": ["string", "number", "boolean", "null", "array", "object"]}


def schema_json(copy: Copy) -> str:
    """The schema of a copy as text."""
    return json.dumps(schema(copy), ensure_ascii=False, indent=2) + "\n"


def schema(copy: Copy) -> dict[str, Any]:
    """The schema of a copy: every member of data.json, and every field of every dataset."""
    ordered = sorted(copy.datasets, key=lambda one: one.name)
    statement = {"case": _TEXT, "on": _DAY, "statement": _TEXT}
    datasets = {f"dataset-{number}": _dataset(one) for number, one in enumerate(ordered, 1)}
    return {
        "$schema": DIALECT,
        "title": "data.json",
        "description": "Personal data that the person provided (GDPR 20(1)), per activity.",
        **_record({
            "case": _TEXT,
            "controller": {
                "type": "object", "required": ["name"], "additionalProperties": _TEXT,
            },
            "prepared": _DAY,
            "activities": {"type": "array", "items": {"$ref": "#/$defs/activity"}},
            "searched": _list(_search("status") | {"rows": _COUNT}),
            "not_searched": _list(_search("reason")),
        }, or_not={"statements": _list(statement)}),
        "$defs": {
            "value": _VALUE,
            "activity": _activity(list(datasets)),
            **datasets,
        },
    }  # fmt: skip


def _activity(names: list[str]) -> dict[str, Any]:
    return _record({
        "id": _TEXT, "name": _TEXT, "purpose": _TEXT, "legal_basis": _TEXTS,
        "categories": _TEXTS, "recipients": _TEXTS,
        "transfers": _list({"country": _TEXT, "safeguard": _TEXT_OR_NOT}),
        "retention": _list({
            "datasets": _TEXTS, "keep": _TEXT_OR_NOT, "after": _TEXT_OR_NOT,
            "count_from": _TEXT_OR_NOT, "because": _TEXT_OR_NOT,
        }),
        "source": _TEXTS,
        "automated_decisions": {"type": ["object", "null"]},
        "datasets": {"type": "array", "items": _one_of(names)},
    })  # fmt: skip


def _one_of(names: list[str]) -> Any:
    """Any of the datasets; where there is none, nothing."""
    refs = [{"$ref": f"#/$defs/{name}"} for name in names]
    return {"oneOf": refs} if refs else False


def _dataset(dataset: CopyDataset) -> dict[str, Any]:
    parts = {table: _rows(columns) for table, columns in dataset.parts.items()}
    return _record({
        "dataset": {"const": dataset.name},
        "rows": _rows(dataset.columns),
        "parts": _record(parts),
        "withheld": _list({"field": _TEXT, "rows": _COUNT, "reason": _TEXT}),
    })  # fmt: skip


def _rows(columns: Mapping[str, str]) -> dict[str, Any]:
    """Rows of these columns, each with the label that the data map gives it."""
    fields = {
        name: {"$ref": "#/$defs/value"} | ({"title": label} if label != name else {})
        for name, label in columns.items()
    }
    return {"type": "array", "items": _record(fields)}


def _search(why: str) -> dict[str, Any]:
    return {"store": _TEXT, "dataset": _TEXT, why: _TEXT}


def _list(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _record(properties)}


def _record(properties: Mapping[str, Any], or_not: Mapping[str, Any] = _NONE) -> dict[str, Any]:
    """An object with exactly these members, and those of `or_not` where there is something."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": {**properties, **or_not},
    }
