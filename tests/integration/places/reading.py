"""Reading the pages of schools and teams, and sending their forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import User
from tests.reading import text_of

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WILD = "<script>alert('x')</script> & “Şükrü”"


def page(client: Client, user: User, route: str, *args: object, **query: Any) -> str:
    client.force_login(user)
    return text_of(client.get(reverse(route, args=args), query, follow=True))


def send(client: Client, user: User, route: str, uid: object, **data: Any) -> str:
    """What stands on the page after sending the form, whether it is the next one or the same."""
    client.force_login(user)
    return text_of(client.post(reverse(route, args=[uid]), data, follow=True))
