"""The catalogue of findings: every code, once given, keeps its meaning for ever."""

from __future__ import annotations

from avgrights.files.code import Code
from avgrights.files.codes_data_map import DATA_MAP
from avgrights.files.codes_policies import POLICIES
from avgrights.files.codes_reading import READING, STRUCTURE
from avgrights.files.codes_register import REGISTER, RETENTION
from avgrights.files.codes_workspace import WORKSPACE
from avgrights.terms.errors import InputFault


def catalogue() -> dict[str, Code]:
    """Every code, in order."""
    return dict(_CATALOGUE)


def lookup(code: str) -> Code:
    """The code of that name, however it is capitalised.

    Raises:
        InputFault: there is no such code.
    """
    known = _CATALOGUE.get(code.strip().upper())
    if known is None:
        raise InputFault(
            f"there is no finding with code {code[:20]!r}",
            remedy="Codes look like AVG301; 'avgrights check explain' without a code lists them.",
        )
    return known


def _gather() -> dict[str, Code]:
    """All tables in one; a code that stands twice is our own fault, found at import."""
    tables = (READING, STRUCTURE, REGISTER, RETENTION, DATA_MAP, WORKSPACE, POLICIES)
    every = [code for table in tables for code in table]
    known = {code.code: code for code in every}
    if len(known) != len(every):
        raise AssertionError("a code of the catalogue stands twice")
    return dict(sorted(known.items()))


_CATALOGUE = _gather()
