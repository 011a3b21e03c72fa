"""What a report says: results, background, day and version, put together."""

from .base import Printed, Report
from .school import SchoolReport, school_report
from .team import TeamReport, team_report

__all__ = ["Printed", "Report", "SchoolReport", "TeamReport", "school_report", "team_report"]
