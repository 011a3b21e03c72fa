"""How long a board keeps, and what would go tonight."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.retention import RetentionForm
from assessments.models import Board
from assessments.services.retention import Due, change_retention

from .breadcrumbs import Crumbs


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def settings(request: HttpRequest, board: Board) -> HttpResponseBase:
    form = RetentionForm(request.POST if request.method == "POST" else None, board=board)
    if form.is_valid():
        try:
            change_retention(by=user_of(request), board=board, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(
                request, _("De bewaartermijnen zijn gewijzigd. Wat te oud is, gaat vannacht weg.")
            )
            return redirect("retention-settings", board.uid)
    crumbs: Crumbs = [
        (_("Organisatie"), reverse("organisation")),
        (board.name, None),
        (_("Bewaartermijnen"), None),
    ]
    context = {"form": form, "board": board, "outcome": Due(board).outcome(), "breadcrumbs": crumbs}
    return render(request, "organisation/retention.html", context)
