"""Sentences that the texts of a team, a school and a board share. Each is true by itself, and empty where it is not."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.rounding import one_decimal
from assessments.results.values import (
    CardInfo,
    Change,
    GroupResult,
    IndicatorAcross,
    IndicatorInfo,
    RoundInfo,
    Summary,
    TeamResult,
)
from assessments.results.values.actions import ActionCounts
from assessments.templatetags.numbers import decimal

from .text import joined, listed, quoted


def on_the_card(card: CardInfo) -> str:
    """On what it is based, and on which part of it."""
    if card.part_of is None:
        return ""
    names = listed([theme.translation or theme.name for theme in card.themes], _("en"))
    return _("Dit gaat alleen over %(part)s.") % {"part": quoted(names)}


def in_order_means(result: TeamResult | GroupResult) -> str:
    """From which level, in the card's own word; who reads it elsewhere does not know."""
    if not result.summary.scored:
        return ""
    level = result.card.level(result.card.threshold)
    return _("“Op orde” betekent: niveau %(level)s of hoger (%(label)s).") % {
        "level": level.number,
        "label": quoted(level.translation.get("label", "") or level.label),
    }


def trial(round_: RoundInfo) -> str:
    return _("Dit is een proefmeting, die nergens in meetelt.") if round_.is_trial else ""


# --- what is done about it ------------------------------------------------------------------------------------------


def actions(counts: ActionCounts) -> str:
    """How many there are, and how far."""
    if not counts.total:
        return ""
    said = {"open": counts.open, "done": counts.done, "late": counts.late}
    told = (
        ngettext("Er is %(open)s actie open.", "Er zijn %(open)s acties open.", counts.open) % said
        if counts.open
        else _("Er zijn geen acties open.")
    )
    late = (
        ngettext("Daarvan is er %(late)s te laat.", "Daarvan zijn er %(late)s te laat.", counts.late) % said
    )
    done = ngettext(
        "Sinds het begin van de meting is er %(done)s afgerond.",
        "Sinds het begin van de meting zijn er %(done)s afgerond.",
        counts.done,
    )
    return joined(told, late if counts.late else "", done % said if counts.done else "")


# --- how it stands --------------------------------------------------------------------------------------------------


def scores_in_order(summary: Summary) -> str:
    """Of a school or a board: over the scores of the teams."""
    if not summary.scored:
        return _("Er is nergens een score gegeven.")
    if summary.scored == 1:
        if summary.in_order:
            return _("Er is 1 score, en die is op orde.")
        return _("Er is 1 score, en die is niet op orde.")
    if summary.in_order == summary.scored:
        return _("Alle scores zijn op orde: %(scored)s van de %(scored)s.") % {"scored": summary.scored}
    if not summary.in_order:
        return _("Van de %(scored)s scores is er nog geen op orde.") % {"scored": summary.scored}
    return ngettext(
        "Van de %(scored)s scores is er %(n)s op orde.",
        "Van de %(scored)s scores zijn er %(n)s op orde.",
        summary.in_order,
    ) % {"scored": summary.scored, "n": summary.in_order}


def no_mean(summary: Summary) -> str:
    return _("Voor een gemiddelde zijn er te weinig scores.") if summary.scored else ""


def on_scale(card: CardInfo) -> str:
    return _("op een schaal van 1 tot %(top)s") % {"top": len(card.levels)}


def not_known(summary: Summary) -> str:
    """Of a school or a board: how often nobody knew."""
    if not summary.unknown:
        return ""
    return ngettext(
        "Het antwoord “weet ik niet” kwam %(n)s keer voor.",
        "Het antwoord “weet ik niet” kwam %(n)s keer voor.",
        summary.unknown,
    ) % {"n": summary.unknown}


# --- what changed ---------------------------------------------------------------------------------------------------


def changed(change: Change, since: str) -> str:
    """What can be compared, op orde then and now; never why."""
    said = {
        "matched": change.matched,
        "round": since,
        "now": change.now_in_order,
        "then": change.before_in_order,
    }
    if change.matched == 1:
        return _one_score(change) % said
    if not change.now_in_order:
        now = _("Van de %(matched)s scores die te vergelijken zijn met %(round)s, is er nu geen op orde")
    else:
        now = ngettext(
            "Van de %(matched)s scores die te vergelijken zijn met %(round)s, is er nu %(now)s op orde",
            "Van de %(matched)s scores die te vergelijken zijn met %(round)s, zijn er nu %(now)s op orde",
            change.now_in_order,
        )
    return f"{now % said}{_before(change) % said}."


def _before(change: Change) -> str:
    if change.in_order == 0:
        return _(", evenveel als toen") if change.now_in_order else _(", net als toen")
    if not change.before_in_order:
        return _("; toen nog geen")
    return ngettext("; toen was het er %(then)s", "; toen waren het er %(then)s", change.before_in_order)


def _one_score(change: Change) -> str:
    if change.now_in_order:
        if change.before_in_order:
            return _("De enige score die te vergelijken is met %(round)s, is op orde en was dat toen ook.")
        return _("De enige score die te vergelijken is met %(round)s, is nu op orde en was dat toen niet.")
    if change.before_in_order:
        return _("De enige score die te vergelijken is met %(round)s, was toen op orde en is dat nu niet.")
    return _("De enige score die te vergelijken is met %(round)s, is niet op orde en was dat toen ook niet.")


def mean_changed(change: Change) -> str:
    if change.mean is None or change.matched == 1:
        return ""
    if not change.mean:
        return _("Het gemiddelde van die scores is gelijk gebleven.")
    if not one_decimal(change.mean):
        return _("Het gemiddelde van die scores is vrijwel gelijk gebleven.")
    said = {"n": decimal(abs(change.mean))}
    if change.mean > 0:
        return _("Het gemiddelde van die scores is %(n)s hoger dan toen.") % said
    return _("Het gemiddelde van die scores is %(n)s lager dan toen.") % said


def no_reason() -> str:
    return _("Waardoor dat komt, zeggen de cijfers niet.")


# --- what stands out ------------------------------------------------------------------------------------------------


def in_words(info: IndicatorInfo) -> str:
    """The sentence of the card, in the language of the text where the card has a translation."""
    return info.translation or info.text


def with_count(item: IndicatorAcross) -> str:
    """An indicator in the words of the card, with how many teams have it op orde."""
    words = ngettext(
        "%(text)s (op orde bij %(n)s van %(scored)s team)",
        "%(text)s (op orde bij %(n)s van de %(scored)s teams)",
        item.summary.scored,
    )
    said = {"text": quoted(in_words(item.info)), "n": item.summary.in_order, "scored": item.summary.scored}
    return words % said
