"""What the desk keeps itself, under terms of its own: case files, messages, the erasures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from avgrights.desk.case_files import destroy_due_files, files_due
from avgrights.desk.erased_list import erasures_due, forget_due_erasures
from avgrights.desk.message_files import destroy_due_messages, messages_due

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def own_data_due(desk: Desk) -> list[dict[str, Any]]:
    """What the next night will destroy of the desk's own data; nothing changes."""
    return [*files_due(desk), *messages_due(desk), *erasures_due(desk)]


def purge_own_data(desk: Desk) -> list[dict[str, Any]]:
    """Destroys what is past its term, and journals it. Again: nothing."""
    return [*destroy_due_files(desk), *destroy_due_messages(desk), *forget_due_erasures(desk)]
