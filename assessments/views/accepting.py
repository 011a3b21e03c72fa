"""Coming in by the link in an invitation. Looking accepts nothing: programs that check mail open every link."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import identities
from assessments.access.guards import open_to_all, user_of
from assessments.access.policies import Refused
from assessments.access.role_words import words_of
from assessments.enums import Role
from assessments.forms.accepting import NewPersonForm
from assessments.models import Invitation, Membership
from assessments.services import accepting as services
from assessments.services import invitations
from assessments.services.people import is_taken
from assessments.services.places import named

from .speaking import speak

SIGN_OUT = "uitloggen"
NOT_ME = "niet-ik"


@open_to_all
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the token in the session, and go on to an address without it: it stays in no history and no log.

    Who a provider recognised here before is let go: an invitation is taken with whom was recognised for it alone.
    """
    before = invitations.pending(request.session)
    works = invitations.remember(request.session, token)
    response = redirect("invitation-offer")
    invitation = invitations.pending(request.session)
    if invitation != before:
        identities.let_go(request.session)
    if invitation and not works:
        messages.warning(
            request,
            _("De link die je net opende, werkt niet meer. Dit is de uitnodiging die je eerder opende."),
        )
    elif invitation and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak(response, invitation.language)
    return response


@open_to_all
def invitation_offer(request: HttpRequest) -> HttpResponse:
    """What is offered, by whom, and one way to accept it. One page for every link that does not work."""
    invitation = invitations.pending(request.session)
    if invitation is None:
        return render(request, "people/dead.html", status=410)
    if request.method == "POST" and not consume(request, action="invitation"):
        return render(request, "429.html", status=429)
    if request.user.is_authenticated:
        return _offer_to_user(request, invitation)
    if is_taken(invitation.address):
        return _page(request, invitation, "people/offer_sign_in.html")
    return _offer_to_new(request, invitation)


def _offer_to_user(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    user = user_of(request)
    if request.method == "POST":
        if request.POST.get("stap") == SIGN_OUT:
            kept = request.session[invitations.KEY]
            logout(request)
            request.session[invitations.KEY] = kept
            return redirect("invitation-offer")
        try:
            membership = services.accept(invitation=invitation, user=user)
        except Refused:
            return redirect("invitation-offer")  # it died meanwhile, and the page says so
        return _welcome(request, membership)
    return _page(request, invitation, "people/offer.html", is_other=user.email != invitation.address)


def _offer_to_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.POST.get("stap") == NOT_ME:
        identities.let_go(request.session)
        return redirect("invitation-offer")
    identity, _code = identities.held(request.session)
    form = NewPersonForm(
        request.POST or None,
        address=invitation.address,
        initial={
            "name": invitation.name or (identity.name if identity else ""),
            "language": invitation.language,
        },
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            membership = services.accept_as_new(
                invitation=invitation,
                name=data["name"],
                language=data["language"],
                password=data["password"] or None,
                identity=identity,
            )
        except Refused:
            return redirect("invitation-offer")
        identities.let_go(request.session)
        # Who has the link reads the mail of that address: as good as a code by mail.
        record_authentication(request, membership.user, method="invitation")
        perform_login(request, membership.user, email_verification="none")
        response = _welcome(request, membership)
        speak(response, data["language"])
        return response
    context = {
        "form": form,
        "identity": identity,
        "is_other": identity is not None and services.is_other_address(identity, invitation.address),
    }
    return _page(request, invitation, "people/offer_new.html", **context)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    invitations.forget(request.session)
    messages.success(
        request,
        _("Welkom! Je hebt nu de rol %(role)s bij %(place)s.")
        % {"role": Role(membership.role).label, "place": named(membership.place)},
    )
    if more := Invitation.objects.valid().filter(address=membership.user.email).count():
        words = ngettext(
            "Er staat nog %(n)s uitnodiging voor je open, voor een andere rol of plek. De link staat in je mail.",
            "Er staan nog %(n)s uitnodigingen voor je open, voor andere rollen of plekken. De links staan in je mail.",
            more,
        )
        messages.info(request, words % {"n": more})
    return redirect("home")


def _page(request: HttpRequest, invitation: Invitation, template: str, **more: object) -> HttpResponse:
    role = Role(invitation.role)
    context = {
        "invitation": invitation,
        "role": role.label,
        "place": named(invitation.place),
        "words": words_of(role),
        "inviter": invitation.invited_by.name if invitation.invited_by else "",
        "sign_in_url": f"{reverse('account_login')}?next={reverse('invitation-offer')}",
        **more,
    }
    return render(request, template, context)
