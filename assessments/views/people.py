"""People and roles: who has which role where, one person, giving a role. Inviting is in `inviting`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Person, grip_of, may_give
from assessments.access.policies import Refused
from assessments.access.role_words import words_of
from assessments.enums import Role
from assessments.forms.people import RoleAtPlaceForm
from assessments.forms.places import choices_of
from assessments.models import User
from assessments.services import people as services
from assessments.services.belonging import boards_to_leave
from assessments.services.places import Place, named

from .breadcrumbs import Crumbs
from .people_lists import FEW, NOBODY, Filter, in_order, invitations_page, people_page


def people_crumbs(here: str = "", person: User | None = None) -> Crumbs:
    """The way to a page about people."""
    way: Crumbs = [(_("Organisatie"), reverse("organisation"))]
    if not here and person is None:
        return [*way, (_("Mensen en rollen"), None)]
    crumbs: Crumbs = [*way, (_("Mensen en rollen"), reverse("people-list"))]
    if person is not None:
        crumbs.append((str(person), reverse("person-detail", args=[person.uid]) if here else None))
    return [*crumbs, (here, None)] if here else crumbs


def demand_manages(user: Person) -> None:
    """For who manages nobody anywhere there are no pages of people."""
    if not grip_of(user):
        raise Http404


def list_context(request: HttpRequest, wanted: Filter) -> dict[str, Any]:
    """What the filter above both lists shows."""
    roles = [(role.value, str(role.label)) for role in Role]
    if grip_of(request.user).every_role:
        roles.append((NOBODY, _("zonder rol")))
    return {
        "wanted": wanted,
        "chosen_place": str(wanted.place.uid) if wanted.place else "",
        "place_choices": choices_of(wanted.places),
        "role_choices": roles,
    }


@signed_in
def people_list(request: HttpRequest) -> HttpResponse:
    """Who has which role where, who is still to accept, and what each role may do: all on one page."""
    demand_manages(request.user)
    if request.method == "POST":
        return redirect(f"{reverse('people-list')}?{Filter.asked_in(request)}")
    wanted = Filter.of(request)
    context = {
        "people": people_page(request.user, wanted, request.GET.get("pagina")),
        "invitations": invitations_page(request.user, wanted, None, most=FEW),
        "roles": [(role.label, words_of(role)) for role in Role],
        "breadcrumbs": people_crumbs(),
        **list_context(request, wanted),
    }
    return render(request, "people/list.html", context)


@guarded(rows.people)
def person_detail(request: HttpRequest, person: User) -> HttpResponse:
    """One person: the roles that the viewer sees of them, now and before, and what can be done about it."""
    held = list(rows.roles_within(request.user).filter(user=person))
    today = timezone.localdate()
    current = [one for one in held if one.ended_on is None or one.ended_on > today]
    ended = [one for one in held if one not in current]
    is_known = rows.known_people(request.user).filter(pk=person.pk).exists()
    context = {
        "person": person,
        "address": person.email if is_known else "",
        "current": [
            {
                "membership": one,
                "role": Role(one.role).label,
                "place": named(one.place),
                "words": words_of(Role(one.role)),
                "is_later": one.started_on > today,
                "may_end": may_give(request.user, Role(one.role), one.place),
            }
            for one in in_order(current)
        ],
        "ended": [
            {"membership": one, "role": Role(one.role).label, "place": named(one.place)}
            for one in in_order(ended)
        ],
        "is_self": person == request.user,
        "may_remove": person != request.user and bool(boards_to_leave(request.user, person)),
        "breadcrumbs": people_crumbs(person=person),
    }
    return render(request, "people/detail.html", context)


@guarded(rows.people)
def person_give(request: HttpRequest, person: User) -> HttpResponse:
    """Give somebody a role, one that the viewer may give."""
    form = RoleAtPlaceForm(request.POST or None, user=request.user, initial={"role": Role.MEMBER})
    if form.is_valid() and _give(request, form, person):
        return redirect("person-detail", person.uid)
    context = {"form": form, "person": person, "breadcrumbs": people_crumbs(_("Rol geven"), person)}
    return render(request, "people/give.html", context)


def _give(request: HttpRequest, form: RoleAtPlaceForm, person: User) -> bool:
    """Give the role that the form asks for; a refusal becomes an error of the form."""
    role: Role = form.cleaned_data["role"]
    place: Place = form.cleaned_data["place"]
    try:
        services.give_role(by=user_of(request), user=person, role=role, place=place)
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return False
    messages.success(
        request,
        _("%(name)s heeft nu de rol %(role)s bij %(place)s.")
        % {"name": person, "role": role.label, "place": named(place)},
    )
    return True
