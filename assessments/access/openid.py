"""Whether what an identity provider answers can be believed.

allauth speaks the protocol; read at 65.21 it leaves out what is done here: the signature of an id_token that came from
the token endpoint, its nonce, that the discovery document is of the provider we asked, and that the userinfo is about
the same person. It also stops with an error where a provider answers rubbish.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .identities import GUID, KINDS, identity_from

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that only the provider has. Never `none`, never a secret that we share."""
CLOCK_SKEW = 60
METADATA_KEPT = 60 * 60
OUTAGE_KEPT = 20
"""Seconds in which a provider that was down is not asked again: waiting for it would hold every worker."""
ANY_TENANT, TENANT = "organizations", "{tenantid}"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFault(OAuth2Error):
    """A provider did not answer, or not as it should. `why` is for the log: our own words, nothing of the answer."""

    def __init__(self, why: str, *, down: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.down = down


def nonce_for(verifier: str) -> str:
    """The nonce of a sign-in follows from its PKCE verifier, which stays in the session: one secret, two proofs."""
    digest = hashlib.sha256(f"nonce {verifier}".encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


# --- asking ---------------------------------------------------------------------------------------------------------


def answer(what: str, ask: Callable[[], requests.Response]) -> dict[str, Any]:
    """Return the JSON object that a provider answers, or raise `ProviderFault`."""
    try:
        response = ask()
        response.raise_for_status()
        data = response.json()
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        raise ProviderFault(f"{what} answered {status}", down=status >= 500) from None
    except ValueError:
        raise ProviderFault(f"{what} is no JSON") from None
    except requests.RequestException as error:
        raise ProviderFault(f"{what} cannot be reached ({type(error).__name__})", down=True) from None
    if not isinstance(data, dict):
        raise ProviderFault(f"{what} is no object")
    return data


def metadata(issuer: str, *, afresh: bool = False) -> dict[str, Any]:
    """Return what a provider publishes of itself, with its keys as `keys`; kept for an hour."""
    key = f"openid:{hashlib.sha256(issuer.encode()).hexdigest()}"
    found: dict[str, Any] | None = None if afresh else cache.get(key)
    if found is None:
        try:
            found = _fetch_metadata(issuer)
        except ProviderFault as fault:
            if fault.down:
                cache.set(key, {"down": True}, OUTAGE_KEPT)
            raise
        cache.set(key, found, METADATA_KEPT)
    if "down" in found:
        raise ProviderFault("it was down a moment ago", down=True)
    return found


def _fetch_metadata(issuer: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        document = answer(
            "the discovery document", lambda: session.get(f"{issuer}/.well-known/openid-configuration")
        )
        said = document.get("issuer")
        if not isinstance(said, str) or said.rstrip("/") != issuer.replace(f"/{ANY_TENANT}/", f"/{TENANT}/"):
            raise ProviderFault("the discovery document is of another issuer")
        schemes = "https" if issuer.startswith("https:") else "https?"
        for name in (*ENDPOINTS, *(["userinfo_endpoint"] if "userinfo_endpoint" in document else [])):
            if not re.fullmatch(rf"{schemes}://[^\s?#'\"<>\\]+", str(document.get(name))):
                raise ProviderFault(f"the discovery document holds no usable {name}")
        keys = answer("the set of keys", lambda: session.get(document["jwks_uri"])).get("keys")
    return {
        **document,
        "keys": [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else [],
    }


# --- believing ------------------------------------------------------------------------------------------------------


def verified_claims(
    token: str, *, keys: list[dict[str, Any]], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """Return the claims of an id_token, once everything that OpenID Connect Core 3.1.3.7 asks for is checked."""
    try:
        published = signing_key(keys, jwt.get_unverified_header(token))
        claims: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(published),
            algorithms=ALGORITHMS,
            audience=client_id,
            leeway=CLOCK_SKEW,
            options={
                "require": ["iss", "sub", "aud", "exp", "iat", "nonce"],
                "verify_iss": False,  # below: which one it must be may depend on the tenant
                "enforce_minimum_key_length": True,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ProviderFault(f"the id_token is not to be believed ({type(error).__name__})") from None
    named = issuer
    if TENANT in issuer:
        tenant = claims.get("tid")
        if not isinstance(tenant, str) or not GUID.fullmatch(tenant):
            raise ProviderFault("the id_token names no tenant")
        named = issuer.replace(TENANT, tenant)
        if published.get("issuer", issuer) not in {issuer, named}:
            raise ProviderFault("the id_token is signed by the key of another tenant")
    if claims["iss"] != named:
        raise ProviderFault("the id_token is of another issuer")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise ProviderFault("the id_token is for another application")
    if not isinstance(claims["nonce"], str) or not constant_time_compare(claims["nonce"], nonce):
        raise ProviderFault("the id_token belongs to another attempt")
    return claims


def signing_key(keys: list[dict[str, Any]], header: dict[str, Any]) -> dict[str, Any]:
    """Return the published key that a token says it is signed with; one without a name fits where there is one key."""
    usable = [key for key in keys if key.get("use", "sig") == "sig"]
    found = [key for key in usable if key.get("kid") == header["kid"]] if "kid" in header else usable
    if len(found) != 1:
        raise KeyError("kid")
    return found[0]


class Adapter(OpenIDConnectOAuth2Adapter):
    """allauth's side of the conversation, believing nothing unchecked. The nonce comes with the PKCE verifier."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        return metadata(self.issuer)

    @property
    def issuer(self) -> str:
        return str(settings.IDENTITY_PROVIDERS[self.provider_id]["issuer"])

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        if not pkce_code_verifier:
            raise ProviderFault("the attempt has no verifier")
        self.nonce = nonce_for(pkce_code_verifier)
        try:
            data = super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)
        except requests.JSONDecodeError:
            raise ProviderFault("the token endpoint answered no JSON") from None
        except requests.RequestException as error:
            raise ProviderFault(
                f"the token endpoint cannot be reached ({type(error).__name__})", down=True
            ) from None
        except (OAuth2Error, ValueError, KeyError, TypeError, AttributeError):
            raise ProviderFault("the token endpoint gave no token") from None
        if not all(isinstance(data.get(name), str) and data[name] for name in ("access_token", "id_token")):
            raise ProviderFault("the token endpoint gave no id_token")
        return data

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Only for the question about the person; it is not stored."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        kind = KINDS[self.provider_id]
        claims = self._claims_of(kwargs["response"]["id_token"], app.client_id)
        if kind.has_userinfo:
            claims = {**claims, **self._about(token.token, claims["sub"])}
        identity = identity_from(kind, claims)
        if identity is None:
            raise ProviderFault("the provider does not say who it is")
        return self.get_provider().sociallogin_from_response(request, identity)

    def _claims_of(self, id_token: str, client_id: str) -> dict[str, Any]:
        """Verify a token; where its key is unknown, ask for the keys anew once: providers change them."""
        for afresh in (False, True):
            known = metadata(self.issuer, afresh=afresh)
            try:
                kid = jwt.get_unverified_header(id_token).get("kid")
            except jwt.PyJWTError:
                raise ProviderFault("the id_token is no token") from None
            if kid is None or any(key.get("kid") == kid for key in known["keys"]):
                break
        return verified_claims(
            id_token, keys=known["keys"], issuer=known["issuer"], client_id=client_id, nonce=self.nonce
        )

    def _about(self, access_token: str, subject: str) -> dict[str, Any]:
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        with get_adapter().get_requests_session() as session:
            headers = {"Authorization": f"Bearer {access_token}"}
            found = answer("userinfo", lambda: session.get(self.profile_url, headers=headers))
        if found.get("sub") != subject:
            raise ProviderFault("userinfo is about somebody else")
        return found
