"""Asking for the pages of a conversation, taking steps on them, and reading what comes back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from assessments.models import Assessment
from tests.integration.scoring_pages.asking import body


def url(assessment: Assessment, rest: str = "") -> str:
    return f"/zelfevaluaties/{assessment.uid}/gesprek/{rest}"


def words(response: Any) -> str:
    """What is read on a page, after a strict parse."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", body(response), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def take(
    client: Client, assessment: Assessment, code: str = "", *, fetch: bool = False, **fields: Any
) -> Any:
    """Press a button: `do`, `go` and `resolve` are its name; the rest are the fields of one indicator."""
    buttons = {name: fields.pop(name) for name in ("do", "go") if name in fields}
    data = {f"{code}-{name}": value for name, value in fields.items()}
    data |= buttons | ({"indicator": code} if code else {})
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    return client.post(url(assessment), data, headers=headers)
