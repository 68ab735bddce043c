"""Two at the same time, and one that was overtaken."""

from __future__ import annotations

import os

import pytest

from avgrights.cli.rim import Rim
from avgrights.desk.engine import Engine, new_ticket
from avgrights.desk.planning import every_rule, question_of
from avgrights.terms.errors import Refused
from tests.purge.house import TODAY, fill


def both(work) -> list[int]:
    """The work in two processes at once; their exit statuses."""
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            status = 99
            try:
                status = work()
            finally:
                os._exit(status)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


@pytest.mark.parametrize("round_", range(6))
def test_two_runs_of_one_plan_do_the_work_once(house, round_):
    gone, stay = fill(house, due=200, kept=100)
    file, _ = house.plan()
    house.approve(file)

    ended = both(lambda: house.run("purge", "run", str(file))[0])

    assert 0 in ended and set(ended) <= {0, 4}
    assert house.ids() == stay
    assert house.evidence() == len(gone)
    assert house.run("journal", "verify")[0] == 0


def test_an_overtaken_worker_deletes_nothing_more(house):
    """A holder that was stopped past its lease and went on is refused by the store itself."""
    fill(house)
    file, _ = house.plan()
    house.approve(file)
    with Rim(workspace=house.folder, today=TODAY).desk(changes=True) as desk:
        rules = next(r for r in every_rule(desk) if r.dataset.name == "tickets")
        with desk.database.read() as connection:
            asked = question_of(desk, connection, rules)
        slow, fast = Engine(desk, new_ticket(desk, "slow")), Engine(desk, new_ticket(desk, "fast"))
        slow.enter("helpdesk")
        fast.enter("helpdesk")

        with pytest.raises(Refused, match="newer run"):
            slow.purge(asked, register="proef", rule="tickets", most=30)

    assert len(house.ids()) == 330
