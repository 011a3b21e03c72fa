"""One page with one's own ways of signing in, and the devices on which one is signed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access.guards import signed_in, user_of
from assessments.access.second_factor import must_have_one
from assessments.models import User
from assessments.services import signing_in
from assessments.views.connections import connections_of
from assessments.views.devices import in_words


@dataclass(frozen=True, slots=True)
class Passkey:
    uid: UUID
    name: str
    added_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(slots=True)
class Ways:
    """How somebody signs in, next to a code by mail, which is always there."""

    has_password: bool
    passkeys: list[Passkey] = field(default_factory=list)
    app: Authenticator | None = None
    codes_left: int | None = None


def passkey_uid(authenticator: Authenticator) -> UUID:
    """The name of a passkey outside: the library gives it a number alone."""
    text = str(authenticator.pk)
    return UUID(bytes=salted_hmac("assessments.passkey", text, algorithm="sha256").digest()[:16])


def ways_of(user: User) -> Ways:
    ways = Ways(user.has_usable_password())
    for way in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if way.type == Authenticator.Type.WEBAUTHN:
            passkey = Passkey(passkey_uid(way), way.wrap().name, way.created_at, way.last_used_at)
            ways.passkeys.append(passkey)
        elif way.type == Authenticator.Type.TOTP:
            ways.app = way
        else:
            ways.codes_left = len(way.wrap().get_unused_codes())
    return ways


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    devices = [
        (in_words(device.agent), device)
        for device in signing_in.devices_of(user, request.session.session_key)
    ]
    context = {
        "ways": ways_of(user),
        "connections": connections_of(user),
        "devices": devices,
        "must_have_second_factor": must_have_one(user),
    }
    return render(request, "security/overview.html", context)


@signed_in
def end_devices(request: HttpRequest) -> HttpResponse:
    """Sign out on one device, or on all others. It works at once: a session lives on the server alone."""
    user, here = user_of(request), request.session.session_key
    if request.method == "POST" and "all" in request.POST:
        count = signing_in.end_other_devices(by=user, here=here)
        words = ngettext(
            "Je bent uitgelogd op %(n)d ander apparaat.",
            "Je bent uitgelogd op %(n)d andere apparaten.",
            count,
        )
        messages.success(request, words % {"n": count})
    elif request.method == "POST":
        signing_in.end_device(by=user, key=request.POST.get("device", ""), here=here)
        messages.success(request, _("Je bent op dat apparaat uitgelogd."))
    return redirect("security")
