"""CSV that no spreadsheet takes for a formula, and that any reader reads back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.documents.sheets import cell, sheet

STARTS = tuple("=+-@\t\r\n＝＋－＠")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(st.lists(st.lists(TEXT | st.integers() | st.none() | st.booleans(), min_size=2, max_size=2)))
def test_no_cell_starts_a_formula_and_nothing_else_changes(rows: list[list[object]]) -> None:
    text = "".join(sheet(["a", "b"], ({"a": a, "b": b} for a, b in rows)))

    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["a", "b"]
    assert len(read) == len(rows) + 1
    for cells, row in zip(read[1:], rows, strict=True):
        for shown, value in zip(cells, row, strict=True):
            assert not shown.startswith(STARTS)
            plain = cell(value)
            assert shown == plain
            if isinstance(value, str):
                assert plain.removeprefix("'") == value or plain == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (True, "true"), (5, "5"), (-5, "'-5"), ("=x", "'=x"), ({"a": "é"}, '{"a": "é"}')],
)
def test_values_as_cells(value: object, shown: str) -> None:
    assert cell(value) == shown
