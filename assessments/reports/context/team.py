"""What the report of a team says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import charts
from assessments.access import rows
from assessments.models import Assessment
from assessments.reports.background import load_background
from assessments.reports.ready_text import ReadyText, team_text
from assessments.results.improving_queries import team_improving
from assessments.results.privacy import Layers, Reader, compared_layers
from assessments.results.queries import team_result
from assessments.results.response import TeamResponse, responses
from assessments.results.values import AssessmentInfo, TeamResult
from assessments.results.values.improving import TeamImproving

from .base import Entry, Report, by_key, file_name, running_head, shortened


@dataclass(frozen=True, slots=True)
class TeamReport(Report):
    result: TeamResult
    layers: Layers
    response: TeamResponse
    improving: TeamImproving

    @property
    def ready_text(self) -> ReadyText:
        return team_text(self.result, self.improving)

    @property
    def contents(self) -> list[Entry]:
        start = [
            Entry("samenvatting", _("Samenvatting")),
            Entry("criteria", _("De criteria in cijfers")),
            Entry("verbeteren", _("Prioriteiten en acties")),
        ]
        counts = [Entry("gekozen", _("Bijlage: wat iedereen koos"))] if self.layers.shown else []
        who = Entry("wie", _("Bijlage: wie deed mee"))
        return [*start, *self._themes, *self._end, who, *counts]


def team_report(assessment: Assessment, *, reader: Reader, as_of: dt.date) -> TeamReport:
    """Return the report of a team in the active language. Marked while it is not final.

    The assessment comes with its round and school. `reader` may see its result; of the round that it is compared with
    the report holds what people chose only where they may see that result too.
    """
    language = get_language()
    result = team_result(assessment, language=language)
    info = result.assessment
    layers = compared_layers(reader, assessment, _earlier(reader, result), levels=len(result.card.levels))
    return TeamReport(
        title=_("Teamrapport %(team)s, %(school)s – %(round)s")
        % {"team": info.team_name, "school": info.school_name, "round": info.round.title},
        name=info.team_name,
        places=(info.school_name, info.board_name),
        heads=(running_head(info.team_name, info.round.title), shortened(info.school_name)),
        state=_team_state(info),
        status=_team_status(info),
        file_name=file_name(_("rapport"), info.team_name, info.round.title),
        card=result.card,
        round=info.round,
        previous_round=result.previous_round,
        background=load_background(result.card.pk, language),
        as_of=as_of,
        language=language,
        version=settings.VERSION,
        charts=by_key(_team_charts(result, layers)),
        result=result,
        layers=layers,
        response=responses([assessment])[assessment.pk],
        improving=team_improving(result, reader=reader, as_of=as_of),
    )


def _earlier(reader: Reader, result: TeamResult) -> Assessment | None:
    """What the result is compared with, where `reader` may see the result of that and people chose by themselves."""
    individual = result.previous and (result.previous.is_individual or result.assessment.is_individual)
    if not result.previous or not individual or not result.previous.is_confirmed:
        return None
    seen = rows.assessments_with_results(reader) if reader else Assessment.objects.with_context()
    return seen.filter(pk=result.previous.pk).first()


def _team_state(info: AssessmentInfo) -> str:
    """What stands on every page: that the team has not confirmed yet, or that others in the round may still."""
    if not info.is_confirmed:
        return _team_status(info)
    return _("Tussenstand: de meting loopt nog") if info.round.is_open else ""


def _team_status(info: AssessmentInfo) -> str:
    if info.confirmed_at is None:
        return _("Concept – nog niet vastgesteld")
    day = date_format(timezone.localtime(info.confirmed_at), "j F Y")
    return _("Vastgesteld op %(day)s") % {"day": day}


def _team_charts(result: TeamResult, layers: Layers) -> Iterable[charts.Chart]:
    name = result.assessment.team_name
    yield charts.squares(result, key="cover", name=name)
    yield charts.distribution(result.summary, result.card, key="distribution", name=name, paper=True)
    yield charts.dot_plot(
        result.criteria,
        result.card,
        key="criteria",
        name=name,
        previous=shortened(result.previous_round.title) if result.previous_round else None,
        paper=True,
    )
    if layers.now:
        for code, spread in layers.now.spreads.items():
            yield charts.spread_bar(spread, result.card, key=f"spread-{code}", name=code)
