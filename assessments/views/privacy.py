"""What is kept, who sees it, how long, and what one can do: for anybody, signed in or not."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from assessments.access.guards import open_to_all
from assessments.enums import MIN_GROUP, Role
from assessments.models import Board

from .joined import BESIDE, DEVICE, LINK

SEES = [
    (
        Role.MEMBER,
        _(
            "De teamscores van het eigen team, en na het vaststellen het resultaat en het rapport. Van wat ieder apart "
            "antwoordde: vanaf het gesprek de verdeling en de losse opmerkingen. Nooit van wie ze zijn."
        ),
    ),
    (
        Role.COORDINATOR,
        _(
            "Van de teams waarvoor die werkt: hetzelfde, en wie begonnen is met invullen (nooit wat). Wie welke rol "
            "heeft in de eigen teams en school."
        ),
    ),
    (
        Role.MANAGER,
        _(
            "Van de eigen teams of school: hoe ver ze zijn, en na het vaststellen de resultaten, de verdeling en de "
            "rapporten. Geen opmerkingen, en geen namen van wie invulde: alleen “6 van 9”."
        ),
    ),
    (
        Role.GOVERNOR,
        _("Van alle scholen hetzelfde als een manager. En het logboek, waarin geen antwoorden staan."),
    ),
    (
        Role.ADMINISTRATOR,
        _(
            "Namen, e-mailadressen en rollen van iedereen in het bestuur, en het logboek. Geen antwoorden, scores of "
            "rapporten."
        ),
    ),
]


@open_to_all
def privacy(request: HttpRequest) -> HttpResponse:
    fields = {field.name: field.default for field in Board._meta.fields if field.name.startswith("keep_")}
    context = {
        "sees": SEES,
        "floor": MIN_GROUP,
        "keep": fields,
        "cookies": {
            "session": settings.SESSION_COOKIE_NAME,
            "csrf": settings.CSRF_COOKIE_NAME,
            "language": settings.LANGUAGE_COOKIE_NAME,
            "device": DEVICE,
            "team_link": LINK,
            "beside": BESIDE,
        },
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "privacy/privacy.html", context)
