"""What the texts in the environment may say. Each function returns what Django wants to have, or raises ValueError
with one sentence that tells what to do; never with the text itself where that may hold a password.
"""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

KNOWN_KEY = "only-for-development-and-tests-0123456789abcdefghijklmn"

SQLITE_OPTIONS = {
    # Measured: with Django's defaults half of six hundred concurrent saves failed, with these none.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}
ESCAPED = "@ : / # ? % [ ] as %40 %3A %2F %23 %3F %25 %5B %5D"
DATABASE_FORMS = "give postgres://user:password@host/name, or sqlite:////srv/lob/lob.sqlite3 (four slashes)"

MAIL_PORTS = {"submission": 587, "submit": 587, "smtps": 465, "smtp": 25}
MAIL_TIMEOUT = 10
"""Seconds. Without one a mail server that keeps silent holds a worker until gunicorn ends it."""
MAIL_FORMS = "give submission://user:password@host, smtps://user:password@host or smtp://host"

HOST = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
MAIL_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+", re.IGNORECASE)


def secret_key(text: str) -> str:
    if len(text) < 50 or text == KNOWN_KEY:
        raise ValueError("it is too short or known; give at least 50 random characters.")
    return text


def words(text: str) -> list[str]:
    """Return what stands between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def hosts(text: str) -> list[str]:
    if not words(text):
        raise ValueError("it names no host; give the names that people type, with commas between them.")
    for host in words(text):
        if not HOST.fullmatch(host):
            raise ValueError(
                f"{host} is not a host name; give the names that people type, without https:// and port "
                "(.school.example stands for every name that ends so)."
            )
    return words(text)


def origins(text: str) -> list[str]:
    for origin in words(text):
        if not re.fullmatch(r"https?://[^/?#@\s]+", origin):
            raise ValueError(f"{origin} is not an origin; write it as https://lob.school.example.")
    return words(text)


def site(text: str, hosts: list[str]) -> str:
    """Return the address that links in mails begin with: what was given, else https and the first host."""
    named = [host for host in hosts if not host.startswith(".")]
    if not text and not named:
        raise ValueError("it cannot be told from ALLOWED_HOSTS; give it, as https://lob.school.example.")
    return origins(text.rstrip("/"))[0] if text else f"https://{named[0]}"


def contacts(text: str) -> list[str]:
    """Whom to tell of a weakness, as addresses of RFC 9116: mailto:, https: or tel:; a bare mail address will do."""
    found = []
    for word in words(text):
        contact = f"mailto:{word}" if "@" in word and ":" not in word else word
        kind, _, rest = contact.partition(":")
        try:
            if kind == "mailto":
                validate_email(rest)
            elif kind not in {"https", "tel"} or not rest.strip("/") or any(map(str.isspace, rest)):
                raise ValidationError("")
        except ValidationError:
            raise ValueError(
                f"{word} is no place to report to; give security@school.example, or an address with https://."
            ) from None
        found.append(contact)
    return found


def count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("give a whole number, 0 or more.")
    return int(text)


def switch(text: str) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if text.lower() not in known:
        raise ValueError("give 1 or 0.")
    return known[text.lower()]


def log_format(text: str) -> str:
    if text not in {"json", "text"}:
        raise ValueError("give json or text.")
    return text


def database(url: str) -> dict[str, Any]:
    """Return Django's description of the database at `url`, tuned for what it is."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise ValueError(
            f"it is not the address of a database; {DATABASE_FORMS}, with in a password {ESCAPED}."
        ) from error
    in_memory = config["NAME"] == ":memory:"
    if not config["NAME"] or (in_memory and ":memory:" not in url):  # nobody means that without saying so
        raise ValueError(f"it names no database; {DATABASE_FORMS}.")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        folder = Path(config["NAME"]).absolute().parent
        if not in_memory and not os.access(folder, os.W_OK | os.X_OK):
            raise ValueError(
                f"the folder {folder} is not there or not writable for this user; make it, or name another "
                "(the path of a file starts after three slashes, so sqlite:////srv/lob/lob.sqlite3)."
            )
        config.setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
        config["CONN_MAX_AGE"] = None  # opening the file and setting it up costs more than most queries
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 4, "timeout": 10}
    else:
        raise ValueError(f"this runs on PostgreSQL and SQLite alone; {DATABASE_FORMS}.")
    return config


def mail(url: str) -> dict[str, Any]:
    """Return Django's settings for the mail server at `url`, or for a folder that mails are written to."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(
            f"it is not an address; {MAIL_FORMS}, with in a name or password {ESCAPED}."
        ) from error
    if parts.scheme == "file":
        folder = Path(re.sub("^//+", "/", unquote(parts.path)))
        if parts.netloc or not folder.is_absolute() or not os.access(folder, os.W_OK | os.X_OK):
            raise ValueError(
                "file: needs a folder that is there and writable for this user, as file:///srv/lob/mail."
            )
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder),
        }
    if parts.scheme not in MAIL_PORTS:
        raise ValueError(f"it does not start with a kind of mail server that we know; {MAIL_FORMS}.")
    if not MAIL_HOST.fullmatch(host):
        raise ValueError(f"it names no mail server; {MAIL_FORMS}.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"nothing may follow the host and port; in a name or password write {ESCAPED}.")
    if bool(parts.username) != bool(parts.password):
        raise ValueError(f"give a user name and a password, or neither; {MAIL_FORMS}.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme in {"submission", "submit"},
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": MAIL_TIMEOUT,
    }


def sender(text: str) -> str:
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError as error:
        raise ValueError(
            "it holds no e-mail address; write it as LOB-kwaliteit <lob@school.example>."
        ) from error
    return text


ISSUER_FORM = "give the issuer as the provider writes it, as https://connect.surfconext.nl"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def issuer(text: str, *, local: bool) -> str:
    """Return the address of an identity provider, the name that its tokens carry.

    `local`: one on this machine may be spoken to by http, for trying out.
    """
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"it is not an address; {ISSUER_FORM}.") from error
    plain = local and parts.scheme == "http" and host in LOCAL_HOSTS
    if not (parts.scheme == "https" or plain) or not MAIL_HOST.fullmatch(host) or re.search(r"\s", text):
        raise ValueError(f"it is not an address that begins with https://; {ISSUER_FORM}.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError(f"it holds more than a host and a path; {ISSUER_FORM}.")
    return text.removesuffix("/.well-known/openid-configuration").rstrip("/")


def entra_issuer(text: str, *, local: bool) -> str:
    """Return the address of one tenant of Microsoft Entra, or of all organisations together."""
    found = issuer(text, local=local)
    if {"common", "consumers"} & set(urlsplit(found).path.lower().split("/")):
        raise ValueError(
            "it stands for anybody with a Microsoft account; name your tenant in the place of common, or "
            "organizations for several."
        )
    return found


def scopes(text: str) -> str:
    """Return what a provider is asked for, or "" for what is usual there."""
    asked = text.split()
    if asked and (
        "openid" not in asked or not all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", one) for one in asked)
    ):
        raise ValueError(
            "give openid and what more there must be, with spaces between them; or leave it out."
        )
    return " ".join(asked)


def credential(text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise ValueError("it holds a space or another character that cannot be in it; copy it anew.")
    return text
