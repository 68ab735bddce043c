"""A backlog cleared by hand, then nights under the standing approval."""

from __future__ import annotations

from datetime import date, timedelta

from tests.purge.house import CUTOFF, TODAY, days_around, fill


def line(document, dataset):
    return next(rule for rule in document["rules"] if rule["dataset"] == dataset)


def adds_up(one) -> bool:
    parts = ("undated", "not_due", "restricted", "held", "due")
    return one["examined"] == sum(one[part] for part in parts)


def test_a_row_kept_until_t_goes_from_t_plus_one(house):
    """Facts:   A ticket closed on 20 November 2024, one closed a day later.
    Law:     Kept two years after it was closed, that day included (GDPR 5(1)(e)).
    Holding: On 21 November 2026 the first is gone, the second stays until the 22nd.
    """
    for number, day in enumerate(days_around(CUTOFF)):
        house.insert([(number, "request", "a@example.nl", f"{day} 23:59:59")])

    house.clear()

    assert house.ids() == {4, 5, 6}
    assert house.ids("notes") == {8, 9, 10, 11, 12, 13}


def test_the_plan_says_where_each_row_falls(house):
    gone, stay = fill(house)
    house.insert([(5000, "request", "a@example.nl", None), (5001, "request", "a@example.nl",
                  f"{TODAY + timedelta(1)} 00:00:00")])  # fmt: skip
    house.insert([(6000, "outside", "a@example.nl", "2001-01-01 00:00:00")])

    _, made = house.plan()

    tickets = line(made, "tickets")
    assert adds_up(tickets) and adds_up(line(made, "footage"))
    assert tickets["examined"] == len(gone) + len(stay) + 2
    assert (tickets["due"], tickets["undated"]) == (len(gone), 2)
    assert tickets["last_day_of_trigger"] == CUTOFF.isoformat()
    assert tickets["parts"] == {"notes": 2 * len(gone)}


def test_planning_changes_nothing(house):
    fill(house)
    before = house.ids()

    house.plan()

    assert house.ids() == before
    assert not house.sql(_OURS[house.url.partition(":")[0]])


_OURS = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name LIKE 'avgrights%'",
    "postgresql+psycopg": "SELECT 1 FROM pg_tables WHERE tablename LIKE 'avgrights%'",
    "mariadb+pymysql": "SELECT 1 FROM information_schema.tables WHERE table_schema = database() "
    "AND table_name LIKE 'avgrights%'",
}


def test_a_run_removes_just_what_was_due_and_says_so(house):
    gone, stay = fill(house)
    house.record(*days_around(TODAY - timedelta(29)))

    ran = house.clear()

    assert house.ids() == stay
    assert line(ran, "tickets")["done"] == len(gone) == house.evidence()
    assert house.files() == {f"hal/{TODAY - timedelta(n)}T1200.mp4" for n in (28, 27, 26)}, (
        "four weeks are 28 days, the last one included"
    )
    assert line(ran, "footage")["done"] == 4


def test_a_finished_plan_run_again_does_nothing(house):
    gone, stay = fill(house)
    house.clear()
    file = house.folder / f"plan-{TODAY}.json"
    house.insert([(9000, "request", "a@example.nl", "2001-01-01 00:00:00")])

    status, again = house.run("purge", "run", str(file))

    assert status == 0
    assert line(again, "tickets")["done"] == len(gone)
    assert house.ids() == stay | {9000}


def test_a_night_takes_what_became_due_since(house):
    _, stay = fill(house)
    house.clear()
    house.stand()
    tomorrow = TODAY + timedelta(1)

    status, ran = house.run("purge", "nightly", today=tomorrow)

    of_the_day = {i for i in stay if (i - 1000) % 400 == 0}
    assert status == 0, ran
    assert house.ids() == stay - of_the_day
    assert line(ran, "tickets")["done"] == len(of_the_day) == 1


