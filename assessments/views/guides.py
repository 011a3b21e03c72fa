"""Help: the guide of one's role first, each role on a sheet of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access.guards import signed_in
from assessments.access.permissions import Ability, Person, may_organise, places_for, roles_of
from assessments.enums import Role
from assessments.reports.guides import GUIDES
from assessments.reports.guides.places import anchors_of

OF_ALL = frozenset(
    {"home", "round-list", "results", "card-list", "privacy", "security", "own-mail", "search"}
)
"""Pages of the guides that everybody has."""

OF_SOME = {
    "start": Ability.RUN_ROUND,
    "round-plan": Ability.RUN_ROUND,
    "actions": Ability.SEE_ACTIONS,
    "action-new": Ability.MANAGE_ACTIONS,
    "people-list": Ability.MANAGE_PEOPLE,
    "people-invite": Ability.MANAGE_PEOPLE,
    "import-start": Ability.MANAGE_ORGANISATION,
    "audit-log": Ability.SEE_AUDIT,
}
"""Pages of the guides for who may do something there."""


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    held = roles_of(request.user)
    guides = [GUIDES[role] for role in Role]
    context = {
        "own": [guide for guide in guides if guide.role in held],
        "others": [guide for guide in guides if guide.role not in held],
    }
    return render(request, "guides/overview.html", context)


@signed_in
def guide(request: HttpRequest, role: str) -> HttpResponse:
    if role not in Role.values:
        raise Http404
    found = GUIDES[Role(role)]
    context = {
        "guide": found,
        "opens": opens_for(request.user),
        "breadcrumbs": [(_("Hulp"), reverse("guides")), (found.title, None)],
    }
    return render(request, "guides/guide.html", context)


def opens_for(user: Person) -> frozenset[str]:
    """The pages named in guides that somebody can open."""
    some = {route for route, ability in OF_SOME.items() if places_for(user, ability)}
    return OF_ALL | some | ({"organisation"} if may_organise(user) else set())


def help_url(request: HttpRequest) -> str:
    """The guide of one's role, at the step of the page that one is on; with more roles the first that tells of it.

    Who has no role, or more of which none tells of this page, chooses from all.
    """
    held = roles_of(request.user)
    match = request.resolver_match
    anchors = anchors_of(match.url_name or "") if match else {}
    for role in Role:
        if role in held and role in anchors:
            return f"{reverse('guide', args=[role])}#{anchors[role]}"
    return reverse("guide", args=[next(iter(held))]) if len(held) == 1 else reverse("guides")
