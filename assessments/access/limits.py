"""Under which key something is kept in the cache: one that tells nobody about whom it is."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from assessments.models import normalise_email


def key_of_address(address: str) -> str:
    """What failures on the account of an address are counted under."""
    return _without_meaning(normalise_email(address))


def cache_key(key: str, prefix: str, version: int) -> str:
    """Every key in the cache: libraries put addresses in theirs, some as a plain hash that can be tried out."""
    return _without_meaning(f"{prefix}:{version}:{key}")


def _without_meaning(text: str) -> str:
    """Without our secret nobody can tell what stood here, nor try it out."""
    return salted_hmac("assessments.limits", text, algorithm="sha256").hexdigest()
