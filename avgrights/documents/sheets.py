"""CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

#: What a spreadsheet may read as the start of a formula; the full-width forms too.
_STARTS = tuple("=+-@\t\r\n＝＋－＠﹢﹣")


def cell(value: Any) -> str:
    """A value as one cell. A text that could start a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell(None), cell(True)
    ("'=1+1", '', 'true')
    """
    text = _text(value)
    return "'" + text if text.startswith(_STARTS) else text


def sheet(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a CSV file: a header, then a line a row; a column a row lacks is empty."""
    yield line(columns)
    for row in rows:
        yield line([row.get(column) for column in columns])


def line(values: Iterable[Any]) -> str:
    """One line of CSV (RFC 4180), its end included."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([cell(value) for value in values])
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
