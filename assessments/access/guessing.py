"""How often somebody may guess, counted in the cache that all processes share, before the guess is looked at.

The library's limits (`ACCOUNT_RATE_LIMITS`) are per account from anywhere, and per address for a whole school. These
are stricter: per account from one address, so that a stranger who keeps failing elsewhere does not hold up its owner.
"""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage, clear, consume
from django.conf import settings
from django.http import HttpRequest

from assessments.models import normalise_email

from .limits import key_of_address

APP = "assessments"
LIMITS = {
    "password": "5/5m/key",
    "ask_code": "3/5m/key,20/d/key",  # who never asked for one must not get them all day
    "ask_reset": "3/5m/key,10/d/key",
    "ask_reset_anywhere": "5/5m/key",
    "mailed_code": "3/20m/key",  # of one code, which lives fifteen minutes
    "second_factor": "5/5m/key",
    "join_code": "20/5m/key",  # wrong codes of numbers, from one device
    "join_code_here": "600/5m/key",  # the same where no device is known, from one place
    "join_crowd": "1500/m/key",  # numbers given out in one team to one place while too many wait to be used
    "join_back": "1500/m/key",  # the same, of numbers that made way and come back
    "unknown_account": "20/h/key",  # mail from one address to people who have nothing to do with us
}


def take_turn(request: HttpRequest, what: str, *about: object) -> RateLimitUsage | None:
    """Count one guess; None where there were too many. Give it back by `rollback()` where it was right."""
    return consume(request, app=APP, action=what, config=LIMITS, key=_key(*about))


def may_ask_code(request: HttpRequest, address: str) -> bool:
    """Count one code by mail: of one address from one place, and with those the library mails from anywhere."""
    anywhere = {"action": "request_login_code", "key": normalise_email(address)}
    near = take_turn(request, "ask_code", key_of_address(address), here(request))
    return near is not None and ratelimit.consume(request, **anywhere)


def take_turn_with_code(request: HttpRequest) -> RateLimitUsage | None:
    """Count one code of a number that somebody types: of their device, known by the cookie that every form asks for.

    Not of their address: one who types nonsense would hold up a whole school. Who throws that cookie away may go on
    guessing, and it is of no use: of the 4·10¹⁵ codes (see `tokens`) ten thousand may be there, and five hundred tries
    a second find the first of them after a quarter of a century.
    """
    device = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if device:
        return take_turn(request, "join_code", hashlib.sha256(device.encode()).hexdigest())
    return take_turn(request, "join_code_here", here(request))


def forget_turns(request: HttpRequest, what: str, *about: object) -> None:
    clear(request, app=APP, action=what, config=LIMITS, key=_key(*about))


def here(request: HttpRequest) -> str:
    """Where a visitor is, as the limits count it."""
    return get_adapter().get_client_ip(request)


def _key(*about: object) -> str:
    return "|".join(str(part) for part in about)
