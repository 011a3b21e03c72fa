"""What teams improve first, and what is done about it, as tables."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.results.action_words import who_does
from assessments.results.values import BoardResult, SchoolResult, TeamResult
from assessments.results.values.actions import ActionInfo

from .table import Table, Value

Place = tuple[str, str]
"""A school and a team."""


def priorities(result: TeamResult | SchoolResult | BoardResult) -> Table:
    """A row for each priority of each confirmed team."""
    texts = {one.code: one.text for one in result.card.indicators}
    head = [_("School"), _("Team"), _("Plaats"), _("Code"), _("Indicator")]
    rows: list[list[Value]] = [
        [school, team, place, code, texts[code]]
        for (school, team), codes in _chosen(result)
        for place, code in enumerate(codes, start=1)
        if code in texts
    ]
    description = _("Wat elk vastgesteld team het eerst verbetert, in zijn eigen volgorde")
    return Table(_("Prioriteiten"), _("prioriteiten.csv"), description, head, rows)


def _chosen(result: TeamResult | SchoolResult | BoardResult) -> list[tuple[Place, tuple[str, ...]]]:
    match result:
        case TeamResult(assessment=info):
            return [((info.school_name, info.team_name), info.priorities)]
        case SchoolResult():
            infos = [row.assessment for row in result.rows]
            return [((info.school_name, info.team_name), info.priorities) for info in infos]
        case BoardResult():
            names = [
                (row.school_name, team) for row in result.rows if row.on_board_scale for team in row.teams
            ]
            return [(name, turn.priorities) for name, turn in zip(names, result.turns, strict=True)]


def actions(found: Iterable[ActionInfo]) -> Table:
    """A row for each action: the most urgent first, what ended last."""
    head = [
        _("Wat"),
        _("Waarom"),
        _("Waaraan zien we dat het werkt"),
        _("Wie"),
        _("Klaar op"),
        _("Stand"),
        _("Te laat"),
        _("Geëindigd op"),
        _("Indicatoren"),
        _("Plek"),
        _("School"),
    ]
    rows: list[list[Value]] = [
        [
            one.what,
            one.why,
            one.how_seen,
            who_does(one),
            one.due_on,
            str(one.status.label),
            _("ja") if one.is_late else _("nee"),
            one.ended_on,
            " ".join(one.indicators),
            one.place,
            one.school,
        ]
        for one in found
    ]
    description = _("De acties sinds het begin van de meting, en wat van eerder nog open is")
    return Table(_("Acties"), _("acties.csv"), description, head, rows)
