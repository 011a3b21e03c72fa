"""What results are: frozen value objects, always in card order. No ORM, no formatting, no rounding.

Numbers are exact (`int`, `Fraction`); `None` means "there is no such number", never zero. Rounding happens once,
when shown, by `results.rounding`. Pages, reports and spreadsheets all read these objects and count nothing themselves.
"""

from .board import BoardResult, SchoolRow
from .card import CardInfo, CriterionInfo, IndicatorInfo, LevelInfo, ThemeInfo
from .cells import EMPTY_CELL, NO_WORDS, Cell, ScoreKind, Words
from .counts import Change, Summary
from .rounds import AssessmentInfo, RoundInfo
from .school import CriterionAcross, IndicatorAcross, SchoolResult, TeamRow, ThemeAcross
from .team import CriterionResult, IndicatorResult, TeamResult, ThemeResult

__all__ = [
    "EMPTY_CELL",
    "NO_WORDS",
    "AssessmentInfo",
    "BoardResult",
    "CardInfo",
    "Cell",
    "Change",
    "CriterionAcross",
    "CriterionInfo",
    "CriterionResult",
    "IndicatorAcross",
    "IndicatorInfo",
    "IndicatorResult",
    "LevelInfo",
    "RoundInfo",
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
]
