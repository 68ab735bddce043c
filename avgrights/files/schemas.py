"""JSON Schemas (draft-07) of the files, for editors; made from what the loader reads by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from avgrights.files.data_map_shape import DATA_MAP
from avgrights.files.register_shape import REGISTER
from avgrights.files.shapes import Schema
from avgrights.files.workspace_shape import WORKSPACE

#: Kind of file -> title, and what makes its schema.
_KINDS: dict[str, tuple[str, Callable[[], Schema]]] = {
    "register": ("Register of processing activities (register.yaml)", REGISTER.schema),
    "data-map": ("Data map (data-map.yaml)", DATA_MAP.schema),
    "workspace": ("Workspace (avgrights.yaml)", WORKSPACE.schema),
}
KINDS = tuple(_KINDS)


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file.

    Args:
        kind: one of `KINDS`.
    """
    title, make = _KINDS[kind]
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **make()}
