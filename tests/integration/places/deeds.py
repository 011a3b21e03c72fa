"""What the tests of deeds to schools and teams share: doing one, and seeing that a refused one changed nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import MailKind, Role
from assessments.models import (
    Assessment,
    AuditEvent,
    Board,
    Invitation,
    Mail,
    Membership,
    Round,
    School,
    Team,
)

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
Deed = Callable[[], Any]


def everything() -> list[Any]:
    """All that a refused deed must leave as it was."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Board, School, Team, Membership, Invitation, Round, Assessment, AuditEvent)
    ]


def refused(deed: Deed, words: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=words):
        deed()
    assert everything() == before


def forbidden(deed: Deed) -> None:
    before = everything()
    with pytest.raises(PermissionDenied):
        deed()
    assert everything() == before


def invite(place: School | Team, address: str = "nieuw@voorbeeld.example", **fields: Any) -> Invitation:
    kind = type(place).__name__.lower()
    board = place.board if isinstance(place, School) else place.school.board
    role = Role.MEMBER if isinstance(place, Team) else Role.MANAGER
    mail = Mail.objects.create(kind=MailKind.INVITATION, address=address, subject="x", text="x", html="x")
    return Invitation.objects.create(
        **{kind: place, "board": board, "role": role, "address": address, "name": "Nieuw"} | fields,
        token_hash=f"{Invitation.objects.count():064d}",
        expires_at=timezone.now() + DAY,
        mail=mail,
    )
