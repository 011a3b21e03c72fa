from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def overview(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def team(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def school_latest(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def school(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def school_criterion(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()
