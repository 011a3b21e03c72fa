"""The mail that a development server left in files instead of sending it, as a page. Not there in production."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import dataclass
from email.policy import default
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from assessments.access.guards import open_to_all

FILES = "django.core.mail.backends.filebased.EmailBackend"
MOST = 50
RULE = b"\n" + b"-" * 79
"""What Django writes below each mail in a file."""


def is_open() -> bool:
    """Say whether there is such a page: in development, where mail goes to files."""
    return bool(settings.DEVELOPMENT and settings.EMAIL_BACKEND == FILES)


@dataclass(frozen=True)
class Letter:
    """A mail in a file; `name` is the file's and its number in there."""

    name: str
    subject: str
    to: str
    at: dt.datetime
    text: str
    html: str


def letters() -> list[Letter]:
    """Return what was last left, newest first."""
    if not is_open():
        raise Http404
    newest = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=_written_at, reverse=True)
    return [letter for path in newest[:MOST] for letter in _letters_in(path)][:MOST]


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns


def _letters_in(path: Path) -> list[Letter]:
    """Return the mails in a file, newest first: what goes out within a second may share one."""
    at = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    whole = path.read_bytes().split(RULE)[:-1]
    return [_letter(content, f"{path.stem}-{number}", at) for number, content in enumerate(whole)][::-1]


def _letter(content: bytes, name: str, at: dt.datetime) -> Letter:
    message = email.message_from_bytes(content.lstrip(), policy=default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        name=name,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        at=at,
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )


@open_to_all
@csp_update({"frame-src": [SELF]})
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "developers/post.html", {"letters": letters()})


@open_to_all
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]  # its type knows no view with arguments
    {
        # A mail has its styles in its tags. It runs nothing, fetches nothing and stands in our own frame alone.
        "style-src": [UNSAFE_INLINE],
        "script-src": [NONE],
        "img-src": [NONE],
        "font-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-top-navigation-by-user-activation"],
    }
)
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one mail as it reads; its links open in the window around it."""
    html = next((letter.html for letter in letters() if letter.name == name), "")
    if not html:
        raise Http404
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
