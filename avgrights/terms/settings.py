"""What avgrights.yaml says: where things are, and how careful the purge is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen


@frozen(kw_only=True)
class Brake:
    """When a rule stops for a person to look (see policies and docs/explanation/brakes.md).

    Attributes:
        share: of the rows examined, above which a rule brakes (with `rows`).
        rows: up to this many due rows never brake by share.
        factor: times the highest of the rule's last 14 runs.
        days: the most that may lie between two nights, in days.
    """

    share: float = 0.05
    rows: int = 10
    factor: float = 3
    days: int = 8


@frozen(kw_only=True)
class StoreSettings:
    """One store: a database by URL, or a folder. The URL may hold a secret: never printed."""

    name: str
    url: str | None = field(default=None, repr=False)
    folder: Path | None = None


@frozen(kw_only=True)
class Settings:
    """The workspace, every path resolved from its folder.

    Attributes:
        root: the folder that holds avgrights.yaml.
        desk: SQLAlchemy URL of the desk database, SQLite paths made absolute.
        keys: a folder, or `env:NAME`.
        anchor: the folder for signed checkpoints, or None.
        templates: the organisation's own templates of letters, or None.
        rehearsal: whether `--today` may be given to commands that change data.
    """

    root: Path
    registers: Path
    desk: str = field(repr=False)
    keys: str
    policies: Path | None = None
    language: str = "nl"
    time_zone: str = "Europe/Amsterdam"
    anchor: Path | None = None
    brake: Brake = Brake()
    rehearsal: bool = False
    templates: Path | None = None
    stores: Mapping[str, StoreSettings] = field(factory=dict)
