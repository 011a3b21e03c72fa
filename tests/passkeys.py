"""A passkey in software, for tests without a browser: it makes a credential and signs with it as a phone would."""

from __future__ import annotations

import json
import os
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from assessments.models import User

HERE = "testserver"
PRESENT = AuthenticatorData.FLAG.UP
PRESENT_AND_VERIFIED = PRESENT | AuthenticatorData.FLAG.UV


class SoftPasskey:
    def __init__(self, user: User, host: str = HERE) -> None:
        self.host = host
        self.handle = websafe_encode(user_pk_to_url_str(user).encode())
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(16)

    def create(
        self, options: dict[str, Any], flags: AuthenticatorData.FLAG = PRESENT_AND_VERIFIED
    ) -> dict[str, Any]:
        """Answer what `navigator.credentials.create` is asked."""
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self._id, public)
        data = AuthenticatorData.create(
            sha256(self.host.encode()), flags | AuthenticatorData.FLAG.AT, 0, credential
        )
        statement = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", options)
        return self._packed(
            {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(statement))}
        )

    def get(
        self, options: dict[str, Any], flags: AuthenticatorData.FLAG = PRESENT_AND_VERIFIED
    ) -> dict[str, Any]:
        """Answer what `navigator.credentials.get` is asked."""
        data = bytes(AuthenticatorData.create(sha256(self.host.encode()), flags, 0))
        client = self._client("webauthn.get", options)
        signature = self._key.sign(data + sha256(client), ec.ECDSA(hashes.SHA256()))
        return self._packed(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.handle,
            }
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{self.host}"}).encode()

    def _packed(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self._id)
        results = {"credProps": {"rk": True}}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": results,
            "response": response,
        }


def give_passkey(user: User, name: str = "Laptop") -> tuple[SoftPasskey, Authenticator]:
    """Let somebody have a passkey, as adding one leaves it."""
    passkey = SoftPasskey(user)
    credential = passkey.create({"publicKey": {"challenge": websafe_encode(os.urandom(32))}})
    data = {"name": name, "credential": credential}
    return passkey, Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
