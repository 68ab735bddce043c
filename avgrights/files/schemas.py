"""JSON Schemas (draft-07) of the files, for editors; made from what the loader reads by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from avgrights.files.cases_shape import CASES
from avgrights.files.data_map_shape import DATA_MAP
from avgrights.files.register_shape import REGISTER
from avgrights.files.shapes import Schema
from avgrights.files.workspace_shape import WORKSPACE

#: Kind of file -> title, and what makes its schema.
_KINDS: dict[str, tuple[str, Callable[[], Schema]]] = {
    "register": ("Register of processing activities (register.yaml)", REGISTER.schema),
    "data-map": ("Data map (data-map.yaml)", DATA_MAP.schema),
    "workspace": ("Workspace (avgrights.yaml)", WORKSPACE.schema),
    "policy": ("A policy of the workspace's own (policies/*.yaml)", lambda: _policy()),
    "cases": ("Worked cases of law", CASES.schema),
}
KINDS = tuple(_KINDS)


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file.

    Args:
        kind: one of `KINDS`.
    """
    title, make = _KINDS[kind]
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **make()}


def _policy() -> Schema:
    """Any of the policy files. What lies over the package's own may leave everything out."""
    from avgrights.files.policies import FILES
    from avgrights.files.shape_of import shape_of

    return {"anyOf": [{**_partial(shape_of(kind).schema()), "title": name}
                      for name, kind in FILES.items()]}  # fmt: skip


def _partial(found: Any) -> Any:
    """The same schema with nothing required but something."""
    if isinstance(found, list):
        return [_partial(member) for member in found]
    if not isinstance(found, dict):
        return found
    kept = {key: _partial(value) for key, value in found.items() if key != "required"}
    if found.get("type") == "object":
        kept["minProperties"] = 1
    return kept
