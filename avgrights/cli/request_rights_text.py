"""How what single rights record is shown: human reviews and hand-overs, for the case handler."""

from __future__ import annotations

from typing import Any

from avgrights.cases.case import Case


def own_json(case: Case) -> dict[str, Any]:
    """Who looked again at an automated decision, and to whom data was handed over."""
    return {
        "human_reviews": [
            {"activity": one.activity, "outcome": one.outcome.value, "because": one.because,
             "by": one.by, "on": one.on.isoformat()}
            for one in case.human_reviews
        ],
        "handed_over": [{"to": one.to, "on": one.on.isoformat()} for one in case.handed_over],
    }  # fmt: skip


def own_text(case: Case) -> list[str]:
    """The same, a line each."""
    looked = [
        f"  {one.activity}: looked at by a human on {one.on}, {one.outcome} ({one.because})"
        for one in case.human_reviews
    ]
    return [*looked, *(f"  handed over on {one.on} to {one.to}" for one in case.handed_over)]
