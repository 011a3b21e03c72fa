"""A role that somebody holds: ending it, and having somebody else take it over. Asked first, done by POST."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import may_give
from assessments.access.policies import Refused
from assessments.access.role_words import words_of
from assessments.enums import Role
from assessments.forms.people import SuccessorForm
from assessments.models import Membership
from assessments.services import people as services
from assessments.services.offers import Fate, Planned
from assessments.services.places import named
from assessments.services.succession import replace

from .people import people_crumbs


def _demand_grip(request: HttpRequest, membership: Membership) -> Role:
    role = Role(membership.role)
    if not may_give(request.user, role, membership.place):
        raise PermissionDenied
    return role


def _is_over(membership: Membership) -> bool:
    return membership.ended_on is not None and membership.ended_on <= timezone.localdate()


def _refuse(request: HttpRequest, membership: Membership, reason: object) -> HttpResponse:
    """Say why not, on the page of the person. Nothing was changed."""
    messages.error(request, str(reason))
    return redirect("person-detail", membership.user.uid)


@guarded(rows.memberships)
def membership_end(request: HttpRequest, membership: Membership) -> HttpResponse:
    role = _demand_grip(request, membership)
    if _is_over(membership):
        return _refuse(request, membership, _("Deze rol is al beëindigd."))
    if request.method == "POST":
        try:
            services.end_role(by=user_of(request), membership=membership)
        except Refused as refused:
            return _refuse(request, membership, refused.reason)
        messages.success(
            request,
            _("%(name)s heeft niet meer de rol %(role)s bij %(place)s.")
            % {"name": membership.user, "role": role.label, "place": named(membership.place)},
        )
        # Who ended the last role that they see of somebody, or their own, may not see that page any more.
        is_seen = membership.user != request.user and rows.people(request.user).filter(pk=membership.user_id)
        return redirect("person-detail", membership.user.uid) if is_seen else redirect("home")
    return render(request, "people/end.html", _context(request, membership, role, _("Rol beëindigen")))


@guarded(rows.memberships)
def membership_replace(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Give the role to a successor and end the old one, in one form."""
    role = _demand_grip(request, membership)
    if _is_over(membership):
        return _refuse(request, membership, _("Deze rol is al beëindigd."))
    form = SuccessorForm(request.POST or None)
    if form.is_valid() and (done := _replace(request, membership, form)):
        messages.success(request, _told(done, membership, ended=form.cleaned_data["end"] == "nu"))
        return redirect("people-list" if membership.user != request.user else "home")
    context = _context(request, membership, role, _("Vervangen"))
    return render(request, "people/replace.html", context | {"form": form})


def _replace(request: HttpRequest, membership: Membership, form: SuccessorForm) -> Planned | None:
    data = form.cleaned_data
    try:
        return replace(
            by=user_of(request),
            membership=membership,
            address=data["address"],
            name=data["name"],
            language=membership.user.language,
            end=data["end"] == "nu",
        )
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return None


def _told(done: Planned, membership: Membership, *, ended: bool) -> str:
    """What happened, in a sentence or two."""
    if done.person:
        first = _("%(name)s heeft nu deze rol.") % {"name": done.person}
    elif done.fate is Fate.OPEN:
        first = _("%(address)s was al uitgenodigd voor deze rol.") % {"address": done.offer.address}
    else:
        first = _("%(address)s krijgt een uitnodiging voor deze rol.") % {"address": done.offer.address}
    last = (
        _("De rol van %(name)s is beëindigd.") if ended else _("%(name)s houdt de rol tot je hem beëindigt.")
    )
    return f"{first} {last % {'name': membership.user}}"


def _context(request: HttpRequest, membership: Membership, role: Role, here: str) -> dict[str, object]:
    return {
        "membership": membership,
        "person": membership.user,
        "role": role.label,
        "place": named(membership.place),
        "words": words_of(role),
        "is_member": role == Role.MEMBER,
        "is_self": membership.user == request.user,
        "breadcrumbs": people_crumbs(here, membership.user),
    }
