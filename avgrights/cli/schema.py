"""`avgrights schema`: JSON Schema for editors."""

from __future__ import annotations

import click

from avgrights.cli.rim import Rim, common

#: As `avgrights.files.schemas.KINDS`, named here so that --help needs no loading; a test compares.
KINDS = ("register", "data-map", "workspace", "policy", "cases")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@common
def schema(rim: Rim, kind: str) -> None:
    """Print the JSON Schema (draft-07) of one KIND of file.

    `avgrights init` writes them where the editor finds them; after an update of avgrights, or for
    a workspace of your own, put one beside the file:

    \b
    avgrights schema register > .avgrights/register.schema.json
    """
    from avgrights.files.schemas import schema as schema_of

    Rim(format="json").show(schema_of(kind), str)
