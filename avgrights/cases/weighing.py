"""The weighing of an objection (GDPR 21(1)): a question that only a person answers."""

from __future__ import annotations

from collections.abc import Mapping

from avgrights.cases.events import Answered
from avgrights.cases.facts import Fact
from avgrights.cases.rights import Right
from avgrights.law.answers import Text
from avgrights.law.policies import Policies
from avgrights.law.rights import Verdict

#: The fact of policies/rights.yaml on which an objection hangs where it can be outweighed.
COMPELLING = "compelling_grounds"


def question_of(policies: Policies, found: Verdict, facts: Mapping[str, Fact]) -> Text | None:
    """What must be answered before the verdict stands; None: nothing.

    An objection applies unless compelling grounds override: nobody but the controller can say so,
    and it has the burden of showing it, so the weighing is asked and never taken as done.
    """
    weighed = found.verdict == "applies" and found.balancing
    if weighed and COMPELLING not in facts:
        return policies.rights.facts[COMPELLING].ask
    return found.question


def answered_facts(right: Right, answer: Answered) -> dict[str, Fact]:
    """What an answer tells the law: an objection that does not apply is outweighed."""
    return {COMPELLING: not answer.applies} if right is Right.OBJECTION else {}
