"""avgrights: the processing register of the GDPR (AVG), executable.

>>> import avgrights
>>> sorted(avgrights.__all__)[-3:]
['StoreFault', 'Workspace', 'open']

Everything here is loaded when it is first used: importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from avgrights.api import Workspace, open
    from avgrights.terms.errors import (
        AvgRightsError,
        CheckFailed,
        InputFault,
        Refused,
        StoreFault,
    )
    from avgrights.terms.identifier import Identifier
    from avgrights.terms.period import Period

_WHERE = {
    "AvgRightsError": "avgrights.terms.errors",
    "CheckFailed": "avgrights.terms.errors",
    "Identifier": "avgrights.terms.identifier",
    "InputFault": "avgrights.terms.errors",
    "Period": "avgrights.terms.period",
    "Refused": "avgrights.terms.errors",
    "StoreFault": "avgrights.terms.errors",
    "Workspace": "avgrights.api",
    "open": "avgrights.api",
}

__all__ = [
    "AvgRightsError",
    "CheckFailed",
    "Identifier",
    "InputFault",
    "Period",
    "Refused",
    "StoreFault",
    "Workspace",
    "open",
]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module 'avgrights' has no attribute {name!r}")
    found = getattr(import_module(_WHERE[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
