"""Another e-mail address for oneself: asked on one page, proven on the next by a code."""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access.guards import signed_in, user_of
from assessments.access.guessing import may_ask_code
from assessments.access.policies import Refused
from assessments.forms.accounts import CODE_GONE, ENOUGH_CODES, CodeForm
from assessments.forms.own import AddressForm
from assessments.services.own_address import LIVES, ask_for_address, change_address

from .confirmation import confirmed
from .own_data import crumbs

ASKED = "own_address"
"""Where the session keeps the address that is to be proven, its code, and since when."""


@signed_in
@confirmed
def own_email(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = form.cleaned_data["email"]
        try:
            if not may_ask_code(request, user.email):
                raise Refused(ENOUGH_CODES)
            code = ask_for_address(user=user, address=address)
        except Refused as refused:
            form.add_error("email", str(refused.reason))
        else:
            request.session[ASKED] = {"address": address, "code": code, "at": time.time()}
            return redirect("own-email-code")
    return render(request, "own/email.html", {"form": form, "breadcrumbs": crumbs(_("E-mailadres"))})


@signed_in
@confirmed
def own_email_code(request: HttpRequest) -> HttpResponse:
    asked = request.session.get(ASKED)
    if not asked or time.time() - asked["at"] > LIVES.total_seconds():
        messages.error(request, CODE_GONE)
        return redirect("own-email")
    form = CodeForm(request.POST if request.method == "POST" else None, code=asked["code"])
    if form.is_valid():
        del request.session[ASKED]
        try:
            change_address(user=user_of(request), address=asked["address"], here=request.session.session_key)
        except Refused as refused:
            messages.error(request, str(refused.reason))
            return redirect("own-email")
        messages.success(request, _("Je e-mailadres is gewijzigd. Op andere apparaten log je opnieuw in."))
        return redirect("own-data")
    context = {"form": form, "address": asked["address"], "breadcrumbs": crumbs(_("E-mailadres"))}
    return render(request, "own/email_code.html", context)
