"""The description of avgrights.yaml: every key, read and made into a JSON Schema."""

from __future__ import annotations

from typing import Any

from avgrights.files.data_map_shape import ZONE
from avgrights.files.records import Key, Record
from avgrights.files.register_shape import FLAG, NAME, TEXT
from avgrights.files.shapes import MapOf, Number, choice
from avgrights.terms.settings import Brake

_BRAKE = Record(
    Brake,
    {
        "share": Key(Number(least=0, most=1), "Share of the rows above which a rule stops."),
        "rows": Key(Number(least=0, most=1e9, whole=True), "Up to this many rows never stop it."),
        "factor": Key(Number(least=1, most=1e6), "Times the highest of its last 14 runs."),
        "days": Key(Number(least=1, most=366, whole=True), "The most days between two nights."),
    },
)


def given(**keys: Any) -> dict[str, Any]:
    """The keys of a mapping that were there."""
    return keys


STORE = Record(
    given,
    {
        "url": Key(TEXT, 'SQLAlchemy URL; "${NAME}" comes from the environment.'),
        "folder": Key(TEXT, "A folder of files, from the workspace's folder."),
    },
    named="name",
    more=(
        {
            "oneOf": [
                {"required": [one], "properties": {one: {"type": "string"},
                                                   other: {"type": "null"}}}
                for one, other in (("url", "folder"), ("folder", "url"))
            ]
        },
    ),
)  # fmt: skip
WORKSPACE = Record(
    given,
    {
        "registers": Key(TEXT, "Every folder below with a register.yaml is a register."),
        "policies": Key(TEXT, "A folder that overlays the package's policies."),
        "templates": Key(TEXT, "A folder of own templates; a file of the same name wins."),
        "language": Key(choice("nl", "en"), "Of letters, pages and messages."),
        "time_zone": Key(ZONE, "The zone whose days count."),
        "desk": Key(TEXT, "The desk database; SQLite, or PostgreSQL for a team."),
        "keys": Key(TEXT, "A folder, or env:NAME: where the wrapping key stands."),
        "anchor": Key(TEXT, "Where signed checkpoints go; best another machine's mount."),
        "brake": Key(_BRAKE, "When a rule stops for a person to look."),
        "rehearsal": Key(FLAG, "Whether --today is allowed where data changes."),
        "stores": Key(MapOf(STORE, NAME), "Name of the store: its URL or folder."),
    },
)
