"""A team as one manages it: its page, new teams, its name, moving, closing and opening it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability, can
from assessments.access.policies import Reason, Refused
from assessments.enums import Role
from assessments.forms.schools import CloseForm, SchoolChoiceForm
from assessments.forms.teams import TeamForm, TeamNameForm, TeamsForm
from assessments.models import School, Team, sort_key
from assessments.services import teams as services
from assessments.services.teams import taken

from . import place_previews as previews
from .deeds import ask, place_crumbs, place_url, refuse
from .guided import go_on


def school_of(team: Team) -> School:
    return team.school


def _ended(team: Team) -> Reason:
    if team.closed_on is None:
        return None
    return _("%(team)s is opgeheven. Heropen het team eerst.") % {"team": team.name}


@guarded(rows.managed_schools)
def add(request: HttpRequest, school: School) -> HttpResponse:
    """Several at once: first the names, then what will be made of them."""
    if school.closed_on is not None:
        return refuse(
            request, school, _("%(school)s is opgeheven. Heropen eerst de school.") % {"school": school.name}
        )
    form = TeamsForm(request.POST or None, school=school)
    context: dict[str, Any] = {
        "form": form,
        "school": school,
        "heading": _("Teams toevoegen"),
        "cancel_url": place_url(school),
        "breadcrumbs": place_crumbs(school, _("Teams toevoegen")),
    }
    if form.is_valid() and "back" not in request.POST:
        names = form.cleaned_data["names"]
        context |= {"names": names, "existing": form.existing, "closed": _closed_before(school, form)}
        if "sure" not in request.POST:
            return render(request, "organisation/teams_preview.html", context)
        try:
            made = services.add_teams(by=user_of(request), school=school, names=names)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            words = ngettext("%(n)s team is toegevoegd.", "%(n)s teams zijn toegevoegd.", len(made))
            messages.success(request, words % {"n": len(made)})
            return go_on(request, place_url(school))
    context |= {
        "lead": _("Teams van %(school)s. Je ziet eerst wat er gemaakt wordt.") % {"school": school.name},
        "button": _("Verder"),
    }
    return render(request, "organisation/form.html", context)


def _closed_before(school: School, form: TeamsForm) -> list[str]:
    """Names that a closed team of the school has: what is made is another team."""
    keys = [sort_key(name) for name in form.cleaned_data["names"]]
    return list(school.teams.filter(sort_name__in=keys).values_list("name", flat=True))


@guarded(rows.managed_teams)
def detail(request: HttpRequest, team: Team) -> HttpResponse:
    """Who it is, where it came from, and what can be done with it."""
    manages = can(request.user, Ability.MANAGE_TEAMS, team.school)
    roles = team.memberships.active().order_by().values("role").annotate(n=Count("user", distinct=True))
    counts = dict(roles.values_list("role", "n"))
    context = {
        "team": team,
        "roles": [(role.label, counts[role]) for role in Role if role in counts],
        "predecessors": list(team.predecessors.select_related("school").order_by("sort_name", "pk")),
        "manages": manages,
        "invite_url": "" if team.closed_on else f"{reverse('people-invite')}?plek={team.uid}",
        "breadcrumbs": place_crumbs(team, sees_school=manages),
    }
    return render(request, "organisation/team.html", context)


@guarded(rows.managed_teams, may=Ability.MANAGE_TEAMS, over=school_of)
def change(request: HttpRequest, team: Team) -> HttpResponse:
    if reason := _ended(team):
        return refuse(request, team, reason)
    form = TeamForm(request.POST or None, team=team)
    if form.is_valid():
        try:
            services.change_team(by=user_of(request), team=team, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("De gegevens zijn gewijzigd."))
            return redirect(place_url(team))
    context = {
        "form": form,
        "heading": _("Naam wijzigen"),
        "lead": _("Metingen die al geopend zijn, houden de naam die het team toen had."),
        "button": _("Wijzigingen opslaan"),
        "cancel_url": place_url(team),
        "breadcrumbs": place_crumbs(team, _("Naam wijzigen")),
    }
    return render(request, "organisation/form.html", context)


@guarded(rows.managed_teams, may=Ability.MANAGE_TEAMS, over=school_of)
def move(request: HttpRequest, team: Team) -> HttpResponse:
    """First where to, then what will happen."""
    if reason := _ended(team):
        return refuse(request, team, reason)
    schools = rows.managed_schools(request.user).filter(board=team.school.board_id, closed_on__isnull=True)
    targets = schools.exclude(pk=team.school_id).order_by("sort_name", "pk")
    asked = request.POST if request.method == "POST" else request.GET
    choice = SchoolChoiceForm(
        asked or None,
        schools=targets,
        label=_("Naar welke school gaat het team?"),
    )
    heading = _("Team verplaatsen")
    if not choice.is_valid():
        context = {
            "form": choice,
            "nothing": not choice.known,
            "heading": heading,
            "lead": _("%(team)s hoort nu bij %(school)s.") % {"team": team.name, "school": team.school.name},
            "nothing_title": _("Er is geen andere school"),
            "nothing_text": _(
                "Een team kan alleen naar een school van hetzelfde bestuur die jij ook beheert."
            ),
            "cancel_url": place_url(team),
            "breadcrumbs": place_crumbs(team, heading),
        }
        return render(request, "organisation/choose.html", context)
    to: School = choice.cleaned_data["naar"]
    form = TeamNameForm(request.POST if request.method == "POST" else None, initial={"name": team.name})
    form.fields["name"].label = _("Naam bij %(school)s") % {"school": to.name}
    if not form.is_bound and taken(to, team.name):
        form.fields["name"].help_text = _(
            "%(school)s heeft al een team %(team)s. Geef dit team een andere naam."
        ) % {
            "school": to.name,
            "team": team.name,
        }
    return ask(
        request,
        team,
        lambda: previews.moving_team(team, to),
        lambda: services.move_team(by=user_of(request), team=team, to=to, name=form.cleaned_data["name"]),
        heading=heading,
        done=lambda place: _("%(team)s hoort nu bij %(school)s.") % {"team": place.name, "school": to.name},
        form=form,
        back=reverse("teams-move", args=[team.uid]),
        chosen=[("naar", to.uid)],
    )


@guarded(rows.managed_teams, may=Ability.MANAGE_TEAMS, over=school_of)
def close(request: HttpRequest, team: Team) -> HttpResponse:
    if reason := _ended(team) or policies.ending(team):
        return refuse(request, team, reason)
    form = CloseForm(request.POST or None)
    return ask(
        request,
        team,
        lambda: previews.closing_team(team),
        lambda: services.close_team(by=user_of(request), team=team, on=form.cleaned_data["on"]),
        heading=_("Team opheffen"),
        done=lambda place: _("%(team)s is opgeheven.") % {"team": place.name},
        form=form,
    )


@guarded(rows.managed_teams, may=Ability.MANAGE_TEAMS, over=school_of)
def reopen(request: HttpRequest, team: Team) -> HttpResponse:
    if reason := policies.reopening_team(team):
        return refuse(request, team, reason)
    return ask(
        request,
        team,
        lambda: previews.reopening_team(team),
        lambda: services.reopen_team(by=user_of(request), team=team),
        heading=_("Team heropenen"),
        done=lambda place: _("%(team)s is heropend.") % {"team": place.name},
    )
