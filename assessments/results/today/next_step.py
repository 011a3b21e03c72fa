"""Which one step stands first on the page of today. Pure: what somebody has goes in, one step comes out.

The order of `CANDIDATES` is the order of urgency: what holds up others first, then one's own form, then what can
wait, then what there is to look at. Who holds several roles gets one step out of all of them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.round_progress import is_filled, is_gathered, progress_of

from .guide import begin
from .individual_steps import answer, get_answers, say_sizes, talk, wait_for_the_team
from .organisation_step import organise, set_up
from .result_steps import plan_again, prioritise, results, under_way
from .situation import Situation
from .steps import Figure, Step, answered, confirmed, days_left, taking_part
from .task_steps import late_elsewhere, own_late


def next_step(situation: Situation) -> Step:
    for candidate in CANDIDATES:
        if step := candidate(situation):
            return step
    return _nothing(situation)


# --- a first round ---------------------------------------------------------------------------------------------------


def _start(situation: Situation) -> Step | None:
    """From nothing to a running round. Their own form elsewhere is sooner done."""
    return answer(situation) or _fill_in(situation) or begin(situation.start) if situation.start else None


# --- what holds up others -------------------------------------------------------------------------------------------


def _open(situation: Situation) -> Step | None:
    for part in situation.leads:
        if part.round.is_draft and part.runs and part.round.starts_on <= situation.today:
            if sizeless := [info for info in part.infos if info.is_individual and not info.size]:
                return say_sizes(situation, part, len(sizeless))
            return Step(
                _("Open %(round)s") % {"round": part.round.title},
                _("De eerste dag is er. Na het openen kunnen de teams invullen."),
                _("Meting openen"),
                reverse("round-open", args=[part.round.uid]),
                (taking_part(len(part.infos)), days_left(situation.today, part.round.ends_on)),
                _("Vraag de mensen om in te vullen, en kijk hier hoe ver elk team is."),
            )
    return None


def _confirm(situation: Situation) -> Step | None:
    for part in situation.leads:
        if part.round.is_draft:
            continue
        ready = [info for info in part.infos if is_filled(info) and not info.is_confirmed]
        if ready:
            info, progress = ready[0], progress_of(part.infos)
            return Step(
                _("Stel de scores van %(team)s vast") % {"team": info.team_name},
                _(
                    "Alles is ingevuld. Loop de scores nog eens na en stel ze vast. Daarna staan ze vast. "
                    "Iedereen die het resultaat mag zien, ziet ze dan."
                ),
                _("Naar vaststellen"),
                reverse("scoring-confirm", args=[info.uid]),
                (answered(info), confirmed(progress.confirmed, progress.teams)),
                _("Kies met het team wat jullie het eerst verbeteren."),
            )
    return None


# --- one's own form -------------------------------------------------------------------------------------------------


def _fill_in(situation: Situation) -> Step | None:
    for info in situation.fills:
        if info.round.is_open and not is_filled(info):
            return Step(
                _("Vul de kaart in met %(team)s") % {"team": info.team_name},
                _(
                    "Je vult met je team één formulier in. Reken op een uur; het kan tot en met %(day)s. Elke keuze "
                    "wordt meteen opgeslagen: je kunt stoppen wanneer je wilt, en later verdergaan."
                )
                % {"day": date_format(info.round.ends_on, "j F Y")},
                _("Verder invullen") if info.answered else _("Formulier openen"),
                reverse("scoring-start", args=[info.uid]),
                (answered(info), days_left(situation.today, info.round.ends_on)),
            )
    return None


def _wait_for_confirming(situation: Situation) -> Step | None:
    for info in situation.fills:
        if info.round.is_open and is_filled(info) and not info.is_confirmed:
            return Step(
                _("%(team)s is klaar met invullen") % {"team": info.team_name},
                _("Je LOB-coördinator stelt de scores vast. Tot dan kun je ze nog nalezen en wijzigen."),
                _("Formulier bekijken"),
                reverse("scoring-start", args=[info.uid]),
                (answered(info),),
            )
    return None


# --- a round that is running ----------------------------------------------------------------------------------------


def _close(situation: Situation) -> Step | None:
    for part in situation.running:
        if not part.runs or progress_of(part.infos).unconfirmed:
            continue
        choose = prioritise(situation, part)
        # Closing is not urgent before the last day: what comes of the scores is.
        if choose and part.round.ends_on >= situation.today:
            return choose
        return Step(
            _("Sluit %(round)s") % {"round": part.round.title},
            _("Alle teams zijn vastgesteld. Na het sluiten blijven de resultaten staan."),
            _("Meting sluiten"),
            reverse("round-close", args=[part.round.uid]),
            (confirmed(len(part.infos), len(part.infos)),),
            _("Kies met de teams wat zij het eerst verbeteren.")
            if choose
            else _("Volg de acties, en plan over een jaar de volgende meting."),
        )
    return None


def _wrap_up(situation: Situation) -> Step | None:
    for part in situation.running:
        progress = progress_of(part.infos)
        if progress.unconfirmed and part.round.ends_on < situation.today:
            return Step(
                _("Rond %(round)s af") % {"round": part.round.title},
                _(
                    "De laatste dag is voorbij, en nog niet alle teams zijn vastgesteld. Help ze nog, "
                    "verzet de laatste dag, of sluit de meting."
                )
                if part.runs
                else _("De laatste dag is voorbij, en nog niet alle teams zijn vastgesteld. Help ze nog."),
                _("Bekijk de teams"),
                reverse("round-detail", args=[part.round.uid]),
                (confirmed(progress.confirmed, progress.teams),),
            )
    return None


def _get_filling(situation: Situation) -> Step | None:
    for part in situation.running:
        progress = progress_of(part.infos)
        busy = [info for info in part.infos if not is_gathered(info)]
        if not busy:
            continue
        if all(info.is_gathering for info in busy):
            return get_answers(situation, part, busy)
        figures = (
            confirmed(progress.confirmed, progress.teams),
            days_left(situation.today, part.round.ends_on),
        )
        after = _("Stel van elk team de scores vast.")
        advice = _("Plan met elk team een uur, open samen het formulier en loop de indicatoren langs.")
        if any(info.is_gathering for info in busy):
            advice = _(
                "Plan met elk team dat samen invult een uur, en open dan samen het formulier. Waar iedereen eerst zelf "
                "invult, zie je bij Deelname wie is begonnen."
            )
        if len(busy) == 1:
            return Step(
                _("Vul de kaart in met %(team)s") % {"team": busy[0].team_name},
                _("Dit is het laatste team. Open samen het formulier en loop de indicatoren langs."),
                _("Verder invullen") if busy[0].answered else _("Formulier openen"),
                reverse("scoring-start", args=[busy[0].uid]),
                (answered(busy[0]), *figures),
                after,
            )
        return Step(
            ngettext("Help %(n)s team met beginnen", "Help %(n)s teams met beginnen", progress.not_begun)
            % {"n": progress.not_begun}
            if progress.not_begun
            else _("Help %(n)s teams met afmaken") % {"n": len(busy)},
            advice,
            _("Bekijk de teams"),
            reverse("round-detail", args=[part.round.uid]),
            (Figure(str(len(busy)), _("teams moeten nog invullen")), *figures),
            after,
        )
    return None


def _wait_for_start(situation: Situation) -> Step | None:
    for part in situation.leads:
        if part.round.is_draft:
            return Step(
                _("Bereid %(round)s voor") % {"round": part.round.title},
                _(
                    "De meting kan open vanaf %(day)s. Vertel de teams alvast wat er komt, "
                    "en spreek met elk team een uur af."
                )
                % {"day": date_format(part.round.starts_on, "j F Y")},
                _("Bekijk de meting"),
                reverse("round-detail", args=[part.round.uid]),
                (
                    taking_part(len(part.infos)),
                    Figure(str((part.round.starts_on - situation.today).days), _("dagen tot de eerste dag")),
                ),
            )
    return None


# --- where nothing waits --------------------------------------------------------------------------------------------


def _plan(situation: Situation) -> Step | None:
    """Where rounds were held and left nothing to look at."""
    if not situation.may_plan:
        return None
    return Step(
        _("Plan een nieuwe meting"),
        _(
            "Kies een naam, een periode en de teams die meedoen. De meting staat dan klaar tot jij haar opent."
        ),
        _("Meting plannen"),
        reverse("round-plan"),
    )


def _nothing(situation: Situation) -> Step:
    if not situation.has_role:
        about = _("Teams kijken samen hoe goed hun loopbaanbegeleiding geregeld is, met de Kwaliteitskaart.")
        whom = (
            _(
                "Je bent ingelogd bij %(board)s, maar hoort nog niet bij een school of team. Vraag je "
                "LOB-coördinator of de beheerder om je een rol te geven. Intussen kun je de kwaliteitskaart lezen."
            )
            % {"board": situation.home_board}
            if situation.home_board
            else _(
                "Je bent ingelogd, maar hoort nog niet bij een school of team. Vraag je LOB-coördinator of de "
                "beheerder van je bestuur om je een rol te geven. Intussen kun je de kwaliteitskaart lezen."
            )
        )
        return Step(
            _("Je hebt nog geen rol"),
            f"{about} {whom}",
            _("Lees de kwaliteitskaart"),
            reverse("card-list"),
        )
    if situation.organisation:
        return set_up(situation.organisation)
    return Step(
        _("Er staat nu niets voor je klaar"),
        _(
            "Zodra er een meting open is, staat hier wat je kunt doen. Intussen kun je de kwaliteitskaart lezen."
        ),
        _("Lees de kwaliteitskaart"),
        reverse("card-list"),
    )


CANDIDATES: tuple[Callable[[Situation], Step | None], ...] = (
    _start,
    _open,
    _confirm,
    talk,
    answer,
    _fill_in,
    _close,
    _wrap_up,
    _get_filling,
    _wait_for_start,
    own_late,
    _wait_for_confirming,
    wait_for_the_team,
    prioritise,
    late_elsewhere,
    plan_again,
    organise,
    results,
    under_way,
    _plan,
)
