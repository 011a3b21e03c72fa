from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def team_pdf(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@signed_in
def school_pdf(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()
