"""Where a link in a mail leads. A page makes its own links from the request; a mail has none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse


def link_to(route: str, *args: Any) -> str:
    """Return the whole address of a page of this site."""
    return f"{settings.SITE_URL}{reverse(route, args=args)}"
