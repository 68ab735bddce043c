"""Findings as they are gathered over one file."""

from __future__ import annotations

from attrs import define, field

from avgrights.files.codes import lookup
from avgrights.terms.finding import Finding, Severity

#: So many findings a file; what comes after is one finding more.
MOST = 500


@define
class Report:
    """The findings of one file, each with its place.

    Attributes:
        file: the name under which the file is shown.
    """

    file: str
    findings: list[Finding] = field(factory=list)

    def add(
        self,
        code: str,
        place: tuple[int, int],
        message: str,
        *,
        remedy: str | None = None,
        article: str | None = None,
    ) -> None:
        """One finding more; article and remedy come from the catalogue unless given.

        Args:
            place: line and column, from 1.
            message: what is wrong here; the code is put before it when it is shown.
        """
        if len(self.findings) > MOST:
            return
        if len(self.findings) == MOST:
            code, message, remedy, article = "AVG121", "more findings than are shown", None, None
        known = lookup(code)
        self.findings.append(
            Finding(
                file=self.file,
                line=place[0],
                column=place[1],
                code=code,
                severity=known.severity,
                message=message,
                article=known.article if article is None else article,
                remedy=known.remedy if remedy is None else remedy,
            )
        )

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the file from loading."""
        return [f for f in self.findings if f.severity is Severity.ERROR]


def quoted(value: object) -> str:
    """A value for a message: between quotes, on one line, at most 60 characters.

    >>> quoted("2 yaers")
    "'2 yaers'"
    """
    text = value if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else text[:57] + "...")
