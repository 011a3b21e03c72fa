"""Secrets in links: what goes out, and what is kept of it."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A secret that nobody can guess: 256 bits, 43 characters that stand in a link as they are."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """The form in which a secret is stored, and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()
