"""The texts of a school in a round; while that is open, of an interim state."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.values import SchoolResult
from assessments.results.values.improving import GroupImproving
from assessments.templatetags.numbers import decimal

from . import group, sentences
from .text import ReadyText, joined, quoted


def school_text(result: SchoolResult, improving: GroupImproving | None = None) -> ReadyText:
    """Compose them in the active language."""
    done = joined(_done(result), sentences.on_the_card(result.card))
    state = joined(_confirmed(result), _interim(result), sentences.trial(result.round))
    title = _("Voor de medezeggenschapsraad: LOB op %(school)s") % {"school": result.school_name}
    return group.composed(result, improving, title=title, done=done, state=state, mean=_mean(result))


def _done(result: SchoolResult) -> str:
    """While the round is open it is still going on."""
    words = (
        _(
            "Onze school bekijkt in de meting %(round)s hoe goed de loopbaanoriëntatie en -begeleiding (LOB) is "
            "geborgd, met een zelfevaluatie per team en de kaart %(card)s."
        )
        if result.round.is_open
        else _(
            "Onze school bekeek in de meting %(round)s hoe goed de loopbaanoriëntatie en -begeleiding (LOB) is "
            "geborgd, met een zelfevaluatie per team en de kaart %(card)s."
        )
    )
    return words % {"round": quoted(result.round.title), "card": quoted(result.card.whole.title)}


def _confirmed(result: SchoolResult) -> str:
    """Of how many teams the figures are."""
    confirmed, teams = result.confirmed, result.of_teams
    said = {"n": confirmed, "teams": teams}
    if not teams:
        return _("Er doet nog geen team mee.")
    if teams == 1:
        if confirmed:
            return _("Het gaat om 1 team, dat zijn scores heeft vastgesteld.")
        return _("Het gaat om 1 team, dat zijn scores nog niet heeft vastgesteld.")
    if not confirmed:
        return _("Nog geen van de %(teams)s teams heeft zijn scores vastgesteld.") % said
    if confirmed == teams:
        return _("Alle teams hebben hun scores vastgesteld (%(teams)s teams).") % said
    return (
        ngettext(
            "Van de %(teams)s teams heeft er %(n)s zijn scores vastgesteld; de cijfers gaan alleen over dat team.",
            "Van de %(teams)s teams hebben er %(n)s hun scores vastgesteld; de cijfers gaan alleen over die teams.",
            confirmed,
        )
        % said
    )


def _interim(result: SchoolResult) -> str:
    return _("De meting loopt nog: dit is een tussenstand.") if result.round.is_open else ""


def _mean(result: SchoolResult) -> str:
    """Of the teams that have one."""
    summary = result.summary
    if summary.mean is None:
        return sentences.no_mean(summary)
    said = {
        "mean": decimal(summary.mean),
        "scale": sentences.on_scale(result.card),
        "n": summary.mean_from,
        "teams": result.confirmed,
    }
    if result.confirmed == 1:
        return _("Het gemiddelde is %(mean)s %(scale)s.") % said
    if summary.mean_from == result.confirmed:
        return _("Het gemiddelde van de teams is %(mean)s %(scale)s.") % said
    return (
        _(
            "Het gemiddelde is %(mean)s %(scale)s. Dat gaat over %(n)s van de %(teams)s teams; de rest heeft te weinig "
            "scores."
        )
        % said
    )
