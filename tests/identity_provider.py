"""A small OpenID provider of our own, on localhost over real HTTP, that can be made to lie.

It checks what a provider should (the code once, the client's secret, PKCE), and its `twist…` fields spoil one answer at
a time. Signing in at it goes without a browser: `provider.consent(url)` gives the address it sends somebody back to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = {"client_id": "lob", "client_secret": "niet-zo-geheim"}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PERSON = {
    "sub": "urn:persoon:şükrü",
    "name": "Şükrü Łukasz",
    "email": "sukru@noordzoom.example",
    "schac_home_organization": "noordzoom.nl",
}

Twist = Callable[[dict[str, Any]], Any]


def published(key: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    return {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig"}


def same(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


@dataclass
class Provider:
    port: int
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    asked: list[str] = field(default_factory=list)
    """Paths that were asked for."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    twist_discovery: Twist = same
    twist_keys: Twist = same
    twist_claims: Twist = same
    twist_answer: Twist = same
    twist_userinfo: Twist = same
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(claims, KEY, "RS256", {"kid": "een"})
    broken: str = ""
    """A path that answers 502."""

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        return {"issuer": self.issuer, **CLIENT}

    def consent(self, url: str) -> str:
        """Sign in as `person` at the address that somebody was led to; return where they are sent back to."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        back = urlsplit(query["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': query['state']})}"

    # --- what is answered -------------------------------------------------------------------------------------------

    def discovery(self) -> Any:
        ends = {"token_endpoint": "token", "jwks_uri": "keys", "userinfo_endpoint": "userinfo"}
        return self.twist_discovery(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                **{name: f"{self.issuer}/{path}" for name, path in ends.items()},
            }
        )

    def keys(self) -> Any:
        return self.twist_keys(
            {"keys": [published(KEY, "een"), {"kty": "rommel"}, published(OTHER_KEY, "twee")]}
        )

    def token(self, form: dict[str, str]) -> Any:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fine = (
            asked is not None
            and all(form.get(name) == value for name, value in CLIENT.items())
            and form.get("redirect_uri") == asked["redirect_uri"]
            and challenge == asked["code_challenge"]
        )
        if asked is None or not fine:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "sub": self.person["sub"],
        }
        id_token = self.sign(self.twist_claims(claims))
        return self.twist_answer({"access_token": "toegang", "token_type": "Bearer", "id_token": id_token})

    def userinfo(self) -> Any:
        return self.twist_userinfo(dict(self.person))


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, form: dict[str, str]) -> None:
        provider, path = self.provider, self.path.rpartition("/")[2]
        provider.asked.append(path)
        if path == provider.broken:
            self._send(502, b"")
            return
        found = provider.token(form) if path == "token" else self._page(path)
        if found is None:
            self._send(400, json.dumps({"error": "invalid_grant"}).encode())
        else:
            self._send(200, found if isinstance(found, bytes) else json.dumps(found).encode())

    def _page(self, path: str) -> Any:
        pages = {
            "openid-configuration": self.provider.discovery,
            "keys": self.provider.keys,
            "userinfo": self.provider.userinfo,
        }
        return pages[path]()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def running() -> Iterator[Callable[[], Provider]]:
    """Serve, and give a function that returns an honest provider, forgetting the one before it."""

    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def honest() -> Provider:
        provider = Provider(server.server_port)
        Handler.provider = provider
        return provider

    try:
        yield honest
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
