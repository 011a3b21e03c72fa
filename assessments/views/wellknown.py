"""What programs look for at fixed addresses: where to report a weakness, and that nothing here is to be indexed."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from assessments.access.guards import open_to_all

GOOD_FOR = dt.timedelta(days=180)
"""RFC 9116 asks for less than a year, so that who reads it later asks again."""


@open_to_all
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; not there where nobody is named in the environment."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    until = (timezone.now() + GOOD_FOR).astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@open_to_all
def robots_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
