"""What results are: frozen value objects, always in card order. No ORM, no formatting, no rounding.

Numbers are exact (`int`, `Fraction`); `None` means "there is no such number", never zero. Rounding happens once,
when shown, by `results.rounding`. Pages, reports and spreadsheets all read these objects and count nothing themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from uuid import UUID

# --- the card as results know it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """A step of the scale. `step` is its colour step 1-5 (4 and 5 only from the threshold up)."""

    number: int
    label: str
    meaning: str
    step: int
    in_order: bool
    translation: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    pk: int
    code: str
    text: str
    actors: tuple[str, ...] = ()
    translation: str = ""
    """The unofficial translation in the language asked for; empty where there is none (Dutch too)."""


@dataclass(frozen=True, slots=True)
class CriterionInfo:
    code: str
    text: str
    short_name: str
    indicators: tuple[IndicatorInfo, ...]
    translation: str = ""
    short_name_translation: str = ""


@dataclass(frozen=True, slots=True)
class ThemeInfo:
    """`hue` is 1, 2, 3 …: which of the theme hues is its accent."""

    code: str
    name: str
    hue: int
    criteria: tuple[CriterionInfo, ...]
    translation: str = ""


@dataclass(frozen=True, slots=True)
class CardInfo:
    pk: int
    uid: UUID
    title: str
    edition: str
    question: str
    threshold: int
    levels: tuple[LevelInfo, ...]
    themes: tuple[ThemeInfo, ...]

    @property
    def criteria(self) -> tuple[CriterionInfo, ...]:
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)

    @property
    def indicators(self) -> tuple[IndicatorInfo, ...]:
        return tuple(indicator for criterion in self.criteria for indicator in criterion.indicators)

    def level(self, number: int) -> LevelInfo:
        return self.levels[number - 1]

    def step_of(self, value: Fraction | None) -> int:
        """The colour step 1-5 of a level or mean, rounded *down*: 3,5 must not look op orde. 0 for None."""
        return 0 if value is None else self.levels[int(value) - 1].step


# --- one indicator of one team --------------------------------------------------------------------------------------


class ScoreKind(Enum):
    """Four ways of having no score are four different things; only the first two are scores."""

    AGREED = "agreed"
    MEDIAN = "median"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    EMPTY = "empty"

    @property
    def is_score(self) -> bool:
        return self in (ScoreKind.AGREED, ScoreKind.MEDIAN)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands for one indicator of one team: the arithmetic part. `value` in levels, None without a score."""

    kind: ScoreKind
    value: Fraction | None = None
    in_order: bool = False
    halves: int = field(init=False, repr=False, compare=False)
    """The value as a whole number of halves, for quick and exact sums; 0 without a score."""

    def __post_init__(self) -> None:
        halves = 0 if self.value is None else self.value.numerator * 2 // self.value.denominator
        object.__setattr__(self, "halves", halves)

    @property
    def level(self) -> int | None:
        """The level it counts at in a distribution: a half counts at the level below."""
        return None if self.value is None else int(self.value)


EMPTY_CELL = Cell(ScoreKind.EMPTY)


@dataclass(frozen=True, slots=True)
class Words:
    """The team's own words about an indicator."""

    rationale: str = ""
    evidence: str = ""
    evidenced_on: dt.date | None = None
    dissent: str = ""

    def __bool__(self) -> bool:
        return bool(self.rationale or self.evidence or self.dissent)


NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of a team: now, last round (None: no earlier one to compare with), and the team's words."""

    info: IndicatorInfo
    cell: Cell
    previous: Cell | None
    words: Words = NO_WORDS

    @property
    def difference(self) -> Fraction | None:
        """Now minus before, in levels; None unless both are scores."""
        before = self.previous.value if self.previous else None
        return None if self.cell.value is None or before is None else self.cell.value - before


