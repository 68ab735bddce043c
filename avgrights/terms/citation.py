"""Where a rule stands in the law."""

from __future__ import annotations

from attrs import frozen


@frozen
class Citation:
    """One place in the law or in a policy document: act and article.

    >>> str(Citation("GDPR", "12(3)"))
    'GDPR 12(3)'
    """

    act: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.act} {self.article}".rstrip()
