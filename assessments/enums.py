"""The closed vocabularies of the domain: roles, states, kinds. Nothing here touches the database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MIN_LEVELS = 2
MAX_LEVELS = 7
MAX_TEXT = 4_000
"""Characters in a remark, an onderbouwing, evidence or dissent; a line break counts as one."""

MIN_GROUP = 5
"""The least number of people behind a spread that may be shown; an assessment may ask for more."""

MOST_MIN_GROUP = 25
"""A floor above this would hide everything of a common team."""


MOST_PRIORITIES = 5
"""More than five things first is nothing first."""


class Role(TextChoices):
    MEMBER = "teamlid", _("teamlid")
    COORDINATOR = "coordinator", _("LOB-coördinator")
    MANAGER = "manager", _("manager")
    GOVERNOR = "bestuur", _("bestuur")
    ADMINISTRATOR = "beheerder", _("beheerder")


class Sector(TextChoices):
    VO = "vo", _("voortgezet onderwijs")
    MBO = "mbo", _("middelbaar beroepsonderwijs")
    HO = "ho", _("hoger onderwijs")


class MailKind(TextChoices):
    """What a mail is for; its words are `templates/mail/<kind>`."""

    ACCOUNT = "account", _("inloggen")
    INVITATION = "uitnodiging", _("uitnodiging")
    ROLE_GIVEN = "rol", _("nieuwe rol")
    ROLE_REPORTED = "rol-melding", _("melding van een rol")
    ANSWERS_DELETED = "antwoorden-gewist", _("antwoorden gewist")
    ANSWERING = "invullen", _("uitnodiging om in te vullen")
    REMINDER = "herinnering", _("herinnering om in te vullen")
    TALK = "gesprek", _("het gesprek kan beginnen")
    DIGEST = "overzicht", _("overzicht van de week")
    ACTION = "actie", _("een actie die van jou is")
    TEST = "test", _("proefbericht")


NUDGES = (MailKind.ANSWERING, MailKind.REMINDER, MailKind.TALK, MailKind.ACTION, MailKind.DIGEST)
"""Mail that asks or reminds somebody of something; each can be switched off. Other mail tells what must be known."""


class MailState(TextChoices):
    """`HANDING_OVER` is written before the mail server is spoken to: who dies then leaves it uncertain, never twice."""

    WAITING = "wacht", _("wacht op versturen")
    HANDING_OVER = "overdracht", _("wordt verstuurd")
    SENT = "verstuurd", _("verstuurd")
    UNCERTAIN = "onzeker", _("onzeker")
    FAILED = "mislukt", _("niet verstuurd")
    WITHDRAWN = "ingetrokken", _("ingetrokken")


class ImportState(TextChoices):
    WAITING = "wacht", _("wacht op lezen")
    READING = "leest", _("wordt gelezen")
    PREVIEW = "voorbeeld", _("klaar om te bekijken")
    WRITING = "schrijft", _("wordt opgeslagen")
    DONE = "klaar", _("opgeslagen")
    REFUSED = "geweigerd", _("geweigerd")


class PrintKind(TextChoices):
    """What a person asked to have printed."""

    BOARD_FILES = "alles", _("alle rapporten van een bestuur")
    BOARD = "bestuur", _("rapport van een bestuur")
    SCHOOL = "school", _("rapport van een school")
    TEAM = "team", _("rapport van een team")


class PrintFault(TextChoices):
    """Why a report was given up."""

    FAILED = "mislukt", _("mislukt")
    NO_PANGO = "pango", _("Pango ontbreekt")


class RoundState(TextChoices):
    DRAFT = "concept", _("concept")
    OPEN = "open", _("open")
    CLOSED = "gesloten", _("gesloten")


class Way(TextChoices):
    """How a team comes to its scores."""

    TOGETHER = "samen", _("samen")
    INDIVIDUAL = "individueel", _("eerst ieder voor zich")


class Choice(TextChoices):
    """What was chosen for an indicator. `NONE` is no answer; only `LEVEL` is a score."""

    NONE = "", _("niet ingevuld")
    LEVEL = "niveau", _("niveau")
    UNKNOWN = "weet-niet", _("weet ik niet")
    NOT_APPLICABLE = "nvt", _("niet van toepassing")


class ActionStatus(TextChoices):
    PLANNED = "gepland", _("gepland")
    BUSY = "bezig", _("bezig")
    DONE = "afgerond", _("afgerond")
    STOPPED = "gestopt", _("gestopt")


class Via(TextChoices):
    """How somebody takes part in answering."""

    ACCOUNT = "account", _("account")
    LINK = "link", _("persoonlijke link")
    TEAM_LINK = "teamlink", _("teamlink of QR-code")
    PAPER = "papier", _("papieren formulier")


class BlockKind(TextChoices):
    """How a block of a card's background reads."""

    PARAGRAPH = "alinea", _("alinea")
    ITEM = "onderdeel", _("onderdeel")
    NOTE = "noot", _("noot van de redactie")


