"""`avgrights keys`: the wrapping key of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.rim import Rim, common
from avgrights.cli.tables import as_table

if TYPE_CHECKING:
    from avgrights.desk.rotating import Rotated


@click.group()
def keys() -> None:
    """The wrapping key, which opens the keys of the desk and of every case.

    It lies outside the database: in the folder, or the variable, that 'keys' in avgrights.yaml
    names. No command shows a key; ids tell one from another.
    """


@keys.command("list")
@common
def list_(rim: Rim) -> None:
    """List the wrapping keys by id, with how many keys lie under each."""
    from avgrights.desk.rotating import key_list

    with rim.desk(changes=False) as desk:
        found = key_list(desk)
    rim.show({"keys": found}, lambda: _list_text(found))


@keys.command()
@click.option(
    "--to",
    metavar="PLACE",
    help="Where the new key is: env:NAME, or a folder (made there). Else: in the same folder.",
)
@common
def rotate(rim: Rim, to: str | None) -> None:
    """Give the desk a new wrapping key, and destroy the earlier one.

    Other commands go on meanwhile: both keys open until the end. Killed or stopped, the same
    command goes on from there. What was sealed stays sealed as it is; the keys that seal it are
    wrapped anew. A backup of the database from before needs the earlier key.
    """
    from avgrights.desk.rotating import rotate

    with rim.desk(changes=True) as desk:
        if to is not None and not to.startswith("env:"):
            to = str((desk.settings.root / to).resolve())
        done = rotate(desk, to)
        moved = done.place != desk.settings.keys
    rim.show(_json(done), lambda: _text(done, moved))


def _json(done: Rotated) -> dict[str, Any]:
    return {
        "earlier": done.earlier, "key": done.key, "items": dict(done.items),
        "earlier_destroyed": done.destroyed, "keys": done.place, "resumed": done.resumed,
    }  # fmt: skip


def _text(done: Rotated, moved: bool) -> str:
    told = ", ".join(f"{count} in {name}" for name, count in done.items.items())
    lines = [f"key {done.key} in the place of {done.earlier}; wrapped anew: {told}"]
    if moved:
        lines.append(f"Now write in avgrights.yaml: keys: {done.place}")
    if not done.destroyed:
        lines.append("Take the earlier key out of the environment, and destroy its copies.")
    return "\n".join(lines)


def _list_text(found: list[dict[str, Any]]) -> str:
    rows = [
        [one["key"], "in use" if one["in_use"] else "earlier",
         "yes" if one["at_hand"] else "NO", sum(one["items"].values())]
        for one in found
    ]  # fmt: skip
    return as_table(["key", "state", "at hand", "keys under it"], rows)
