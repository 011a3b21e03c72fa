"""Results over time as tables: a row per round, or per indicator in two rounds."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.results.values import Change
from assessments.results.values.over_time import Comparison, Moment

from .table import (
    Table,
    Value,
    change_head,
    changed,
    number,
    place,
    place_head,
    short,
    short_head,
)


def moments(found: Iterable[tuple[Moment, Change | None]]) -> Table:
    """Each round, from early to late, with what changed since the one before."""
    head = [_("Meting"), _("Eerste dag"), *short_head(), _("Teams vastgesteld"), _("Teams"), *change_head()]
    rows = [
        [
            moment.round.title,
            moment.round.starts_on,
            *short(moment.summary),
            moment.confirmed,
            moment.of_teams,
            *changed(change),
        ]
        for moment, change in found
    ]
    return Table(_("Verloop"), _("metingen.csv"), _("Elke meting met wat er veranderde"), head, rows)


def beside(comparison: Comparison) -> Table:
    """Two rounds side by side, over the scores given in both."""
    head = [
        *place_head(),
        _("Toen op orde"),
        _("Nu op orde"),
        _("Te vergelijken scores"),
        _("Gemiddelde toen"),
        _("Gemiddelde nu"),
        _("Verschil van gemiddelden"),
    ]
    rows = [
        [*place(theme.info.name, criterion.info, item.info), *_both(item.change)]
        for theme in comparison.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    description = _("Elke indicator in %(earlier)s en %(later)s") % {
        "earlier": comparison.earlier.round.title,
        "later": comparison.later.round.title,
    }
    return Table(_("Vergelijking"), _("vergelijking.csv"), description, head, rows)


def _both(change: Change | None) -> list[Value]:
    if change is None:
        return [None] * 6
    return [
        change.before_in_order,
        change.now_in_order,
        change.matched,
        number(change.before_mean),
        number(change.now_mean),
        number(change.mean),
    ]
