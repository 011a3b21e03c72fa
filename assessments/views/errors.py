"""What people see when something goes wrong: what happened, and what to do. In their language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse

from assessments.access.guards import open_to_all


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context: whatever broke may break that too."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, mostly. Nothing was changed; the page itself is the way back, account or none."""
    back = "" if request.path == reverse("set_language") else request.get_full_path()
    return render(request, "403_csrf.html", {"back": back}, status=403)


@open_to_all
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here where a page names none: a PDF, the admin."""
    return redirect(static("assessments/img/favicon.svg"))
