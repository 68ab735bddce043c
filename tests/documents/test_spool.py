"""What is set aside on disk while a package is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avgrights.documents import spool as module
from avgrights.documents.spool import Spool

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3),
)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES)))
def test_rows_come_back_as_they_went_in_as_often_as_asked(rows: list[dict[str, object]]) -> None:
    with Spool() as spool:
        for row in rows:
            spool.add(row)
        assert spool.rows == len(rows)
        assert list(spool) == rows
        assert list(spool) == rows


def test_nothing_is_readable_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name in the folder, and sealed where the bytes lie."""
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))
    with Spool() as spool:
        for number in range(20_000):
            spool.add({"naam": f"kanarie {number}"})
        assert list(spool)[19_999] == {"naam": "kanarie 19999"}
        assert list(tmp_path.iterdir()) == []
        size = os.fstat(spool._file.fileno()).st_size
        assert size > 400_000
        assert b"kanarie" not in os.pread(spool._file.fileno(), size, 0)
