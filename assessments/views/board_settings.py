"""The settings of a board: how long it keeps, and behind how many people a spread is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.board_settings import MinGroupForm, RetentionForm, SettingsForm
from assessments.models import Board
from assessments.services import board_settings as services
from assessments.services.retention import Due

from .breadcrumbs import Crumbs


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def retention(request: HttpRequest, board: Board) -> HttpResponse:
    form = RetentionForm(request.POST if request.method == "POST" else None, board=board)
    if _is_changed(request, board, form, services.change_retention):
        messages.success(request, _("De bewaartermijnen zijn gewijzigd. Wat te oud is, gaat vannacht weg."))
        return redirect("retention-settings", board.uid)
    context = _context(board, form, _("Bewaartermijnen")) | {"outcome": Due(board).outcome()}
    return render(request, "organisation/retention.html", context)


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def min_group(request: HttpRequest, board: Board) -> HttpResponse:
    form = MinGroupForm(request.POST if request.method == "POST" else None, board=board)
    if _is_changed(request, board, form, services.change_min_group):
        messages.success(
            request, _("De ondergrens is opgeslagen. Ze geldt voor metingen die je hierna opent.")
        )
        return redirect("organisation-floor", board.uid)
    return render(request, "organisation/min_group.html", _context(board, form, _("Ondergrens")))


def _is_changed(request: HttpRequest, board: Board, form: SettingsForm, change: Callable[..., Board]) -> bool:
    """Carry out what the form asks; a refusal becomes an error of the form, and then nothing is changed."""
    if not form.is_valid():
        return False
    try:
        change(by=user_of(request), board=board, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return False
    return True


def _context(board: Board, form: SettingsForm, heading: str) -> dict[str, Any]:
    crumbs: Crumbs = [(_("Organisatie"), reverse("organisation")), (board.name, None), (heading, None)]
    return {"board": board, "form": form, "heading": heading, "breadcrumbs": crumbs}
