"""The texts of a board: its schools, each in its latest round."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.values import BoardResult
from assessments.results.values.improving import GroupImproving
from assessments.templatetags.numbers import decimal

from . import group, sentences
from .text import ReadyText, joined, quoted


def board_text(result: BoardResult, improving: GroupImproving | None = None) -> ReadyText:
    """Compose them in the active language."""
    done = joined(_done(result), sentences.on_the_card(result.card))
    state = joined(_counted(result), _interim(result))
    title = _("Voor de medezeggenschapsraad: LOB bij %(board)s") % {"board": result.board_name}
    return group.composed(result, improving, title=title, done=done, state=state, mean=_mean(result))


def _done(result: BoardResult) -> str:
    return _(
        "Onze scholen bekeken hoe goed de loopbaanoriëntatie en -begeleiding (LOB) is geborgd, met een zelfevaluatie "
        "per team en de kaart %(card)s. Van elke school telt de laatste meting."
    ) % {"card": quoted(result.card.whole.title)}


def _counted(result: BoardResult) -> str:
    """Of how many schools and teams the figures are, and of which schools this tells."""
    said = {
        "n": result.counted_schools,
        "schools": len(result.rows),
        "all": len(result.schools),
        "confirmed": result.confirmed,
        "teams": result.of_teams,
    }
    chosen = _("Dit gaat over %(schools)s van de %(all)s scholen.") % said
    return joined(chosen if len(result.rows) < len(result.schools) else "", _schools(said), _teams(said))


def _schools(said: dict[str, int]) -> str:
    if not said["n"]:
        return _("Nog geen team heeft zijn scores vastgesteld.")
    if said["schools"] == 1:
        return ""
    if said["n"] == said["schools"]:
        if said["schools"] < said["all"]:
            return ""
        return _("Alle scholen staan in de cijfers (%(schools)s scholen).") % said
    return (
        ngettext(
            "Van de %(schools)s scholen staat er %(n)s in de cijfers.",
            "Van de %(schools)s scholen staan er %(n)s in de cijfers.",
            said["n"],
        )
        % said
    )


def _teams(said: dict[str, int]) -> str:
    if not said["n"]:
        return ""
    if said["teams"] == 1:
        return _("Het gaat om 1 team, dat zijn scores heeft vastgesteld.")
    if said["confirmed"] == said["teams"]:
        return _("Alle teams hebben hun scores vastgesteld (%(teams)s teams).") % said
    return (
        ngettext(
            "Van de %(teams)s teams heeft er %(confirmed)s zijn scores vastgesteld; de rest telt niet mee.",
            "Van de %(teams)s teams hebben er %(confirmed)s hun scores vastgesteld; de rest telt niet mee.",
            said["confirmed"],
        )
        % said
    )


def _interim(result: BoardResult) -> str:
    running = any(row.round and row.round.is_open for row in result.rows if row.on_board_scale)
    return _("Er loopt nog een meting: dit is een tussenstand.") if running else ""


def _mean(result: BoardResult) -> str:
    """Of the schools that have one."""
    summary = result.summary
    if summary.mean is None:
        return sentences.no_mean(summary)
    said = {
        "mean": decimal(summary.mean),
        "scale": sentences.on_scale(result.card),
        "n": summary.mean_from,
        "schools": result.counted_schools,
    }
    if result.counted_schools == 1:
        return _("Het gemiddelde is %(mean)s %(scale)s.") % said
    if summary.mean_from == result.counted_schools:
        return _("Het gemiddelde van de scholen is %(mean)s %(scale)s.") % said
    return (
        _(
            "Het gemiddelde is %(mean)s %(scale)s. Dat gaat over %(n)s van de %(schools)s scholen; de rest heeft te "
            "weinig scores."
        )
        % said
    )
