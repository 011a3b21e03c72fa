"""Signing in by an identity provider: going there, coming back, coming in for the first time, and one's connections.

Going there is a page with a link, not a redirect: the policy `form-action 'self'` holds for every redirect after a
form, and an identity provider leads on to that of any school. See docs/decisions/0009.
"""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import identities
from assessments.access.guards import open_to_all, signed_in, user_of
from assessments.access.identities import KINDS, Kind, configured
from assessments.access.openid import Adapter, ProviderFault
from assessments.access.policies import Refused
from assessments.forms.accounts import ENOUGH_CODES, CodeForm
from assessments.services import providers as services
from assessments.services.people import is_taken

from .codes import mail_code
from .confirmation import confirm_first, confirmed, is_recent
from .connections import name_of
from .openid import Provider, fail_by, sign_in, tell, unknown
from .sso_failures import Failure, fail, failure_page

NOT_NOW = "stop"


def _kind(provider_id: str) -> Kind:
    """The provider that an address names; one that is not set up is not there."""
    kind = KINDS.get(provider_id)
    if kind is None or kind not in configured():
        raise Http404
    return kind


def _own_path(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is a path here."""
    wanted = (request.POST if request.method == "POST" else request.GET).get("next", "")
    fine = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if fine else ""


@open_to_all
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead on to the provider. Who is signed in wants to connect it to their account."""
    kind = _kind(provider_id)
    if request.method != "POST":
        context = {"kind": kind, "next": _own_path(request)}
        return render(request, "socialaccount/login.html", context)
    if response := ratelimit.consume_or_429(request, action="provider"):
        return response
    connects = request.user.is_authenticated
    if connects and not is_recent(request):
        return confirm_first(request, back_to=f"{request.path}?{urlencode({'next': _own_path(request)})}")
    provider: Provider = Adapter(request, provider_id).get_provider()
    process = AuthProcess.CONNECT if connects else AuthProcess.LOGIN
    try:
        going = provider.redirect(request, process=process, next_url=_own_path(request) or None)
    except ProviderFault as fault:
        return fail_by(request, kind.id, fault)
    return render(request, "socialaccount/leaving.html", {"kind": kind, "url": going.url})


@open_to_all
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider, with an answer to an attempt of this session."""
    kind = _kind(provider_id)
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(Adapter(request, provider_id))(request)
    except ProviderFault as fault:
        return fail_by(request, kind.id, fault)
    return response


@open_to_all
def failed(request: HttpRequest, provider_id: str) -> HttpResponse:
    return failure_page(request, _kind(provider_id)) or redirect("account_login")


@open_to_all
def arrive(request: HttpRequest) -> HttpResponse:
    """Ask somebody whom a board lets in whether they want an account: they see first who gets to know what."""
    identity, mailed = identities.held(request.session)
    if identity is None or request.user.is_authenticated:
        return redirect("account_login")
    board = services.board_for(identity)
    if board is None:
        identities.let_go(request.session)
        return unknown(request, identity)
    if request.method != "POST":
        return render(request, "socialaccount/signup.html", {"identity": identity, "board": board})
    if request.POST.get("action") == NOT_NOW:
        identities.let_go(request.session)
        return redirect("account_login")
    if code := mail_code(request, identity.email):
        identities.hold(request.session, identity, code=code)
    else:
        messages.error(request, ENOUGH_CODES)
        if not mailed:
            return redirect("socialaccount_signup")
    return redirect("socialaccount_signup_code")


@open_to_all
def arrive_with_code(request: HttpRequest) -> HttpResponse:
    """Make the account, once the code proves that the address is theirs: a provider promises no such thing."""
    identity, code = identities.held(request.session)
    if identity is None or not code or request.user.is_authenticated:
        if request.method == "POST" and not request.user.is_authenticated:
            messages.error(request, _("Deze code werkt niet meer. Begin opnieuw met inloggen."))
        return redirect("account_login")
    form = CodeForm(request.POST if request.method == "POST" else None, code=code)
    if not form.is_valid():
        context = {"form": form, "email": identity.email}
        return render(request, "socialaccount/signup_code.html", context)
    identities.let_go(request.session)
    try:
        services.admit(identity=identity, language=get_language() or "nl")
    except Refused:
        if is_taken(identity.email):  # who read the code may know it
            return fail(request, Failure.ADDRESS_TAKEN, identity.kind)
        return unknown(request, identity)
    return sign_in(request, identity)


@signed_in
@confirmed
def disconnect(request: HttpRequest) -> HttpResponse:
    """End a connection. What there is stands on the page of signing in and security; connecting goes by `start`."""
    user = user_of(request)
    provider, uid = request.POST.get("provider", ""), request.POST.get("uid", "")
    session = request.session.session_key
    if request.method == "POST" and services.disconnect(by=user, provider=provider, uid=uid, here=session):
        tell("provider_disconnected", user, name_of(provider))
        messages.success(request, _("De koppeling is weg. Je logt voortaan op een andere manier in."))
    return redirect("security")
