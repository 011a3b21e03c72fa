from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def card_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def card_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()
