"""Verdicts: what is not known is asked, and an answer never comes without its article."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.policies import load_policies
from avgrights.law.links import link
from avgrights.law.policies import Policies
from avgrights.law.rights import verdict
from avgrights.terms.citation import Citation
from avgrights.terms.errors import InputFault
from avgrights.terms.legal_basis import BASES

POLICIES = load_policies(None)
RIGHTS = list(POLICIES.rights.rights)
KINDS = POLICIES.rights.facts
#: Facts that matter once they are known, though nobody is asked for them.
QUIET = {
    name
    for layer in (POLICIES.rights.overlays[0].rules,
                  *(v.rules for r in POLICIES.rights.rights.values() for v in r.versions))
    for rule in layer
    for name in (*rule.known, *rule.unless)
}  # fmt: skip


def values(name: str) -> st.SearchStrategy[bool | str]:
    kind = KINDS[name]
    return st.sampled_from(kind.values) if kind.values else st.booleans()


some_facts = st.lists(st.sampled_from(list(KINDS)), unique=True, max_size=8).flatmap(
    lambda names: st.fixed_dictionaries({name: values(name) for name in names})
)
some_bases = st.lists(st.sampled_from(BASES), min_size=1, max_size=3, unique=True)


@given(st.sampled_from(RIGHTS), some_bases, some_facts)
def test_an_answer_never_comes_without_its_article(
    right: str, bases: list[str], facts: dict[str, bool | str]
) -> None:
    """And a question never without who must answer it."""
    found = verdict(POLICIES, right, bases=bases, facts=facts)
    assert found.citations
    assert all(step.article for step in found.derivation)
    assert (found.verdict == "depends") == (found.question is not None)
    assert found.question is None or found.answered_by in ("controller", "DPO", "data subject")
    assert found.asks is None or found.asks not in facts or found.asks == "identified"


@given(st.sampled_from(RIGHTS), st.sampled_from(BASES), some_facts, st.data())
def test_a_verdict_holds_whatever_else_becomes_known(
    right: str, basis: str, facts: dict[str, bool | str], data: st.DataObject
) -> None:
    """What does not depend today does not change by answering a question nobody asked."""
    found = verdict(POLICIES, right, bases=[basis], facts=facts)
    open_facts = [n for n, k in KINDS.items() if k.default is None and n not in {*facts, *QUIET}]
    more = {name: data.draw(values(name)) for name in open_facts}
    more.pop("other_ground", None)  # has a value of its own: whether there are other bases
    if found.verdict != "depends":
        assert verdict(POLICIES, right, bases=[basis], facts={**facts, **more}).verdict == (
            found.verdict
        )


@given(st.sampled_from(RIGHTS), st.sampled_from(BASES), some_facts)
def test_answering_the_questions_one_by_one_comes_to_an_end(
    right: str, basis: str, facts: dict[str, bool | str]
) -> None:
    """Each answer takes its question away."""
    for _ in range(len(KINDS)):
        found = verdict(POLICIES, right, bases=[basis], facts=facts)
        if found.asks is None or found.asks in facts:
            break
        kind = KINDS[found.asks]
        facts = {**facts, found.asks: kind.values[0] if kind.values else True}
    assert found.verdict != "depends" or facts.get("identified") is False


@given(st.sampled_from(RIGHTS), some_bases, some_facts)
def test_bases_combine_as_the_right_says(
    right: str, bases: list[str], facts: dict[str, bool | str]
) -> None:
    """One basis is enough, or every basis is needed."""
    found = verdict(POLICIES, right, bases=bases, facts=facts)
    apart = set(found.per_basis.values())
    combine = POLICIES.rights.rights[right].versions[0].combine
    if combine == "any":
        assert (found.verdict == "applies") == ("applies" in apart)
    else:
        assert (found.verdict == "applies") == (apart == {"applies"})


@pytest.mark.parametrize(
    ("right", "bases", "facts", "says"),
    [
        ("forgetting", ["6(1)(a)"], {}, "'forgetting' is no right; there are: information"),
        ("access", ["6(1)(g)"], {}, r"'6\(1\)\(g\)' is no legal basis"),
        ("access", [], {}, "nothing is no legal basis"),
        ("access", ["6(1)(a)"], {"automatic": True}, "'automatic' is no fact"),
        ("access", ["6(1)(a)"], {"automated": "yes"}, "'yes' is neither true nor false"),
        ("access", ["6(1)(a)"], {"regime": "vgb"}, "there are: avg, wjsg, wpg"),
        ("restriction", ["6(1)(a)"], {"ground": "because"}, "there are: accuracy contested"),
        ("access", ["6(1)(a)"], {"automated": True, "automated_processing": True}, "twice"),
    ],
)
def test_what_is_not_known_by_name_is_refused(
    policies: Policies, right: str, bases: list[str], facts: dict[str, bool | str], says: str
) -> None:
    """A sentence with what is accepted."""
    with pytest.raises(InputFault, match=says):
        verdict(policies, right, bases=bases, facts=facts)


@pytest.mark.parametrize(
    ("citation", "address"),
    [
        (Citation("UAVG", "5(4)(b)"), "https://wetten.overheid.nl/BWBR0040940/2026-10-01#Artikel5"),
        (Citation("Awb", "9:8(1)"), "https://wetten.overheid.nl/BWBR0005537/2026-10-01#Artikel9:8"),
        (Citation("Wjsg", "17b(2)"), "https://wetten.overheid.nl/BWBR0014194/2026-10-01#Artikel17b"),
        (Citation("GDPR", "17(1)"),
         "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679"),
        (Citation("EDPB", "01/2022 5.3"), None),
    ],
)  # fmt: skip
def test_a_citation_links_to_the_text_of_the_day(
    policies: Policies, citation: Citation, address: str | None
) -> None:
    """wetten.overheid.nl by BWB number and date, EUR-Lex by CELEX number."""
    assert link(policies, citation, date(2026, 10, 1), "en") == address


@pytest.mark.parametrize(
    ("right", "basis", "facts", "states"),
    [
        ("portability", "6(1)(c)", {}, "het artikel waarop de weigering berust"),
        ("access", "6(1)(c)", {"uavg_41": True, "uavg_41_necessary": True},
         "de letter van UAVG 41(1)"),
        ("access", "6(1)(c)", {"unfounded_or_excessive": True, "refuse_rather_than_charge": True},
         "waaruit dat blijkt"),
        ("access", "6(1)(c)", {"regime": "wjsg"}, None),
        ("access", "6(1)(c)", {}, None),
        ("access", "6(1)(c)", {"identified": False}, None),
    ],
)  # fmt: skip
def test_a_refusal_comes_with_what_it_must_state(
    policies: Policies, right: str, basis: str, facts: dict[str, bool | str], states: str | None
) -> None:
    """By its ground (policies/refusals.yaml); what goes to another regime is not refused here."""
    found = verdict(policies, right, bases=[basis], facts=facts)
    assert (found.must_state.nl[0] if found.must_state else None) == states
    last = found.derivation[-1]
    assert last.what.nl.startswith("de weigering vermeldt: ") == (states is not None)
    assert states is None or found.must_state is None or last.value == len(found.must_state.nl)


@pytest.mark.parametrize(
    ("right", "bases", "step"),
    [
        ("access", ["6(1)(a)"], None),
        ("access", ["6(1)(a)", "6(1)(b)"], "the right applies where one basis gives it"),
        ("erasure", ["6(1)(a)", "6(1)(b)"], "only where every basis allows it: what one purpose "
         "needs stays"),
    ],
)  # fmt: skip
def test_several_bases_are_combined_in_a_step(
    policies: Policies, right: str, bases: list[str], step: str | None
) -> None:
    """One basis needs no combining; a step for each basis comes before."""
    found = verdict(policies, right, bases=bases, facts={"unlawful": True})
    told = [one.what.en for one in found.derivation]
    assert told[len(bases) :] == ([] if step is None else [step])
