"""The guide of a bestuur."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.role_words import Sentence
from assessments.enums import Role

from . import screen
from .values import FROM_OUTSIDE, Guide, Question, Said, Step, line

GOVERNOR = Guide(
    role=Role.GOVERNOR,
    title=_("Gids voor het bestuur"),
    lead=_(
        "Jij ziet je scholen naast elkaar, en haalt per school en per team een rapport op dat zo een vergadering in "
        "kan. Eens per kwartaal kijken is genoeg."
    ),
    steps=(
        Step(
            "bestuur",
            _("Bekijk je scholen naast elkaar"),
            _("10 minuten"),
            line(
                _(
                    "Kies bij %(results)s voor %(board)s. Kies een thema of een meting, of zet de scholen op volgorde "
                    "van een criterium. Wat je kiest, staat in het adres: dat kun je mailen."
                ),
                results=screen.RESULTS,
                board=Said(_("Bekijk het bestuur")),
            ),
        ),
        Step(
            "school",
            _("Ga dieper"),
            _("10 minuten"),
            line(
                _(
                    "Kies een vak om de indicatoren te zien, of een school om de teams te zien. Bij %(actors)s "
                    "lees je wat het bestuur zelf kan doen."
                ),
                actors=Said(_("Wie is aan zet")),
            ),
        ),
        Step(
            "verloop",
            _("Kijk of het beter gaat"),
            _("5 minuten"),
            line(
                _("Met %(over_time)s zie je alle metingen onder elkaar, en twee metingen naast elkaar."),
                over_time=screen.OVER_TIME,
            ),
        ),
        Step(
            "rapport",
            _("Haal de rapporten op"),
            _("5 minuten"),
            line(
                _(
                    "Kies %(report)s, of alles tegelijk met %(all)s. Voor het jaarverslag en de "
                    "medezeggenschapsraad is er %(ready)s."
                ),
                report=screen.REPORT,
                all=Said(_("Download alle rapporten (ZIP)")),
                ready=screen.READY_TEXT,
            ),
        ),
        Step(
            "acties",
            _("Lees wat er gebeurt"),
            _("5 minuten"),
            line(
                _(
                    "Bij %(actions)s staat wat scholen en teams gaan doen, wie het doet en wat te laat is. Kies een "
                    "school bij %(filter)s."
                ),
                actions=screen.ACTIONS,
                filter=Said(_("Kies op plek, persoon, onderwerp of meting")),
            ),
        ),
    ),
    sees=(
        Sentence(
            _(
                "Van alle scholen: hoe ver teams zijn, en van wat is vastgesteld de scores, de verdeling en rapporten."
            ),
            frozenset(
                {
                    Ability.SEE_ROUND,
                    Ability.SEE_PROGRESS,
                    Ability.SEE_TEAM_RESULTS,
                    Ability.SEE_SCHOOL_RESULTS,
                    Ability.SEE_BOARD_RESULTS,
                }
            ),
        ),
        Sentence(
            _("Wat scholen en teams gaan verbeteren, en hoe ver dat is."), frozenset({Ability.SEE_ACTIONS})
        ),
        Sentence(
            _("Het logboek: wie wat deed en wanneer. Er staan geen antwoorden in."),
            frozenset({Ability.SEE_AUDIT}),
        ),
    ),
    hidden=(
        *FROM_OUTSIDE,
        Sentence(
            _("Acties maken of wijzigen. Dat doen de LOB-coördinator en de manager."),
            lacks=frozenset({Ability.MANAGE_ACTIONS}),
        ),
        Sentence(
            _("Rollen en instellingen wijzigen. Dat doet de beheerder."),
            lacks=frozenset({Ability.MANAGE_PEOPLE, Ability.MANAGE_ORGANISATION}),
        ),
    ),
    questions=(
        Question(
            _("Is dit al de eindstand?"),
            line(
                _(
                    "Naast elk getal staat hoeveel teams erin zitten. Zijn nog niet alle teams vastgesteld, dan "
                    "staat er ‘tussenstand’, ook op elke bladzijde van het rapport."
                )
            ),
        ),
        Question(
            _("Waarom staat er soms geen gemiddelde?"),
            line(
                _(
                    "Heeft minder dan de helft een score, dan zegt een gemiddelde te weinig. Hoeveel er op orde is, "
                    "zie je wel. Kijk daar ook het eerst naar."
                )
            ),
        ),
        Question(
            _("Waarom vraagt inloggen om een tweede stap?"),
            line(
                _(
                    "Omdat je van alle scholen de resultaten ziet. Je kiest zelf een passkey of een app, bij "
                    "%(security)s."
                ),
                security=screen.SECURITY,
            ),
        ),
    ),
    help=line(
        _(
            "Vraag de LOB-coördinator over de inhoud, en je beheerder over rollen en inloggen. Wat scholen precies "
            "scoren, lees je bij %(card)s. Wie wat deed, staat in het %(log)s."
        ),
        card=screen.CARD,
        log=screen.LOG,
    ),
    find=screen.FIND,
)
