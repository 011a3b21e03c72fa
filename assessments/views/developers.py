from django.http import HttpRequest, HttpResponse

from assessments.access.guards import signed_in


@signed_in
def components(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
