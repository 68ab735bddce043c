"""Files that are written to while they are moved apart."""

from __future__ import annotations

from typing import Any

import pytest

from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from avgrights.desk.lifting import lift_case
from avgrights.stores.folder_sealed import Shelf
from avgrights.terms.identifier import Identifier
from tests.requests.house import TODAY, House
from tests.requests.test_restriction import named_by_camera


def test_what_was_written_while_others_were_sealed_is_not_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Facts:   Two recordings; while the second is sealed, which may take minutes, the camera writes
             on to the first.
    Law:     GDPR 18(2): storage; 18(3): what is lifted is as it was.
    Holding: Neither goes from its place, the store is named as open; again, both go, and all that
             was written comes back.
    """
    named_by_camera(house)
    folder = house.root.parent / "beelden" / "poort"
    folder.mkdir()
    first, second = (folder / f"2026-11-19T0{hour}00.mp4" for hour in (8, 9))
    first.write_bytes(b"begin")
    second.write_bytes(b"x")
    as_it_is = Shelf.put

    def put(self: Shelf, asked: Any, path: str, slot: str) -> Any:
        if path.endswith(second.name):
            with first.open("ab") as stream:
                stream.write(b" en het eind")
        return as_it_is(self, asked, path, slot)

    case = house.case(
        "restriction", identifiers=[Identifier("camera", "poort")], activities=["cameras"],
        ground="accuracy contested",
    )  # fmt: skip
    with house.desk() as desk:
        with monkeypatch.context() as patch:
            patch.setattr(Shelf, "put", put)
            assert carry_out(desk, case, order=Order()).open == ("cameras",)
        assert first.read_bytes() == b"begin en het eind"
        assert second.exists()
        assert carry_out(desk, case, order=Order()).open == ()
        assert not first.exists()
        lift_case(desk, case, informed=TODAY)
    assert first.read_bytes() == b"begin en het eind"
