"""Which organisations come in at a board by themselves, per identity provider. For its beheerder."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.identities import KINDS, Kind, configured
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.models import Board, User
from assessments.services import providers as services

from .breadcrumbs import Crumbs


@dataclass(frozen=True, slots=True)
class Section:
    """A provider, who comes in by it, and what the beheerder can do there."""

    kind: Kind
    allowed: list[str]
    is_set_up: bool
    has_said: bool
    """It said minutes ago who the beheerder is there."""
    own: list[str]
    """Where it said that they belong."""
    to_allow: list[str]
    """What of that does not come in yet."""
    connect_url: str
    """Connecting, or signing in there again, and back to this page."""


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def allowed_providers(request: HttpRequest, board: Board) -> HttpResponse:
    if request.method == "POST":
        kind = KINDS.get(request.POST.get("provider", ""))
        if kind is None:
            raise Http404
        if ended := request.POST.get("end"):
            _end(request, board, kind, ended)
        else:
            _allow(request, board, kind, request.POST.get("allow", ""))
        return redirect("organisation-providers", board.uid)
    crumbs: Crumbs = [
        (_("Organisatie"), reverse("organisation")),
        (board.name, None),
        (_("Inlogdiensten"), None),
    ]
    context = {
        "sections": _sections(board, user_of(request), request.path),
        "breadcrumbs": crumbs,
    }
    return render(request, "organisation/providers.html", context)


def _sections(board: Board, user: User, here: str) -> list[Section]:
    allowed: dict[str, list[str]] = {}
    for provider, organisation in board.allowed_providers.values_list("provider", "organisation"):
        allowed.setdefault(provider, []).append(organisation)
    own = services.organisations_of(user)
    there = configured()
    return [
        Section(
            kind=kind,
            allowed=allowed.get(kind.id, []),
            is_set_up=kind in there,
            has_said=kind.id in own,
            own=own.get(kind.id, []),
            to_allow=[name for name in own.get(kind.id, []) if name not in allowed.get(kind.id, [])],
            connect_url=f"{reverse('openid_connect_login', args=[kind.id])}?{urlencode({'next': here})}",
        )
        for kind in KINDS.values()
        if kind in there or kind.id in allowed
    ]


def _allow(request: HttpRequest, board: Board, kind: Kind, organisation: str) -> None:
    try:
        allowed = services.allow_provider(
            by=user_of(request), board=board, provider=kind.id, organisation=organisation
        )
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return
    messages.success(
        request,
        _("Wie bij %(organisation)s hoort, komt voortaan binnen met %(provider)s.")
        % {"organisation": allowed.organisation, "provider": kind.name},
    )


def _end(request: HttpRequest, board: Board, kind: Kind, organisation: str) -> None:
    gone = services.end_provider(
        by=user_of(request), board=board, provider=kind.id, organisation=organisation
    )
    if gone:
        messages.success(
            request,
            _("Van %(organisation)s komt niemand meer vanzelf binnen. Wie al een account heeft, houdt het.")
            % {"organisation": organisation},
        )
