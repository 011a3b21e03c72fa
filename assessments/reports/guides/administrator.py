"""The guide of a beheerder."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.role_words import Sentence
from assessments.enums import Role

from . import screen
from .values import Guide, Question, Said, Step, line

ADMINISTRATOR = Guide(
    role=Role.ADMINISTRATOR,
    title=_("Gids voor beheerders"),
    lead=_(
        "Jij zorgt dat scholen, teams, mensen en rollen kloppen. Eén keer goed klaarzetten, daarna bijhouden wat "
        "verandert."
    ),
    steps=(
        Step(
            "inlezen",
            _("Zet scholen en teams klaar"),
            _("30 minuten, één keer"),
            line(
                _(
                    "Kies bij %(organisation)s voor %(import)s, of voeg ze toe met %(school)s en %(teams)s. Bij "
                    "inlezen zie je per rij eerst wat er gebeurt."
                ),
                organisation=screen.ORGANISATION,
                school=Said(_("School toevoegen")),
                teams=Said(_("Teams toevoegen")),
                **{"import": Said(_("Inlezen"), "import-start")},
            ),
        ),
        Step(
            "mensen",
            _("Nodig mensen uit"),
            _("10 minuten"),
            line(
                _(
                    "Kies bij %(people)s voor %(invite)s. Begin met een LOB-coördinator: die plant de metingen, en "
                    "nodigt zelf teamleden en managers uit. Een uitnodiging werkt veertien dagen."
                ),
                people=screen.PEOPLE,
                invite=Said(_("Mensen uitnodigen met een rol"), "people-invite"),
            ),
        ),
        Step(
            "instellen",
            _("Stel in wat jullie afspraken"),
            _("15 minuten, één keer"),
            line(
                _(
                    "Bij %(organisation)s staan %(retention)s (hoe lang blijft iets staan), %(floor)s (vanaf hoeveel "
                    "mensen je een verdeling ziet) en %(providers)s (wie zelf een account mag maken)."
                ),
                organisation=screen.ORGANISATION,
                retention=Said(_("Bewaartermijnen")),
                floor=Said(_("Ondergrens")),
                providers=Said(_("Inlogdiensten")),
            ),
        ),
        Step(
            "bijhouden",
            _("Houd bij wat verandert"),
            _("als er iets verandert"),
            line(
                _(
                    "Komt of gaat iemand? Kies de naam en dan %(give)s, %(end)s of %(remove)s. Verandert een team of "
                    "school? Open die en kies %(move)s, %(merge)s of %(close)s. Resultaten van toen blijven staan."
                ),
                give=Said(_("Rol geven")),
                end=Said(_("Beëindigen")),
                remove=Said(_("Persoon verwijderen")),
                move=Said(_("Verplaatsen")),
                merge=Said(_("Samenvoegen")),
                close=Said(_("Opheffen")),
            ),
        ),
        Step(
            "nakijken",
            _("Kijk het eens per jaar na"),
            _("15 minuten"),
            line(
                _(
                    "Loop %(people)s langs: klopt wie welke rol heeft? In het %(log)s zie je wie wat deed, en je kunt "
                    "het downloaden."
                ),
                people=screen.PEOPLE,
                log=screen.LOG,
            ),
        ),
    ),
    sees=(
        Sentence(
            _("Namen, e-mailadressen en rollen van iedereen in je bestuur."),
            frozenset({Ability.MANAGE_PEOPLE}),
        ),
        Sentence(
            _("Alle scholen, teams en instellingen zien en wijzigen."),
            frozenset({Ability.MANAGE_ORGANISATION, Ability.MANAGE_TEAMS}),
        ),
        Sentence(
            _("Het logboek: wie wat deed en wanneer. Er staan geen antwoorden in."),
            frozenset({Ability.SEE_AUDIT}),
        ),
    ),
    hidden=(
        Sentence(
            _("Metingen, scores, resultaten en rapporten."),
            lacks=frozenset(
                {
                    Ability.SEE_ROUND,
                    Ability.SEE_PROGRESS,
                    Ability.SEE_TEAM_RESULTS,
                    Ability.SEE_SCHOOL_RESULTS,
                    Ability.SEE_BOARD_RESULTS,
                }
            ),
        ),
        Sentence(_("Wat iemand invulde. Dat ziet niemand.")),
        Sentence(_("Ongemerkt jezelf een rol geven: de anderen die over rollen gaan, krijgen bericht.")),
    ),
    questions=(
        Question(
            _("Iemand kan niet meer inloggen."),
            line(
                _(
                    "Inloggen met %(code)s kan altijd. Is iemand zijn telefoon en herstelcodes kwijt, open dan die "
                    "persoon en kies %(second)s."
                ),
                code=screen.CODE,
                second=Said(_("Tweede stap verwijderen")),
            ),
        ),
        Question(
            _("Een team gaat naar een andere school. Wat gebeurt er met de resultaten?"),
            line(
                _(
                    "Die blijven bij de school van toen, en tellen daar mee. Het team neemt zijn eigen verloop mee. Je "
                    "ziet vooraf wat er verandert en wat blijft."
                )
            ),
        ),
        Question(
            _("Iemand vertrekt. Wat moet ik doen?"),
            line(
                _(
                    "Beëindig de rol. Naam en e-mailadres worden na de bewaartermijn gewist, of meteen met "
                    "%(remove)s. Wat teams hebben afgesproken, blijft."
                ),
                remove=Said(_("Persoon verwijderen")),
            ),
        ),
    ),
    help=line(
        _(
            "Vraag wie LOB-kwaliteit voor jullie draait. Vragen over bewaren en meekijken beantwoordt %(privacy)s; "
            "laat die ook je functionaris voor gegevensbescherming lezen."
        ),
        privacy=screen.PRIVACY,
    ),
    find=screen.FIND,
)
