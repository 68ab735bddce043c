"""Fields that may name others, looked at by a second person (GDPR 15(4))."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from unicodedata import normalize

from attrs import evolve, frozen

from avgrights.cases.events import FieldReviewed
from avgrights.cases.rights import Right
from avgrights.terms.data_map import Dataset, ThirdParty
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.cases.case import Case

#: The rights whose answer holds a copy of the rows.
COPYING = (Right.ACCESS, Right.PORTABILITY)

#: What a second person may look at; a field that is withheld stays so.
REVIEWABLE = (ThirdParty.REVIEW, ThirdParty.REDACT)

#: Where it stands that a copy, or what is carried over, leaves others alone.
_ARTICLE = {Right.PORTABILITY: "20(4)"}


class Why(StrEnum):
    """Why a field, or something in it, is left out."""

    MARKED = "may hold data of others (GDPR {}); withheld unless reviewed"
    ALWAYS = "holds data of others (GDPR {}); withheld"
    AFTER_REVIEW = "holds data of others (GDPR {}); withheld after review"
    MASKED = "data of others made unreadable (GDPR {})"

    def under(self, right: Right) -> str:
        """The reason with its article."""
        return self.value.format(_ARTICLE.get(right, "15(4)"))


@frozen(kw_only=True)
class FieldView:
    """What happens with one marked field in the copy.

    Attributes:
        withheld: why it is left out; None: it is shown.
        mask: whether what points to others is made unreadable in it.
        words: what the reviewer gave to be made unreadable besides.
    """

    withheld: Why | None = None
    mask: bool = False
    words: tuple[str, ...] = ()

    @property
    def masks(self) -> bool:
        """Whether the field is shown with something made unreadable."""
        return self.withheld is None and (self.mask or bool(self.words))


@frozen(kw_only=True)
class Waiting:
    """A field that waits for the second person."""

    dataset: str
    column: str


def reviewed(case: Case, event: FieldReviewed) -> Case:
    """The case after a second person looked; the last review of a field counts.

    Raises:
        Refused: no identity yet, the case is decided, or the first person looks a second time.
    """
    from avgrights.cases.case import OVER, need_identity

    need_identity(case)
    if case.status in OVER:
        raise Refused(f"case {case.id} is {case.status}: the copy was made, or never will be")
    if not event.by.strip():
        raise InputFault("the name of who reviews is needed")
    if same_name(event.by) in {same_name(one) for one in _first_persons(case)}:
        raise Refused(
            f"case {case.id}: who reviews is another person than who established identity or "
            "assessed (GDPR 15(4))",
            remedy="Have a second person look, and record the name of that person with --by.",
        )
    kept = tuple(
        one for one in case.reviews if (one.dataset, one.column) != (event.dataset, event.column)
    )
    return evolve(case, reviews=(*kept, event))


def same_name(name: str) -> str:
    """A name as it is compared: without regard to case, width or white space.

    >>> same_name("  Medewerker  1 ") == same_name("medewerker 1")
    True
    """
    return " ".join(normalize("NFKC", name).casefold().split())


def view(case: Case, dataset: Dataset, column: str) -> FieldView:
    """What happens with a field in the copy; `column` is `table.column` for a part."""
    marked = marks(dataset).get(column)
    if marked is None:
        return FieldView()
    if marked is ThirdParty.WITHHOLD:
        return FieldView(withheld=Why.ALWAYS)
    review = _last(case, dataset.name, column)
    if review is None:
        return FieldView(withheld=Why.MARKED)
    if not review.show:
        return FieldView(withheld=Why.AFTER_REVIEW)
    return FieldView(mask=marked is ThirdParty.REDACT, words=review.masks)


def marks(dataset: Dataset) -> dict[str, ThirdParty | None]:
    """Every mapped field of a dataset with its mark; those of a part as `table.column`."""
    own = {name: use.third_party for name, use in dataset.fields.items()}
    parts = {
        f"{part.table}.{name}": use.third_party
        for part in dataset.parts
        for name, use in part.fields.items()
    }
    # A column with a dot in its name can be written like one of a part: then the mark counts.
    both = {name: own[name] or parts[name] for name in own if name in parts}
    return {**own, **parts, **both}


def need_reviewable(case: Case, dataset: Dataset, column: str) -> None:
    """Only what is marked `review` or `redact` can be reviewed, in a case that makes a copy.

    Raises:
        InputFault: it is not, with the fields that are.
    """
    if case.right not in COPYING:
        raise InputFault(
            f"case {case.id} is about {case.right}: no copy is made, nothing to review"
        )
    there = [name for name, mark in marks(dataset).items() if mark in REVIEWABLE]
    if column not in there:
        raise InputFault(
            f"{dataset.name}: {column!r:.80} is not marked for review; marked: "
            + (", ".join(there) or "none"),
            remedy="The data map marks fields with third_party: review or redact.",
        )


def _first_persons(case: Case) -> list[str]:
    identified = [case.identity.by] if case.identity else []
    return [*identified, *case.handlers]


def _last(case: Case, dataset: str, column: str) -> FieldReviewed | None:
    return next(
        (one for one in reversed(case.reviews) if (one.dataset, one.column) == (dataset, column)),
        None,
    )
