"""What `request show` tells of a case whose file was destroyed at the end of its term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avgrights.cli.rim import Rim

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def told_instead(rim: Rim, desk: Desk, case: str) -> bool:
    """Shows what is left of a destroyed file; False where there is more to show."""
    from avgrights.desk.casebook import destroyed_line

    with desk.database.read() as connection:
        found = destroyed_line(connection, case)
    if found is None:
        return False
    line, day = found
    shown = {
        "case": line.case, "status": line.status, "right": line.right, "register": line.register,
        "received": line.received.isoformat(), "destroyed": day.isoformat(), "next": [],
    }  # fmt: skip
    rim.show(shown, lambda: f"case {line.case}: {line.right}, received {line.received}; its file "
             f"was destroyed on {day}, its term being over")  # fmt: skip
    return True
