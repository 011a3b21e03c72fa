"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"version": settings.VERSION, "is_production": settings.PRODUCTION, "debug_pages": not settings.PRODUCTION}
