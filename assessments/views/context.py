"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from assessments.services import demo


def site(request: HttpRequest) -> dict[str, Any]:
    """The version, whether pages for developers are there, and on a demo how to sign in (read only where shown)."""
    context: dict[str, Any] = {"version": settings.VERSION}
    if settings.DEMO_ACCOUNTS_ON_SIGN_IN_PAGE:
        context["demo_accounts"] = SimpleLazyObject(demo.accounts)
    return context
