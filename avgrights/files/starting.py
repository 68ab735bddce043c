"""`init`: a new workspace with a commented register, data map and editor settings."""

from __future__ import annotations

import json
from pathlib import Path

from avgrights.files import registers, schemas, workspace
from avgrights.terms.errors import InputFault

#: The example that `init` writes.
EXAMPLE = Path(__file__).resolve().parent / "example"
#: Where each example goes; the register is called `voorbeeld`.
_PLACES = {
    workspace.FILE: workspace.FILE,
    registers.FILE: f"registers/voorbeeld/{registers.FILE}",
    registers.MAP_FILE: f"registers/voorbeeld/{registers.MAP_FILE}",
}
#: Kind of schema -> the files that an editor reads by it.
_EDITED = {
    "register": "registers/**/register.yaml",
    "data-map": "registers/**/data-map.yaml",
    "workspace": "avgrights.yaml",
    "policy": "policies/*.yaml",
    "cases": "cases/*.yaml",
}
_IGNORED = "# Keys, cases and the journal; and the data itself.\nvar/\ndata/\n"


def start_workspace(folder: Path) -> list[Path]:
    """Makes a workspace in an empty or new folder; the files written, in order.

    Raises:
        InputFault: the folder holds something already, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputFault(f"{folder} is not empty", remedy="Name a new folder, or an empty one.")
        written = [_write(folder / place, text) for place, text in _examples().items()]
        return [*written, *help_editors(folder), _write(folder / ".gitignore", _IGNORED)]
    except OSError as fault:
        raise InputFault(f"{folder} cannot be written: {fault.strerror or fault}") from None


def help_editors(root: Path) -> list[Path]:
    """Writes the schemas and settings by which an editor completes and checks the files of a
    workspace; what was written."""
    described = {
        f".avgrights/{kind}.schema.json": _json(schemas.schema(kind)) for kind in schemas.KINDS
    }
    editor = {
        ".vscode/settings.json": _json({"yaml.schemas": _globs()}),
        ".vscode/extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
    }
    return [_write(root / place, text) for place, text in {**described, **editor}.items()]


def _examples() -> dict[str, str]:
    """Path in the workspace -> text."""
    return {place: (EXAMPLE / name).read_text(encoding="utf-8") for name, place in _PLACES.items()}


def _globs() -> dict[str, str]:
    return {f".avgrights/{kind}.schema.json": _EDITED[kind] for kind in schemas.KINDS}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
