"""What one kind of finding is."""

from __future__ import annotations

from attrs import frozen

from avgrights.terms.finding import Severity


@frozen(kw_only=True)
class Code:
    """One kind of finding.

    Attributes:
        code: `AVG` and three digits; the first says where: 1 reading, 2 structure, 3 register,
            4 retention, 5 data map, 6 workspace, 7 policies.
        title: what is wrong, in a few words.
        article: where the law stands that asks for it; empty where it is plain form.
        why: the reason, for `avgrights check explain`.
        remedy: what to do; the finding itself may name something more precise.
    """

    code: str
    severity: Severity
    title: str
    article: str = ""
    why: str
    remedy: str


def error(code: str, title: str, why: str, remedy: str, article: str = "") -> Code:
    """A code that keeps a file from loading."""
    return Code(code=code, severity=Severity.ERROR, title=title, why=why, remedy=remedy,
                article=article)  # fmt: skip


def warning(code: str, title: str, why: str, remedy: str, article: str = "") -> Code:
    """A code that lets a file load, and wants a look."""
    return Code(code=code, severity=Severity.WARNING, title=title, why=why, remedy=remedy,
                article=article)  # fmt: skip


def note(code: str, title: str, why: str, remedy: str, article: str = "") -> Code:
    """A code that only tells."""
    return Code(code=code, severity=Severity.NOTE, title=title, why=why, remedy=remedy,
                article=article)  # fmt: skip
