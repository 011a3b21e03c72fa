"""What the report of a school says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import charts
from assessments.models import Round, School
from assessments.reports.background import load_background
from assessments.results.over_time_queries import school_over_time
from assessments.results.queries import school_result
from assessments.results.values import AssessmentInfo, SchoolResult, TeamRow
from assessments.templatetags.results import progress_words

from .base import Entry, by_key, file_name, running_head, shortened
from .group import Course, GroupReport, HeatLine, confirmed_of, course_until, group_charts


@dataclass(frozen=True, slots=True)
class SchoolReport(GroupReport):
    result: SchoolResult

    @property
    def of_teams(self) -> int:
        return self.result.of_teams

    @property
    def contents(self) -> list[Entry]:
        start = [Entry("samenvatting", _("Samenvatting")), Entry("teams", _("Teams naast elkaar"))]
        return [*start, *(self._figures if self.result.confirmed else ()), *self._end]


def school_report(school: School, round_: Round, *, as_of: dt.date) -> SchoolReport:
    """Return the report of a school in a round, in the active language. While the round is open it is interim."""
    language = get_language()
    result = school_result(school, round_, language=language)
    course = _course(school, round_, result, language)
    count = confirmed_of(result.confirmed, result.of_teams)
    state = _("Tussenstand: %(count)s") % {"count": count} if result.round.is_open else ""
    name = result.school_name
    drawn = [charts.squares(result, key="cover", name=name)]
    if result.confirmed:
        drawn += group_charts(result, course, name=name, parts="teams")
    return SchoolReport(
        title=_("Schoolrapport %(school)s – %(round)s") % {"school": name, "round": result.round.title},
        name=name,
        places=(result.board_name,),
        heads=(running_head(name, result.round.title), shortened(result.board_name)),
        state=state,
        status=state or count,
        file_name=file_name(_("rapport"), name, result.round.title),
        card=result.card,
        round=result.round,
        previous_round=result.previous_round,
        background=load_background(result.card.pk, language),
        as_of=as_of,
        language=language,
        version=settings.VERSION,
        charts=by_key(drawn),
        heat=tuple(map(_line, result.rows)),
        course=course,
        result=result,
    )


def _course(school: School, round_: Round, result: SchoolResult, language: str) -> Course:
    """The rounds of the school up to this one; a trial round is in no line."""
    if round_.is_trial or not result.confirmed:
        return Course()
    return course_until(school_over_time(school, round_.card, language=language), result.round)


def _line(row: TeamRow) -> HeatLine:
    info = row.assessment
    return HeatLine(
        name=info.team_name,
        under=_under(info),
        summary=row.summary,
        criteria=row.criteria,
        state="" if info.is_confirmed else f"{_state(info)} · {progress_words(info)}",
    )


def _under(info: AssessmentInfo) -> str:
    parts = []
    if info.confirmed_at:
        day = date_format(timezone.localtime(info.confirmed_at), "j F Y")
        parts.append(_("vastgesteld %(day)s") % {"day": day})
    if info.team_closed_on:
        parts.append(_("opgeheven"))
    return ", ".join(parts)


def _state(info: AssessmentInfo) -> str:
    """What a team is that is not confirmed."""
    if info.reopened:
        return _("Heropend, nog niet opnieuw vastgesteld")
    return _("Nog niet vastgesteld") if info.round.is_open else _("Niet vastgesteld")
