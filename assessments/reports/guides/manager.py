"""The guide of a manager."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.role_words import Sentence
from assessments.enums import Role

from . import screen
from .values import FROM_OUTSIDE, Guide, Question, Step, line

MANAGER = Guide(
    role=Role.MANAGER,
    title=_("Gids voor managers"),
    lead=_(
        "Jij ziet hoe je teams ervoor staan met loopbaanoriëntatie en -begeleiding (LOB), wat er veranderde en wat "
        "aandacht vraagt. Zelf vul je niets in."
    ),
    steps=(
        Step(
            "volgen",
            _("Kijk hoe ver de teams zijn"),
            _("2 minuten per maand"),
            line(
                _(
                    "Op %(today)s staat hoe ver je teams zijn. Loopt er een meting, dan vind je elk team bij "
                    "%(rounds)s: aan het invullen, in gesprek of vastgesteld."
                ),
                today=screen.TODAY,
                rounds=screen.ROUNDS,
            ),
        ),
        Step(
            "resultaat",
            _("Lees het resultaat"),
            _("15 minuten"),
            line(
                _(
                    "Open bij %(results)s je school of je team. Bovenaan staat hoeveel op orde is. Daaronder zie je "
                    "de teams naast elkaar; kies een vak om de indicatoren te lezen."
                ),
                results=screen.RESULTS,
            ),
        ),
        Step(
            "verloop",
            _("Vergelijk met de vorige keer"),
            _("10 minuten"),
            line(
                _("Kies bij een resultaat %(over_time)s. Je legt twee metingen naast elkaar."),
                over_time=screen.OVER_TIME,
            ),
        ),
        Step(
            "rapport",
            _("Neem het mee naar een overleg"),
            _("2 minuten"),
            line(
                _(
                    "Kies bij het resultaat %(report)s. Voor eigen tabellen is er %(spreadsheet)s, en voor het "
                    "jaarverslag of de medezeggenschapsraad %(ready)s."
                ),
                report=screen.REPORT,
                spreadsheet=screen.SPREADSHEET,
                ready=screen.READY_TEXT,
            ),
        ),
        Step(
            "acties",
            _("Zorg dat acties doorgaan"),
            _("10 minuten per maand"),
            line(
                _(
                    "Bij %(actions)s staat bovenaan wat te laat is. Open een actie om te lezen wat er gebeurde, "
                    "of om die bij te werken. Een nieuwe begin je met %(make)s."
                ),
                actions=screen.ACTIONS,
                make=screen.MAKE_ACTION,
            ),
        ),
    ),
    sees=(
        Sentence(
            _("Hoe ver elk team is, als aantal: “6 van 9”."),
            frozenset({Ability.SEE_ROUND, Ability.SEE_PROGRESS}),
        ),
        Sentence(
            _(
                "Na het vaststellen: scores, onderbouwing, bewijs, hoe antwoorden verdeeld waren, en de rapporten."
            ),
            frozenset({Ability.SEE_TEAM_RESULTS}),
        ),
        Sentence(
            _("Alle acties van je teams, ook om ze te maken en te wijzigen."),
            frozenset({Ability.SEE_ACTIONS, Ability.MANAGE_ACTIONS}),
        ),
    ),
    hidden=(
        *FROM_OUTSIDE,
        Sentence(
            _("Zelf invullen. Dat doet het team."),
            lacks=frozenset({Ability.FILL_IN_TEAM_FORM, Ability.ANSWER}),
        ),
    ),
    questions=(
        Question(
            _("Waarom zie ik van een team nog niets?"),
            line(
                _(
                    "Het is nog bezig, of de LOB-coördinator heeft de scores nog niet vastgesteld. Tot dan zie je "
                    "alleen hoe ver het is. Zo kan een team eerst in rust praten."
                )
            ),
        ),
        Question(
            _("Wat betekent ‘op orde’?"),
            line(
                _(
                    "Dat een indicator hoog genoeg scoort. De kaart zegt vanaf welk niveau, zie %(card)s. Kijk eerst "
                    "hoeveel er op orde is; een gemiddelde zegt minder."
                ),
                card=screen.CARD,
            ),
        ),
        Question(
            _("Mag ik teams met elkaar vergelijken?"),
            line(
                _(
                    "Gebruik het om te leren van elkaar. Teams scoren zichzelf, en een streng team is niet slechter. "
                    "Kijk liever wat er bij hetzelfde team veranderde."
                )
            ),
        ),
    ),
    help=line(
        _(
            "Vraag de LOB-coördinator van je school. Zie je een team of school niet die bij je hoort, vraag dan je "
            "beheerder om je rol aan te passen. Inloggen zonder wachtwoord kan met %(code)s."
        ),
        code=screen.CODE,
    ),
    find=screen.FIND,
)
