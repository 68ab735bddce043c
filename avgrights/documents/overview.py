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
#: Rows shown in the PDF, over all datasets together, and at least so many of each; how many parts
#: of a row, and how long a text may be there, in signs. A PDF is laid out in memory.
ROWS_AS_PDF, AT_LEAST = 100, 2
_PARTS, _LONGEST = 10, 1_000


def overview(copy: Copy, language: str) -> Iterator[str]:
    """The page in pieces."""
    return _generated(copy, language, _View(SHOWN))


def overview_pdf(copy: Copy, language: str, password: str) -> bytes:
    """The page as PDF under the password of the package, with fewer rows and no endless texts:
    it is laid out in memory.

    Raises:
        InputFault: the extra `pdf` is not installed.
    """
    from avgrights.documents.pdf import pdf

    tables = sum(len(one.datasets) for one in copy.activities) or 1
    view = _View(max(AT_LEAST, ROWS_AS_PDF // tables), longest=_LONGEST)
    page = "".join(_generated(copy, language, view))
    return pdf(page, language, password=password)


def _generated(copy: Copy, language: str, view: _View) -> Iterator[str]:
    values: dict[str, Any] = {"copy": copy, "shown": view.most, "view": view}
    return template("overview", language).generate(**values)


@frozen
class _View:
    """What the template asks of a dataset, row by row.

    Attributes:
        most: rows of a dataset that are shown.
        longest: signs of a text; None: all, and every part of a row.
    """

    most: int
    longest: int | None = None

    def rows(self, dataset: CopyDataset) -> Iterator[dict[str, Any]]:
        """The first rows of a dataset as pairs of label and text, each with its parts."""
        for row in islice(iter(dataset.rows), self.most):
            yield {
                "fields": self._pairs(dataset.columns, row["values"]),
                "parts": [
                    (table, self._parts(columns, row["parts"].get(table, ())))
                    for table, columns in dataset.parts.items()
                ],
            }

    def _parts(self, columns: Any, parts: Any) -> list[list[tuple[str, str]]]:
        """The parts of a row; where some are left out, how many."""
        most = None if self.longest is None else _PARTS
        shown = [self._pairs(columns, part) for part in parts[:most]]
        left = len(parts) - len(shown)
        return [*shown, [("…", f"+{left}")]] if left else shown

    def _pairs(self, columns: Any, values: Any) -> list[tuple[str, str]]:
        """Label and value of every column that has one."""
        found = ((label, values.get(column)) for column, label in columns.items())
        return [(label, self._cut(str(one))) for label, one in found if one not in (None, "")]

    def _cut(self, text: str) -> str:
        if self.longest is None or len(text) <= self.longest:
            return text
        return text[: self.longest] + " […]"
