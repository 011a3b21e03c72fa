"""The closed vocabularies of the domain: roles, states, kinds. Nothing here touches the database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MIN_LEVELS = 2
MAX_LEVELS = 7
MAX_TEXT = 4_000
"""Characters in a remark, an onderbouwing, evidence or dissent; a line break counts as one."""

MIN_GROUP = 5
"""The least number of people behind a spread that may be shown; an assessment may ask for more."""


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
    ORGANISATION_LOADED = "organisatie.geladen", _("organisatie ingelezen")
    SCHOOL_ADDED = "school.toegevoegd", _("school toegevoegd")
    SCHOOL_CHANGED = "school.gewijzigd", _("school gewijzigd")
    TEAM_ADDED = "team.toegevoegd", _("team toegevoegd")
    PERSON_ADDED = "persoon.toegevoegd", _("persoon toegevoegd")
    PERSON_CHANGED = "persoon.gewijzigd", _("persoon gewijzigd")
    ROLE_GIVEN = "rol.gegeven", _("rol gegeven")
    ROLE_ENDED = "rol.beeindigd", _("rol beëindigd")
    CARD_LOADED = "kaart.geladen", _("kaart geladen")
    CARD_SPELLING = "kaart.gespeld", _("spelling van de kaart verbeterd")
    ROUND_PLANNED = "meting.gepland", _("meting gepland")
    ROUND_CHANGED = "meting.gewijzigd", _("meting gewijzigd")
    ROUND_OPENED = "meting.geopend", _("meting geopend")
    ROUND_CLOSED = "meting.gesloten", _("meting gesloten")
    ROUND_DISCARDED = "meting.weggegooid", _("proefmeting weggegooid")
    CONFIRMED = "teamscore.vastgesteld", _("teamscore vastgesteld")
    REOPENED = "teamscore.heropend", _("teamscore heropend")
    REPORT_DOWNLOADED = "rapport.gedownload", _("rapport gedownload")
