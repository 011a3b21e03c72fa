"""Merging teams into a new one, and a school into another: first which, then what will happen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.forms.schools import MergeSchoolForm, SchoolChoiceForm
from assessments.forms.teams import TeamNameForm, TeamsChoiceForm
from assessments.models import School, Team
from assessments.services import mergers as services

from . import place_previews as previews
from .deeds import ask, place_crumbs, place_url, refuse


@guarded(rows.managed_schools)
def merge_teams(request: HttpRequest, school: School) -> HttpResponse:
    """The new team comes at this school; its predecessors may be of other schools of the board too."""
    if school.closed_on is not None:
        return refuse(
            request, school, _("%(school)s is opgeheven. Heropen eerst de school.") % {"school": school.name}
        )
    mine = Team.objects.filter(
        school__in=rows.managed_schools(request.user).filter(board=school.board_id, closed_on__isnull=True),
        closed_on__isnull=True,
    ).select_related("school__board")
    own = [team for team in mine if team.school_id == school.pk]
    others = [team for team in mine if team.school_id != school.pk]
    asked = request.POST if request.method == "POST" else request.GET
    goes_on = request.method == "POST" or "verder" in request.GET
    choice = TeamsChoiceForm(
        asked if goes_on else None,
        initial={"teams": request.GET.getlist("teams")},
        own=own,
        others=others,
    )
    heading = _("Teams samenvoegen")
    chosen = choice.cleaned_data["chosen"] if choice.is_valid() else []
    if chosen and (reason := policies.ending(*chosen)):
        choice.add_error(None, str(reason))
    if not choice.is_valid():
        context = {
            "form": choice,
            "nothing": len(own) + len(others) < 2,
            "heading": heading,
            "lead": _("Uit de teams die je kiest, ontstaat één nieuw team bij %(school)s.")
            % {"school": school.name},
            "nothing_title": _("Er zijn geen twee teams"),
            "nothing_text": _("Samenvoegen kan met minstens twee teams die jij beheert."),
            "cancel_url": place_url(school),
            "breadcrumbs": place_crumbs(school, heading),
        }
        return render(request, "organisation/choose.html", context)
    form = TeamNameForm(request.POST if request.method == "POST" else None)
    form.fields["name"].label = _("Naam van het nieuwe team")
    return ask(
        request,
        school,
        lambda: previews.merging_teams(chosen, school),
        lambda: services.merge_teams(
            by=user_of(request), teams=chosen, school=school, name=form.cleaned_data["name"]
        ),
        heading=heading,
        done=lambda place: _("%(team)s is gemaakt. De oude teams zijn opgeheven.") % {"team": place.name},
        form=form,
        back=reverse("schools-teams-merge", args=[school.uid]),
        chosen=[("teams" if team in own else "elders", team.uid) for team in chosen],
    )


@guarded(rows.managed_schools, may=Ability.MANAGE_ORGANISATION)
def merge_school(request: HttpRequest, school: School) -> HttpResponse:
    if school.closed_on is not None:
        return refuse(request, school, _("%(school)s is al opgeheven.") % {"school": school.name})
    if reason := policies.merging_school(school):
        return refuse(request, school, reason)
    targets = school.board.schools.filter(closed_on__isnull=True).exclude(pk=school.pk)
    asked = request.POST if request.method == "POST" else request.GET
    choice = SchoolChoiceForm(
        asked or None,
        schools=targets,
        label=_("In welke school gaat %(school)s op?") % {"school": school.name},
    )
    heading = _("School samenvoegen")
    if not choice.is_valid():
        context = {
            "form": choice,
            "nothing": not choice.known,
            "heading": heading,
            "lead": _(
                "De teams van %(school)s gaan naar een andere school. Daarna wordt %(school)s opgeheven."
            )
            % {"school": school.name},
            "nothing_title": _("Er is geen andere school"),
            "nothing_text": _("Een school kan alleen opgaan in een andere school van hetzelfde bestuur."),
            "cancel_url": place_url(school),
            "breadcrumbs": place_crumbs(school, heading),
        }
        return render(request, "organisation/choose.html", context)
    into: School = choice.cleaned_data["naar"]
    teams = list(school.teams.filter(closed_on__isnull=True))
    taken = set(into.teams.filter(closed_on__isnull=True).values_list("sort_name", flat=True))
    form = MergeSchoolForm(
        request.POST if request.method == "POST" else None,
        into=into,
        clashing=[team for team in teams if team.sort_name in taken],
        roles=services.roles_at(school).order_by("user__name", "pk"),
    )
    return ask(
        request,
        school,
        lambda: previews.merging_schools(school, into, teams),
        lambda: services.merge_schools(
            by=user_of(request), school=school, into=into, names=form.names(), roles=form.chosen()
        ),
        heading=heading,
        done=lambda place: _("%(old)s is opgegaan in %(new)s.") % {"old": school.name, "new": place.name},
        form=form,
        back=reverse("schools-merge", args=[school.uid]),
        chosen=[("naar", into.uid)],
    )
