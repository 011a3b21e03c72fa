"""What stands around every view."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from assessments.access import second_factor as factor
from assessments.models import User
from assessments.views import watching
from assessments.views.confirmation import confirm_first
from assessments.views.factors import set_up_first
from lobkwaliteit.logs import number_request

GetResponse = Callable[[HttpRequest], HttpResponse]


def numbered(get_response: GetResponse) -> GetResponse:
    """Give each request a number, by which the lines of the log about it are found. It stands before all else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number_request(request.headers.get("X-Request-ID", ""))
        return get_response(request)

    return middleware


def watched(get_response: GetResponse) -> GetResponse:
    """Answer who watches over the process, by whatever name they ask: without session, cookies or a look at the host.

    A load balancer asks by address, which `ALLOWED_HOSTS` does not have.
    """
    pages: dict[str, Callable[..., Any]] = {
        reverse("alive"): watching.alive,
        reverse("ready"): watching.ready,
    }

    def middleware(request: HttpRequest) -> HttpResponse:
        page = pages.get(request.path)
        return page(request) if page else get_response(request)

    return middleware


def language(get_response: GetResponse) -> GetResponse:
    """Speak Dutch unless the visitor chose otherwise with the switch.

    Django's own LocaleMiddleware follows the browser's settings; many Dutch schools have browsers set to English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        code = chosen if chosen in known and check_for_language(chosen) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


UNUSED = [
    *(
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
    ),
    *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("screen-wake-lock", "usb", "xr-spatial-tracking"),
]
PASSKEYS = ["publickey-credentials-create", "publickey-credentials-get"]

ISOLATION = {
    "Permissions-Policy": ", ".join(
        [*(f"{one}=()" for one in UNUSED), *(f"{one}=(self)" for one in PASSKEYS)]
    ),
    # Other sites load nothing of ours, and pages of ours nothing of theirs.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex, nofollow",
}


def headers(get_response: GetResponse) -> GetResponse:
    """Shut our pages and files off from other sites. It stands before what serves static files."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in ISOLATION.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def private(get_response: GetResponse) -> GetResponse:
    """Let no browser or proxy keep a page: after signing out, going back shows nothing of who was here before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


ALWAYS = {
    "account_logout",
    "account_inactive",
    "set_language",
    "favicon",
    "privacy",
    "security-txt",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "invitation-link",
    "join-code",
    "join-dead",
    "join-link",
    "join-start",
    "join-criterion",
    "join-done",
    "join-erase",
    "join-number",
    "join-leave",
    "mail-off",
}
"""Routes for who has yet to take a second step. The link of an invitation only leads on to an address without it; who
takes part by a link does nothing with their account.
"""

SETTING_UP = {
    "security-second-factor",
    "security-app-add",
    "passkey-add",
    "security-confirm",
    "account_reauthenticate",
}
"""Routes for who has yet to set one up. Who has one takes it first: else a password would do to add another."""


def second_factor(get_response: GetResponse) -> GetResponse:
    """Let who must have a second step go nowhere without it, and nobody stay for longer than half a day.

    It looks at the roles that the page reads too, so a role given today counts from the next page; that the step was
    taken stands in the session. So for teamleden it costs no query, and for who took the step none either.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        user = request.user
        if route in ALWAYS or not isinstance(user, User):
            return None
        if _is_over(request, user):
            get_adapter().logout(request)
            messages.info(request, _("Je bent uitgelogd, omdat je een halve dag geleden hebt ingelogd."))
            return redirect("account_login")
        if factor.taken(request) or not factor.must_have_one(user):
            return None
        if factor.has_one(user):
            return confirm_first(request)
        return None if route in SETTING_UP else set_up_first(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _is_over(request: HttpRequest, user: User) -> bool:
    records = get_authentication_records(request, user)
    return bool(records) and time.time() - records[0]["at"] > settings.SESSION_COOKIE_AGE
