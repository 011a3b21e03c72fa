"""What the report of a school says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments import charts
from assessments.models import Round, School
from assessments.reports.background import load_background
from assessments.results.queries import school_result
from assessments.results.values import IndicatorAcross, SchoolResult

from .base import Entry, Report, by_key, file_name, running_head, shortened


@dataclass(frozen=True, slots=True)
class SchoolReport(Report):
    result: SchoolResult

    @property
    def of_teams(self) -> int:
        return self.result.of_teams

    @property
    def contents(self) -> list[Entry]:
        start = [Entry("samenvatting", _("Samenvatting")), Entry("teams", _("Teams naast elkaar"))]
        if not self.result.confirmed:
            return [*start, *self._end]
        figures = [
            Entry("bewogen", _("Sterk, zwak en wat veranderde")),
            Entry("criteria", _("De criteria in cijfers")),
        ]
        return [*start, *figures, *self._themes, *self._end]


def school_report(school: School, round_: Round, *, as_of: dt.date) -> SchoolReport:
    """Return the report of a school in a round, in the active language. While the round is open it is interim."""
    language = get_language()
    result = school_result(school, round_, language=language)
    count = ngettext(
        "%(confirmed)s van %(count)s team vastgesteld",
        "%(confirmed)s van %(count)s teams vastgesteld",
        result.of_teams,
    ) % {"confirmed": result.confirmed, "count": result.of_teams}
    state = _("Tussenstand: %(count)s") % {"count": count} if result.round.is_open else ""
    return SchoolReport(
        title=_("Schoolrapport %(school)s – %(round)s")
        % {"school": result.school_name, "round": result.round.title},
        name=result.school_name,
        places=(result.board_name,),
        heads=(running_head(result.school_name, result.round.title), shortened(result.board_name)),
        state=state,
        status=state or count,
        file_name=file_name(_("rapport"), result.school_name, result.round.title),
        card=result.card,
        round=result.round,
        previous_round=result.previous_round,
        background=load_background(result.card.pk, language),
        as_of=as_of,
        language=language,
        version=settings.VERSION,
        charts=by_key(_school_charts(result)),
        result=result,
    )


def _school_charts(result: SchoolResult) -> Iterable[charts.Chart]:
    name = result.school_name
    yield charts.squares(result, key="cover", name=name)
    if not result.confirmed:
        return
    yield charts.distribution(result.summary, result.card, key="distribution", name=name, paper=True)
    yield charts.dot_plot(
        result.criteria,
        result.card,
        key="criteria",
        name=name,
        previous=shortened(result.previous_round.title) if result.previous_round else None,
        paper=True,
    )
    for criterion in result.criteria:
        for indicator in criterion.indicators:
            code = indicator.info.code
            yield charts.cell_strip(
                indicator.cells, indicator.summary, result.card, key=f"strip-{code}", name=code
            )
    yield from _shifts([*result.moved_up, *result.moved_down])


def _shifts(moved: list[IndicatorAcross]) -> Iterable[charts.Chart]:
    for indicator in moved:
        if indicator.change is not None:
            yield charts.shift(
                indicator.change.before_in_order,
                indicator.change.now_in_order,
                indicator.change.matched,
                key=f"shift-{indicator.info.code}",
                name=indicator.info.code,
            )
