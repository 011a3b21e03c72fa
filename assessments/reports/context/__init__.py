"""What a report says: results, background, day and version, put together."""

from .base import Printed, Report
from .board import BoardReport, board_report
from .school import SchoolReport, school_report
from .team import TeamReport, team_report

__all__ = [
    "BoardReport",
    "Printed",
    "Report",
    "SchoolReport",
    "TeamReport",
    "board_report",
    "school_report",
    "team_report",
]
