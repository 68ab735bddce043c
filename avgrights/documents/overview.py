"""`overview.html`: the copy as a person reads it, with the information of GDPR 15(1)(a)-(h)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from attrs import frozen

from avgrights.documents.copy import Copy, CopyDataset
from avgrights.documents.pages import template

#: Rows of one dataset shown on the page; all of them stand in the CSV beside it.
SHOWN = 200


def overview(copy: Copy, language: str) -> Iterator[str]:
    """The page in pieces."""
    values: dict[str, Any] = {"copy": copy, "shown": SHOWN, "view": _View()}
    return template("overview", language).generate(**values)


@frozen
class _View:
    """What the template asks of a dataset, row by row."""

    def rows(self, dataset: CopyDataset) -> Iterator[dict[str, Any]]:
        """The first rows of a dataset as pairs of label and text, each with its parts."""
        for row in islice(iter(dataset.rows), SHOWN):
            yield {
                "fields": list(_pairs(dataset.columns, row["values"])),
                "parts": [
                    (table, [list(_pairs(columns, part)) for part in row["parts"].get(table, ())])
                    for table, columns in dataset.parts.items()
                ],
            }


def _pairs(columns: Any, values: Any) -> Iterator[tuple[str, str]]:
    """Label and value of every column that has one."""
    for column, label in columns.items():
        value = values.get(column)
        if value is not None and value != "":
            yield label, str(value)
