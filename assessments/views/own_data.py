"""Mijn gegevens: what is kept about somebody, for themselves to read, take away, correct and erase."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.access.guards import signed_in, user_of
from assessments.access.policies import Refused
from assessments.forms.own import OwnDetailsForm, RemoveForm
from assessments.services.belonging import boards_of
from assessments.services.own_account import change_own, data_downloaded
from assessments.services.own_data import OwnData
from assessments.services.own_document import document, written
from assessments.services.removal import remove_self, stays_because

from .breadcrumbs import Crumbs
from .confirmation import confirmed
from .devices import in_words
from .speaking import speak

DEEDS_SHOWN = 20
FILE_NAME = "mijn-gegevens.json"
"""Holds no name: files lie about in folders that others see."""


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def crumbs(here: str) -> Crumbs:
    return [(_("Mijn gegevens"), reverse("own-data")), (here, None)]


@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    data = OwnData(user_of(request))
    devices = [{"words": in_words(device.user_agent), "session": device} for device in data.devices]
    deeds = data.latest_deeds(DEEDS_SHOWN + 1)
    context = {
        "data": data,
        "devices": devices,
        "deeds": deeds[:DEEDS_SHOWN],
        "more_deeds": len(deeds) > DEEDS_SHOWN,
    }
    return render(request, "own/data.html", context)


@signed_in
def own_download(request: HttpRequest) -> StreamingHttpResponse:
    """Everything as one file that is made while it is sent, and kept nowhere."""
    user = user_of(request)
    data_downloaded(user=user)
    return StreamingHttpResponse(
        written(document(user)),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
    )


@signed_in
def own_change(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = OwnDetailsForm(_sent(request), initial={"name": user.name, "language": user.language})
    if form.is_valid():
        try:
            change_own(user=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused.reason))
        else:
            with translation.override(user.language):
                messages.success(request, _("Je gegevens zijn gewijzigd."))
            response = redirect("own-data")
            speak(response, user.language)
            return response
    return render(request, "own/change.html", {"form": form, "breadcrumbs": crumbs(_("Wijzigen"))})


@signed_in
@confirmed
def own_remove(request: HttpRequest) -> HttpResponse:
    """Asks, and then erases. Only who just proved to be the owner of this account gets here."""
    user = user_of(request)
    reasons = [
        _("Jij bent de laatste beheerder van %(board)s. Geef eerst iemand anders deze rol.")
        % {"board": board.name}
        for board in boards_of(user)
        if stays_because(user, board)
    ]
    form = RemoveForm(_sent(request))
    if form.is_valid() and not reasons:
        try:
            remove_self(user=user)
        except Refused as refused:
            reasons = [str(refused.reason)]
        else:
            logout(request)
            messages.success(request, _("Je account is verwijderd. Je naam en e-mailadres zijn gewist."))
            return redirect("account_login")
    context = {
        "form": form,
        "reasons": reasons,
        "open_answers": [row for row in OwnData(user).open_answers if row.answers],  # type: ignore[attr-defined]
        "breadcrumbs": crumbs(_("Verwijderen")),
    }
    return render(request, "own/remove.html", context)
