"""What was agreed about one indicator, team by team: what stands in the latest confirmed round of each, and why."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from assessments.models import Card, Priority, TeamScore
from assessments.models.rounds import AssessmentQuerySet

from .cards import load_cards
from .values import CardInfo, Cell, ScoreKind
from .values.marks import cell_of

MOST = 60
"""So many teams are named."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What stands for an indicator at one team. `card` is the edition that it scored, `first` its place among what
    the team improves first, 0 where it is not.
    """

    uid: UUID
    team: str
    school: str
    round: str
    card: CardInfo
    cell: Cell
    rationale: str = ""
    first: int = 0

    @property
    def is_agreed(self) -> bool:
        return self.cell.kind is ScoreKind.AGREED


@dataclass(frozen=True, slots=True)
class Agreements:
    """By school and team; `more` teams are not named."""

    card: CardInfo
    teams: tuple[Agreement, ...]
    more: int


def agreements_on(code: str, card: Card, seen: AssessmentQuerySet, *, language: str) -> Agreements:
    """Return what teams agreed about the indicator with this code, in the latest confirmed real round on a card of this
    family that is among those `seen`. Teams that are closed are left out. Five queries.
    """
    family = seen.confirmed().filter(
        round__is_trial=False,
        round__card__owner=card.owner_id,
        round__card__key=card.key,
        team__closed_on=None,
    )
    fields = ("team", "pk", "uid", "team_name", "school_name", "round__title", "round__card", "marks")
    rows = family.select_related(None).latest_first().values_list(*fields)
    latest: dict[int, tuple[int, UUID, str, str, str, int, str]] = {}
    for team, *rest in rows:
        latest.setdefault(team, tuple(rest))
    cards = load_cards({card.pk, *(row[5] for row in latest.values())}, language)
    found = [row for row in latest.values() if code in cards[row[5]].places]
    found.sort(key=lambda row: (row[3].casefold(), row[2].casefold(), row[0]))
    shown = [row[0] for row in found[:MOST]]
    words = dict(
        TeamScore.objects.filter(assessment__in=shown, indicator__code=code).values_list(
            "assessment", "rationale"
        )
    )
    first = dict(
        Priority.objects.filter(assessment__in=shown, indicator__code=code).values_list(
            "assessment", "position"
        )
    )
    teams = [
        Agreement(
            uid=uid,
            team=team,
            school=school,
            round=title,
            card=cards[card_pk],
            cell=cell_of(marks[cards[card_pk].places[code]], cards[card_pk].threshold),
            rationale=words.get(pk, ""),
            first=first.get(pk, 0),
        )
        for pk, uid, team, school, title, card_pk, marks in found[:MOST]
    ]
    return Agreements(cards[card.pk], tuple(teams), len(found) - len(teams))
