"""`data.json`: the copy in a structured, machine-readable form, written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import asdict

from avgrights.documents.copy import Copy, CopyActivity, CopyDataset, SearchLine, Statement
from avgrights.terms.register import Activity, Controller, RetentionRule


def data_json(copy: Copy) -> Iterator[str]:
    """The text of data.json in pieces; never more than one row at a time in memory."""
    yield "{" + _member("case", copy.case) + ","
    yield _member("controller", controller(copy.register.controller)) + ","
    yield _member("prepared", copy.prepared.isoformat()) + ',"activities":['
    for number, activity in enumerate(copy.activities):
        yield "," if number else ""
        yield from _activity(activity)
    yield "]," + _member("searched", [_searched(line) for line in copy.searched])
    yield "," + _member("not_searched", [_not_searched(line) for line in copy.not_searched])
    if copy.statements:
        yield "," + _member("statements", [_stated(one) for one in copy.statements])
    yield "}\n"


def _stated(one: Statement) -> dict[str, str]:
    return {"case": one.case, "on": one.on.isoformat(), "statement": one.text}


def controller(controller: Controller) -> dict[str, Any]:
    """Who is responsible, with what is known of how to reach them."""
    return {name: value for name, value in asdict(controller).items() if value is not None}


def information(activity: Activity) -> dict[str, Any]:
    """The information of GDPR 15(1)(a)-(h) and (2) on one activity, from the register."""
    return {
        "id": activity.id,
        "name": activity.name,
        "purpose": activity.purpose,
        "legal_basis": [basis.basis for basis in activity.legal_basis],
        "categories": [data.category for data in activity.data],
        "recipients": [recipient.name for recipient in activity.recipients],
        "transfers": [asdict(transfer) for transfer in activity.transfers],
        "retention": [retention(rule) for rule in activity.retention],
        "source": sorted({data.source for data in activity.data if data.source}),
        "automated_decisions": (
            asdict(activity.automated_decisions) if activity.automated_decisions else None
        ),
    }


def retention(rule: RetentionRule) -> dict[str, Any]:
    """One retention rule as the person may know it (GDPR 15(1)(d))."""
    return {
        "datasets": list(rule.datasets),
        "keep": str(rule.keep) if rule.keep else None,
        "after": rule.after,
        "count_from": rule.count_from,
        "because": rule.because,
    }


def _activity(copied: CopyActivity) -> Iterator[str]:
    head = json.dumps(information(copied.activity), ensure_ascii=False)
    yield head[:-1] + ',"datasets":['
    for number, dataset in enumerate(copied.datasets):
        yield "," if number else ""
        yield from _dataset(dataset)
    yield "]}"


def _dataset(dataset: CopyDataset) -> Iterator[str]:
    yield "{" + _member("dataset", dataset.name) + ',"rows":['
    for number, row in enumerate(dataset.rows):
        yield ("," if number else "") + json.dumps(row["values"], ensure_ascii=False)
    yield '],"parts":{'
    for number, table in enumerate(dataset.parts):
        yield ("," if number else "") + json.dumps(table) + ":["
        yield from _part(dataset, table)
        yield "]"
    withheld = [
        {"field": one.field, "rows": one.rows, "reason": one.reason} for one in dataset.withheld
    ]
    yield "}," + _member("withheld", withheld) + "}"


def _part(dataset: CopyDataset, table: str) -> Iterator[str]:
    first = True
    for row in dataset.rows:
        for part in row["parts"].get(table, ()):
            yield ("" if first else ",") + json.dumps(part, ensure_ascii=False)
            first = False


def _searched(line: SearchLine) -> dict[str, Any]:
    return {"store": line.store, "dataset": line.dataset, "status": line.status, "rows": line.rows}


def _not_searched(line: SearchLine) -> dict[str, Any]:
    return {"store": line.store, "dataset": line.dataset, "reason": line.status}


def _member(name: str, value: Any) -> str:
    return json.dumps(name) + ":" + json.dumps(value, ensure_ascii=False)
