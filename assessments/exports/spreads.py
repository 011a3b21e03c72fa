"""What people chose by themselves, as a table: only what the reader may see, and of the rest why it is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from assessments.results.privacy import Layer, Spread
from assessments.results.values import CardInfo, SchoolResult, TeamResult

from .table import Table, Value


def chosen_head(card: CardInfo) -> list[str]:
    return [
        _("Mensen"),
        *(_("Koos niveau %(number)s") % {"number": level.number} for level in card.levels),
        _("Koos weet ik niet"),
        _("Koos niet van toepassing"),
    ]


def chosen(spread: Spread | None, card: CardInfo) -> list[Value]:
    if spread is None:
        return [None] * (len(card.levels) + 3)
    return [spread.people, *spread.levels, spread.unknown, spread.not_applicable]


def hidden(layer: Layer | None, *, gathering: bool) -> str:
    """Why a spread of a team is not there; without a layer it filled in one form."""
    if layer is None or layer.together:
        return _("Samen ingevuld: niemand koos zelf")
    if gathering:
        return _("Er wordt nog ingevuld")
    return _("Te weinig mensen (minder dan %(min)s)") % {"min": layer.min_group}


def of_team(result: TeamResult, layer: Layer | None) -> Table:
    why = hidden(layer, gathering=result.assessment.is_gathering)
    spreads = layer.spreads if layer else {}
    return _table(result.card, spreads, lambda spread: [why] if spread is None else [_("getoond")], [])


def of_school(result: SchoolResult, spreads: Mapping[str, Spread]) -> Table:
    """Summed over the confirmed teams, and of those only where enough people of the team answered."""
    alone = any(row.assessment.is_individual and row.assessment.is_confirmed for row in result.rows)
    why = _("Te weinig mensen in elk team") if alone else _("Samen ingevuld: niemand koos zelf")
    return _table(
        result.card,
        spreads,
        lambda spread: [None, why] if spread is None else [spread.teams, _("getoond")],
        [_("Teams hierin")],
    )


def _table(
    card: CardInfo,
    spreads: Mapping[str, Spread],
    told: Callable[[Spread | None], list[Value]],
    more: list[str],
) -> Table:
    head = [_("Code"), _("Indicator"), *chosen_head(card), *more, _("Spreiding")]
    rows: list[list[Value]] = [
        [
            info.code,
            info.text,
            *chosen(spreads.get(info.code), card),
            *told(spreads.get(info.code)),
        ]
        for info in card.indicators
    ]
    description = _("Wat mensen zelf kozen, voordat het team het eens werd")
    return Table(_("Spreiding"), _("spreiding.csv"), description, head, rows)
