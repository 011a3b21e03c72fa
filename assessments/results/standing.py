"""How schools stand in a round, in two figures each: what is op orde, and what moved. Four queries, however many.

The figures are those of the page of the school; no more is read for them than the marks.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from assessments.models import Assessment, Round

from .cards import load_cards
from .course import Course, Stand
from .group import Teams, the_whole
from .rows import round_info
from .values import CardInfo, Change, Summary


class Standing(NamedTuple):
    """Over the confirmed teams of a school in a round; `change` is None where nothing could be compared."""

    summary: Summary
    change: Change | None


def standings(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """Return how schools stand, by the keys of a school and of a real, opened round of it."""
    if not pairs:
        return {}
    schools, rounds = {school for school, _ in pairs}, {round_ for _, round_ in pairs}
    teams = Assessment.objects.filter(school__in=schools, round__in=rounds).values("team")
    theirs = Assessment.objects.real().started().filter(team__in=teams)
    found = Round.objects.filter(pk__in=theirs.values("round")).select_related("card")
    known = {one.pk: one for one in found}
    stands = theirs.order_by("pk").values_list("team", "school", "round", "marks", "team_name")
    course = Course(
        rounds={pk: round_info(one) for pk, one in known.items()},
        cards_of={pk: one.card_id for pk, one in known.items()},
        stands=[Stand(*values) for values in stands],
    )
    cards = load_cards(set(course.cards_of.values()))
    ours: dict[tuple[int, int], list[Stand]] = {}
    for one in course.stands:
        ours.setdefault((one.school_pk, one.round_pk), []).append(one)
    of_team = course.by_team()
    return {pair: _standing(ours[pair], of_team, course, cards) for pair in pairs if pair in ours}


def _standing(
    ours: list[Stand], of_team: dict[int, list[Stand]], course: Course, cards: dict[int, CardInfo]
) -> Standing:
    round_, card = course.rounds[ours[0].round_pk], course.card_of(ours[0], cards)

    def is_alike(stand: Stand) -> bool:
        other = course.card_of(stand, cards)
        return (other.owner_pk, other.key) == (card.owner_pk, card.key)

    confirmed = [
        course.figures(
            one, course.latest_before(filter(is_alike, of_team[one.team_pk]), round_.starts_on), cards
        )
        for one in ours
        if one.marks
    ]
    group = Teams(confirmed, len(ours), card)
    return Standing(group.summary(the_whole), group.change(the_whole))
