"""What was planned, as it came out: fewer rows done, and why."""

from __future__ import annotations

from avgrights.cases.plan import PlannedDataset, Reason, Result, Why


def kept_anyway(planned: Result, done: int, stays: tuple[Reason, ...]) -> Result:
    """A planned result as it came out: fewer rows went, and here is why."""
    kept = planned.kept + sum(one.rows for one in stays)
    return Result(
        activity=planned.activity, dataset=planned.dataset, found=done + kept, done=done,
        kept=kept, reasons=(*planned.reasons, *stays), anonymised=planned.anonymised,
    )  # fmt: skip


def not_reached(planned: PlannedDataset, done: int) -> tuple[Result, ...]:
    """The results of a dataset whose store failed on the way: no more than was evidenced."""
    left = len(planned.keys) - done
    stays = (Reason(why=Why.OPEN, rows=left),) if left else ()
    return tuple(
        kept_anyway(result, done, stays) if result.done else result for result in planned.results
    )
