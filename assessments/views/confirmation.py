"""Saying once more who one is, before the ways of signing in change: by the second step where somebody has one, else by
password or by a code by mail. Who signed in just now has done so.
"""

from __future__ import annotations

import time
from functools import wraps
from typing import Any

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assessments.access.guards import View, signed_in, user_of
from assessments.access.second_factor import has_one
from assessments.forms.accounts import CODE_GONE, TOO_MANY_CODES, CodeForm
from assessments.models import User

from .codes import mail_code

CODE = "confirmation_code"
"""Where the session keeps the code that was mailed, and when."""


def is_recent(request: HttpRequest) -> bool:
    records = get_authentication_records(request, user_of(request))
    return any(time.time() - record["at"] < REAUTHENTICATION_TIMEOUT for record in records)


def methods_of(user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
    """The ways in which somebody can confirm, the usual one first; in one query."""
    if not isinstance(user, User):
        return []
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not types:
        by_mail = _method("security-confirm", _("Met een code per mail"))
        by_password = _method("account_reauthenticate", _("Met je wachtwoord"))
        return [by_password, by_mail] if user.has_usable_password() else [by_mail]
    by_passkey = _method("mfa_reauthenticate_webauthn", _("Met een passkey"))
    if Authenticator.Type.WEBAUTHN not in types:
        return [_method("mfa_reauthenticate", _("Met een code"))]
    if Authenticator.Type.RECOVERY_CODES not in types:
        return [by_passkey]
    if Authenticator.Type.TOTP not in types:
        return [by_passkey, _method("mfa_reauthenticate", _("Met een herstelcode"))]
    return [_method("mfa_reauthenticate", _("Met een code uit je app")), by_passkey]


def _method(route: str, description: str) -> dict[str, Any]:
    return {"id": route, "description": description, "url": reverse(route)}


HOLD_A_SECRET = {"account_reset_password_from_key"}
"""Routes in whose address stands what lets one in: it goes into no session, no other address and so no log."""


def page_of(request: HttpRequest) -> str:
    """This page, to come back to; the front page in place of one that holds a secret."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    return reverse("home") if route in HOLD_A_SECRET else request.get_full_path()


def confirm_first(request: HttpRequest, back_to: str = "") -> HttpResponse:
    """Send somebody to the usual way to confirm, and then on to `back_to` (default: this page)."""
    url = methods_of(user_of(request))[0]["url"]
    return redirect(f"{url}?{urlencode({'next': back_to or page_of(request)})}")


def confirmed(view: View) -> View:
    """Show or do something only for who proved lately who they are. What was typed is never kept meanwhile."""

    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_recent(request):
            return confirm_first(request)
        return view(request, *args, **kwargs)

    return ask_first


def record_second_factor(request: HttpRequest, user: User) -> None:
    """Who sets a second step up has just taken it."""
    record_authentication(request, user, "mfa", reauthenticated=True)


def forget_second_factor(request: HttpRequest, user: User) -> None:
    """Without any second step left, this session has taken none."""
    if not has_one(user):
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            record | {"method": "ended"} if record["method"] == "mfa" else record for record in records
        ]


@signed_in
def by_mail(request: HttpRequest) -> HttpResponse:
    """Confirm with a code by mail, for who has no second step."""
    user = user_of(request)
    methods = methods_of(user)
    if request.path not in {method["url"] for method in methods}:
        return confirm_first(request, get_next_redirect_url(request) or reverse("security"))
    if request.method == "POST" and request.POST.get("action") == "send":
        return _send(request, user)
    sent = request.session.get(CODE)
    if sent and time.time() - sent["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        sent = None
    if request.method == "POST" and not sent:
        messages.error(request, CODE_GONE)
    form = CodeForm(request.POST if request.method == "POST" else None, code=sent["code"]) if sent else None
    if form and form.is_valid():
        del request.session[CODE]
        record_authentication(request, user, "code", reauthenticated=True)
        return redirect(get_next_redirect_url(request) or reverse("security"))
    others = [method for method in methods if method["url"] != request.path]
    context = {"form": form, "next": get_next_redirect_url(request) or "", "others": others}
    return render(request, "account/confirm_by_mail.html", context)


def _send(request: HttpRequest, user: User) -> HttpResponse:
    if code := mail_code(request, user.email):
        request.session[CODE] = {"code": code, "at": time.time()}
    else:
        messages.error(request, TOO_MANY_CODES)
    query = urlencode({"next": get_next_redirect_url(request) or ""})
    return redirect(f"{reverse('security-confirm')}?{query}")
