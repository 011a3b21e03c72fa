"""What the texts of a school and of a board have in common: they tell of more than one team."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.values import BoardResult, GroupResult, IndicatorAcross, SchoolResult
from assessments.results.values.improving import GroupImproving

from . import sentences
from .text import Note, ReadyText, easiest, joined, paragraphs, quoted


def composed(
    result: SchoolResult | BoardResult,
    improving: GroupImproving | None,
    *,
    title: str,
    done: str,
    state: str,
    mean: str,
) -> ReadyText:
    """Both texts: what was `done`, how far it is, how it stands and what changed. Where nobody confirmed, only that."""
    if not result.confirmed:
        nothing = _("Over de uitkomst is daarom nog niets te zeggen.")
        note = Note(title, paragraphs(done, joined(state, nothing)))
        return ReadyText(joined(done, state, nothing), note)
    stands = joined(sentences.scores_in_order(result.summary), mean, sentences.in_order_means(result))
    not_known = sentences.not_known(result.summary)
    return ReadyText(
        paragraph=joined(
            done, state, stands, extremes(result, counts=False), changed(result), not_known, chosen(improving)
        ),
        note=Note(
            title,
            paragraphs(
                joined(done, state),
                stands,
                extremes(result, counts=True),
                told_of_change(result),
                joined(not_known, without(result), own_judgement()),
                joined(chosen(improving), sentences.actions(improving.counts) if improving else ""),
            ),
        ),
    )


def chosen(improving: GroupImproving | None) -> str:
    """How many teams chose what to improve first."""
    if improving is None or not improving.choosing:
        return ""
    said = {"n": improving.choosing, "of": improving.confirmed}
    if improving.confirmed == 1:
        return _("Het team koos wat het als eerste verbetert.")
    return (
        ngettext(
            "Van de %(of)s teams koos er %(n)s wat het als eerste verbetert.",
            "Van de %(of)s teams kozen er %(n)s wat ze als eerste verbeteren.",
            improving.choosing,
        )
        % said
    )


def extremes(result: GroupResult, *, counts: bool) -> str:
    """The indicator at the top and the one at the bottom of the list, with the numbers of teams or without.

    Nothing where the two stand alike.
    """
    if not result.strongest or not result.weakest:
        return ""
    high, low = _first(result.strongest), _first(result.weakest)
    if _standing(high) == _standing(low):
        return ""
    words = _("Een van de sterkste indicatoren is %(high)s; een van de zwakste is %(low)s.")
    if counts:
        return words % {"high": sentences.with_count(high), "low": sentences.with_count(low)}
    return words % {
        "high": quoted(sentences.in_words(high.info)),
        "low": quoted(sentences.in_words(low.info)),
    }


def _standing(item: IndicatorAcross) -> tuple[object, object]:
    """By what the list is ordered."""
    return item.summary.share, item.summary.mean


def _first(items: Sequence[IndicatorAcross]) -> IndicatorAcross:
    return easiest(
        items,
        _standing,
        lambda item: sentences.in_words(item.info),
    )


def changed(result: GroupResult) -> str:
    if result.previous_round is None:
        return _("Er is geen eerdere meting met deze kaart om mee te vergelijken.")
    since = quoted(result.previous_round.title)
    if result.change is None:
        return _("Een vergelijking met de vorige meting, %(round)s, is niet mogelijk.") % {"round": since}
    if result.compared_otherwise:
        since = _("de vorige keer (voor de meeste teams %(round)s)") % {"round": since}
    return sentences.changed(result.change, since)


def compared(result: GroupResult) -> str:
    """How many teams that is about."""
    change = result.change
    if change is None or change.of_teams == 1:
        return ""
    said = {"teams": change.teams, "of": change.of_teams}
    return _("Vergelijken met een vorige meting kan bij %(teams)s van de %(of)s teams.") % said


def told_of_change(result: GroupResult) -> str:
    """The same with the means, over how many teams, and that it says nothing of why."""
    if result.change is None:
        return changed(result)
    means = sentences.mean_changed(result.change)
    return joined(compared(result), changed(result), means, sentences.no_reason())


def own_judgement() -> str:
    return _("De scores zijn het eigen oordeel van de teams over hun werk, niet over personen.")


def without(result: GroupResult) -> str:
    summary = result.summary
    if not summary.without_score or not summary.scored:
        return ""
    said = {"n": summary.without_score, "total": summary.total}
    return _("In %(n)s van de %(total)s gevallen is er geen score; dat telt nergens als nul.") % said
