"""A sheet: what stands for one team in one round, and before. Loaded here; everything after it is arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .cards import load_cards
from .figures import Figures, aligned, compared
from .marking import laid
from .rows import Row
from .told import told_of
from .values import AssessmentInfo, CardInfo, Words
from .values.team import Reopening


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of one assessment in the order of its card; none where it is not confirmed and was not counted.

    `before` is the team's assessment in the latest round of the card family that began earlier, confirmed or not.
    """

    info: AssessmentInfo
    card: CardInfo
    marks: str = ""
    words: dict[str, Words] = field(default_factory=dict)
    reopenings: tuple[Reopening, ...] = ()
    before: Sheet | None = None

    def laid_on(self, card: CardInfo) -> Sheet:
        """The same on a part of its card."""
        marks = aligned(self.marks, self.card, card) if self.marks else ""
        return replace(self, card=card, marks=marks)

    @property
    def figures(self) -> Figures:
        """Both rounds are judged by the threshold of this sheet's card, so that op orde means the same in both."""
        before = self.before
        if before is None or not before.info.is_confirmed:
            return Figures(self.card, self.marks)
        return compared(self.card, self.marks, before.card, before.marks)


def load_sheets(
    current: Sequence[Row], known: Sequence[Row], *, language: str, card_pk: int, actors: bool = True
) -> tuple[dict[int, CardInfo], list[Sheet]]:
    """Return the cards in play by key (`card_pk` among them) and a sheet per row of `current`, in its order.

    Two queries, or three with who acts, whatever the number of rows. The earlier assessment of each is looked for in
    `known`.
    """
    of_team: dict[int, list[Row]] = defaultdict(list)
    for row in known:
        of_team[row.team_pk].append(row)
    earlier = {row.pk: latest_before(row, of_team[row.team_pk]) for row in current}
    in_play = {row.card_pk for row in [*current, *(before for before in earlier.values() if before)]}
    cards = load_cards({card_pk, *in_play}, language, actors=actors)

    def sheet(row: Row, before: Row | None) -> Sheet:
        card = cards[row.card_pk]
        return Sheet(
            info=row.info(total=len(card.indicators)),
            card=card,
            marks=row.marks,
            before=sheet(before, None) if before else None,
        )

    return cards, [sheet(row, earlier[row.pk]) for row in current]


def with_words(sheet: Sheet, *, min_group: int) -> Sheet:
    """The same with the team's words and its reopenings, and, of a team that is not confirmed, as its scores stand now.

    One query.
    """
    told = told_of(sheet.info.pk, with_people=not sheet.marks)
    codes = (one.code for one in sheet.card.indicators)
    return replace(
        sheet,
        marks=sheet.marks or laid(codes, told.agreed, told.people, min_group=min_group),
        words=told.words,
        reopenings=told.reopenings,
    )


def latest_before(row: Row, of_team: Sequence[Row]) -> Row | None:
    """The team's assessment in the latest round that began earlier."""
    return max((other for other in of_team if other.precedes(row)), key=lambda other: other.age, default=None)
