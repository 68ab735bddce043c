"""What suspends a term, for how many days, and what comes too late (Awb 4:15; EDPB 01/2022)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Pause:
    """A question that suspends the term: asked on one day, answered on another, or still open.

    Suspended are the days from the day after the question until the day before the answer.

    >>> len(Pause(asked=date(2026, 6, 3), answered=date(2026, 6, 17)).days)
    13

    Raises:
        InputFault: answered before it was asked.
    """

    asked: date
    answered: date | None = None
    kind: str = "identity"

    def __attrs_post_init__(self) -> None:
        if self.answered is not None and self.answered < self.asked:
            raise InputFault(
                f"a pause answered on {self.answered} was asked later, on {self.asked}",
                remedy="A pause is asked first and answered on that day or later.",
            )

    @property
    def days(self) -> frozenset[date]:
        """The suspended days of an answered pause; none where it is open."""
        if self.answered is None:
            return frozenset()
        count = (self.answered - self.asked).days - 1
        return frozenset(self.asked + timedelta(n) for n in range(1, count + 1))

    def suspends(self, day: date) -> bool:
        """Whether the term stands still on that day."""
        return self.asked < day and (self.answered is None or day < self.answered)

    def as_of(self, day: date | None) -> Pause:
        """The pause as it was known on that day: an answer of later was not there yet."""
        later = day is not None and self.answered is not None and day < self.answered
        return Pause(asked=self.asked, kind=self.kind) if later else self


def suspended_days(pauses: Iterable[Pause]) -> frozenset[date]:
    """The union of all suspended days: overlapping pauses never count twice."""
    return frozenset().union(*(pause.days for pause in pauses))


@frozen(kw_only=True)
class Settled:
    """Which pauses suspended the term, and what became of an announced extension.

    Attributes:
        pauses: those asked in time, in order.
        late: those asked after the term had ended; they revive nothing.
        extension: valid or too late; None: none announced.
    """

    pauses: tuple[Pause, ...] = ()
    late: tuple[Pause, ...] = ()
    extension: str | None = None

    @property
    def days(self) -> int:
        """How many days the answered pauses suspended the term."""
        return len(suspended_days(self.pauses))

    @property
    def open(self) -> Pause | None:
        """The first pause that nobody has answered yet."""
        return next((pause for pause in self.pauses if pause.answered is None), None)

    def standing_still(self, day: date) -> bool:
        """Whether the term stands still on that day, so that it cannot end."""
        return any(pause.suspends(day) for pause in self.pauses)


Ends = Callable[[bool, int], date]


@frozen
class _Asked:
    day: date
    pause: Pause | None = field(default=None)


def settle(pauses: Sequence[Pause], announced: date | None, ends: Ends) -> Settled:
    """Follows the events in order: each counts only if the term had not ended by then.

    Args:
        announced: the day on which an extension was announced, or None.
        ends: from (extended, suspended days) to the last day of the term.
    """
    events = [_Asked(pause.asked, pause) for pause in pauses]
    if announced is not None:
        events.insert(0, _Asked(announced))
    settled = Settled()
    for event in sorted(events, key=lambda asked: asked.day):
        settled = _after(settled, event, ends)
    return settled


def _after(settled: Settled, event: _Asked, ends: Ends) -> Settled:
    """What is settled once this event has happened too."""
    last_day = ends(settled.extension == "valid", settled.days)
    in_time = event.day <= last_day or settled.standing_still(event.day)
    if event.pause is None:
        extension = "valid" if in_time else "too late"
        return Settled(pauses=settled.pauses, late=settled.late, extension=extension)
    return Settled(
        pauses=(*settled.pauses, event.pause) if in_time else settled.pauses,
        late=settled.late if in_time else (*settled.late, event.pause),
        extension=settled.extension,
    )
