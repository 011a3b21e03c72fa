"""How allauth's part about identity providers behaves here: set up by the environment alone, nobody signs up by it,
an address proves nothing, and what it keeps of somebody is their key and their organisation.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import identities
from assessments.access.identities import KINDS, Identity
from assessments.access.openid import Adapter, ProviderFault, nonce_for
from assessments.access.policies import Refused
from assessments.models import User
from assessments.services import invitations
from assessments.services import providers as services

from .sso_failures import Failure, fail

logger = logging.getLogger(__name__)


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter

    def get_pkce_params(self) -> dict[str, Any]:
        """PKCE always, and with it the nonce that must come back in the id_token."""
        params: dict[str, Any] = generate_code_challenge()
        return params | {"nonce": nonce_for(params["code_verifier"])}

    def get_scope(self) -> list[str]:
        own = settings.IDENTITY_PROVIDERS[self.sub_id].get("scopes")
        return own.split() if own else list(KINDS[self.sub_id].scopes)

    def extract_uid(self, data: Identity) -> str:
        return data.uid

    def extract_extra_data(self, data: Identity) -> dict[str, Any]:
        return {"organisation": data.organisation}

    def extract_common_fields(self, data: Identity) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Identity) -> list[Any]:
        return []

    def sociallogin_from_response(self, request: HttpRequest, response: Identity) -> SocialLogin:
        login: SocialLogin = super().sociallogin_from_response(request, response)
        login.identity = response
        return login


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Only what the environment sets up: a row in the database adds no provider, and none is asked for."""
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=name,
                name=KINDS[name].name,
                client_id=found["client_id"],
                secret=found["client_secret"],
                settings={"server_url": found["issuer"]},
            )
            for name, found in settings.IDENTITY_PROVIDERS.items()
            if provider in {None, "openid_connect", name} and client_id in {None, found["client_id"]}
        ]

    def get_requests_session(self) -> Any:
        """With the time limit of the settings; and a provider that answers by sending us elsewhere is not followed."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whoever may come in is admitted by our own service."""
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        return sociallogin.user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say what happened on a page of our own. `extra_context` holds a state where this was an attempt of ours."""
        kind = KINDS[provider.sub_id]
        if request.GET.get("error") == "access_denied":  # with or without a state: nothing happens by it
            raise ImmediateHttpResponse(cancelled(request, kind.name))
        if isinstance(exception, ProviderFault):
            raise ImmediateHttpResponse(fail_by(request, kind.id, exception))
        if "state" not in (extra_context or {}):
            raise ImmediateHttpResponse(fail(request, Failure.EXPIRED, kind))
        logger.warning("Signing in by %s: it answered with an error.", kind.id)
        raise ImmediateHttpResponse(fail(request, Failure.TURNED_AWAY, kind))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody is known to be who they are at the provider. Who has an account goes on; for others see below."""
        identity: Identity = sociallogin.identity
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(connect(request, identity, sociallogin.state.get("next")))
        if sociallogin.is_existing:
            return
        if request.user.is_authenticated:
            messages.info(
                request,
                _("Je bent al ingelogd. %(provider)s koppelen aan dit account kan hieronder.")
                % {"provider": identity.kind.name},
            )
            raise ImmediateHttpResponse(redirect("security"))
        raise ImmediateHttpResponse(unknown(request, identity))


def cancelled(request: HttpRequest, name: str) -> HttpResponse:
    messages.info(
        request,
        _("Je hebt het inloggen bij %(provider)s afgebroken. Er is niets veranderd.") % {"provider": name},
    )
    return redirect("security" if request.user.is_authenticated else "account_login")


def fail_by(request: HttpRequest, provider: str, fault: ProviderFault) -> HttpResponse:
    logger.warning("Signing in by %s: %s.", provider, fault.why)
    return fail(request, Failure.DOWN if fault.down else Failure.NOT_BELIEVED, KINDS[provider])


def connect(request: HttpRequest, identity: Identity, back_to: str | None) -> HttpResponse:
    """Tie an identity to whoever is signed in; they asked for it from their own page, or from that of the beheerder."""
    if not isinstance(request.user, User):
        return fail(request, Failure.EXPIRED, identity.kind)
    try:
        new = services.connect(by=request.user, identity=identity, here=request.session.session_key)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        if new:
            tell("provider_connected", request.user, identity.kind.name)
        done = (
            _("Je kunt voortaan inloggen met %(provider)s.") if new else _("%(provider)s was al gekoppeld.")
        )
        messages.success(request, done % {"provider": identity.kind.name})
    return redirect(back_to or "security")


def tell(what: str, user: User, provider: str) -> None:
    """Mail somebody that a way into their account was added or taken away: if it was not them, they must know."""
    context = {"name": user.name, "at": timezone.now(), "provider": provider}
    get_account_adapter().send_mail(f"account/email/{what}", user.email, context)


def unknown(request: HttpRequest, identity: Identity) -> HttpResponse:
    """Whoever came with an invitation goes back to it, known now; who may come in is asked whether they want to.

    Whether their address has an account is not said here: an administrator at a provider can type any.
    """
    if invitations.pending(request.session):
        identities.hold(request.session, identity)
        return redirect("invitation-offer")
    if services.board_for(identity) is None or identity.is_student:
        return fail(request, Failure.NO_ACCOUNT, identity.kind, identity.organisation)
    if not identity.email:
        return fail(request, Failure.NO_ADDRESS, identity.kind)
    identities.hold(request.session, identity)
    return redirect("socialaccount_signup")


def sign_in(request: HttpRequest, identity: Identity) -> HttpResponse:
    """Sign in somebody whose account has just been made or found, by way of the second step where they have one."""
    provider = SocialAccountAdapter(request).get_provider(request, identity.provider)
    login = provider.sociallogin_from_response(request, identity)
    login.state = {"process": AuthProcess.LOGIN}
    response: HttpResponse = complete_social_login(request, login)
    return response
