"""Findings on what was read, at the place in the file that it was read from."""

from __future__ import annotations

from typing import Any

from attrs import define

from avgrights.files.sheet import Sheet


@define
class Lint:
    """Puts findings on a sheet by the thing they are about."""

    sheet: Sheet

    def add(
        self,
        code: str,
        thing: Any,
        key: str | None,
        message: str,
        *,
        of_key: bool = False,
        remedy: str | None = None,
        article: str | None = None,
    ) -> None:
        """A finding on one key of a thing; where the key is not there, on the thing itself.

        Args:
            key: as the file spells it; None: the thing itself.
            of_key: whether to point at the key instead of its value.
        """
        place = self._place(thing, key, of_key)
        self.sheet.report.add(code, place, message, remedy=remedy, article=article)

    def member(self, code: str, thing: Any, path: tuple[str | int, ...], message: str) -> None:
        """A finding on something deeper in a thing, by the steps to it."""
        box = self.sheet.origins.get(id(thing))
        place = self.sheet.document.place_in(box, path)
        self.sheet.report.add(code, place, message)

    def says(self, thing: Any, key: str) -> bool:
        """Whether the file has that key on the thing, be it with null."""
        box = self.sheet.origins.get(id(thing))
        return isinstance(box, dict) and key in box

    def holds(self, thing: Any, key: str) -> bool:
        """Whether the file gives that key a value on the thing, broken or not."""
        box = self.sheet.origins.get(id(thing))
        return isinstance(box, dict) and box.get(key) is not None

    def _place(self, thing: Any, key: str | None, of_key: bool) -> tuple[int, int]:
        document = self.sheet.document
        box = self.sheet.origins.get(id(thing))
        spot = document.spot(box, key, key=of_key) if key is not None else None
        return spot or document.begin(box)
