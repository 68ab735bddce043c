"""Values of avgrights.yaml that come from the environment, as `${NAME}`; never printed."""

from __future__ import annotations

import os
import re

from avgrights.terms.errors import InputFault
from avgrights.terms.settings import StoreSettings

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def unset(text: str) -> list[str]:
    """The variables that a text names and the environment does not have.

    >>> unset("${AVGRIGHTS_NO_SUCH_VARIABLE}")
    ['AVGRIGHTS_NO_SUCH_VARIABLE']
    """
    return [name for name in VARIABLE.findall(text) if name not in os.environ]


def filled(text: str) -> str:
    """The text with the variables that are set filled in; the others stay as they are."""
    return VARIABLE.sub(lambda found: os.environ.get(found[1], found[0]), text)


def variables_set(store: StoreSettings) -> None:
    """Nothing, where every variable that the store's URL names is set.

    Raises:
        InputFault: one is not.
    """
    missing = unset(store.url or "")
    if missing:
        raise InputFault(
            f"store '{store.name}' needs the environment variable {missing[0]}, which is not set",
            remedy="Set it where the command runs.",
        )
