"""Next steps where everybody answers individually first: for who leads such a team, and for who answers in it.

Pure, as `next_step` is, which says when each has its turn.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.round_progress import is_filled, is_gathered
from assessments.results.values import AssessmentInfo

from .situation import Part, Situation
from .steps import Figure, Step, answered, begun, days_left, own_answered, taking_part


def say_sizes(situation: Situation, part: Part, teams: int) -> Step:
    """What stands between a planned round and its opening: of so many teams nobody said how large they are."""
    return Step(
        _("Vul in hoeveel mensen meedoen"),
        ngettext(
            "De eerste dag van %(round)s is er. In %(n)s team vult iedereen eerst zelf in, en daarvan weten we nog "
            "niet hoeveel mensen het zijn. Daarna kun je de meting openen.",
            "De eerste dag van %(round)s is er. In %(n)s teams vult iedereen eerst zelf in, en daarvan weten we nog "
            "niet hoeveel mensen het zijn. Daarna kun je de meting openen.",
            teams,
        )
        % {"round": part.round.title, "n": teams},
        _("Naar de manier van invullen"),
        reverse("round-ways", args=[part.round.uid]),
        (taking_part(len(part.infos)), days_left(situation.today, part.round.ends_on)),
        _("Open de meting."),
    )


def talk(situation: Situation) -> Step | None:
    """Of the teams that wait for their conversation, first the one that began it."""
    for part in situation.leads:
        ready = [info for info in part.infos if is_gathered(info) and not is_filled(info)]
        if ready and not part.round.is_draft:
            info = max(ready, key=lambda info: info.answered)
            title = (
                _("Ga verder met het gesprek van %(team)s")
                if info.answered
                else _("Open het gesprek van %(team)s")
            )
            return Step(
                title % {"team": info.team_name},
                _(
                    "Het invullen is gesloten. Je loopt met het team langs de indicatoren. De grootste verschillen "
                    "komen eerst. Samen spreek je per indicator een niveau af."
                ),
                _("Gesprek openen"),
                reverse("conversation", args=[info.uid]),
                (begun(info), answered(info)),
                _("Stel de scores vast, en kies met het team wat jullie het eerst verbeteren."),
            )
    return None


def answer(situation: Situation) -> Step | None:
    for own in situation.answers:
        if situation.can_answer(own.info) and not own.is_full:
            return Step(
                _("Vul zelf in voor %(team)s") % {"team": own.info.team_name},
                _(
                    "Het kost ongeveer tien minuten, en kan tot en met %(day)s. Je vult eerst alleen in; niemand ziet "
                    "wat jij kiest. Elke keuze wordt meteen opgeslagen: je kunt stoppen en later verdergaan."
                )
                % {"day": date_format(own.info.round.ends_on, "j F Y")},
                _("Verder invullen") if own.answered else _("Beginnen"),
                reverse("answer-start", args=[own.info.uid]),
                (
                    own_answered(own.answered, own.info.total),
                    days_left(situation.today, own.info.round.ends_on),
                ),
            )
    return None


def get_answers(situation: Situation, part: Part, busy: list[AssessmentInfo]) -> Step:
    """In each of these teams everybody answers individually: bring them to it, and close answering when they did."""
    people = Figure(
        str(sum(info.begun for info in busy)),
        _("van %(n)s mensen begonnen") % {"n": sum(info.size for info in busy)},
    )
    left = days_left(situation.today, part.round.ends_on)
    if len(busy) > 1 and not any(info.begun for info in busy):
        return Step(
            _("Vraag de mensen om in te vullen"),
            _(
                "De meting is open, en nog niemand is begonnen. Met één knop krijgt iedereen in alle teams een mail "
                "met een link naar het formulier."
            ),
            _("Mensen vragen"),
            reverse("round-ask", args=[part.round.uid]),
            (people, left),
            _("Kijk hier per team hoeveel mensen zijn begonnen."),
        )
    if len(busy) > 1:
        return Step(
            _("Help %(n)s teams met invullen") % {"n": len(busy)},
            _(
                "Iedereen vult eerst zelf in. Per team zie je hoeveel mensen zijn begonnen, en stuur je in één keer "
                "een herinnering aan wie dat nog niet is. Is iedereen klaar, sluit dan het invullen."
            ),
            _("Bekijk de teams"),
            reverse("round-detail", args=[part.round.uid]),
            (people, left),
            _("Sluit het invullen en open het gesprek."),
        )
    info = busy[0]
    if info.begun < info.size:
        return Step(
            _("Help %(team)s met invullen") % {"team": info.team_name},
            _(
                "Iedereen vult eerst zelf in. Je ziet wie is begonnen, en stuurt in één keer een herinnering aan wie "
                "dat nog niet is."
            ),
            _("Bekijk wie is begonnen"),
            reverse("response", args=[info.uid]),
            (people, left),
            _("Sluit het invullen en open het gesprek."),
        )
    return Step(
        _("Sluit het invullen van %(team)s") % {"team": info.team_name},
        _(
            "Iedereen is begonnen. Vraag of iedereen klaar is, en sluit dan het invullen. Daarna kan het gesprek "
            "beginnen."
        ),
        _("Naar de deelname"),
        reverse("response", args=[info.uid]),
        (people, left),
        _("Open het gesprek."),
    )


def wait_for_the_team(situation: Situation) -> Step | None:
    """Who answered everything can still change it; after closing the team talks."""
    for own in situation.answers:
        info = own.info
        if situation.can_answer(info):
            return Step(
                _("Je hebt alles ingevuld voor %(team)s") % {"team": info.team_name},
                _(
                    "Je hoeft niets te versturen. Tot het invullen sluit, kun je je antwoorden nog wijzigen. Daarna "
                    "praat je team erover."
                ),
                _("Mijn antwoorden bekijken"),
                reverse("answer-start", args=[info.uid]),
                (own_answered(own.answered, info.total), days_left(situation.today, info.round.ends_on)),
            )
        if info.round.is_open and info.is_answering_closed and not info.is_confirmed:
            return Step(
                _("%(team)s praat over de antwoorden") % {"team": info.team_name},
                _(
                    "Het invullen is gesloten. Je LOB-coördinator leidt het gesprek en legt vast wat jullie afspreken. "
                    "Op je eigen scherm kun je meekijken."
                ),
                _("Volg het gesprek"),
                reverse("conversation", args=[info.uid]),
                (answered(info),),
            )
    return None
