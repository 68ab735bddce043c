"""What `check` found: errors as data, gathered over the whole file before anyone speaks."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Severity(StrEnum):
    """An error keeps a register from loading; a warning does not; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@frozen(kw_only=True)
class Finding:
    """One thing to mend or to know: where, what, under which article, and the remedy.

    Attributes:
        line, column: from 1.
        code: stable, such as AVG301; `avgrights check explain AVG301` tells more.
    """

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    article: str = ""
    remedy: str = ""
