"""`avgrights init`: a workspace to start from."""

from __future__ import annotations

from pathlib import Path

import click

from avgrights.cli.rim import Rim, common


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common
def init(rim: Rim, folder: Path) -> None:
    """Make a new workspace in DIR: a commented register, data map and editor settings.

    DIR must be new or empty. What is written passes `avgrights check`; from there, write your own
    activities, tables and stores over the example.
    """
    from avgrights.files.starting import start_workspace

    written = start_workspace(folder)
    rim.show(
        {"workspace": str(folder), "files": [str(path) for path in written]},
        lambda: "\n".join([*map(str, written), "", f"Next: cd {folder} && avgrights check"]),
    )
