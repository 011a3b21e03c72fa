"""What results are: frozen value objects, always in card order. No ORM, no formatting, no rounding.

Numbers are exact (`int`, `Fraction`); `None` means "there is no such number", never zero. Rounding happens once,
when shown, by `results.rounding`. Pages, reports and spreadsheets all read these objects and count nothing themselves.
"""

from .across import ActorAcross, CriterionAcross, GroupResult, IndicatorAcross, ThemeAcross
from .board import BoardGlance, BoardResult, SchoolName, SchoolRow
from .card import ActorInfo, CardInfo, CriterionInfo, IndicatorInfo, LevelInfo, ThemeInfo
from .cells import NO_WORDS, Cell, ScoreKind, Words, difference
from .counts import Change, Scale, Summary
from .rounds import AssessmentInfo, RoundInfo
from .school import SchoolResult, TeamRow
from .team import ActorResult, CriterionResult, IndicatorResult, TeamResult, ThemeResult

__all__ = [
    "NO_WORDS",
    "ActorAcross",
    "ActorInfo",
    "ActorResult",
    "AssessmentInfo",
    "BoardGlance",
    "BoardResult",
    "CardInfo",
    "Cell",
    "Change",
    "CriterionAcross",
    "CriterionInfo",
    "CriterionResult",
    "GroupResult",
    "IndicatorAcross",
    "IndicatorInfo",
    "IndicatorResult",
    "LevelInfo",
    "RoundInfo",
    "Scale",
    "SchoolName",
    "SchoolResult",
    "SchoolRow",
    "ScoreKind",
    "Summary",
    "TeamResult",
    "TeamRow",
    "ThemeAcross",
    "ThemeInfo",
    "ThemeResult",
    "Words",
    "difference",
]
