"""Start-up checks: every route of ours states who may use it; reports can be printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import URLPattern, URLResolver, get_resolver

from lobkwaliteit.tooling.system_packages import PANGO, command

OTHERS = (
    "allauth.account.views",
    "allauth.mfa.base.views",
    "allauth.mfa.webauthn.views",
    "django.contrib.admin",
    "django.views.i18n",
    "django.contrib.staticfiles",
    "django.views.static",
)
"""Views of libraries; their rule is the login middleware's, or the library's own."""


def routes(
    patterns: Sequence[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> list[tuple[str, URLPattern]]:
    """Return every route with its full path, the admin's left out (they are the library's)."""
    found: list[tuple[str, URLPattern]] = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                found += routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern))
    return found


@register()
def every_view_states_its_rule(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The view of “{route}” does not state who may use it.",
            hint="Decorate it with open_to_all, signed_in or guarded from assessments.access.guards.",
            id="assessments.E001",
        )
        for route, pattern in routes()
        if not hasattr(pattern.callback, "rule") and not pattern.callback.__module__.startswith(OTHERS)
    ]


@register()
def reports_can_be_printed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if PANGO.present():
        return []
    return [
        Warning(
            "Pango is missing: everything works, except making a PDF.",
            hint=f"Install it by: {command(PANGO)}",
            id="assessments.W001",
        )
    ]
