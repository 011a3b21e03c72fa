"""The texts of a team; while it is not confirmed, of a concept."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.values import AssessmentInfo, IndicatorResult, TeamResult
from assessments.results.values.improving import TeamImproving
from assessments.templatetags.numbers import decimal
from assessments.templatetags.results import shown

from . import sentences
from .text import Note, ReadyText, easiest, joined, paragraphs, quoted


def team_text(result: TeamResult, improving: TeamImproving | None = None) -> ReadyText:
    """Compose them in the active language; of what the team improves only where that is given."""
    info = result.assessment
    kind = joined(sentences.trial(info.round), sentences.on_the_card(result.card))
    done = _done(result)
    stands = joined(_in_order(result), _mean(result), sentences.in_order_means(result))
    concept = "" if info.is_confirmed else _state(info)
    return ReadyText(
        paragraph=joined(
            done,
            concept,
            kind,
            stands,
            _extremes(result),
            _changed(result),
            _not_known(result),
            _chosen(improving),
        ),
        note=Note(
            _("Voor de medezeggenschapsraad: LOB bij %(team)s") % {"team": info.team_name},
            paragraphs(
                joined(done, _state(info), kind),
                stands,
                _extremes(result),
                _told_of_change(result),
                joined(_not_known(result), _without(result), _own_judgement()),
                joined(_chosen(improving), sentences.actions(improving.counts) if improving else ""),
            ),
        ),
    )


def _done(result: TeamResult) -> str:
    """Before confirming it is still going on."""
    info = result.assessment
    words = (
        _(
            "%(team)s van %(school)s bekeek in de meting %(round)s hoe goed de loopbaanoriëntatie en -begeleiding "
            "(LOB) is geborgd, met een zelfevaluatie en de kaart %(card)s."
        )
        if info.is_confirmed
        else _(
            "%(team)s van %(school)s bekijkt in de meting %(round)s hoe goed de loopbaanoriëntatie en -begeleiding "
            "(LOB) is geborgd, met een zelfevaluatie en de kaart %(card)s."
        )
    )
    return words % {
        "team": _the_team(info.team_name),
        "school": info.school_name,
        "round": quoted(info.round.title),
        "card": quoted(result.card.whole.title),
    }


def _chosen(improving: TeamImproving | None) -> str:
    if improving is None or not improving.priorities:
        return ""
    number = len(improving.priorities)
    return ngettext(
        "Het team koos %(n)s indicator om het eerst te verbeteren.",
        "Het team koos %(n)s indicatoren om het eerst te verbeteren.",
        number,
    ) % {"n": number}


def _the_team(name: str) -> str:
    """At the start of a sentence; many teams are called one already."""
    return name if name.casefold().startswith("team") else _("Het team %(team)s") % {"team": name}


def _state(info: AssessmentInfo) -> str:
    if info.confirmed_at is None:
        return _("De scores zijn nog niet vastgesteld: deze tekst is een concept.")
    day = date_format(timezone.localdate(info.confirmed_at), "j F Y")
    return _("De scores zijn vastgesteld op %(day)s.") % {"day": day}


def _in_order(result: TeamResult) -> str:
    summary = result.summary
    if not summary.applicable:
        return _("Geen enkele indicator is van toepassing op het team, dus er zijn geen scores.")
    if not summary.scored:
        return _("Geen enkele indicator heeft een score.")
    if summary.scored == 1:
        if summary.in_order:
            return _("Er is 1 indicator met een score, en die is op orde.")
        return _("Er is 1 indicator met een score, en die is niet op orde.")
    said = {"scored": summary.scored, "n": summary.in_order}
    if summary.in_order == summary.scored:
        return _("Alle indicatoren met een score zijn op orde: %(scored)s van de %(scored)s.") % said
    if not summary.in_order:
        return _("Van de %(scored)s indicatoren met een score is er nog geen op orde.") % said
    return (
        ngettext(
            "Van de %(scored)s indicatoren met een score is er %(n)s op orde.",
            "Van de %(scored)s indicatoren met een score zijn er %(n)s op orde.",
            summary.in_order,
        )
        % said
    )


def _mean(result: TeamResult) -> str:
    if result.summary.mean is None:
        return sentences.no_mean(result.summary)
    said = {"mean": decimal(result.summary.mean), "scale": sentences.on_scale(result.card)}
    return _("Het gemiddelde is %(mean)s %(scale)s.") % said


def _extremes(result: TeamResult) -> str:
    """The highest and the lowest; of equal scores that they are."""
    if not result.strongest or not result.weakest:
        return ""
    high, low = _first(result.strongest), _first(result.weakest)
    if high.cell.value == low.cell.value:
        return _("Elke score is niveau %(level)s.") % {"level": shown(high.cell)}
    words = _(
        "Een van de hoogste scores heeft %(high)s (niveau %(top)s); "
        "een van de laagste heeft %(low)s (niveau %(bottom)s)."
    )
    return words % {
        "high": quoted(sentences.in_words(high.info)),
        "top": shown(high.cell),
        "low": quoted(sentences.in_words(low.info)),
        "bottom": shown(low.cell),
    }


def _first(items: Sequence[IndicatorResult]) -> IndicatorResult:
    return easiest(items, lambda item: item.cell.value, lambda item: sentences.in_words(item.info))


def _changed(result: TeamResult) -> str:
    if result.previous_round is None:
        return _("Er is geen eerdere meting met deze kaart om mee te vergelijken.")
    since = quoted(result.previous_round.title)
    if result.change is None:
        return _("Een vergelijking met de vorige meting, %(round)s, is niet mogelijk.") % {"round": since}
    if result.moved_up or result.moved_down:
        return sentences.changed(result.change, since)
    return ngettext(
        "De enige score die te vergelijken is met %(round)s, is gelijk gebleven.",
        "De %(matched)s scores die te vergelijken zijn met %(round)s, zijn allemaal gelijk gebleven.",
        result.change.matched,
    ) % {"round": since, "matched": result.change.matched}


def _told_of_change(result: TeamResult) -> str:
    """The same with the means, and that it says nothing of why."""
    if result.change is None or not (result.moved_up or result.moved_down):
        return _changed(result)
    return joined(_changed(result), sentences.mean_changed(result.change), sentences.no_reason())


def _not_known(result: TeamResult) -> str:
    summary = result.summary
    if not summary.unknown:
        return ""
    return ngettext(
        "Bij %(n)s indicator was het antwoord “weet ik niet”.",
        "Bij %(n)s indicatoren was het antwoord “weet ik niet”.",
        summary.unknown,
    ) % {"n": summary.unknown}


def _without(result: TeamResult) -> str:
    summary = result.summary
    if not summary.scored:
        return ""
    if not summary.without_score:
        return _("Elke indicator heeft een score.")
    return ngettext(
        "In totaal heeft %(n)s van de %(total)s indicatoren geen score; die telt nergens als nul.",
        "In totaal hebben %(n)s van de %(total)s indicatoren geen score; die tellen nergens als nul.",
        summary.without_score,
    ) % {"n": summary.without_score, "total": summary.total}


def _own_judgement() -> str:
    return _("De scores zijn het eigen oordeel van het team over zijn werk, niet over personen.")
