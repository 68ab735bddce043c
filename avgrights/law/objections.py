"""Whether an objection (bezwaar) came in time (Awb 6:9)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from avgrights.law.answers import Derivation, Step, Text
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault

CHANNELS = ("letter", "e-mail", "portal", "desk", "phone", "fax")


@frozen(kw_only=True)
class InTime:
    """Whether an objection was in time, and the last day on which it could come in."""

    in_time: bool
    last_receipt: date
    derivation: Derivation = field(default=(), repr=False)


def objection_in_time(
    policies: Policies,
    *,
    due: date,
    received: date,
    channel: str,
    posted: date | None = None,
) -> InTime:
    """Whether an objection received on `received` is in time.

    In time is what was received on the last day or before (Awb 6:9(1)); a letter also when it was
    posted by then and came in within a week after it (6:9(2)).

    Args:
        due: the last day of the term, that day included.
        posted: the day of posting, for a letter; None: not known, so it does not help.

    Raises:
        InputFault: an unknown channel, or received before it was posted.
    """
    if channel not in CHANNELS:
        raise InputFault(f"{channel!r} is no channel; there are: {', '.join(CHANNELS)}")
    if posted is not None and received < posted:
        raise InputFault(f"received on {received}, before it was posted on {posted}")
    version = policies.procedure("awb-objection-window", due)
    post, rule = version.by_post, version.received_in_time
    article = rule.article if rule else version.article
    ended = Step(what=Text(nl="laatste dag van de termijn", en="last day of the term"),
                 value=due, article=version.article)  # fmt: skip
    if post is None or channel != "letter" or posted is None or posted > due or received <= due:
        on_time = received <= due
        what = Text(
            nl="ontvangen vóór het einde van de termijn", en="received before the term ended"
        )
        step = Step(what=what, value=on_time, article=article)
        return InTime(in_time=on_time, last_receipt=due, derivation=(ended, step))
    last = post.length.after(due)
    last = policies.calendar.working_day_from(last, version.calendar) if post.rolls else last
    on_time = received <= last
    posted_step = Step(what=Text(nl="tijdig ter post bezorgd; uiterlijk te ontvangen op",
                                 en="posted in time; to be received by"),
                       value=last, article=post.article, decision=post.decision)  # fmt: skip
    outcome = Step(what=Text(nl="tijdig ontvangen", en="received in time"), value=on_time,
                   article=post.article)  # fmt: skip
    return InTime(in_time=on_time, last_receipt=last, derivation=(ended, posted_step, outcome))
