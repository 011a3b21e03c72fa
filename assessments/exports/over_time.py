"""Results over time as tables: a row per round, or per indicator in two rounds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.results.values import Change
from assessments.results.values.over_time import Comparison, OverTime
from assessments.templatetags.numbers import decimal

from .table import (
    NOTHING,
    Table,
    change_head,
    changed,
    day,
    difference,
    place,
    place_head,
    short,
    short_head,
)


def moments(found: OverTime) -> Table:
    """Each round, from early to late."""
    head = [_("Meting"), _("Eerste dag"), *short_head(), _("Teams vastgesteld"), _("Teams"), *change_head()]
    rows = [
        [
            moment.round.title,
            day(moment.round.starts_on),
            *short(moment.summary),
            str(moment.confirmed),
            str(moment.of_teams),
            *changed(change),
        ]
        for moment, change in found.with_changes
    ]
    return Table(_("metingen.csv"), _("Elke meting met wat er veranderde"), head, rows)


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
    return Table(_("vergelijking.csv"), description, head, rows)


def _both(change: Change | None) -> list[str]:
    if change is None:
        return [NOTHING] * 6
    means = [NOTHING if value is None else decimal(value) for value in (change.before_mean, change.now_mean)]
    counts = [change.before_in_order, change.now_in_order, change.matched]
    return [*map(str, counts), *means, difference(change)]
