"""A sheet: what stands for one team in one round, and before. Loaded here; everything after it is arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.enums import Choice
from assessments.models import Tally, TeamScore

from . import scoring
from .cards import load_cards
from .privacy import LEVELS, above_floor
from .rows import Row
from .values import AssessmentInfo, CardInfo, Cell, Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one assessment by indicator code, every code of its card.

    `before` is the team's assessment in the latest round of the card family that began earlier, confirmed or not.
    Its cells are judged by the threshold of this sheet's card, so that op orde means the same in both.
    """

    info: AssessmentInfo
    card: CardInfo
    cells: dict[str, Cell]
    words: dict[str, Words] = field(default_factory=dict)
    before: Sheet | None = None

    @property
    def comparable(self) -> Sheet | None:
        """What this sheet can be compared with: confirmed, and on a scale with as many levels."""
        before = self.before
        if before and before.info.is_confirmed and len(before.card.levels) == len(self.card.levels):
            return before
        return None


def load_sheets(
    current: Sequence[Row], known: Sequence[Row], *, language: str, card_pk: int, words: bool = False
) -> tuple[dict[int, CardInfo], list[Sheet]]:
    """Return the cards in play by key (`card_pk` among them) and a sheet per row of `current`, in its order.

    Four queries, whatever the number of rows. The earlier assessment of each is looked for in `known`.
    """
    of_team: dict[int, list[Row]] = defaultdict(list)
    for row in known:
        of_team[row.team_pk].append(row)
    earlier = {row.pk: _latest_before(row, of_team[row.team_pk]) for row in current}
    rows = {row.pk: row for row in [*current, *(before for before in earlier.values() if before)]}
    cards = load_cards({card_pk, *(row.card_pk for row in rows.values())}, language)
    agreed, spoken = _agreed(list(rows), words=words)
    people = _people(list(rows))

    def sheet(row: Row, threshold: int, before: Sheet | None = None) -> Sheet:
        card, choices, tallies = cards[row.card_pk], agreed[row.pk], people[row.pk]
        codes = [indicator.code for indicator in card.indicators]
        return Sheet(
            info=row.info(
                answered=sum(choice != Choice.NONE for choice, _ in choices.values()), total=len(codes)
            ),
            card=card,
            cells={
                code: scoring.cell(
                    *choices.get(code, _NOTHING),
                    tallies.get(code, ()),
                    min_group=row.min_group,
                    threshold=threshold,
                )
                for code in codes
            },
            words=spoken[row.pk],
            before=before,
        )

    def with_earlier(row: Row) -> Sheet:
        threshold, before = cards[row.card_pk].threshold, earlier[row.pk]
        return sheet(row, threshold, sheet(before, threshold) if before else None)

    return cards, [with_earlier(row) for row in current]


_NOTHING = (Choice.NONE.value, None)


def _latest_before(row: Row, of_team: Sequence[Row]) -> Row | None:
    """The team's assessment in the latest round that began earlier."""
    return max((other for other in of_team if other.precedes(row)), key=lambda other: other.age, default=None)


def _agreed(
    assessment_pks: list[int], *, words: bool
) -> tuple[dict[int, dict[str, tuple[str, int | None]]], dict[int, dict[str, Words]]]:
    """Choice and level per assessment and code, and the team's words where they are asked for."""
    texts = ("rationale", "evidence", "evidenced_on", "dissent") if words else ()
    choices: dict[int, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    spoken: dict[int, dict[str, Words]] = defaultdict(dict)
    found = TeamScore.objects.filter(assessment__in=assessment_pks)
    for pk, code, choice, level, *rest in found.values_list(
        "assessment", "indicator__code", "choice", "level", *texts
    ):
        choices[pk][code] = (choice, level)
        if any(rest):
            spoken[pk][code] = Words(*rest)
    return choices, spoken


def _people(assessment_pks: list[int]) -> dict[int, dict[str, Sequence[int]]]:
    """People per level, per assessment and code, where a tally stands above the floor: under it there is no median."""
    people: dict[int, dict[str, Sequence[int]]] = defaultdict(dict)
    found = Tally.objects.filter(above_floor(), assessment__in=assessment_pks)
    for pk, code, *counts in found.values_list("assessment", "indicator__code", *LEVELS):
        people[pk][code] = counts
    return people
