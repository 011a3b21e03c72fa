"""A deed to a school or team, asked first: what will happen and what stays, and a button that sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access.policies import Reason, Refused
from assessments.models import School, Team

from .breadcrumbs import Crumbs
from .place_previews import Preview


def place_url(place: School | Team) -> str:
    route = "schools-detail" if isinstance(place, School) else "teams-detail"
    return reverse(route, args=[place.uid])


def place_crumbs(place: School | Team, here: str = "", *, sees_school: bool = True) -> Crumbs:
    """Organisation > board > school > team, and the page named `here`; `sees_school` that its page may be gone to."""
    school = place.school if isinstance(place, Team) else place
    school_url = place_url(school) if sees_school and (here or place is not school) else None
    crumbs: Crumbs = [
        (_("Organisatie"), reverse("organisation")),
        (school.board.name, None),
        (school.name, school_url),
    ]
    if isinstance(place, Team):
        crumbs.append((place.name, place_url(place) if here else None))
    return [*crumbs, (here, None)] if here else crumbs


def refuse(request: HttpRequest, place: School | Team, reason: Reason) -> HttpResponse:
    """Say why not, on the page of the place. Nothing was changed."""
    messages.error(request, str(reason))
    return redirect(place_url(place))


def ask(
    request: HttpRequest,
    place: School | Team,
    preview: Callable[[], Preview],
    deed: Callable[[], School | Team],
    *,
    heading: str,
    done: Callable[[School | Team], str],
    form: Form | None = None,
    button: str = "",
    back: str = "",
    chosen: Iterable[tuple[str, object]] = (),
) -> HttpResponse:
    """Show the preview, or carry the deed out and go to the place that it gives.

    `deed` is called once the form, if there is one, is valid. A refusal becomes an error of the page. `chosen` is what
    was chosen on the page before this one: it is sent along, and what is done is what is sent.
    """
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            place_after = deed()
        except Refused as refused:
            if form is None:
                problem = str(refused.reason)
            else:
                form.add_error(None, str(refused.reason))
        else:
            messages.success(request, done(place_after))
            return redirect(place_url(place_after))
    context: dict[str, Any] = {
        "heading": heading,
        "place": place,
        "preview": preview(),
        "form": form,
        "error_list": [("", problem)] if problem else [],
        "button": button or heading,
        "back": back,
        "chosen": list(chosen),
        "cancel_url": place_url(place),
        "breadcrumbs": place_crumbs(place, heading),
    }
    return render(request, "organisation/deed.html", context)
