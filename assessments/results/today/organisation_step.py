"""The next step of a beheerder: what is still to be set up before anybody can measure anything."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.enums import Role

from .organisation import Organisation
from .situation import Situation
from .steps import Figure, Step


def organise(situation: Situation) -> Step | None:
    organisation = situation.organisation
    if organisation is None:
        return None
    if organisation.unread:
        return Step(
            _("Maak het inlezen af"),
            _(
                "Je bestand is gelezen, maar er is nog niets opgeslagen. Bekijk wat er verandert en sla het op. "
                "Na een dag wissen we het bestand."
            ),
            _("Bekijk het bestand"),
            reverse("import-detail", args=[organisation.unread]),
            _figures(organisation),
        )
    if not organisation.schools:
        return Step(
            _("Voeg je eerste school toe"),
            _(
                "Daarna maak je haar teams, en kan een LOB-coördinator een meting plannen. Heb je veel scholen? Lees "
                "dan bij Organisatie een bestand in."
            ),
            _("School toevoegen"),
            reverse("organisation-school-add", args=[organisation.board_uid]),
        )
    if organisation.empty:
        name, uid = organisation.empty[0]
        return Step(
            _("Voeg de teams van %(school)s toe") % {"school": name},
            _("Een meting doe je met teams. Je typt of plakt hun namen, één per regel."),
            _("Teams toevoegen"),
            reverse("schools-teams-add", args=[uid]),
            _figures(organisation),
        )
    if not organisation.has_coordinator:
        return _find_coordinator(organisation, situation)
    if organisation.unled:
        name, uid = organisation.unled[0]
        return Step(
            _("Wijs een LOB-coördinator aan voor %(school)s") % {"school": name},
            _(
                "Zonder LOB-coördinator doet deze school niet mee: niemand plant daar een meting of leidt een gesprek."
            ),
            _("Iemand uitnodigen"),
            f"{reverse('people-invite')}?plek={uid}&rol={Role.COORDINATOR.value}",
            _figures(organisation),
        )
    return None


def _find_coordinator(organisation: Organisation, situation: Situation) -> Step:
    if organisation.coordinator_unsent:
        return Step(
            _("Verstuur de uitnodigingen die klaarstaan"),
            _(
                "Er is er een bij voor een LOB-coördinator. Die plant de metingen en leidt de gesprekken, maar weet "
                "nog van niets."
            ),
            _("Naar de uitnodigingen"),
            reverse("people-invitations"),
            _figures(organisation),
        )
    if until := organisation.coordinator_invited_until:
        day = {"day": date_format(until, "j F Y")}
        return Step(
            _("Een LOB-coördinator is uitgenodigd"),
            _(
                "De uitnodiging geldt tot en met %(day)s. Wie haar aanneemt, kan een meting plannen. Duurt het te "
                "lang? Stuur de uitnodiging dan opnieuw, of nodig iemand anders uit."
            )
            % day
            if until >= situation.today
            else _(
                "De uitnodiging gold tot en met %(day)s en is niet aangenomen. Stuur haar opnieuw, of nodig iemand "
                "anders uit."
            )
            % day,
            _("Naar de uitnodigingen"),
            reverse("people-invitations"),
            _figures(organisation),
        )
    return Step(
        _("Wijs een LOB-coördinator aan"),
        _("De scholen en teams staan klaar. Een LOB-coördinator plant de metingen en leidt de gesprekken."),
        _("Iemand uitnodigen"),
        reverse("people-invite"),
        _figures(organisation),
    )


def set_up(organisation: Organisation) -> Step:
    """Where nothing is to be done."""
    return Step(
        _("Je organisatie staat klaar"),
        _(
            "De LOB-coördinatoren kunnen metingen plannen. Komt er een school, team of iemand bij, of verandert er "
            "iets? Dat regel je bij Organisatie."
        ),
        _("Naar je organisatie"),
        reverse("organisation"),
        _figures(organisation),
    )


def _figures(organisation: Organisation) -> tuple[Figure, ...]:
    return (
        Figure(str(organisation.schools), ngettext("school", "scholen", organisation.schools)),
        Figure(str(organisation.teams), ngettext("team", "teams", organisation.teams)),
    )
