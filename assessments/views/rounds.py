from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def round_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def round_plan(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def round_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def round_change(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def round_open(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def round_close(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def round_discard(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()
