"""What a handler sees of a case beside its verdicts: mandate, overlays, reviews."""

from __future__ import annotations

from typing import Any

from avgrights.cases.case import Case
from avgrights.cases.events import FieldReviewed, OverlayInvoked


def handling_json(case: Case) -> dict[str, Any]:
    """Mandate, overlays and reviews, as they stand in the file."""
    return {
        "mandate": _mandate(case),
        "overlays": [overlay_json(one) for one in case.overlays],
        "reviews": [_review(one) for one in case.reviews],
    }


def overlay_json(one: OverlayInvoked) -> dict[str, Any]:
    """One overlay, with everything that was recorded of it."""
    return {
        "overlay": one.overlay,
        "activity": one.activity,
        "effect": one.effect,
        "ground": one.ground,
        "weighed": {weighed.factor: weighed.found for weighed in one.weighed},
        "kept_from_subject": one.kept_from_subject,
        "because": one.because,
        "by": one.by,
        "on": one.on.isoformat(),
    }


def handling_text(case: Case) -> list[str]:
    """The same in a line each."""
    lines = []
    if case.representative:
        lines.append(f"  represented by: {case.representative}{_scope(case)}")
    lines += [_overlay_line(one) for one in case.overlays]
    lines += [
        f"  reviewed: {one.dataset}, {one.column}: {_shown(one)}, by {one.by}, on {one.on}"
        for one in case.reviews
    ]
    return lines


def _mandate(case: Case) -> dict[str, Any] | None:
    if case.representative is None:
        return None
    return {
        "shown_by": case.mandate,
        "acting_as": case.representation,
        "for": list(case.mandate_for),
        "until": case.mandate_until.isoformat() if case.mandate_until else None,
    }


def _review(one: FieldReviewed) -> dict[str, Any]:
    return {
        "dataset": one.dataset, "field": one.column, "show": one.show, "masks": list(one.masks),
        "by": one.by, "on": one.on.isoformat(),
    }  # fmt: skip


def _scope(case: Case) -> str:
    kind = f" ({case.representation})" if case.representation else ""
    covers = f", for {', '.join(case.mandate_for)}" if case.mandate_for else ""
    until = f", until {case.mandate_until}" if case.mandate_until else ""
    return kind + covers + until


def _overlay_line(one: OverlayInvoked) -> str:
    where = one.activity or "the whole case"
    more = [
        f"({one.ground})" if one.ground else "", one.effect or "",
        "not told to the person" if one.kept_from_subject else "",
    ]  # fmt: skip
    said = ", ".join(part for part in more if part)
    return f"  {one.overlay} on {where}{': ' + said if said else ''}, by {one.by}, on {one.on}"


def _shown(one: FieldReviewed) -> str:
    masks = f" with {len(one.masks)} masks" if one.masks else ""
    return f"shown{masks}" if one.show else "withheld"
