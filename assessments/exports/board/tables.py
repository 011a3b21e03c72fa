"""All files that go along, and what does not. A new model stands in one of the two, or a test fails."""

from .actions import ACTIONS
from .cards import CARDS
from .organisation import ORGANISATION
from .results import RESULTS
from .table import Table

TABLES: tuple[Table, ...] = (*ORGANISATION, *CARDS, *RESULTS, *ACTIONS)

LEFT_OUT: dict[str, str] = {
    "assessments.Response": "antwoorden die nog open staan zijn alleen van wie ze gaf; die kan ze zelf downloaden",
    "assessments.Answer": "antwoorden die nog open staan zijn alleen van wie ze gaf; die kan ze zelf downloaden",
    "assessments.Receipt": "dat een antwoord aankwam; gaat weg met de antwoorden",
    "assessments.Retired": "wat van een link, nummer of papier niet terug mag komen; gaat weg bij het sluiten",
    "assessments.Conversation": "bij welke indicator een gesprek is gebleven",
    "assessments.Remark": "losse opmerkingen zijn voor het gesprek van het team; het bestuur leest ze niet",
    "assessments.Example": "voorbeelden van acties, meegeleverd met de kaart",
    "assessments.Mail": "mail die nog verstuurd moet worden; van verstuurde mail is niets bewaard",
    "assessments.MailOff": "welke mail één persoon niet wil; die kan dat zelf downloaden",
    "assessments.PrintedFile": "rapporten die al gemaakt zijn; wat erin staat gaat mee",
    "assessments.PrintJob": "wie om welk rapport vroeg; na een dag weg",
    "assessments.PrintPart": "wie om welk rapport vroeg; na een dag weg",
    "assessments.Heartbeat": "of de achtergrondprocessen lopen; zonder gegevens van een bestuur",
    "account.EmailAddress": "hoort bij het inloggen van één persoon",
    "account.EmailConfirmation": "hoort bij het inloggen van één persoon",
    "mfa.Authenticator": "geheimen van het inloggen",
    "socialaccount.SocialApp": "instelling van de installatie",
    "socialaccount.SocialAccount": "hoort bij het inloggen van één persoon",
    "socialaccount.SocialToken": "geheimen van het inloggen",
    "usersessions.UserSession": "hoort bij het inloggen van één persoon",
    "sessions.Session": "hoort bij het inloggen van één persoon",
    "django_tasks_database.DBTaskResult": "werk van de installatie zelf, zonder gegevens van een bestuur",
    "admin.LogEntry": "wordt hier niet gebruikt",
    "auth.Permission": "wordt hier niet gebruikt",
    "auth.Group": "wordt hier niet gebruikt",
    "contenttypes.ContentType": "werk van de installatie zelf",
}
"""Models that do not go along, and why."""
