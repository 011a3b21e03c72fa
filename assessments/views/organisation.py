"""The organisation: what one manages, and a new school."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Ability, may_organise
from assessments.access.policies import Refused
from assessments.enums import Sector
from assessments.forms.schools import SchoolForm
from assessments.models import Board
from assessments.services import organisation as services
from assessments.services.texts import clean_line

from .breadcrumbs import Crumbs
from .organisation_page import organisation_page


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """The schools and teams that somebody manages, with where to go on from there."""
    if not may_organise(request.user):
        raise Http404
    page = organisation_page(
        request.user, query=clean_line(request.GET.get("q", "")), number=request.GET.get("pagina")
    )
    crumbs: Crumbs = [(_("Organisatie"), None)]
    return render(request, "organisation/overview.html", {"page": page, "breadcrumbs": crumbs})


@guarded(rows.organisation_boards, may=Ability.MANAGE_ORGANISATION)
def school_add(request: HttpRequest, board: Board) -> HttpResponse:
    form = SchoolForm(request.POST or None, board=board)
    if form.is_valid():
        data = form.cleaned_data
        try:
            school = services.add_school(
                by=user_of(request), board=board, **data | {"sector": Sector(data["sector"])}
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(
                request, _("%(school)s is toegevoegd. Voeg nu de teams toe.") % {"school": school.name}
            )
            return redirect("schools-detail", school.uid)
    crumbs: Crumbs = [
        (_("Organisatie"), reverse("organisation")),
        (board.name, None),
        (_("School toevoegen"), None),
    ]
    context = {
        "form": form,
        "heading": _("School toevoegen"),
        "lead": _("Een school of een vestiging van %(board)s.") % {"board": board.name},
        "button": _("School toevoegen"),
        "cancel_url": reverse("organisation"),
        "breadcrumbs": crumbs,
    }
    return render(request, "organisation/form.html", context)
