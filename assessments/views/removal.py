"""A beheerder removes somebody who leaves: asked first, done by POST."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.policies import Refused
from assessments.forms.own import RemoveForm
from assessments.models import User
from assessments.services.belonging import boards_to_leave
from assessments.services.removal import remove_person, stays_because

from .people import people_crumbs


@guarded(rows.people)
def person_remove(request: HttpRequest, person: User) -> HttpResponse:
    """Says what goes and what stays, without a word about what else there is of this person elsewhere."""
    if person == request.user:
        return redirect("own-remove")
    boards = boards_to_leave(request.user, person)
    if not boards:
        raise PermissionDenied
    reasons = [reason for board in boards if (reason := stays_because(person, board))]
    form = RemoveForm(request.POST if request.method == "POST" else None)
    names = get_text_list([board.name for board in boards], _("en"))
    if form.is_valid() and not reasons:
        try:
            with transaction.atomic():
                for board in boards:
                    remove_person(by=user_of(request), board=board, user=person)
        except Refused as refused:
            reasons = [str(refused.reason)]
        else:
            # No name: what is said here stands in the session until it is read.
            messages.success(request, _("De persoon is verwijderd uit %(boards)s.") % {"boards": names})
            return redirect("people-list")
    context = {
        "form": form,
        "person": person,
        "boards": names,
        "reasons": reasons,
        "breadcrumbs": people_crumbs(_("Verwijderen"), person),
    }
    return render(request, "people/remove.html", context)
