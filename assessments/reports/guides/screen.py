"""Words on the screen that more than one guide names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .values import Said, line

TODAY = Said(_("Vandaag"), "home")
ROUNDS = Said(_("Metingen"), "round-list")
RESULTS = Said(_("Resultaten"), "results")
ACTIONS = Said(_("Acties"), "actions")
MAKE_ACTION = Said(_("Actie maken"), "action-new")
MAIL = Said(_("Welke mail je krijgt"), "own-mail")
CARD = Said(_("Kwaliteitskaart"), "card-list")
ORGANISATION = Said(_("Organisatie"), "organisation")
PEOPLE = Said(_("Mensen en rollen"), "people-list")
PRIVACY = Said(_("Privacy"), "privacy")
SECURITY = Said(_("Inloggen en beveiliging"), "security")
LOG = Said(_("Logboek"), "audit-log")
CODE = Said(_("Stuur mij een code"))
REPORT = Said(_("Download het rapport (PDF)"))
READY_TEXT = Said(_("Tekst voor het jaarverslag en de MR"))
SPREADSHEET = Said(_("Download als spreadsheet (Excel)"))
OVER_TIME = Said(_("Bekijk het verloop"))
FOLLOW = Said(_("Volg het gesprek"))
CLOSE = Said(_("Invullen sluiten"))

FIND = line(
    _("Iets kwijt? Met %(search)s, bovenaan elke pagina, vind je wat jij mag zien."),
    search=Said(_("Zoeken"), "search"),
)
