"""When a rule stops so that a person looks first.

The register may be right and the data wrong: a mass update of a date column, an import that
closed everything. The brake does not know which; it only refuses to go on unasked.
"""

from __future__ import annotations

from collections.abc import Sequence

from avgrights.retention.questions import Counts
from avgrights.terms.settings import Brake

#: How many past runs of a rule the factor looks back on.
LOOK_BACK = 14


def brake(counts: Counts, limits: Brake, history: Sequence[int] | None) -> str | None:
    """Why the rule stops, as a sentence without personal data; None: it may run.

    Args:
        history: rows done by the last runs of this rule, newest first; None: it never ran.

    >>> brake(Counts(examined=1000, not_due=940, due=60), Brake(), [58])
    '60 of 1000 rows are due, more than 5 %'
    >>> brake(Counts(examined=1000, not_due=990, due=10), Brake(), [0]) is None
    True
    """
    if history is None:
        return "first run of this rule"
    if counts.due <= limits.rows:
        return None
    if counts.due == counts.examined:
        return f"all {counts.due} rows are due"
    if counts.due > limits.share * counts.examined:
        share = f"{100 * limits.share:g} %"
        return f"{counts.due} of {counts.examined} rows are due, more than {share}"
    most = max(history[:LOOK_BACK], default=0)
    if counts.due > limits.factor * most:
        return (
            f"{counts.due} rows are due, more than {limits.factor:g} times the most "
            f"of the last {LOOK_BACK} runs ({most})"
        )
    return None
