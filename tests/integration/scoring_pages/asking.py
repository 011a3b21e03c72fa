"""Asking for the pages of scoring, saving on them, and reading what comes back."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from django.test import Client

from assessments.models import Assessment, TeamScore


def url(assessment: Assessment, rest: str = "criteria/VA1/") -> str:
    return f"/zelfevaluaties/{assessment.uid}/{rest}"


def fetch(
    client: Client, assessment: Assessment, code: str, rest: str = "criteria/VA1/", **fields: Any
) -> Any:
    data = {"indicator": code} | {f"{code}-{name}": value for name, value in fields.items()}
    return client.post(url(assessment, rest), data, headers={"X-Requested-With": "fetch"})


def row(assessment: Assessment, code: str) -> TeamScore | None:
    return TeamScore.objects.filter(assessment=assessment, indicator__code=code).first()


def body(response: Any) -> str:
    """The page, after a strict parse."""
    text: str = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def field(page: str, name: str) -> str:
    """The value of a hidden field, or of the radio that is checked."""
    found = [
        tag
        for tag in re.findall(r"<input[^>]*>", page)
        if f'name="{name}"' in tag and ("hidden" in tag or "checked" in tag)
    ]
    return re.findall(r'value="([^"]*)"', found[0])[0] if found else ""
