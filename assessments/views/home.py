from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def home(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()
