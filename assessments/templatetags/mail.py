"""How a mail went, in a sign and words, for whoever asked for it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.enums import MailState

register = template.Library()


class Sent(Protocol):
    """What of a mail tells how it went."""

    state: str
    attempts: int
    finished_at: dt.datetime | None


@register.inclusion_tag("components/mail_state.html")
def mail_state(mail: Sent) -> dict[str, Any]:
    """The state of a mail, and what it means where that calls for something. Beside it stands how to send again."""
    sign, word, text = _shown(mail)
    return {"sign": sign, "word": word, "text": text, "late": bool(text) and sign == "triangle"}


def _shown(mail: Sent) -> tuple[str, str, str]:
    match MailState(mail.state):
        case MailState.WAITING if mail.attempts:
            return (
                "quarter",
                _("Nog niet verstuurd"),
                _("De mailserver nam de mail nog niet aan. We proberen het vanzelf opnieuw."),
            )
        case MailState.WAITING:
            return "empty", _("Wacht op versturen"), ""
        case MailState.HANDING_OVER:
            return "half", _("Wordt verstuurd"), ""
        case MailState.SENT:
            day = date_format(localtime(mail.finished_at), "j F Y")
            return "tick", _("Verstuurd op %(day)s") % {"day": day}, ""
        case MailState.UNCERTAIN:
            return (
                "triangle",
                _("Onzeker"),
                _(
                    "We weten niet of deze mail is aangekomen: het versturen brak af. "
                    "Vraag het na, of stuur hem opnieuw."
                ),
            )
        case MailState.FAILED:
            return (
                "triangle",
                _("Niet verstuurd"),
                _("De mailserver nam de mail niet aan. Kijk het adres na, of stuur hem opnieuw."),
            )
        case MailState.WITHDRAWN:
            return "empty", _("Ingetrokken"), ""
