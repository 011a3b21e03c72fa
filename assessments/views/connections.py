"""By which identity providers somebody signs in, for the page of their account."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.access.identities import KINDS, Kind, configured
from assessments.models import User
from assessments.services import providers as services


@dataclass(frozen=True, slots=True)
class Connection:
    provider: str
    uid: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Connections:
    """What is connected, and what can be."""

    own: list[Connection]
    more: list[Kind]


def connections_of(user: User) -> Connections:
    own = [
        Connection(
            account.provider,
            account.uid,
            name_of(account.provider),
            str(account.extra_data.get("organisation", "")),
        )
        for account in services.connections(user)
    ]
    taken = {connection.provider for connection in own}
    return Connections(own, [kind for kind in configured() if kind.id not in taken])


def name_of(provider: str) -> str:
    """How a provider is called; one that we no longer know by the name it had in our addresses."""
    kind = KINDS.get(provider)
    return kind.name if kind else provider
