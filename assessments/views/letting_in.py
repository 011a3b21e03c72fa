"""A beheerder lets somebody in again who lost every second step: asked first, done by POST."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.policies import Refused
from assessments.models import User
from assessments.services import signing_in

from .confirmation import confirm_first, is_recent
from .people import people_crumbs


@guarded(rows.people)
def person_second_factor(request: HttpRequest, person: User) -> HttpResponse:
    """Says what happens, and why not where it cannot; only for who proved lately to be the beheerder."""
    user = user_of(request)
    if person == user:
        return redirect("security")
    signing_in.demand_looks_after(user, person)
    if not is_recent(request):
        return confirm_first(request)
    if request.method == "POST":
        try:
            signing_in.remove_second_factor(by=user, user=person)
        except Refused as refused:
            reason: str | None = str(refused.reason)
        else:
            # No name: what is said here stands in the session until it is read.
            messages.success(request, _("De tweede stap is verwijderd. De persoon krijgt er een mail over."))
            return redirect("person-detail", person.uid)
    else:
        reason = signing_in.why_second_factor_stays(by=user, user=person)
    context = {
        "person": person,
        "reason": reason,
        "breadcrumbs": people_crumbs(_("Tweede stap verwijderen"), person),
    }
    return render(request, "people/second_factor.html", context)