class Verb(TextChoices):
    """Everything the audit log can record. Values are stable: rows outlive the code."""

    BOARD_CREATED = "bestuur.aangemaakt", _("bestuur aangemaakt")
    BOARD_CHANGED = "bestuur.gewijzigd", _("bestuur gewijzigd")
    ORGANISATION_LOADED = "organisatie.geladen", _("organisatie ingelezen")
    SCHOOL_ADDED = "school.toegevoegd", _("school toegevoegd")
    SCHOOL_CHANGED = "school.gewijzigd", _("school gewijzigd")
    SCHOOL_CLOSED = "school.gesloten", _("school gesloten")
    SCHOOL_REOPENED = "school.heropend", _("school heropend")
    SCHOOL_MERGED = "school.samengevoegd", _("school samengevoegd")
    TEAM_ADDED = "team.toegevoegd", _("team toegevoegd")
    TEAM_CHANGED = "team.gewijzigd", _("team gewijzigd")
    TEAM_MOVED = "team.verplaatst", _("team verplaatst")
    TEAM_CLOSED = "team.gesloten", _("team gesloten")
    TEAM_REOPENED = "team.heropend", _("team heropend")
    TEAM_MERGED = "team.samengevoegd", _("team samengevoegd")
    PERSON_ADDED = "persoon.toegevoegd", _("persoon toegevoegd")
    PERSON_CHANGED = "persoon.gewijzigd", _("persoon gewijzigd")
    PERSON_REMOVED = "persoon.verwijderd", _("persoon verwijderd")
    INVITED = "uitnodiging.gemaakt", _("uitgenodigd")
    INVITATION_RESENT = "uitnodiging.herhaald", _("uitnodiging opnieuw verstuurd")
    INVITATION_WITHDRAWN = "uitnodiging.ingetrokken", _("uitnodiging ingetrokken")
    INVITATION_ACCEPTED = "uitnodiging.aangenomen", _("uitnodiging aangenomen")
    ROLE_GIVEN = "rol.gegeven", _("rol gegeven")
    ROLE_ENDED = "rol.beeindigd", _("rol beëindigd")
    PROVIDER_ALLOWED = "inlogdienst.toegestaan", _("inlogdienst toegestaan")
    PROVIDER_ENDED = "inlogdienst.beeindigd", _("inlogdienst beëindigd")
    SIGN_IN_CHANGED = "inloggen.gewijzigd", _("manier van inloggen gewijzigd")
    DATA_DOWNLOADED = "gegevens.gedownload", _("eigen gegevens gedownload")
    RETENTION_CHANGED = "bewaren.gewijzigd", _("bewaartermijnen gewijzigd")
    RETENTION_DONE = "bewaren.uitgevoerd", _("bewaartermijnen uitgevoerd")
    BOARD_EXPORTED = "bestuur.meegegeven", _("gegevens van het bestuur meegegeven")
    BOARD_ERASED = "bestuur.gewist", _("gegevens van het bestuur gewist")
    AUDIT_EXPORTED = "logboek.gedownload", _("logboek gedownload")
    CARD_LOADED = "kaart.geladen", _("kaart geladen")
    CARD_SPELLING = "kaart.gespeld", _("spelling van de kaart verbeterd")
    ROUND_PLANNED = "meting.gepland", _("meting gepland")
    ROUND_CHANGED = "meting.gewijzigd", _("meting gewijzigd")
    ROUND_OPENED = "meting.geopend", _("meting geopend")
    ROUND_CLOSED = "meting.gesloten", _("meting gesloten")
    ROUND_DISCARDED = "meting.weggegooid", _("proefmeting weggegooid")
    ANSWERING_CHANGED = "zelfevaluatie.gewijzigd", _("manier van invullen gewijzigd")
    SIZE_RAISED = "zelfevaluatie.vergroot", _("teamgrootte verhoogd")
    ANSWERING_INVITED = "invullen.uitgenodigd", _("uitgenodigd om in te vullen")
    ANSWERING_REMINDED = "invullen.herinnerd", _("herinnerd om in te vullen")
    ANSWERING_WITHDRAWN = "invullen.ingetrokken", _("deelname ingetrokken")
    TEAM_LINK_MADE = "teamlink.gemaakt", _("teamlink gemaakt")
    TEAM_LINK_WITHDRAWN = "teamlink.ingetrokken", _("teamlink ingetrokken")
    PAPER_TYPED = "papier.ingevoerd", _("papieren formulier ingevoerd")
    ANSWERING_CLOSED = "invullen.gesloten", _("invullen gesloten")
    CONFIRMED = "teamscore.vastgesteld", _("teamscore vastgesteld")
    REOPENED = "teamscore.heropend", _("teamscore heropend")
    PRIORITIES_CHOSEN = "prioriteiten.gekozen", _("prioriteiten gekozen")
    ACTION_MADE = "actie.gemaakt", _("actie gemaakt")
    ACTION_CHANGED = "actie.gewijzigd", _("actie gewijzigd")
    ACTION_MOVED = "actie.bijgewerkt", _("voortgang van een actie bijgewerkt")
    ACTION_DELETED = "actie.verwijderd", _("actie verwijderd")
    REPORT_DOWNLOADED = "rapport.gedownload", _("rapport gedownload")
    ALL_REPORTS_DOWNLOADED = "rapport.alle_gedownload", _("alle rapporten gedownload")
    FIGURES_DOWNLOADED = "cijfers.gedownload", _("cijfers gedownload")
