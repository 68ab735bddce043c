"""The wrapping key of the desk, as `avgrights keys` has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from avgrights.desk.desk import Desk

if TYPE_CHECKING:
    from avgrights.desk.rotating import Rotated


@frozen
class Keys:
    """The wrapping key (command `avgrights keys`)."""

    _desk: Desk

    def list(self) -> list[dict[str, Any]]:
        """Every wrapping key that something is wrapped under, by id; the one in use first."""
        from avgrights.desk.rotating import key_list

        return key_list(self._desk)

    def rotate(self, to: str | None = None) -> Rotated:
        """Gives the desk a new wrapping key, and destroys the earlier one.

        Args:
            to: where the new one is: `env:NAME`, or a folder by its whole path; None: in the same
                folder.
        """
        from avgrights.desk.rotating import rotate

        return rotate(self._desk, to)