# --- counts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over cells. For a team: over indicators; for a school or board: over team × indicator cells.

    `mean` (in levels) is None where nothing was scored or coverage is under half. For a team it is the mean of its
    scores; for a school the mean of its teams' means; for a board of its schools' means. `mean_from` is the number
    of cells, teams or schools in that mean. `distribution[i]` counts the cells at level i + 1.
    """

    total: int
    scored: int
    in_order: int
    unknown: int
    not_applicable: int
    empty: int
    distribution: tuple[int, ...]
    mean: Fraction | None
    mean_from: int

    @property
    def without_score(self) -> int:
        return self.total - self.scored

    @property
    def coverage(self) -> Fraction | None:
        """Scored / (all − n.v.t.); None where all is n.v.t. or there is nothing."""
        applicable = self.total - self.not_applicable
        return Fraction(self.scored, applicable) if applicable else None


@dataclass(frozen=True, slots=True)
class Change:
    """Now against the earlier assessments, over the cells scored in both, matched by code.

    `mean` is None where fewer than half of the current scores matched. Where none did there is no `Change` at all.
    """

    in_order: int
    mean: Fraction | None
    matched: int
    teams: int
    of_teams: int


# --- who and when ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundInfo:
    pk: int
    uid: UUID
    title: str
    starts_on: dt.date
    ends_on: dt.date
    is_open: bool
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class AssessmentInfo:
    """One team in one round, with the names as they were. `answered` of `total` indicators: how far it is."""

    pk: int
    uid: UUID
    team_uid: UUID
    team_pk: int
    team_name: str
    school_uid: UUID
    school_name: str
    board_name: str
    round: RoundInfo
    confirmed_at: dt.datetime | None
    reopened: bool
    answered: int
    total: int

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


# --- a team ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionResult:
    info: CriterionInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True, slots=True)
class ThemeResult:
    info: ThemeInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    criteria: tuple[CriterionResult, ...]


@dataclass(frozen=True, slots=True)
class TeamResult:
    """`previous_round` is None where there is no earlier round; `change` is None where nothing can be compared."""

    assessment: AssessmentInfo
    card: CardInfo
    summary: Summary
    change: Change | None
    previous_round: RoundInfo | None
    themes: tuple[ThemeResult, ...]
    strongest: tuple[IndicatorResult, ...]
    weakest: tuple[IndicatorResult, ...]

    @property
    def criteria(self) -> tuple[CriterionResult, ...]:
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)

    @property
    def indicators(self) -> Iterator[IndicatorResult]:
        return (indicator for criterion in self.criteria for indicator in criterion.indicators)


# --- a school -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A row of the heatmap. Unconfirmed: `summary` is None and `criteria` and `cells` are empty."""

    assessment: AssessmentInfo
    summary: Summary | None
    criteria: tuple[Summary, ...]
    cells: dict[str, Cell]
    """Per indicator code."""


@dataclass(frozen=True, slots=True)
class IndicatorAcross:
    """One indicator over the confirmed teams. `cells` in the order of the confirmed rows.

    `share` = in_order / scored; None where nothing was scored. `change` is over the teams that scored it in both.
    """

    info: IndicatorInfo
    summary: Summary
    cells: tuple[Cell, ...]
    share: Fraction | None
    change: Change | None
    before_in_order: int
    """Number op orde before, over the matched cells of `change`."""

    @property
    def now_in_order(self) -> int:
        """Number op orde now, over the same cells."""
        return self.before_in_order + (self.change.in_order if self.change else 0)


@dataclass(frozen=True, slots=True)
class CriterionAcross:
    info: CriterionInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    indicators: tuple[IndicatorAcross, ...]


@dataclass(frozen=True, slots=True)
class ThemeAcross:
    info: ThemeInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    criteria: tuple[CriterionAcross, ...]


@dataclass(frozen=True, slots=True)
class SchoolResult:
    """A school in one round. `confirmed` of `of_teams` teams are in every figure.

    `strongest`, `weakest`, `moved_up`, `moved_down` hold at most five indicators each.
    """

    school_uid: UUID
    school_name: str
    board_name: str
    round: RoundInfo
    previous_round: RoundInfo | None
    card: CardInfo
    rows: tuple[TeamRow, ...]
    summary: Summary
    change: Change | None
    themes: tuple[ThemeAcross, ...]
    strongest: tuple[IndicatorAcross, ...]
    weakest: tuple[IndicatorAcross, ...]
    moved_up: tuple[IndicatorAcross, ...]
    moved_down: tuple[IndicatorAcross, ...]

    @property
    def criteria(self) -> tuple[CriterionAcross, ...]:
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)

    @property
    def confirmed(self) -> int:
        return sum(row.assessment.is_confirmed for row in self.rows)

    @property
    def of_teams(self) -> int:
        return len(self.rows)


# --- a board --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school in its latest opened round of the card family; `round` None where it has none.

    `on_board_scale` is False where its edition has another number of levels than the board's card: then it is in no
    figure of the board.
    """

    school_uid: UUID
    school_name: str
    sector: str
    round: RoundInfo | None
    confirmed: int
    of_teams: int
    summary: Summary | None
    criteria: tuple[Summary, ...]
    """In the order of the board's card."""
    change: Change | None
    on_board_scale: bool = True


@dataclass(frozen=True, slots=True)
class BoardResult:
    board_uid: UUID
    board_name: str
    card: CardInfo
    rows: tuple[SchoolRow, ...]
    summary: Summary
    criteria: tuple[Summary, ...]
    change: Change | None

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed for row in self.rows if row.on_board_scale)

    @property
    def of_teams(self) -> int:
        return sum(row.of_teams for row in self.rows if row.on_board_scale)
