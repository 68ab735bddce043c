"""`avgrights store scan`: what looks personal and stands in no data map."""

from __future__ import annotations

from typing import Any

import click

from avgrights.cli.rim import Rim, common
from avgrights.cli.tables import as_table


@click.command()
@click.argument("stores", nargs=-1, metavar="[STORE]...")
@click.option("--strict", is_flag=True, help="Exit with 1 where anything is found.")
@common
def scan(rim: Rim, stores: tuple[str, ...], strict: bool) -> None:
    """Look for personal data that no data map knows.

    Columns whose names or values look personal, tables tied to persons that a data map knows, and
    files that fit no pattern. Some rows from both ends of each table are read; their values are
    shown nowhere, only shares. What is found is a proposal: look at it, and map it or leave it.
    """
    from avgrights.desk.scanning import scan as look

    with rim.desk(changes=False) as desk:
        found = look(desk, stores)
    rim.show(found, lambda: _text(found))
    any_found = found["findings"] or found["tables"]
    down = any(one["fault"] for one in found["stores"])
    click.get_current_context().exit(3 if down else 1 if strict and any_found else 0)


def _text(found: dict[str, Any]) -> str:
    lines = [f"{one['store']}: {one['fault']}" for one in found["stores"] if one["fault"]]
    rows = [
        [_place(one), one["looks_like"], _share(one["share"]), one["because"]]
        for one in found["findings"]
    ]
    if rows:
        lines.append(as_table(["not in the data map", "looks like", "share", "because"], rows))
    tied = [[_place(one), _share(one["share"]), one["because"]] for one in found["tables"]]
    if tied:
        lines.append(as_table(["table not in the data map, by", "share", "because"], tied))
    return "\n\n".join(lines) or "nothing that looks personal stands outside the data maps"


def _place(one: dict[str, Any]) -> str:
    return ".".join(part for part in (one["store"], one["table"], one["column"]) if part)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
