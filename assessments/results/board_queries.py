"""A board's results from the database: its schools, each as it stands in its latest round.

A board can have hundreds of teams, so of an assessment no more is read than its marks.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from assessments.models import Assessment, Board, Card, Round

from . import board
from .board import SchoolName, SchoolTeams
from .cards import load_cards
from .figures import Figures, aligned
from .group import Teams
from .rows import round_info
from .values import BoardResult, CardInfo, RoundInfo


class Stand(NamedTuple):
    """An assessment as a board reads it; `marks` is empty unless it is confirmed."""

    team_pk: int
    school_pk: int
    round_pk: int
    marks: str


class Course(NamedTuple):
    """Everything a board's teams did in the opened real rounds of one card family; rounds from early to late."""

    rounds: dict[int, RoundInfo]
    cards_of: dict[int, int]
    """The key of each round's card."""
    stands: Sequence[Stand]

    def until(self, last: RoundInfo | None) -> Course:
        """The same as it was when `last` was the latest round."""
        if last is None:
            return self
        kept = {pk: round_ for pk, round_ in self.rounds.items() if round_.age <= last.age}
        return Course(kept, self.cards_of, [one for one in self.stands if one.round_pk in kept])

    def latest_of_schools(self) -> dict[int, list[Stand]]:
        """Per school its teams in its latest round."""
        ages = {pk: round_.age for pk, round_ in self.rounds.items()}
        latest: dict[int, int] = {}
        for one in self.stands:
            last = latest.setdefault(one.school_pk, one.round_pk)
            if ages[one.round_pk] > ages[last]:
                latest[one.school_pk] = one.round_pk
        found: dict[int, list[Stand]] = defaultdict(list)
        for one in self.stands:
            if one.round_pk == latest[one.school_pk]:
                found[one.school_pk].append(one)
        return found


def board_course(board_: Board, family_of: Card) -> Course:
    """Two queries."""
    rounds = Round.objects.real().started().of_family(family_of.owner_id, family_of.key).filter(board=board_)
    found = sorted(rounds, key=lambda one: (one.starts_on, one.pk))
    stands = Assessment.objects.filter(round__in=[one.pk for one in found]).order_by("team__sort_name", "pk")
    return Course(
        rounds={one.pk: round_info(one) for one in found},
        cards_of={one.pk: one.card_id for one in found},
        stands=[Stand(*values) for values in stands.values_list("team", "school", "round", "marks")],
    )


def school_names(board_: Board) -> list[SchoolName]:
    """Every school of a board, closed ones too, in order of name; one query."""
    names = board_.schools.order_by("sort_name", "pk")
    return [
        SchoolName(*values)
        for values in names.values_list("pk", "uid", "name", "sector", "closed_on", "merged_into")
    ]


def board_result(
    board_: Board,
    family_of: Card,
    *,
    language: str = "nl",
    round_: Round | None = None,
    schools: Collection[int] | None = None,
) -> BoardResult:
    """Return the board's schools, each in its latest opened round of the family of `family_of`. Six queries.

    With `round_` as it was when that round was the latest; with `schools` of those keys alone. Which closed schools are
    still among them: `board.still_standing`. The board's own card is the edition of the latest of those rounds;
    without any, `family_of` itself.
    """
    whole = board_course(board_, family_of)
    course = whole.until(whole.rounds[round_.pk] if round_ else None)
    latest = course.latest_of_schools()
    begun = {pk: course.rounds[ours[0].round_pk].starts_on for pk, ours in latest.items()}
    standing = [
        name
        for name in board.still_standing(school_names(board_), begun)
        if schools is None or name.pk in schools
    ]
    current = {name.pk: latest[name.pk] for name in standing if name.pk in latest}
    in_play = [course.rounds[ours[0].round_pk] for ours in current.values()]
    last = max(in_play, key=lambda one: one.age, default=None)
    card_pk = course.cards_of[last.pk] if last else family_of.pk
    cards = load_cards({card_pk, *(course.cards_of[pk] for pk in course.rounds)}, language, actors=True)
    of_team: dict[int, list[Stand]] = defaultdict(list)
    for one in course.stands:
        of_team[one.team_pk].append(one)
    return board.board_result(
        standing,
        {pk: _school_teams(ours, of_team, course, cards) for pk, ours in current.items()},
        cards[card_pk],
        rounds=list(whole.rounds.values())[::-1],
        uid=board_.uid,
        name=board_.name,
    )


def _school_teams(
    ours: Sequence[Stand], of_team: dict[int, list[Stand]], course: Course, cards: dict[int, CardInfo]
) -> SchoolTeams:
    """The teams of one school, each beside the latest round that it was in before."""
    round_ = course.rounds[ours[0].round_pk]
    card = cards[course.cards_of[round_.pk]]
    confirmed, known = [], []
    for one in ours:
        earlier = _latest_before(of_team[one.team_pk], round_.starts_on, course)
        before = figures_before(earlier, course, cards, card)
        if earlier:
            known.append((course.rounds[earlier.round_pk], bool(one.marks) and before is not None))
        if one.marks:
            confirmed.append(Figures(card, one.marks, before))
    return SchoolTeams(round_, Teams(confirmed, len(ours), card), known)


def figures_before(
    earlier: Stand | None, course: Course, cards: dict[int, CardInfo], card: CardInfo
) -> str | None:
    """What a team is compared with, laid beside `card`; None where it was not confirmed, or on another scale."""
    if earlier is None or not earlier.marks:
        return None
    of = cards[course.cards_of[earlier.round_pk]]
    return aligned(earlier.marks, of, card) if of.scale.levels == card.scale.levels else None


def _latest_before(stands: Iterable[Stand], day: dt.date, course: Course) -> Stand | None:
    """The one in the latest round that began before `day`."""
    earlier = [one for one in stands if course.rounds[one.round_pk].starts_on < day]
    return max(earlier, key=lambda one: course.rounds[one.round_pk].age, default=None)
