"""Secrets in links, and the codes by which a number goes on elsewhere: what goes out, and what is kept of it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "34679CDFHJKMNPQRTWXY"
"""Letters and digits that nobody takes for another one (no 0 or O, no 1 or I, no G beside 6), and without words."""

IN_GROUP = 4
NUMBER_GROUPS = 3
"""Twelve of 20 characters: nearly 52 bits. Too few to store as they are, hashed or not; see `secret_of_code`."""
TEAM_GROUPS = 4
"""Of a team's link, which is open to anybody's guesses and shown again: 69 bits."""


def new_token() -> str:
    """A secret that nobody can guess: 256 bits, 43 characters that stand in a link as they are."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """The form in which a secret is stored, and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code(groups: int) -> str:
    """A code that somebody copies by hand: "K7MX-PQ3D-9RTC"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(IN_GROUP)) for _ in range(groups))


def read_code(typed: str, groups: int) -> str:
    """A code as it was given out, however it was typed; empty where it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != groups * IN_GROUP or not set(signs) <= set(ALPHABET):
        return ""
    return "-".join(signs[start : start + IN_GROUP] for start in range(0, len(signs), IN_GROUP))


def secret_of_code(code: str) -> str:
    """The secret of a device that a code leads to: the same at every device, and by nobody to be made without our key.

    So a number goes on at two devices, and what the database keeps is of no use for trying codes.
    """
    return salted_hmac("assessments.joining", code, algorithm="sha256").hexdigest()


def token_of(participation: UUID, turn: int) -> str:
    """The token of somebody's personal link: the same however often it is sent, and another with each `turn`."""
    digest = salted_hmac("assessments.link", f"{participation} {turn}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def held_by_device(secret: str, *, assessment: UUID, person: UUID) -> str:
    """What the device of a number holds: the secret of its code, and whose form it is, under our seal.

    So a number that made way comes back as the same person to its browser, and only what we gave out comes back.
    """
    content = f"{secret}.{person.hex}"
    return f"{content}.{_seal(content, assessment)}"


def read_device(held: str, assessment: UUID) -> tuple[str, UUID] | None:
    """The secret and the person in what a device holds; None where we did not give it out for this assessment."""
    content, _dot, seal = held.rpartition(".")
    if not content or not constant_time_compare(seal, _seal(content, assessment)):
        return None
    secret, person = content.split(".")
    return secret, UUID(person)


def _seal(content: str, assessment: UUID) -> str:
    return salted_hmac("assessments.device", f"{assessment} {content}", algorithm="sha256").hexdigest()
