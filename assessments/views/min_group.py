"""Behind how many people the spread of individual answers is shown: a setting of the board."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.min_group import MinGroupForm
from assessments.models import Board
from assessments.services.min_group import change_min_group

from .breadcrumbs import Crumbs


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def settings(request: HttpRequest, board: Board) -> HttpResponse:
    form = MinGroupForm(request.POST if request.method == "POST" else None, board=board)
    if form.is_valid():
        try:
            change_min_group(by=user_of(request), board=board, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(
                request, _("De ondergrens is opgeslagen. Ze geldt voor metingen die je hierna opent.")
            )
            return redirect("organisation-floor", board.uid)
    crumbs: Crumbs = [
        (_("Organisatie"), reverse("organisation")),
        (board.name, None),
        (_("Ondergrens"), None),
    ]
    return render(
        request, "organisation/min_group.html", {"form": form, "board": board, "breadcrumbs": crumbs}
    )
