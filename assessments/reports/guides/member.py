"""The guide of a teamlid."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.role_words import Sentence
from assessments.enums import Role

from . import screen
from .values import Guide, Question, Said, Step, line

MEMBER = Guide(
    role=Role.MEMBER,
    title=_("Gids voor teamleden"),
    lead=_(
        "Jij zegt hoe het in jouw team gaat met loopbaanoriëntatie en -begeleiding (LOB). Dat kost je één of twee keer "
        "per jaar tien minuten en een gesprek."
    ),
    steps=(
        Step(
            "invullen",
            _("Vul in"),
            _("10 minuten"),
            line(
                _(
                    "Open %(today)s en kies %(start)s. Kies bij elke zin het niveau dat het beste past. Elke keuze "
                    "wordt meteen opgeslagen. Vult je team samen één formulier in? Dan kiezen jullie %(form)s, en is "
                    "een uur genoeg."
                ),
                today=screen.TODAY,
                start=Said(_("Beginnen")),
                form=Said(_("Formulier openen")),
            ),
        ),
        Step(
            "verder",
            _("Stop wanneer je wilt"),
            _("zo vaak als nodig"),
            line(
                _(
                    "Kies %(stop)s. Je gaat verder waar je was, ook op een ander apparaat. Versturen hoeft niet. Tot "
                    "het invullen sluit, kun je alles veranderen, of kiezen voor %(erase)s."
                ),
                stop=Said(_("Stoppen en later verder")),
                erase=Said(_("Wis mijn antwoorden")),
            ),
        ),
        Step(
            "gesprek",
            _("Praat mee"),
            _("1 à 2 uur"),
            line(
                _(
                    "Je LOB-coördinator leidt het gesprek op het grote scherm. Met %(follow)s kijk je mee op je eigen "
                    "scherm. Per zin spreken jullie af welk niveau bij het team past."
                ),
                follow=screen.FOLLOW,
            ),
        ),
        Step(
            "resultaat",
            _("Lees het resultaat"),
            _("10 minuten"),
            line(
                _(
                    "Zijn de scores vastgesteld? Dan staat het resultaat van je team bij %(results)s, met een rapport "
                    "om te bewaren."
                ),
                results=screen.RESULTS,
            ),
        ),
        Step(
            "acties",
            _("Doe wat je afsprak"),
            _("5 minuten per maand"),
            line(
                _(
                    "Bij %(actions)s staat wat je team gaat verbeteren. Is een actie van jou? Open die, kies hoe "
                    "het ervoor staat en kies %(keep)s."
                ),
                actions=screen.ACTIONS,
                keep=Said(_("Stand opslaan")),
            ),
        ),
    ),
    sees=(
        Sentence(_("Je eigen antwoorden, tot het invullen sluit."), frozenset({Ability.ANSWER})),
        Sentence(
            _(
                "Vanaf het gesprek: hoe vaak elk niveau is gekozen, en losse opmerkingen zonder naam. Alleen als "
                "genoeg mensen iets invulden."
            ),
            frozenset({Ability.SEE_SPREAD_IN_CONVERSATION, Ability.SEE_REMARKS}),
        ),
        Sentence(
            _("Na het vaststellen: het resultaat, het rapport en de acties van je eigen team."),
            frozenset({Ability.SEE_TEAM_RESULTS, Ability.SEE_ACTIONS, Ability.MOVE_OWN_ACTIONS}),
        ),
    ),
    hidden=(
        Sentence(_("Wat een collega koos. Dat ziet niemand, ook je leidinggevende niet.")),
        Sentence(
            _("Wie al is begonnen met invullen. Dat ziet alleen de LOB-coördinator."),
            lacks=frozenset({Ability.SEE_WHO_ANSWERED}),
        ),
        Sentence(
            _("Resultaten van andere teams en van de school."),
            lacks=frozenset({Ability.SEE_SCHOOL_RESULTS, Ability.SEE_BOARD_RESULTS}),
        ),
    ),
    questions=(
        Question(
            _("Kan iemand zien wat ik koos?"),
            line(
                _(
                    "Nee. Sluit het invullen, dan worden antwoorden aantallen, en wordt wie wat koos voorgoed gewist. "
                    "Kiest iedereen hetzelfde, dan weet je dat wel van elkaar. Lees meer bij %(privacy)s."
                ),
                privacy=screen.PRIVACY,
            ),
        ),
        Question(
            _("En als ik het niet weet?"),
            line(
                _(
                    "Kies %(unknown)s. Dat is ook een antwoord, en het telt niet mee als score. Past een zin niet bij "
                    "je team, kies dan %(not_applicable)s."
                ),
                unknown=Said(_("Weet ik niet")),
                not_applicable=Said(_("Niet van toepassing")),
            ),
        ),
        Question(
            _("Ik weet mijn wachtwoord niet meer."),
            line(
                _("Je hebt er geen nodig. Vul je e-mailadres in en kies %(code)s."),
                code=screen.CODE,
            ),
        ),
    ),
    help=line(
        _(
            "Vraag je LOB-coördinator. Die weet wanneer het invullen sluit en wanneer het gesprek is. Wat de zinnen "
            "betekenen, lees je bij %(card)s. Minder mail? Kies %(mail)s."
        ),
        mail=screen.MAIL,
        card=screen.CARD,
    ),
    find=screen.FIND,
)
