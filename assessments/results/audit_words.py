"""The audit log in words: every verb as something that somebody did."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.enums import Verb

DEEDS: dict[Verb, Promise] = {
    Verb.BOARD_CREATED: _("maakte het bestuur aan"),
    Verb.BOARD_CHANGED: _("wijzigde de gegevens van het bestuur"),
    Verb.ORGANISATION_LOADED: _("las scholen, teams en mensen in"),
    Verb.SCHOOL_ADDED: _("voegde een school toe"),
    Verb.SCHOOL_CHANGED: _("wijzigde een school"),
    Verb.SCHOOL_CLOSED: _("hief een school op"),
    Verb.SCHOOL_REOPENED: _("heropende een school"),
    Verb.SCHOOL_MERGED: _("voegde een school samen met een andere"),
    Verb.TEAM_ADDED: _("voegde een team toe"),
    Verb.TEAM_CHANGED: _("wijzigde een team"),
    Verb.TEAM_MOVED: _("verplaatste een team naar een andere school"),
    Verb.TEAM_CLOSED: _("hief een team op"),
    Verb.TEAM_REOPENED: _("heropende een team"),
    Verb.TEAM_MERGED: _("voegde een team samen met een ander"),
    Verb.PERSON_ADDED: _("voegde iemand toe"),
    Verb.PERSON_CHANGED: _("wijzigde de gegevens van iemand"),
    Verb.PERSON_REMOVED: _("verwijderde iemand"),
    Verb.INVITED: _("nodigde iemand uit"),
    Verb.INVITATION_RESENT: _("stuurde een uitnodiging opnieuw"),
    Verb.INVITATION_WITHDRAWN: _("trok een uitnodiging in"),
    Verb.INVITATION_ACCEPTED: _("nam een uitnodiging aan"),
    Verb.ROLE_GIVEN: _("gaf een rol"),
    Verb.ROLE_ENDED: _("beëindigde een rol"),
    Verb.PROVIDER_ALLOWED: _("stond een inlogdienst toe"),
    Verb.PROVIDER_ENDED: _("beëindigde een inlogdienst"),
    Verb.SIGN_IN_CHANGED: _("wijzigde hoe iemand inlogt"),
    Verb.DATA_DOWNLOADED: _("downloadde de eigen gegevens"),
    Verb.RETENTION_CHANGED: _("wijzigde de bewaartermijnen"),
    Verb.RETENTION_DONE: _("wiste wat de bewaartermijn voorbij was"),
    Verb.BOARD_EXPORTED: _("zette de gegevens van het bestuur in een bestand"),
    Verb.BOARD_ERASED: _("wiste de gegevens van het bestuur"),
    Verb.AUDIT_EXPORTED: _("downloadde het logboek"),
    Verb.CARD_LOADED: _("laadde een kaart"),
    Verb.CARD_SPELLING: _("verbeterde de spelling van een kaart"),
    Verb.ROUND_PLANNED: _("plande een meting"),
    Verb.ROUND_CHANGED: _("wijzigde een meting"),
    Verb.ROUND_OPENED: _("opende een meting"),
    Verb.ROUND_CLOSED: _("sloot een meting"),
    Verb.ROUND_DISCARDED: _("gooide een meting weg"),
    Verb.ANSWERING_CHANGED: _("wijzigde hoe een team invult"),
    Verb.SIZE_RAISED: _("maakte een team groter"),
    Verb.ANSWERING_INVITED: _("vroeg iemand om in te vullen"),
    Verb.ANSWERING_REMINDED: _("herinnerde een team aan het invullen"),
    Verb.ANSWERING_WITHDRAWN: _("trok een deelname in"),
    Verb.TEAM_LINK_MADE: _("maakte een teamlink"),
    Verb.TEAM_LINK_WITHDRAWN: _("trok een teamlink in"),
    Verb.PAPER_TYPED: _("voerde een papieren formulier in"),
    Verb.ANSWERING_CLOSED: _("sloot het invullen van een team"),
    Verb.CONFIRMED: _("stelde teamscores vast"),
    Verb.REOPENED: _("heropende teamscores"),
    Verb.PRIORITIES_CHOSEN: _("koos de prioriteiten van een team"),
    Verb.ACTION_MADE: _("maakte een actie"),
    Verb.ACTION_CHANGED: _("wijzigde een actie"),
    Verb.ACTION_MOVED: _("werkte een actie bij"),
    Verb.ACTION_DELETED: _("verwijderde een actie"),
    Verb.REPORT_DOWNLOADED: _("downloadde een rapport"),
    Verb.ALL_REPORTS_DOWNLOADED: _("downloadde alle rapporten"),
    Verb.FIGURES_DOWNLOADED: _("downloadde cijfers"),
}

UNKNOWN_DEED = _("deed iets wat deze versie niet kent (%(verb)s)")

GROUPS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "organisatie": (_("Scholen en teams"), ("bestuur", "organisatie", "school", "team")),
    "mensen": (_("Mensen en rollen"), ("persoon", "uitnodiging", "rol")),
    "toegang": (_("Inloggen"), ("inlogdienst", "inloggen")),
    "gegevens": (_("Gegevens en bewaren"), ("gegevens", "bewaren", "logboek")),
    "metingen": (_("Metingen en kaarten"), ("kaart", "meting")),
    "invullen": (_("Invullen door het team"), ("zelfevaluatie", "invullen", "teamlink", "papier")),
    "acties": (_("Prioriteiten en acties"), ("prioriteiten", "actie")),
    "scores": (_("Teamscores en rapporten"), ("teamscore", "rapport", "cijfers")),
}
"""What a filter offers: a name, and the first words of the verbs that belong to it."""

SERVER = pgettext_lazy("wie iets deed", "De server")


def deed(verb: str) -> str:
    """What somebody did, to stand after their name; also for a verb that an older or newer version wrote."""
    known = DEEDS.get(Verb(verb)) if verb in Verb.values else None
    return str(known) if known else str(UNKNOWN_DEED) % {"verb": verb}


def verbs_of(group: str) -> list[Verb]:
    """The verbs of a group, in the order in which they are told."""
    return [verb for verb in Verb if verb.value.partition(".")[0] in GROUPS[group][1]]
