"""Nothing is deleted while a row can be in two datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avgrights.terms.errors import InputFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def need_apart(desk: Desk) -> None:
    """Refuses to go on while two datasets of the workspace can share rows.

    The purge would follow the shorter term, and neither purge nor erasure would see a hold that
    was placed on the other dataset.

    Raises:
        InputFault: with the first pair.
    """
    from avgrights.files.places import placed
    from avgrights.files.registers import MAP_FILE
    from avgrights.retention.overlaps import overlaps

    stores = desk.settings.stores
    found = overlaps(
        one
        for loaded in desk.registers
        for one in placed(
            loaded.register.name, str(loaded.path / MAP_FILE), loaded.data_map, stores
        )
    )
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InputFault(
            f"{found[0].sentence}{more}; nothing is deleted before they are apart",
            remedy="Make one dataset of them with both activities; 'avgrights check' shows where.",
        )
