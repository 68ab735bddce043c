"""What a scan of a store asks, and what it found: plain data, no values of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from attrs import define, field, frozen

from avgrights.law.looks import Looking


@frozen(kw_only=True)
class Finding:
    """A column, or files, that look personal and that no data map knows.

    Attributes:
        table: of a database; in a folder: the folder, by its first name.
        column: None for files.
        looks_like: email, bsn, name, files and so on.
        share: of the values looked at, from 0 to 1; None where none was tested.
        because: why, in words that hold no value.
    """

    table: str
    column: str | None
    looks_like: str
    share: float | None
    because: str


@frozen(kw_only=True)
class Unknown:
    """A table that no data map knows, tied to persons that one does know.

    Attributes:
        column: by which it is tied.
        share: of its different values that find a person, or None where names or keys tell.
    """

    table: str
    column: str
    because: str
    share: float | None = None


@define
class Scanned:
    """What one store holds that no data map knows.

    Attributes:
        looked_at: how many tables, or files, were looked at.
    """

    findings: list[Finding] = field(factory=list)
    tables: list[Unknown] = field(factory=list)
    looked_at: int = 0


@frozen(kw_only=True)
class SubjectColumn:
    """A column by which a data map finds a person.

    Attributes:
        values: keyed digests of some of its values; they live as long as the scan.
    """

    kind: str
    dataset: str
    column: str
    values: frozenset[bytes] = field(repr=False)


@frozen(kw_only=True)
class Search:
    """What is looked for in one store.

    Attributes:
        known: table -> the columns that some data map names.
        patterns: of files that some data map names.
        key: makes the digests of values; made anew for each scan, kept nowhere.
    """

    looking: Looking
    today: date
    key: bytes = field(repr=False)
    known: Mapping[str, Collection[str]] = field(factory=dict)
    patterns: tuple[str, ...] = ()
    subjects: tuple[SubjectColumn, ...] = ()

    def digest(self, value: str) -> bytes | None:
        """What a value is compared by; None: too short to tell one person from another."""
        plain = value.strip().lower()
        if len(plain) < self.looking.subject.length:
            return None
        return hashlib.blake2b(plain.encode("utf-8", "surrogateescape"), key=self.key,
                               digest_size=12).digest()  # fmt: skip
