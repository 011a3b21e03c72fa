"""The steps after confirming: what to improve first, the next round, a result that is there, teams under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .situation import Dashboard, Part, Situation
from .steps import Figure, Step, answered, begun, confirmed

RECENTLY = dt.timedelta(days=30)
"""So long after confirming is choosing priorities the next step; who has not by then, does not want to."""
ABOUT_A_YEAR = dt.timedelta(days=330)
"""So long after a round began it is time to plan the next one."""


def prioritise(situation: Situation, only: Part | None = None) -> Step | None:
    """Of the teams that they lead, or of one round alone, the first that has scores and no priorities."""
    for info in (info for part in ([only] if only else situation.leads) for info in part.infos):
        if info.confirmed_at is None or info.priorities:
            continue
        if situation.today - timezone.localdate(info.confirmed_at) > RECENTLY:
            continue
        return Step(
            _("Kies wat %(team)s het eerst verbetert") % {"team": info.team_name},
            _(
                "De scores zijn vastgesteld. Kies met het team hoogstens vijf prioriteiten, en maak er acties van: "
                "wie doet wat, en wanneer is het klaar?"
            ),
            _("Prioriteiten kiezen"),
            reverse("priorities", args=[info.uid]),
        )
    return None


def plan_again(situation: Situation) -> Step | None:
    """About a year after the last round began, as long as no other is planned or running."""
    if not situation.may_plan or not situation.leads or not all(p.round.is_closed for p in situation.leads):
        return None
    last = max((part.round for part in situation.leads), key=lambda round_: round_.starts_on)
    if situation.today - last.starts_on < ABOUT_A_YEAR:
        return None
    return Step(
        _("Plan de volgende meting"),
        _(
            "“%(round)s” begon op %(day)s. Met een nieuwe meting zien de teams wat er sindsdien veranderde, en of hun "
            "acties hielpen. Wat er vorige keer stond, is al ingevuld."
        )
        % {"round": last.title, "day": date_format(last.starts_on, "j F Y")},
        _("Meting plannen"),
        reverse("round-plan"),
        then=_("Open de meting, en vraag de mensen om in te vullen."),
    )


def results(situation: Situation) -> Step | None:
    ready = [board for board in situation.dashboards if board.confirmed]
    schools = {board.school_uid for board in ready}
    if len(schools) > 1:
        one_board = len(situation.boards) == 1
        return Step(
            _("Bekijk hoe je scholen ervoor staan"),
            _("Per school zie je hoeveel op orde is en wat er veranderde. De rapporten staan daar ook."),
            _("Naar de resultaten"),
            reverse("board-result", args=situation.boards) if one_board else reverse("results"),
            (Figure(str(len(schools)), _("scholen met resultaten")), _over(situation.dashboards)),
        )
    if ready:
        board = ready[0]
        return Step(
            _("Bekijk het resultaat van %(school)s") % {"school": board.school_name},
            _(
                "Je ziet hoe de teams ervoor staan, wat er veranderde en wat opvalt. Het rapport staat daar ook."
            ),
            _("Naar het resultaat"),
            board.url,
            (confirmed(board.confirmed, board.teams),),
        )
    for info in (
        *(info for part in situation.leads for info in part.infos),
        *situation.fills,
        *(own.info for own in situation.answers),
        *situation.reads,
    ):
        if info.is_confirmed:
            return Step(
                _("Bekijk het resultaat van %(team)s") % {"team": info.team_name},
                _(
                    "De scores zijn vastgesteld. Je ziet wat op orde is, wat er veranderde en wat aandacht vraagt."
                ),
                _("Naar het resultaat"),
                reverse("team-result", args=[info.uid]),
            )
    return None


def _over(dashboards: Iterable[Dashboard]) -> Figure:
    """How many teams are confirmed over the schools, each in its first round here."""
    first: dict[object, Dashboard] = {}
    for dashboard in dashboards:
        first.setdefault(dashboard.school_uid, dashboard)
    return confirmed(sum(d.confirmed for d in first.values()), sum(d.teams for d in first.values()))


def under_way(situation: Situation) -> Step | None:
    for board in situation.dashboards:
        if board.round.is_open:
            return Step(
                _("De teams van %(school)s zijn bezig") % {"school": board.school_name},
                _("Nog geen team is vastgesteld. Je ziet wel hoe ver elk team is."),
                _("Bekijk hoe ver ze zijn"),
                board.url,
                (confirmed(board.confirmed, board.teams),),
            )
    for info in situation.reads:
        if info.round.is_open:
            return Step(
                _("%(team)s is bezig met invullen") % {"team": info.team_name},
                _("Zodra de scores zijn vastgesteld, zie je hier het resultaat."),
                _("Bekijk hoe ver het is"),
                reverse("team-result", args=[info.uid]),
                (begun(info) if info.is_gathering else answered(info),),
            )
    return None
