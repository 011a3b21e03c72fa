"""What stands before every view. A view states its rule by one of these decorators; the start-up check wants one.

What one may not see answers 404; a forbidden deed on something visible answers 403. Where no key is in the address it
is the same: the organisation, its people and its log are not there for who sees nothing of them. 403 is for a deed on
what one does see: planning a round, from the list of rounds that everybody has; reading in a file, from the
organisation that a coordinator has too.

Pages know GET and POST: another method answers 405, so that nobody takes a page shown again for something done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from assessments.models import User

from .permissions import Ability, Person, can

View = Callable[..., HttpResponseBase]
M = TypeVar("M", bound=Model)


def user_of(request: HttpRequest) -> User:
    """Whoever is signed in, for what a service records. Behind a rule other than `open_to_all` there is somebody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


_known_methods = require_http_methods(["GET", "HEAD", "POST"])


def open_to_all(view: View) -> View:
    """Rule: anybody, signed in or not."""
    view = login_not_required(_known_methods(view))
    view.rule = "open to all"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Rule: anybody who is signed in; what they see is filtered by `rows`."""
    view = _known_methods(view)
    view.rule = "signed in"  # type: ignore[attr-defined]
    return view


def guarded(
    rows: Callable[[Person], QuerySet[M]],
    *,
    may: Ability | None = None,
    over: Callable[[M], Any] | None = None,
) -> Callable[[View], View]:
    """Rule: the thing named by `uid` in the URL must be among `rows(user)` (else 404); `may` over it (else 403).

    `over` gives the place at which the ability is asked, where that is another than the thing itself.
    The view receives the thing in place of the `uid`.
    """

    def decorate(view: View) -> View:
        @_known_methods
        @wraps(view)
        def guard(request: HttpRequest, uid: UUID, **kwargs: Any) -> HttpResponseBase:
            thing = get_object_or_404(rows(request.user), uid=uid)
            if may is not None and not can(request.user, may, over(thing) if over else thing):  # type: ignore[arg-type]
                raise PermissionDenied
            return view(request, thing, **kwargs)

        guard.rule = f"{rows.__name__}{f', {may.name}' if may else ''}"  # type: ignore[attr-defined]
        return guard

    return decorate
