"""Which organisations come in at a board by themselves, per identity provider. For its beheerder."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.identities import KINDS, Kind, configured
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.providers import AllowForm
from assessments.models import Board
from assessments.services import providers as services

from .breadcrumbs import Crumbs


@dataclass(frozen=True, slots=True)
class Section:
    """A provider, who comes in by it, and the form to allow more; without a form where it is no longer set up."""

    kind: Kind
    organisations: list[str]
    form: AllowForm | None


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def allowed_providers(request: HttpRequest, board: Board) -> HttpResponse:
    sent: AllowForm | None = None
    if request.method == "POST":
        kind = KINDS.get(request.POST.get("provider", ""))
        if kind is None:
            raise Http404
        if ended := request.POST.get("end"):
            return _end(request, board, kind, ended)
        sent = AllowForm(request.POST, kind=kind)
        if sent.is_valid() and (response := _allow(request, board, sent)):
            return response
    crumbs: Crumbs = [
        (_("Organisatie"), reverse("organisation")),
        (board.name, None),
        (_("Inlogdiensten"), None),
    ]
    context = {
        "board": board,
        "sections": _sections(board, sent),
        "form": sent,
        "breadcrumbs": crumbs,
    }
    return render(request, "organisation/providers.html", context)


def _sections(board: Board, sent: AllowForm | None) -> list[Section]:
    allowed: dict[str, list[str]] = {}
    for provider, organisation in board.allowed_providers.values_list("provider", "organisation"):
        allowed.setdefault(provider, []).append(organisation)
    there = configured()
    return [
        Section(
            kind,
            allowed.get(kind.id, []),
            (sent if sent and sent.kind is kind else AllowForm(kind=kind)) if kind in there else None,
        )
        for kind in KINDS.values()
        if kind in there or kind.id in allowed
    ]


def _allow(request: HttpRequest, board: Board, form: AllowForm) -> HttpResponse | None:
    try:
        allowed = services.allow_provider(
            by=user_of(request),
            board=board,
            provider=form.kind.id,
            organisation=form.cleaned_data["organisation"],
        )
    except Refused as refused:
        form.add_error("organisation", str(refused.reason))
        return None
    messages.success(
        request,
        _("Wie bij %(organisation)s hoort, komt voortaan binnen met %(provider)s.")
        % {"organisation": allowed.organisation, "provider": form.kind.name},
    )
    return redirect("organisation-providers", board.uid)


def _end(request: HttpRequest, board: Board, kind: Kind, organisation: str) -> HttpResponse:
    gone = services.end_provider(
        by=user_of(request), board=board, provider=kind.id, organisation=organisation
    )
    if gone:
        messages.success(
            request,
            _("Van %(organisation)s komt niemand meer vanzelf binnen. Wie al een account heeft, houdt het.")
            % {"organisation": organisation},
        )
    return redirect("organisation-providers", board.uid)
