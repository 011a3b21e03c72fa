"""Setting up a second step, and taking it away: an app, recovery codes, passkeys."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as codes_flows
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import flows as app_flows
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal import flows as passkey_flows
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access.guards import signed_in, user_of
from assessments.access.second_factor import has_one, is_last_one_needed, must_have_one
from assessments.charts.qr import qr
from assessments.forms.second_factor import AddAppForm, AddPasskeyForm, NamePasskeyForm
from assessments.models import User
from assessments.views.confirmation import confirm_first, confirmed, is_recent, page_of
from assessments.views.security import passkey_uid

Type = Authenticator.Type

# --- where somebody was going ---------------------------------------------------------------------------------------

WANTED = "wanted_page"
"""Where the session keeps the page of ours that was asked for by who had to set up a second step first."""


def set_up_first(request: HttpRequest) -> HttpResponse:
    """Send somebody to set up a second step. Only a page can be gone back to: what was sent is not sent again."""
    if request.method == "GET":
        request.session[WANTED] = page_of(request)
    return redirect("security-second-factor")


@signed_in
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody comes who must have a second step and has none. Who has one goes on to where they were going:
    that stands in the session alone, and in no address.
    """
    user = user_of(request)
    if has_one(user):
        return _to_wanted(request)
    return render(request, "security/set_up.html", {"must_have_second_factor": must_have_one(user)})


def _go_on(request: HttpRequest, new_codes: Authenticator | None) -> HttpResponse:
    """After setting one up: to the recovery codes, where there are new ones; they lead on to where one was going."""
    return redirect("security-codes") if new_codes else _to_wanted(request)


def _to_wanted(request: HttpRequest) -> HttpResponse:
    return redirect(request.session.pop(WANTED, "security"))


# --- an app ---------------------------------------------------------------------------------------------------------


@signed_in
@confirmed
def add_app(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if _app_of(user):
        return redirect("security")
    form = AddAppForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        return _go_on(request, _add_app(request, user, form.secret))
    address = get_adapter().build_totp_url(user, form.secret)
    secret = " ".join(form.secret[start : start + 4] for start in range(0, len(form.secret), 4))
    context = {"form": form, "qr": qr(address), "address": address, "secret": secret}
    return render(request, "security/app_add.html", context)


@transaction.atomic
def _add_app(request: HttpRequest, user: User, secret: str) -> Authenticator | None:
    """What the library does, which records and tells it only once it is stored: then it could stay unrecorded.
    Return the recovery codes where they are new.
    """
    TOTP.activate(user, secret)
    new_codes: Authenticator | None = codes_flows.auto_generate_recovery_codes(request)
    clear_totp_secret(request)
    adapter = get_account_adapter()
    adapter.add_message(request, messages.SUCCESS, "mfa/messages/totp_activated.txt")
    adapter.send_notification_mail("mfa/email/totp_activated", user)
    return new_codes


@signed_in
@confirmed
def remove_app(request: HttpRequest) -> HttpResponse:
    app = _app_of(user_of(request))
    if app is None:
        return redirect("security")
    if request.method == "POST" and _remove(request, app):
        return redirect("security")
    return render(request, "security/app_remove.html", {"is_last_needed": is_last_one_needed(app)})


def _app_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Type.TOTP).first()


@transaction.atomic
def _remove(request: HttpRequest, factor: Authenticator) -> bool:
    """Take a second step away; False for the last one of somebody who must have one."""
    # Lock the person: who takes two away at the same moment would otherwise be left without.
    User.objects.select_for_update().get(pk=factor.user_id)
    if not get_adapter().can_delete_authenticator(factor):
        return False
    if factor.type == Type.TOTP:
        app_flows.deactivate_totp(request, factor)
    else:
        passkey_flows.remove_authenticator(request, factor)
    return True


# --- recovery codes -------------------------------------------------------------------------------------------------


@signed_in
@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """Show the codes that are left; POST makes new ones, after which the old ones work no more."""
    user = user_of(request)
    if not has_one(user):
        return redirect("security")
    if request.method == "POST":
        _new_codes(request, user)
        return redirect("security-codes")
    return render(request, "security/codes.html", {"codes": _codes_of(user)})


@transaction.atomic
def _new_codes(request: HttpRequest, user: User) -> None:
    """As `_add_app`: recorded with what it records. Who asks twice at the same moment waits for themselves."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    codes_flows.add_codes_generated_message(request)
    get_account_adapter().send_notification_mail("mfa/email/recovery_codes_generated", user)


@signed_in
@confirmed
def codes_file(request: HttpRequest) -> HttpResponse:
    left = _codes_of(user_of(request))
    if not left:
        raise Http404
    response = render(
        request, "security/codes.txt", {"codes": left}, content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="herstelcodes-lob-kwaliteit.txt"'
    return response


def _codes_of(user: User) -> list[str]:
    """The codes not used yet, in two halves to be read."""
    stored = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return [f"{code[:4]} {code[4:]}" for code in stored.wrap().get_unused_codes()] if stored else []


# --- passkeys -------------------------------------------------------------------------------------------------------


@signed_in
@confirmed
def add_passkey(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = AddPasskeyForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            _passkey, new_codes = passkey_flows.add_authenticator(request, given["name"], given["credential"])
        return _go_on(request, new_codes)
    options = webauthn.begin_registration(user, passwordless=True)
    return render(request, "security/passkey_add.html", {"form": form, "options": options})


@signed_in
def change_passkey(request: HttpRequest, uid: UUID) -> HttpResponse:
    passkey = _passkey_or_404(request, uid)
    if not is_recent(request):
        return confirm_first(request)
    initial = {"name": passkey.wrap().name}
    form = NamePasskeyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        passkey_flows.rename_authenticator(request, passkey, form.cleaned_data["name"])
        messages.success(request, _("De passkey heeft een nieuwe naam."))
        return redirect("security")
    return render(request, "security/passkey_change.html", {"form": form})


@signed_in
def remove_passkey(request: HttpRequest, uid: UUID) -> HttpResponse:
    passkey = _passkey_or_404(request, uid)
    if not is_recent(request):
        return confirm_first(request)
    if request.method == "POST" and _remove(request, passkey):
        return redirect("security")
    context = {"name": passkey.wrap().name, "is_last_needed": is_last_one_needed(passkey)}
    return render(request, "security/passkey_remove.html", context)


def _passkey_or_404(request: HttpRequest, uid: UUID) -> Authenticator:
    for passkey in Authenticator.objects.filter(user=user_of(request), type=Type.WEBAUTHN):
        if passkey_uid(passkey) == uid:
            return passkey
    raise Http404
