"""What stands out in a result, as a table: strongest and weakest, what moved, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from assessments.results.values import CardInfo, GroupResult, IndicatorAcross, IndicatorResult, TeamResult
from assessments.templatetags.results import worded

from .table import Table, Value, change_head, changed, level, number, step

Item = TypeVar("Item", IndicatorAcross, IndicatorResult)


def of_team(result: TeamResult) -> Table:
    head = [_("Antwoord"), _("Niveau"), _("Vorige keer"), _("Verschil")]
    lists = [result.strongest, result.weakest, result.moved_up, result.moved_down, result.unknown]
    return _table(head, [_row(*one, _team_cells(one[-1], result.card)) for one in _in_order(lists)])


def of_group(result: GroupResult) -> Table:
    head = [
        _("Op orde"),
        _("Met een score"),
        _("Gemiddelde"),
        *change_head(),
        _("Teams die het niet weten"),
        _("Teams waarvoor het geldt"),
    ]
    lists = [result.strongest, result.weakest, result.moved_up, result.moved_down, result.unknown]
    return _table(head, [_row(*one, _group_cells(one[-1])) for one in _in_order(lists)])


def _in_order(lists: Sequence[Sequence[Item]]) -> list[tuple[str, int, Item]]:
    """Each of the five lists under its name, with the place in it."""
    names = [_("Sterkst"), _("Zwakst"), _("Vooruit"), _("Achteruit"), _("Weet ik niet")]
    return [
        (name, place, item)
        for name, items in zip(names, lists, strict=True)
        for place, item in enumerate(items, start=1)
    ]


def _row(what: str, place: int, item: IndicatorAcross | IndicatorResult, cells: list[Value]) -> list[Value]:
    return [what, place, item.info.code, item.info.text, *cells]


def _team_cells(item: IndicatorResult, card: CardInfo) -> list[Value]:
    return [worded(item.cell, card), level(item.cell), level(item.previous), step(item.difference)]


def _group_cells(item: IndicatorAcross) -> list[Value]:
    summary, mean = item.summary, number(item.summary.mean)
    told = [summary.unknown, summary.applicable]
    return [summary.in_order, summary.scored, mean, *changed(item.change), *told]


def _table(head: list[str], rows: list[list[Value]]) -> Table:
    description = _("Sterk en zwak, wat veranderde en wat niet bekend is")
    columns = [_("Wat opvalt"), _("Plaats"), _("Code"), _("Indicator"), *head]
    return Table(_("Opvallend"), _("opvallend.csv"), description, columns, rows)
