from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def start(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def criterion(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def confirm(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def reopen(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()