def test_status_tells_what_the_evidence_says(house):
    gone, _ = fill(house)
    ran = house.clear()
    house.stand()
    house.run("purge", "nightly", today=TODAY + timedelta(1))

    _, told = house.run("purge", "status")

    assert told["runs"][0]["run"] == ran["run"]
    assert [line(run, "tickets")["done"] for run in told["runs"]] == [len(gone), 1]
    assert house.run("journal", "verify")[0] == 0


def test_the_last_running_term_counts(sqlite_house):
    """Facts:   Two activities use the tickets: one keeps two years, the other three.
    Law:     Data goes when no purpose needs it any more (GDPR 5(1)(b) and (e)).
    Holding: The longer term decides, and each row counts once.
    """
    house = sqlite_house
    house.edit("  - id: cameras", TRAINING + "  - id: cameras")
    house.edit(
        "activities: [service-desk]", "activities: [service-desk, training]", "data-map.yaml"
    )
    house.insert([(1, "request", "a@example.nl", "2024-01-01 00:00:00"),
                  (2, "request", "a@example.nl", "2023-11-20 00:00:00"),
                  (3, "request", "a@example.nl", "2023-11-21 00:00:00")])  # fmt: skip

    ran = house.clear()

    assert house.ids() == {1, 3}
    only = [rule for rule in ran["rules"] if rule["dataset"] == "tickets"]
    assert len(only) == 1 and only[0]["examined"] == 3
    assert only[0]["last_day_of_trigger"] == "2023-11-20"


TRAINING = """\
  - id: training
    name: Opleiden
    purpose: Leren van storingen
    legal_basis: 6(1)(b)
    data_subjects: [medewerkers]
    data: [{category: contact}]
    retention:
      - {id: lessons, datasets: [tickets], keep: 3 years, after: request completed,
         count_from: trigger date}
"""


def test_a_purpose_without_a_term_keeps_everything(sqlite_house):
    house = sqlite_house
    fill(house)
    without = TRAINING.partition("    retention:")[0] + "    open: [de termijn is niet bekend]\n"
    house.edit("  - id: cameras", without + "  - id: cameras")
    house.edit(
        "activities: [service-desk]", "activities: [service-desk, training]", "data-map.yaml"
    )
    before = house.ids()

    house.clear()

    assert house.ids() == before


def test_what_cannot_be_read_as_a_day_stays(sqlite_house):
    """Undated rows survive every run, whatever stands where the day should be."""
    house = sqlite_house
    odd = [None, "", "n/a", "0000-00-00", "9999-12-31", "2023-02-30", "infinity", "12:30"]
    house.insert([(n, "request", "a@example.nl", value) for n, value in enumerate(odd)])
    house.insert([(100, "request", "a@example.nl", "2001-01-01 00:00:00")])

    ran = house.clear()

    assert house.ids() == set(range(len(odd)))
    assert line(ran, "tickets")["undated"] == len(odd)


def test_a_plan_for_a_longer_term_than_the_calendar(sqlite_house):
    house = sqlite_house
    house.edit("keep: 2 years", "keep: 9999 years")
    house.insert([(1, "request", "a@example.nl", "0001-01-01 00:00:00")])

    _, made = house.plan(date(2026, 1, 1))

    assert line(made, "tickets")["due"] == 0


def test_an_expired_selection_list_allows_no_destruction(sqlite_house):
    """Facts:   The rule rests on a list that was valid until yesterday.
    Law:     Records are destroyed by a valid list only (Archiefwet 3, 5; Archiefbesluit 2(2)).
    Holding: Nothing goes from the day after; on its last day it still did.
    """
    house = sqlite_house
    fill(house)
    entry = "hold_reasons: [politieonderzoek]\n        selection_list: {list: proef, valid_until: "
    house.edit("hold_reasons: [politieonderzoek]", f"{entry}{TODAY - timedelta(1)}}}")

    _, made = house.plan()
    assert line(made, "tickets")["due"] == 0 and "valid until" in line(made, "tickets")["never"]
    _, made = house.plan(TODAY - timedelta(1))
    assert line(made, "tickets")["due"] > 0
