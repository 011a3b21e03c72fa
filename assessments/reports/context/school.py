"""What the report of a school says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import charts
from assessments.models import Assessment, Round, School
from assessments.reports.background import load_background
from assessments.reports.ready_text import ReadyText, school_text
from assessments.results.improving_queries import school_improving
from assessments.results.over_time_queries import school_over_time
from assessments.results.privacy import Reader, Spread, school_spreads
from assessments.results.queries import school_result
from assessments.results.response import TeamResponse, responses_in_group
from assessments.results.values import AssessmentInfo, Cell, CriterionInfo, SchoolResult, TeamRow
from assessments.results.values.over_time import OverTime
from assessments.templatetags.reports import in_columns
from assessments.templatetags.results import confirmed_of, progress_words, sign

from .base import Entry, by_key, file_name, running_head, shortened
from .group import GroupReport, HeatLine, course_of, group_charts

ROOM = 120
"""Millimetres beside the name of a team."""

PITCH, WIDER, APART = 2.7, 1.5, 1.5
"""Millimetres that a level takes, that each further character of it takes, and between two criteria."""


class ResponseLine(NamedTuple):
    """Who took part in a team, as numbers; `state` says of one that is not confirmed how far it is."""

    info: AssessmentInfo
    response: TeamResponse
    state: str


class LevelsColumn(NamedTuple):
    """A criterion with a text per confirmed team: its level for each indicator. `width` in mm."""

    criterion: CriterionInfo
    numbers: str
    texts: tuple[str, ...]
    width: int


class LevelsBlock(NamedTuple):
    """Criteria whose levels fit beside each other; `rows` has per confirmed team its name and a text per criterion."""

    columns: tuple[LevelsColumn, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SchoolReport(GroupReport):
    """`spreads` are what people chose, by code: what too few answered is not in it, nor in anything made of it."""

    result: SchoolResult
    spreads: dict[str, Spread]
    responses: tuple[ResponseLine, ...]

    @property
    def of_teams(self) -> int:
        return self.result.of_teams

    @property
    def ready_text(self) -> ReadyText:
        return school_text(self.result, self.improving)

    @property
    def contents(self) -> list[Entry]:
        start = [Entry("samenvatting", _("Samenvatting")), Entry("teams", _("Teams naast elkaar"))]
        response = Entry("wie", _("Wie deed mee"))
        if not self.result.confirmed:
            return [*start, response, *self._end]
        annexes = [Entry("niveaus", _("Bijlage: de niveaus per team"))]
        if self.spreads:
            annexes.append(Entry("gekozen", _("Bijlage: wat iedereen koos")))
        return [*start, *self._figures, response, *annexes, *self._end]

    @property
    def individual(self) -> int:
        """The number of confirmed teams in which everybody answered first."""
        return sum(row.assessment.is_individual for row in self.result.rows if row.summary)

    @property
    def level_blocks(self) -> list[LevelsBlock]:
        """The level of each confirmed team for each indicator, in as many tables as the width of a page asks for."""
        teams = [row for row in self.result.rows if row.summary]
        names = [row.assessment.team_name for row in teams]
        cells = [row.cells for row in teams]
        columns = [_column(criterion, cells) for criterion in self.card.criteria]
        return [
            LevelsBlock(
                tuple(block),
                tuple(zip(names, zip(*(column.texts for column in block), strict=True), strict=True)),
            )
            for block in _side_by_side(columns)
        ]


def _column(criterion: CriterionInfo, cells: Sequence[dict[str, Cell]]) -> LevelsColumn:
    """Each level is as wide as the widest: a median has a half."""
    numbers = [str(number) for number in range(1, len(criterion.indicators) + 1)]
    signs = [[sign(of_team[one.code]) for one in criterion.indicators] for of_team in cells]
    longest = max(len(one) for texts in (numbers, *signs) for one in texts)

    def spaced(texts: Sequence[str]) -> str:
        return in_columns(texts, longest)

    return LevelsColumn(
        criterion,
        spaced(numbers),
        tuple(map(spaced, signs)),
        ceil(len(numbers) * (PITCH + WIDER * (longest - 1)) + APART),
    )


def _side_by_side(columns: Sequence[LevelsColumn]) -> list[list[LevelsColumn]]:
    blocks: list[list[LevelsColumn]] = []
    room = 0
    for column in columns:
        if not blocks or column.width > room:
            blocks.append([])
            room = ROOM
        blocks[-1].append(column)
        room -= column.width
    return blocks


def school_report(school: School, round_: Round, *, reader: Reader, as_of: dt.date) -> SchoolReport:
    """Return the report of a school in a round, in the active language. While the round is open it is interim.

    `reader` may see the results of the school; what people chose is in it as far as they may see that.
    """
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
        improving=school_improving(result, school, as_of=as_of, whole=True),
        result=result,
        spreads=school_spreads(reader, school, round_) if result.confirmed else {},
        responses=_responses(result),
    )


def _course(school: School, round_: Round, result: SchoolResult, language: str) -> OverTime | None:
    """The rounds of the school up to this one; a trial round is in no line."""
    if round_.is_trial or not result.confirmed:
        return None
    return course_of(school_over_time(school, round_.card, language=language).until(result.round))


def _responses(result: SchoolResult) -> tuple[ResponseLine, ...]:
    infos = [row.assessment for row in result.rows]
    theirs = Assessment.objects.filter(pk__in=[info.pk for info in infos]).select_related("school")
    found = responses_in_group(list(theirs))
    return tuple(
        ResponseLine(info, found[info.pk], "" if info.is_confirmed else _waiting(info)) for info in infos
    )


def _line(row: TeamRow) -> HeatLine:
    info = row.assessment
    return HeatLine(
        name=info.team_name,
        under=_under(info),
        summary=row.summary,
        criteria=row.criteria,
        state="" if info.is_confirmed else _waiting(info),
    )


def _under(info: AssessmentInfo) -> str:
    closed = _("opgeheven") if info.team_closed_on else ""
    return ", ".join(filter(None, (_confirmed(info), closed)))


def _confirmed(info: AssessmentInfo) -> str:
    if info.confirmed_at is None:
        return ""
    return _("vastgesteld %(day)s") % {"day": date_format(timezone.localtime(info.confirmed_at), "j F Y")}


def _waiting(info: AssessmentInfo) -> str:
    """What a team is that is not confirmed, and how far."""
    if info.reopened:
        state = _("Heropend, nog niet opnieuw vastgesteld")
    else:
        state = _("Nog niet vastgesteld") if info.round.is_open else _("Niet vastgesteld")
    return f"{state} · {progress_words(info)}"
