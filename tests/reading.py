"""Reading what is there: a page as somebody who is signed in, and what the log says was done."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from django.test import Client

from assessments.models import AuditEvent, User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    """The page in one line; always valid HTML."""
    body = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(body)
    return re.sub(r"\s+", " ", body)


def verbs() -> list[str]:
    """What was done, in order."""
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
