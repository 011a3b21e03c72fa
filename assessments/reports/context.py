"""What a report says: results, background, day and version, put together. Nothing here counts or averages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments import charts
from assessments.models import Assessment, Round, School
from assessments.results.queries import school_result, team_result
from assessments.results.values import (
    AssessmentInfo,
    CardInfo,
    IndicatorAcross,
    LevelInfo,
    RoundInfo,
    SchoolResult,
    TeamResult,
)

from .background import PassageText, in_columns, load_background

CARD_LANGUAGE = "nl"
RUNNING_HEAD = 62
"""Characters of a name that fit in a running head."""


def file_name(kind: str, *names: str) -> str:
    """In ASCII, and short enough for every disk."""
    parts = [kind, *(slugify(name)[:60].strip("-") for name in names)]
    return "-".join(["lob", *filter(None, parts)]) + ".pdf"


def running_head(name: str, round_title: str) -> str:
    """Of whom and of which round, in the running head at the left."""
    return f"{shortened(name, 36)} · {shortened(round_title, 26)}"


def shortened(text: str, length: int = RUNNING_HEAD) -> str:
    return Truncator(text).chars(length)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the id of what it leads to, and its words."""

    to: str
    text: str
    of_card: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What every document has that shows a card."""

    title: str
    """Of the file: what, whose, when."""
    heads: tuple[str, str]
    """The running heads, left and right."""
    file_name: str
    """ASCII; names a team or school and a round, no person."""
    card: CardInfo
    as_of: dt.date
    language: str
    version: str

    @property
    def dutch(self) -> SafeString:
        """The attribute that tells a screen reader of the card's language, where the document is in another."""
        return mark_safe("" if self.language == CARD_LANGUAGE else f' lang="{CARD_LANGUAGE}"')  # noqa: S308

    @property
    def has_translation(self) -> bool:
        """Whether the card's texts come with an unofficial translation in the document's language."""
        return self.card.has_translation


@dataclass(frozen=True, slots=True)
class Report(Printed):
    """What every report has. `state` stands on every page where the figures are not final, and is empty else."""

    name: str
    """Of whom the report is, on the cover."""
    places: tuple[str, ...]
    """Where that is: school and board."""
    state: str
    status: str
    """On the cover: since when this stands, or how far it is."""
    round: RoundInfo
    previous_round: RoundInfo | None
    background: tuple[PassageText, ...]
    charts: dict[str, charts.Chart]
    """By the key that the page names them with."""

    @property
    def round_title(self) -> str:
        """As much of the round's name as a line has room for; whole on the cover."""
        return shortened(self.round.title)

    @property
    def previous_title(self) -> str:
        return shortened(self.previous_round.title) if self.previous_round else ""

    @property
    def contents(self) -> list[Entry]:
        raise NotImplementedError

    @property
    def contents_columns(self) -> tuple[list[Entry], list[Entry]]:
        entries = self.contents
        half = (len(entries) + 1) // 2
        return entries[:half], entries[half:]

    @property
    def _themes(self) -> list[Entry]:
        return [Entry(theme.code, theme.name, of_card=True) for theme in self.card.themes]

    @property
    def _end(self) -> list[Entry]:
        annex = [Entry("achtergrond", _("Bijlage: achtergrond"))] if self.background else []
        return [Entry("berekend", _("Hoe dit is berekend")), *annex]

    @property
    def levels(self) -> tuple[LevelInfo, ...]:
        return self.card.levels

    @property
    def top_level(self) -> LevelInfo:
        return self.card.levels[-1]

    @property
    def background_columns(self) -> tuple[tuple[PassageText, ...], ...]:
        """The background in two columns, in reading order."""
        return in_columns(self.background)

    @property
    def name_size(self) -> str:
        """How large the name can stand on the cover: "", "long" or "longest"."""
        return "" if len(self.name) <= 32 else "long" if len(self.name) <= 64 else "longest"


@dataclass(frozen=True, slots=True)
class TeamReport(Report):
    result: TeamResult

    @property
    def contents(self) -> list[Entry]:
        start = [Entry("samenvatting", _("Samenvatting")), Entry("criteria", _("De criteria in cijfers"))]
        return [*start, *self._themes, *self._end]


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


def team_report(assessment: Assessment, *, as_of: dt.date) -> TeamReport:
    """Return the report of a team in the active language. Marked while it is not final."""
    language = get_language()
    result = team_result(assessment, language=language)
    info = result.assessment
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
        charts=_by_key(_team_charts(result)),
        result=result,
    )


def _team_state(info: AssessmentInfo) -> str:
    """What stands on every page: that the team has not confirmed yet, or that others in the round may still."""
    if not info.is_confirmed:
        return _team_status(info)
    return _("Tussenstand: de meting loopt nog") if info.round.is_open else ""


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
        charts=_by_key(_school_charts(result)),
        result=result,
    )


def _team_status(info: AssessmentInfo) -> str:
    if info.confirmed_at is None:
        return _("Concept – nog niet vastgesteld")
    day = date_format(timezone.localtime(info.confirmed_at), "j F Y")
    return _("Vastgesteld op %(day)s") % {"day": day}


def _by_key(drawn: Iterable[charts.Chart]) -> dict[str, charts.Chart]:
    return {chart.key: chart for chart in drawn}


def _team_charts(result: TeamResult) -> Iterable[charts.Chart]:
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
