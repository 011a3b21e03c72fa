"""Nobody works out what a few people answered, whatever they see, download and add up, at any moment (product.md 7).

Over random histories by the real services everything that anybody sees is kept, and searched for sums and differences
that give the whole tally of a group under the floor. It finds nothing; and with one of the rules taken out it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from assessments.access import rows
from assessments.models import Card, Tally
from assessments.results import marking, privacy
from assessments.services import closing
from tests.access.adversary import Leak, Watching, small_groups
from tests.access.history import History, Person
from tests.factories import make_card

pytestmark = pytest.mark.django_db

SHORT, LONG = (2, 1), range(300)
"""Two small histories, in the first of which each rule that is taken out is missed; and many, large and small."""
SHOWING = ("answered", "_close", "_by_date", "_close_round", "_confirm", "_reopen", "the end")
"""After these deeds there may be something else to see than before."""


@pytest.fixture
def cards(db: None) -> list[Card]:
    return [make_card({"VA": [2]}) for _number in range(2)]


def watched(seed: int, cards: list[Card]) -> Watching:
    """A history to its end, with everybody watching; undone afterwards."""
    with transaction.atomic():
        history = History(seed, cards)
        watching = Watching(history)
        for number, deed in enumerate(history):
            if deed in SHOWING:
                watching.look(results_too=deed == "the end" or number % 5 == 0)
        transaction.set_rollback(True)
    return watching


@pytest.mark.parametrize(
    "seeds", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.trials)]
)
def test_the_adversary_finds_nothing(cards: list[Card], seeds: Sequence[int]) -> None:
    seen = 0
    for seed in seeds:
        watching = watched(seed, cards)
        assert watching.leaks() == [], f"history {seed}"
        seen += watching.seen
    assert seen > 40 * len(seeds), "there was something to see"


# --- with a rule taken out it does find something -------------------------------------------------------------------


def first_leaks(cards: list[Card], seeds: Sequence[int] = SHORT) -> list[Leak]:
    return next((found for seed in seeds if (found := watched(seed, cards).leaks())), [])


def keep_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let closing keep the counts of any group."""
    monkeypatch.setattr(closing, "is_enough", lambda least, assessment: True)


def test_without_the_floor_it_finds_groups_under_it(
    cards: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_everything(monkeypatch)
    monkeypatch.setattr(privacy, "above_floor", Q)
    monkeypatch.setattr(marking, "above_floor", Q)
    leaks = first_leaks(cards)
    assert leaks
    assert any(leak.who.startswith(("coordinator", "member")) for leak in leaks)


def test_without_the_floor_at_closing_the_query_still_keeps_it(
    cards: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two stand before it: what may not be shown is not kept, and were it kept, it is not shown."""
    keep_everything(monkeypatch)
    assert first_leaks(cards, SHORT[:1]) == []


def test_without_the_sum_rule_of_parents_it_takes_shown_teams_off_a_school(
    cards: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_everything(monkeypatch)

    def pooled(user: Any, school: Any, round_: Any) -> dict[str, privacy.Spread]:
        shown = rows.schools(user).filter(pk=school.pk)
        of_round = {"assessment__round": round_, "assessment__confirmed_at__isnull": False}
        return privacy._spreads(Tally.objects.filter(assessment__school__in=shown, **of_round))

    monkeypatch.setattr(privacy, "school_spreads", pooled)
    leaks = first_leaks(cards)
    assert leaks
    assert not any(leak.who.startswith("member") for leak in leaks), "teamleden see no sums of a school"


def test_without_setting_typists_apart_they_find_the_few_others(
    cards: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "least_group", lambda chose, only_wrote=(): len(chose))
    leaks = first_leaks(cards)
    assert leaks
    assert {leak.who.split()[0] for leak in leaks} <= {"coordinator", "board", "team"}


# --- the search itself ----------------------------------------------------------------------------------------------


def people(assessment: int, number: int) -> frozenset[Person]:
    return frozenset(Person(assessment, 100 * assessment + n) for n in range(number))


def found(*groups: frozenset[Person]) -> Iterator[tuple[int, int]]:
    return small_groups(set(groups), {1: 5, 2: 5, 3: 5})


def test_the_search_sees_a_group_and_a_difference() -> None:
    one, two, three = people(1, 4), people(2, 6), people(3, 3)
    assert list(found(one)) == [(1, 4)]
    assert list(found(two)) == []
    assert list(found(one | two)) == []
    assert list(found(one | two, two)) == [(1, 4)]
    assert list(found(one | two | three, two)) == []
    assert sorted(found(one | two | three, one | two, two)) == [(1, 4), (3, 3)]


def test_the_search_sees_a_part_of_a_team_and_a_sum_of_sums() -> None:
    six = people(1, 6)
    two = people(2, 7)
    rest = frozenset(sorted(six, key=lambda person: person.number)[:2])
    assert sorted(found(six, six - rest)) == [(1, 2), (1, 4)]
    assert sorted(found(rest | two, two | (six - rest))) == []
    assert sorted(found(rest | two, two | (six - rest), six)) == [(1, 2), (1, 4)], (
        "half of two sums less a third"
    )
