"""What each role may do, in plain words, beside the abilities that every sentence tells of.

A test holds the sentences against the table of rights: what the table gives is told, what is told is given.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import Role

from .permissions import Ability


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about a role; the abilities it `gives`, and those it says that the role `lacks`."""

    text: Promise
    gives: frozenset[Ability] = frozenset()
    lacks: frozenset[Ability] = frozenset()


RESULTS = frozenset({Ability.SEE_TEAM_RESULTS, Ability.SEE_SCHOOL_RESULTS, Ability.SEE_BOARD_RESULTS})

ROLE_WORDS: dict[Role, tuple[Sentence, ...]] = {
    Role.MEMBER: (
        Sentence(
            _(
                "Vult met het eigen team het formulier in, of eerst zelf, en ziet in het gesprek hoe de antwoorden "
                "verschillen. Niemand ziet wie wat koos."
            ),
            frozenset(
                {
                    Ability.FILL_IN_TEAM_FORM,
                    Ability.ANSWER,
                    Ability.SEE_PROGRESS,
                    Ability.SEE_SPREAD_IN_CONVERSATION,
                    Ability.SEE_REMARKS,
                }
            ),
            frozenset({Ability.SEE_WHO_ANSWERED}),
        ),
        Sentence(
            _(
                "Leest het resultaat en de acties van het eigen team zodra het is vastgesteld, en houdt de eigen "
                "acties bij."
            ),
            frozenset({Ability.SEE_TEAM_RESULTS, Ability.SEE_ACTIONS, Ability.MOVE_OWN_ACTIONS}),
            frozenset({Ability.SEE_UNCONFIRMED_RESULTS, Ability.SEE_SCHOOL_RESULTS, Ability.MANAGE_ACTIONS}),
        ),
    ),
    Role.COORDINATOR: (
        Sentence(
            _(
                "Plant en opent metingen, ziet wie is begonnen (nooit wat iemand koos), leidt het gesprek van elk "
                "team, stelt de teamscores vast, kiest met hen prioriteiten en acties, en ziet alle resultaten."
            ),
            frozenset(
                {
                    Ability.SEE_ROUND,
                    Ability.RUN_ROUND,
                    Ability.SEE_PROGRESS,
                    Ability.FILL_IN_TEAM_FORM,
                    Ability.INVITE_TO_ANSWER,
                    Ability.SEE_WHO_ANSWERED,
                    Ability.SEE_SPREAD_IN_CONVERSATION,
                    Ability.SEE_REMARKS,
                    Ability.LEAD_TEAM,
                    Ability.SEE_UNCONFIRMED_RESULTS,
                    Ability.CHOOSE_PRIORITIES,
                    Ability.SEE_ACTIONS,
                    Ability.MANAGE_ACTIONS,
                }
            )
            | RESULTS,
            frozenset({Ability.ANSWER}),
        ),
        Sentence(
            _("Beheert de teams van de eigen school, met hun teamleden en managers."),
            frozenset({Ability.MANAGE_TEAMS, Ability.MANAGE_PEOPLE}),
            frozenset({Ability.MANAGE_ORGANISATION}),
        ),
    ),
    Role.MANAGER: (
        Sentence(
            _("Ziet welke metingen er lopen en hoe ver de teams zijn."),
            frozenset({Ability.SEE_ROUND, Ability.SEE_PROGRESS}),
        ),
        Sentence(
            _(
                "Leest resultaten en rapporten zodra een team is vastgesteld, en maakt acties en houdt ze bij. Vult "
                "niets in."
            ),
            RESULTS | {Ability.SEE_ACTIONS, Ability.MANAGE_ACTIONS},
            frozenset({Ability.SEE_UNCONFIRMED_RESULTS, Ability.FILL_IN_TEAM_FORM}),
        ),
    ),
    Role.GOVERNOR: (
        Sentence(
            _(
                "Ziet van alle scholen hoe ver de metingen zijn, en de resultaten, rapporten en acties van wat is "
                "vastgesteld."
            ),
            frozenset({Ability.SEE_ROUND, Ability.SEE_PROGRESS, Ability.SEE_ACTIONS}) | RESULTS,
            frozenset({Ability.SEE_UNCONFIRMED_RESULTS, Ability.MANAGE_ACTIONS}),
        ),
        Sentence(_("Kan in het logboek nalezen wie wat deed."), frozenset({Ability.SEE_AUDIT})),
    ),
    Role.ADMINISTRATOR: (
        Sentence(
            _("Beheert scholen, teams, mensen, rollen en instellingen, en leest het logboek."),
            frozenset(
                {
                    Ability.MANAGE_ORGANISATION,
                    Ability.MANAGE_TEAMS,
                    Ability.MANAGE_PEOPLE,
                    Ability.SEE_AUDIT,
                }
            ),
        ),
        Sentence(
            _("Ziet zelf geen metingen en geen resultaten."),
            lacks=frozenset({Ability.SEE_ROUND, Ability.SEE_PROGRESS}) | RESULTS,
        ),
    ),
}


def words_of(role: Role) -> list[str]:
    """What a role may do, in the language of now."""
    return [str(sentence.text) for sentence in ROLE_WORDS[role]]
