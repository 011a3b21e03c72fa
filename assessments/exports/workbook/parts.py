"""What the sheets to read of a team, a school and a board have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exports.table import Table, number
from assessments.results.values import CardInfo, Change, CriterionInfo, IndicatorInfo, RoundInfo, Summary
from assessments.templatetags.numbers import signed, signed_int

from .page import Page


def day(of: dt.date) -> str:
    return date_format(of, "j F Y")


def during(round_: RoundInfo) -> str:
    """Which round, and when."""
    words = _("%(round)s, van %(first)s tot en met %(last)s") % {
        "round": round_.title,
        "first": day(round_.starts_on),
        "last": day(round_.ends_on),
    }
    return f"{words}. {_('Proefmeting: telt nergens in mee.')}" if round_.is_trial else words


def top(page: Page, name: str, told: Iterable[str], card: CardInfo, as_of: dt.date) -> None:
    """Who and when, how final it is, and of which day and card."""
    page.line(name, form=page.title)
    for words in filter(None, told):
        page.line(words, form=page.plain)
    stand = _("Stand van %(day)s. %(card)s, editie %(edition)s.") % {
        "day": day(as_of),
        "card": card.whole.title,
        "edition": card.whole.edition,
    }
    page.line(stand, form=page.soft)
    if card.part_of is not None:
        chosen = ", ".join(theme.name for theme in card.themes)
        page.line(_("Alleen %(part)s.") % {"part": chosen}, form=page.strong)
    if card.has_translation:
        page.line(
            _("De kaart is Nederlands. De vertaling onder de zinnen is niet officieel."), form=page.soft
        )
    page.space()


def headline(
    page: Page, summary: Summary, change: Change | None, previous: RoundInfo | None, card: CardInfo
) -> None:
    """First how many are op orde, then the mean, what has no score, and what changed."""
    top_level = len(card.levels)
    if summary.scored:
        words = _("van %(scored)s op orde") % {"scored": summary.scored}
        page.line(
            None,
            _("Op orde"),
            summary.in_order,
            words,
            forms={1: page.beside, 2: page.figure, 3: page.beside},
        )
    else:
        page.line(None, _("Op orde"), None, _("Geen scores"), forms={3: page.plain})
    page.line(
        None,
        _("Gemiddelde"),
        number(summary.mean),
        _("op een schaal van 1 tot %(top)s") % {"top": top_level}
        if summary.mean is not None
        else _("Te weinig scores voor een gemiddelde."),
        forms={3: page.plain},
    )
    page.line(
        None,
        _("Zonder score"),
        summary.without_score,
        _("van %(total)s: %(unknown)s weet ik niet, %(na)s niet van toepassing, %(empty)s niet ingevuld")
        % {
            "total": summary.total,
            "unknown": summary.unknown,
            "na": summary.not_applicable,
            "empty": summary.empty,
        },
        forms={3: page.plain},
    )
    _changed(page, change, previous)
    page.space()


def _changed(page: Page, change: Change | None, previous: RoundInfo | None) -> None:
    if previous is None:
        words = _("Dit is de eerste meting. De volgende keer zie je hier wat er veranderde.")
        page.line(None, _("Verandering"), None, words, forms={3: page.plain})
    elif change is None:
        words = _("Niet te vergelijken: er is niets dat toen en nu een score heeft op dezelfde schaal.")
        page.line(None, _("Sinds %(round)s") % {"round": previous.title}, None, words, forms={3: page.plain})
    else:
        page.line(
            None,
            _("Verschil op orde sinds %(round)s") % {"round": previous.title},
            change.in_order,
            over(change),
            forms={2: page.signed, 3: page.plain},
        )
        page.line(
            None, _("Verschil van gemiddelden"), number(change.mean), None, forms={2: page.signed_decimal}
        )


def over(change: Change) -> str:
    """Over what was compared."""
    scores = ngettext(
        "over %(n)s score die je kunt vergelijken",
        "over %(n)s scores die je kunt vergelijken",
        change.matched,
    ) % {"n": change.matched}
    if change.of_teams == 1:
        return scores
    return _("%(over)s, van %(teams)s van %(of)s teams") % {
        "over": scores,
        "teams": change.teams,
        "of": change.of_teams,
    }


def told_change(change: Change | None) -> str | None:
    """What changed in one line: "+2 op orde, gemiddeld +0,7, over 5 scores die je kunt vergelijken"."""
    if change is None:
        return None
    more = _("%(n)s op orde") % {"n": signed_int(change.in_order)}
    in_order = more if change.in_order else _("evenveel op orde")
    means = [] if change.mean is None else [_("gemiddeld %(mean)s") % {"mean": signed(change.mean)}]
    return ", ".join([in_order, *means, over(change)])


def sentence(info: IndicatorInfo | CriterionInfo) -> str:
    """A sentence of the card, on the next line its unofficial translation."""
    return "\n".join(filter(None, [info.text, info.translation]))


def legend(page: Page, card: CardInfo) -> None:
    """What each level means."""
    page.line(_("De niveaus"), form=page.heading)
    for level in card.levels:
        words = " · ".join(filter(None, [level.label, level.translation.get("label", "")]))
        meaning = "\n".join(filter(None, [level.meaning, level.translation.get("meaning", "")]))
        page.line(level.number, f"{words}: {meaning}", forms={0: page.levels[level.step]})
    words = _("Wit op donker is op orde: vanaf niveau %(threshold)s.") % {"threshold": card.threshold}
    page.line(None, words, form=page.soft)
    page.space()


def contents(page: Page, tables: Mapping[str, Table]) -> None:
    """What else is in the file, each sheet one click away."""
    page.line(_("Wat staat er nog meer in dit bestand"), form=page.heading)
    for table in tables.values():
        page.link(table.name, table.description)
    page.space()
    page.line(_("Gemaakt met LOB-kwaliteit %(version)s.") % {"version": settings.VERSION}, form=page.soft)
