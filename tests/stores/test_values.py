"""A value given as text, in columns of every type: read exactly, or refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import types

from avgrights.stores.sql.values import DayAsText, value_of


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("ja", types.Boolean(), True),
        ("0", types.Boolean(), False),
        (" 12 ", types.Integer(), 12),
        ("-32768", types.SmallInteger(), -32768),
        ("9223372036854775807", types.BigInteger(), 2**63 - 1),
        ("12.50", types.Numeric(10, 2), Decimal("12.50")),
        ("12.500", types.Numeric(10, 2), Decimal("12.50")),
        ("1e3", types.Float(), 1000.0),
        ("2026-03-01", types.Date(), date(2026, 3, 1)),
        ("2026-03-01", DayAsText(), date(2026, 3, 1)),
        ("2026-03-01 14:30", types.DateTime(), datetime(2026, 3, 1, 14, 30)),
        (
            "2026-03-01T14:30+00:00",
            types.DateTime(timezone=True),
            datetime(2026, 3, 1, 14, 30, tzinfo=UTC),
        ),
        ("14:30", types.Time(), time(14, 30)),
        ("zeven", types.String(5), "zeven"),
        (" a\nb ", types.Text(), " a\nb "),
        ("hoog", types.Enum("hoog", "laag"), "hoog"),
    ],
)
def test_what_fits_is_read(text: str, type_: Any, value: object) -> None:
    assert value_of(text, type_) == value


@pytest.mark.parametrize(
    ("text", "type_", "says"),
    [
        ("misschien", types.Boolean(), "true or false"),
        ("1.0", types.Integer(), "whole number"),
        ("1_000", types.Integer(), "whole number"),
        ("32768", types.SmallInteger(), "its column can hold"),
        ("9223372036854775808", types.Integer(), "its column can hold"),
        ("9" * 4000, types.BigInteger(), "whole number"),
        ("12.505", types.Numeric(10, 2), "at most 2 decimals"),
        ("123456789.00", types.Numeric(10, 2), "its column can hold"),
        ("NaN", types.Numeric(10, 2), "a number"),
        ("12,50", types.Numeric(10, 2), "a point"),
        ("1_0", types.Float(), "a number"),
        ("2026-02-29", types.Date(), "wants a day"),
        ("20260301", types.Date(), "wants a day"),
        ("2026-03-01T14:30+01:00", types.DateTime(), "without an offset"),
        ("2026-04-05T06:07", types.DateTime(timezone=True), "offset from UTC"),
        ("25:00", types.Time(), "wants a time"),
        ("zestien", types.String(5), "at most 5 signs"),
        ("a\x00", types.Text(), "control characters"),
        ("a\udcff", types.Text(), "control characters"),
        ("midden", types.Enum("hoog", "laag"), "hoog, laag"),
        ("{}", types.JSON(), "no value can be given"),
        ("geheim", types.LargeBinary(), "no value can be given"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(text: str, type_: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says) as fault:
        value_of(text, type_)
    assert text not in str(fault.value)


@given(st.text(max_size=40), st.sampled_from([
    types.Boolean(), types.Integer(), types.Numeric(8, 3), types.Float(), types.Date(),
    types.DateTime(), types.Time(), types.Uuid(), types.Text(), types.Enum("a", "b"), DayAsText(),
]))  # fmt: skip
def test_any_text_is_read_or_refused(text: str, type_: Any) -> None:
    """No other error than a ValueError, and no number of another value."""
    try:
        value_of(text, type_)
    except ValueError as fault:
        assert str(fault).startswith(("wants", "its type"))
