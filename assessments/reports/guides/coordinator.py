"""The guide of a LOB-coördinator."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.role_words import Sentence
from assessments.enums import Role

from . import screen
from .values import Guide, Question, Said, Step, line

COORDINATOR = Guide(
    role=Role.COORDINATOR,
    title=_("Gids voor LOB-coördinatoren"),
    lead=_(
        "Jij plant de meting, helpt de teams invullen, leidt hun gesprek en stelt vast wat ze afspreken. Op de pagina "
        "Vandaag staat steeds wat je nu kunt doen."
    ),
    steps=(
        Step(
            "plannen",
            _("Plan en open de meting"),
            _("15 minuten"),
            line(
                _(
                    "De eerste keer helpt %(start)s je op weg, ook om te oefenen. Daarna kies je bij %(rounds)s voor "
                    "%(plan)s, en per team de %(ways)s. Op de eerste dag kies je %(open)s."
                ),
                start=Said(_("Starten"), "start"),
                rounds=screen.ROUNDS,
                plan=Said(_("Meting plannen"), "round-plan"),
                ways=Said(_("Manier van invullen")),
                open=Said(_("Meting openen")),
            ),
        ),
        Step(
            "deelname",
            _("Krijg iedereen mee"),
            _("5 minuten per week"),
            line(
                _(
                    "Kies achter een team %(response)s. Daar stuur je mensen een link en een herinnering. Op een "
                    "studiedag toon je %(link)s. Liever op papier? Print %(paper)s."
                ),
                response=Said(_("Bekijk deelname")),
                link=Said(_("Teamlink en QR-code")),
                paper=Said(_("Leeg formulier (PDF)")),
            ),
        ),
        Step(
            "sluiten",
            _("Sluit het invullen"),
            _("2 minuten per team"),
            line(
                _(
                    "Is iedereen klaar, kies dan bij de deelname %(close)s. Dat kan één keer: antwoorden worden "
                    "aantallen, en wie wat koos wordt gewist. Na de laatste dag sluit het vanzelf."
                ),
                close=screen.CLOSE,
            ),
        ),
        Step(
            "gesprek",
            _("Leid het gesprek"),
            _("1 à 2 uur per team"),
            line(
                _(
                    "Kies %(talk)s en zet het op het grote scherm. Waar het team het meest verschilt, komt eerst. Met "
                    "%(agree)s is een afspraak opgeslagen."
                ),
                talk=Said(_("Gesprek openen")),
                agree=Said(_("Leg vast en ga verder")),
            ),
        ),
        Step(
            "vaststellen",
            _("Stel de scores vast"),
            _("10 minuten per team"),
            line(
                _(
                    "Kies %(look)s: je ziet eerst wat nog open is. Met %(confirm)s staan de scores vast en kan "
                    "iedereen met recht op het resultaat ze lezen."
                ),
                look=Said(_("Nakijken en vaststellen")),
                confirm=Said(_("Teamscores vaststellen")),
            ),
        ),
        Step(
            "verbeteren",
            _("Kies wat jullie verbeteren"),
            _("30 minuten per team"),
            line(
                _(
                    "Kies met het team %(priorities)s: hoogstens vijf. Maak er acties van met %(make)s: wie doet wat, "
                    "wanneer is het klaar, en waaraan zie je dat het werkt?"
                ),
                priorities=Said(_("Prioriteiten kiezen")),
                make=screen.MAKE_ACTION,
            ),
        ),
        Step(
            "afsluiten",
            _("Sluit de meting"),
            _("2 minuten"),
            line(
                _(
                    "Zijn alle teams klaar, kies dan bij de meting %(close)s. Alles om te delen staat bij %(results)s: "
                    "rapporten, tabellen en tekst voor het jaarverslag."
                ),
                close=Said(_("Meting sluiten")),
                results=screen.RESULTS,
            ),
        ),
        Step(
            "acties",
            _("Houd de acties in leven"),
            _("5 minuten per week"),
            line(
                _(
                    "Bij %(actions)s staat bovenaan wat te laat is. Vraag hoe het gaat, en werk de stand bij. De "
                    "volgende meting begint met wat jullie afspraken en deden."
                ),
                actions=screen.ACTIONS,
            ),
        ),
    ),
    sees=(
        Sentence(
            _("Wie is begonnen met invullen. Nooit wat iemand koos."), frozenset({Ability.SEE_WHO_ANSWERED})
        ),
        Sentence(
            _("Vanaf het gesprek: hoe de antwoorden verdeeld zijn, en losse opmerkingen zonder naam."),
            frozenset({Ability.SEE_SPREAD_IN_CONVERSATION, Ability.SEE_REMARKS}),
        ),
        Sentence(
            _("De scores, resultaten en acties van je teams, ook voordat ze zijn vastgesteld."),
            frozenset({Ability.SEE_UNCONFIRMED_RESULTS, Ability.SEE_TEAM_RESULTS, Ability.SEE_ACTIONS}),
        ),
    ),
    hidden=(
        Sentence(_("Wat iemand koos, of antwoorden van zo weinig mensen dat je het kunt raden.")),
        Sentence(
            _("Zelf invullen, behalve waar je ook teamlid bent."),
            lacks=frozenset({Ability.ANSWER}),
        ),
        Sentence(
            _("Scholen en andere rollen beheren. Dat doet de beheerder."),
            lacks=frozenset({Ability.MANAGE_ORGANISATION}),
        ),
    ),
    questions=(
        Question(
            _("Samen, of eerst ieder voor zich?"),
            line(
                _(
                    "Samen is sneller en past bij een klein team. Eerst ieder voor zich laat zien waar jullie "
                    "verschillen, en daar begint een goed gesprek. Je kiest het per team, tot het eerste antwoord."
                )
            ),
        ),
        Question(
            _("Te weinig mensen vulden in. Wat nu?"),
            line(
                _(
                    "Stuur een herinnering, of zet met %(change)s de laatste dag later. Sluit je toch, dan spreken "
                    "jullie samen een niveau af, zonder verdeling en op volgorde van de kaart."
                ),
                change=Said(_("Wijzigen")),
            ),
        ),
        Question(
            _("Er is al vastgesteld, maar een score klopt niet."),
            line(
                _(
                    "Open het formulier of het gesprek van het team en kies %(reopen)s. Je geeft een reden. Het team "
                    "telt pas weer mee als je opnieuw vaststelt; wat er stond, blijft bewaard."
                ),
                reopen=Said(_("Heropen de teamscores")),
            ),
        ),
    ),
    help=line(
        _(
            "Teamleden en managers nodig je zelf uit bij %(people)s. Gaat het over scholen of een andere rol, vraag "
            "het dan je beheerder. Minder mail? Kies %(mail)s. Wie wat ziet, lees je bij %(privacy)s."
        ),
        people=screen.PEOPLE,
        mail=screen.MAIL,
        privacy=screen.PRIVACY,
    ),
    find=screen.FIND,
)
