"""For who watches over a process: a load balancer, a container platform, monitoring. One word, and nothing of anybody.

`middleware.watched` answers these two before all that is for visitors.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from assessments.access.guards import open_to_all
from assessments.services import readiness


@open_to_all
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing of the database: starting anew helps against no fault there."""
    return _said("ok", 200)


@open_to_all
def ready(request: HttpRequest) -> HttpResponse:
    """Whether it can serve: 503 with one word why not."""
    why_not = readiness.lacking()
    return _said(why_not or "ok", 503 if why_not else 200)


def _said(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, content_type="text/plain", status=status)
