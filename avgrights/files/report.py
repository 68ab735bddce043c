"""Findings as they are gathered over one file."""

from __future__ import annotations

from collections import Counter

from attrs import define, field

from avgrights.files.codes import lookup
from avgrights.files.secrets import masked
from avgrights.terms.finding import Finding, Severity

#: So many findings of one code a file; what comes after is one finding more. At least one of each
#: code is kept, so a file never loads because its errors were cut.
MOST = 1000


@define
class Report:
    """The findings of one file, each with its place.

    Attributes:
        file: the name under which the file is shown.
    """

    file: str
    findings: list[Finding] = field(factory=list)
    _counted: Counter[str] = field(factory=Counter)

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
        self._counted[code] += 1
        if self._counted[code] > MOST:
            if self._counted[code] > MOST + 1:
                return
            code, message = "AVG121", f"more than {MOST:,} findings {code}: the rest is not shown"
            remedy = article = None
        known = lookup(code)
        self.findings.append(
            Finding(
                file=self.file,
                line=place[0],
                column=place[1],
                code=code,
                severity=known.severity,
                message=masked(" ".join(message.split())),
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
    text = " ".join(str(value).split())
    text = masked(text)  # before it is cut: half a password is not known as one
    return repr(text if len(text) <= 60 else text[:57] + "...")
