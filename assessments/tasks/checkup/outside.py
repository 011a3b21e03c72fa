"""Looking at the mail server, and at our own address as a visitor finds it: through the proxy."""

from __future__ import annotations

import datetime as dt
import http.client
import smtplib
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from assessments.enums import MailState
from assessments.models import Mail
from assessments.services.mail_hints import hint

from .found import Found, State, fault, notice, ok, shift

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE = 10
"""Seconds that an answer may take."""


def mail_server() -> Found:
    """Whether it lets us in. Nothing is sent."""
    if settings.EMAIL_BACKEND != SMTP:
        return notice("Deze installatie verstuurt geen mail, maar schrijft ze naar een map.")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        link: Any = get_connection()
        link.open()
        link.connection.ehlo_or_helo_if_needed()
        link.close()
    except (OSError, smtplib.SMTPException) as error:
        kind = type(error).__name__
        return fault(f"{server} laat ons niet binnen ({kind}). {hint(kind)}".strip())
    yesterday = timezone.now() - dt.timedelta(days=1)
    bad = Mail.objects.filter(
        state__in=[MailState.FAILED, MailState.UNCERTAIN], finished_at__gte=yesterday
    ).count()
    if bad:
        return notice(
            f"{server} laat ons binnen, maar {bad} mails zijn in 24 uur niet of misschien niet verstuurd."
        )
    return ok(f"{server} laat ons binnen.")


class Answer(NamedTuple):
    """What our own address answered. `ends` is when its certificate does, `shift` how much its clock differs."""

    status: int
    headers: http.client.HTTPMessage
    ends: float | None
    shift: float


def address() -> Found:
    """Whether a visitor reaches us at SITE_URL: by https, with a sound certificate, through a proxy that says so."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        return fault(f"SITE_URL is {settings.SITE_URL}: links in mails zijn dan niet versleuteld.")
    try:
        ready, page = _asked(settings.SITE_URL, "/gezond/"), _asked(settings.SITE_URL, "/inloggen/")
    except ssl.SSLCertVerificationError as error:
        return fault(f"Het certificaat van {site.netloc} deugt niet: {error.verify_message}.")
    except (OSError, http.client.HTTPException) as error:
        return fault(
            f"{settings.SITE_URL} antwoordt niet ({type(error).__name__}): kijk de proxy en het DNS na."
        )
    if ready.status != 200:
        return fault(
            f"{settings.SITE_URL}/gezond/ geeft {ready.status}: bereikt de proxy een proces dat klaar is?"
        )
    if page.status in {301, 308}:
        return fault("De proxy zegt niet dat het https was: laat hem X-Forwarded-Proto zetten.")
    if page.status != 200:
        return fault(
            f"{settings.SITE_URL}/inloggen/ geeft {page.status}. Staat {site.hostname} in ALLOWED_HOSTS?"
        )
    if "Strict-Transport-Security" not in page.headers:
        return fault("De proxy laat Strict-Transport-Security weg, of zet X-Forwarded-Proto niet op https.")
    if (other := shift(ready.shift, site.netloc)).state != State.OK:
        return other
    if _plain_is_served(site.hostname or ""):
        return fault(
            f"http://{site.hostname}/ geeft een pagina zonder versleuteling: laat de proxy doorsturen."
        )
    days = None if ready.ends is None else int((ready.ends - time.time()) / 86_400)
    if days is not None and days < 14:
        return notice(f"Het certificaat van {site.netloc} loopt over {days} dagen af.")
    return ok(f"{settings.SITE_URL} antwoordt versleuteld, en loopt gelijk.")


def _asked(site: str, path: str) -> Answer:
    parts = urlsplit(site)
    link = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=PATIENCE, context=ssl.create_default_context()
    )
    try:
        before = time.time()
        link.request("GET", path)
        # Gone once the answer was read from a connection that is not kept.
        certificate = link.sock.getpeercert() if isinstance(link.sock, ssl.SSLSocket) else None
        response = link.getresponse()
        response.read()
        now = (before + time.time()) / 2
    finally:
        link.close()
    date = response.headers.get("Date")
    # It tells whole seconds, so what it means is half a second later.
    theirs = parsedate_to_datetime(date).timestamp() + 0.5 if date else now
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"])) if certificate else None
    return Answer(response.status, response.headers, ends, theirs - now)


def _plain_is_served(host: str) -> bool:
    """Say whether a page comes without encryption; that nothing answers there is fine."""
    link = http.client.HTTPConnection(host, timeout=PATIENCE)
    try:
        link.request("GET", "/inloggen/")
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
