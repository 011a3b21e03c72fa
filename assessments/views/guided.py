"""Going back to the guide to start by: an address says whether somebody came from there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assessments.results.today.guide import FROM, GUIDE, from_guide


def is_guided(request: HttpRequest) -> bool:
    return request.GET.get(FROM) == GUIDE


def go_on(request: HttpRequest, to: str, *args: object) -> HttpResponse:
    """After a deed: back to the guide for who came from there, and else to a page."""
    return redirect("start") if is_guided(request) else redirect(to, *args)


def go_along(request: HttpRequest, to: str, *args: object) -> HttpResponse:
    """To a page that belongs to the same step: from there too one goes back to the guide."""
    return redirect(from_guide(to, *args)) if is_guided(request) else redirect(to, *args)
