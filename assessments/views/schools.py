"""A school as one manages it: its teams, its particulars, closing and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import Sector
from assessments.forms.schools import CloseForm, ReopenSchoolForm, SchoolForm
from assessments.models import School, sort_key
from assessments.results.places import people_per_school, people_per_team
from assessments.services import organisation as services
from assessments.services.texts import clean_line

from . import place_previews as previews
from .deeds import ask, place_crumbs, place_url, refuse

SEARCH_FROM = 20
"""From how many teams on there is something to search in."""


@guarded(rows.managed_schools)
def detail(request: HttpRequest, school: School) -> HttpResponse:
    """Its teams, with how many people each has."""
    query = clean_line(request.GET.get("q", ""))
    teams = list(school.teams.select_related("merged_into__school").order_by("sort_name", "pk"))
    opened = [team for team in teams if team.closed_on is None]
    found = [team for team in opened if sort_key(query) in team.sort_name]
    people = people_per_team(found)
    context = {
        "school": school,
        "teams": [{"team": team, "people": people.get(team.pk, 0)} for team in found],
        "closed": [team for team in teams if team.closed_on is not None],
        "of_teams": len(opened),
        "people": people_per_school([school]).get(school.pk, 0),
        "query": query,
        "searchable": bool(query) or len(opened) > SEARCH_FROM,
        "may_manage": can(request.user, Ability.MANAGE_ORGANISATION, school),
        "merged_into": school.merged_into,
        "breadcrumbs": place_crumbs(school),
    }
    return render(request, "organisation/school.html", context)


@guarded(rows.managed_schools, may=Ability.MANAGE_ORGANISATION)
def change(request: HttpRequest, school: School) -> HttpResponse:
    if school.closed_on is not None:
        return refuse(
            request, school, _("%(school)s is opgeheven. Heropen eerst de school.") % {"school": school.name}
        )
    form = SchoolForm(request.POST or None, board=school.board, school=school)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.change_school(
                by=user_of(request), school=school, **data | {"sector": Sector(data["sector"])}
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("De gegevens zijn gewijzigd."))
            return redirect(place_url(school))
    context = {
        "form": form,
        "heading": _("Gegevens wijzigen"),
        "lead": _("Metingen die al geopend zijn, houden de naam die de school toen had."),
        "button": _("Wijzigingen opslaan"),
        "cancel_url": place_url(school),
        "breadcrumbs": place_crumbs(school, _("Gegevens wijzigen")),
    }
    return render(request, "organisation/form.html", context)


@guarded(rows.managed_schools, may=Ability.MANAGE_ORGANISATION)
def close(request: HttpRequest, school: School) -> HttpResponse:
    if school.closed_on is not None:
        return refuse(request, school, _("%(school)s is al opgeheven.") % {"school": school.name})
    if reason := policies.ending(school):
        return refuse(request, school, reason)
    form = CloseForm(request.POST or None)
    teams = list(school.teams.filter(closed_on__isnull=True))
    return ask(
        request,
        school,
        lambda: previews.closing_school(school, teams),
        lambda: services.close_school(by=user_of(request), school=school, on=form.cleaned_data["on"]),
        heading=_("School opheffen"),
        done=lambda place: _("%(school)s is opgeheven.") % {"school": place.name},
        form=form,
    )


@guarded(rows.managed_schools, may=Ability.MANAGE_ORGANISATION)
def reopen(request: HttpRequest, school: School) -> HttpResponse:
    if reason := policies.reopening_school(school):
        return refuse(request, school, reason)
    closed = school.teams.filter(closed_on__isnull=False, merged_into__isnull=True)
    form = ReopenSchoolForm(request.POST if request.method == "POST" else None, school=school, teams=closed)
    return ask(
        request,
        school,
        lambda: previews.reopening_school(school),
        lambda: services.reopen_school(by=user_of(request), school=school, teams=form.chosen()),
        heading=_("School heropenen"),
        done=lambda place: _("%(school)s is heropend.") % {"school": place.name},
        form=form,
    )
