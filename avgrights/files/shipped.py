"""Where the package's own policies and registers stand: beside the code, or in the sources."""

from __future__ import annotations

from pathlib import Path

from avgrights.terms.errors import InputFault

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """The folder `policies` or `registers` that comes with the package.

    Raises:
        InputFault: the installation is not complete.
    """
    for parent in (_PACKAGE, _PACKAGE.parent):
        if (parent / folder).is_dir():
            return parent / folder
    raise InputFault(
        f"the folder {folder}/ of avgrights is not there", remedy="Install avgrights anew."
    )
