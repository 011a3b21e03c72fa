"""What to look at when a mail server does not take a mail, by the kind of fault; for who runs the installation."""

from __future__ import annotations

HINTS = {
    "ConnectionRefusedError": "Daar luistert geen mailserver: kijk de naam en de poort in EMAIL_URL na.",
    "gaierror": "Die naam is niet bekend: kijk EMAIL_URL na.",
    "TimeoutError": "Er kwam geen antwoord: kijk de poort in EMAIL_URL na, en of een firewall hem tegenhoudt.",
    "SSLCertVerificationError": "Het certificaat hoort niet bij die naam, of wie het gaf is hier niet bekend.",
    "SSLError": "De versleuteling past niet: submission:// begint zonder, smtps:// meteen met.",
    "SMTPServerDisconnected": "De server verbrak de verbinding: past het begin van EMAIL_URL bij de poort?",
    "SMTPNotSupportedError": "De server kent geen STARTTLS of geen inloggen: probeer smtps:// of een andere poort.",
    "SMTPAuthenticationError": "De gebruikersnaam of het wachtwoord in EMAIL_URL wordt geweigerd.",
    "SMTPSenderRefused": "De server neemt van deze afzender niets aan: kijk DEFAULT_FROM_EMAIL na.",
    "SMTPRecipientsRefused": "De server neemt voor dit adres niets aan: bestaat het, en mag je van hier mailen?",
    "SMTPDataError": "De server nam het bericht zelf niet aan.",
}


def hint(fault: str) -> str:
    """Return what to look at; `fault` begins with the name of its kind."""
    return HINTS.get(fault.partition(" ")[0], "")
