"""What the report of a board says: its schools, each in its latest round of one card family."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments import charts
from assessments.models import Board, Card, Round
from assessments.reports.background import load_background
from assessments.reports.ready_text import ReadyText, board_text
from assessments.results.board_queries import board_result
from assessments.results.improving_queries import board_improving
from assessments.results.over_time_queries import board_over_time
from assessments.results.response import school_members
from assessments.results.values import BoardResult, SchoolRow
from assessments.templatetags.results import confirmed_of

from .base import Entry, by_key, file_name, shortened
from .group import GroupReport, HeatLine, course_of, group_charts


class SchoolLine(NamedTuple):
    """A school of the board; `state` says why it is in no figure of the board, and is empty else.

    `members` is how many teamleden took part, over its teams.
    """

    row: SchoolRow
    members: int
    under: str
    state: str


@dataclass(frozen=True, slots=True)
class BoardReport(GroupReport):
    """`round` is the one as of which it is told; None: as it is now."""

    result: BoardResult
    members: dict[UUID, int]

    @property
    def subject(self) -> str:
        if self.round:
            return _("Zoals het stond in %(round)s") % {"round": self.round.title}
        return _("Elke school in haar laatste meting")

    @property
    def of_teams(self) -> int:
        return self.result.of_teams

    @property
    def of_schools(self) -> int:
        return len(self.result.rows)

    @property
    def schools(self) -> list[SchoolLine]:
        return [
            SchoolLine(row, self.members.get(row.school_uid, 0), ", ".join(_where(row)), _state(row))
            for row in self.result.rows
        ]

    @property
    def ready_text(self) -> ReadyText:
        return board_text(self.result, self.improving)

    @property
    def contents(self) -> list[Entry]:
        start = [Entry("samenvatting", _("Samenvatting")), Entry("scholen", _("Scholen naast elkaar"))]
        standing = Entry("per-school", _("Hoe ver elke school is"))
        if not self.result.confirmed:
            return [*start, standing, *self._end]
        return [*start, *self._figures, standing, *self._end]


def board_report(
    board: Board, family_of: Card, *, as_of: dt.date, round_: Round | None = None
) -> BoardReport:
    """Return the report of a board on the card family of `family_of`, in the active language.

    As it is now, or with `round_` as it was when that was the latest. Interim while a round of one of its rows is open.
    """
    language = get_language()
    result = board_result(board, family_of, language=language, round_=round_)
    told = next((one for one in result.rounds if round_ and one.pk == round_.pk), None)
    found = board_over_time(board, family_of, language=language)
    course = course_of(found.until(told) if told else found)
    count = confirmed_of(result.confirmed, result.of_teams)
    is_open = any(row.round.is_open for row in result.rows if row.round)
    state = _("Tussenstand: %(count)s") % {"count": count} if is_open else ""
    day = date_format(as_of, "j F Y")
    when = told.title if told else day
    name = result.board_name
    drawn = [charts.squares(result, key="cover", name=name)]
    if result.confirmed:
        drawn += group_charts(result, course, name=name, parts="schools")
    return BoardReport(
        title=_("Bestuursrapport %(board)s – %(when)s") % {"board": name, "when": when},
        name=name,
        places=(_schools(result), _("stand van %(day)s") % {"day": day}),
        heads=(f"{shortened(name, 36)} · {shortened(when, 26)}", _("Alle scholen")),
        state=state,
        status=state or count,
        file_name=file_name(_("rapport"), name, told.title if told else as_of.isoformat()),
        card=result.card,
        round=told,
        previous_round=result.previous_round,
        background=load_background(result.card.pk, language),
        as_of=as_of,
        language=language,
        version=settings.VERSION,
        charts=by_key(drawn),
        heat=tuple(map(_line, result.rows)),
        course=course,
        improving=board_improving(result, board, as_of=as_of, whole=True),
        result=result,
        members=school_members(board, result.rows),
    )


def _schools(result: BoardResult) -> str:
    words = ngettext(
        "%(counted)s van %(count)s school", "%(counted)s van %(count)s scholen", len(result.rows)
    )
    return words % {"counted": result.counted_schools, "count": len(result.rows)}


def _line(row: SchoolRow) -> HeatLine:
    state = _state(row)
    teams = ngettext("%(k)s van %(n)s team", "%(k)s van %(n)s teams", row.of_teams)
    words = [*_where(row), *([teams % {"k": row.confirmed, "n": row.of_teams}] if row.round else [])]
    return HeatLine(
        name=row.school_name,
        under=", ".join(words),
        summary=None if state else row.summary,
        criteria=row.criteria,
        state=state,
    )


def _where(row: SchoolRow) -> list[str]:
    """The round that a school is in, and what became of the school."""
    words = [row.round.title] if row.round else []
    if row.successor_name:
        words.append(_("opgegaan in %(name)s") % {"name": row.successor_name})
    elif row.is_closed:
        words.append(_("opgeheven"))
    return words


def _state(row: SchoolRow) -> str:
    """Why a school has no figures of its own in those of the board; empty where it has."""
    if row.round is None:
        return _("nog geen meting gestart")
    if not row.on_board_scale:
        return _("scoorde op een kaart met een andere schaal en telt hier niet mee")
    return "" if row.confirmed else _("nog niets vastgesteld")
