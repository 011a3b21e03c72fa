"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from assessments.access.identities import configured
from assessments.access.permissions import may_organise, may_see_actions
from assessments.services import demo

from . import post
from .guides import help_url


def site(request: HttpRequest) -> dict[str, Any]:
    """The version, by which identity providers one can sign in, what the menus offer; and in development where mail is
    left, and how to sign in.

    What takes a query is read only where it is shown.
    """
    context: dict[str, Any] = {
        "version": settings.VERSION,
        "identity_providers": configured(),
        "sees_actions": SimpleLazyObject(lambda: may_see_actions(request.user)),
        "organises": SimpleLazyObject(lambda: may_organise(request.user)),
        "help_url": SimpleLazyObject(lambda: help_url(request)),
    }
    if settings.DEMO_ACCOUNTS_ON_SIGN_IN_PAGE:
        context["demo_accounts"] = SimpleLazyObject(demo.accounts)
    if post.is_open():
        context["mail_page"] = True
    return context
