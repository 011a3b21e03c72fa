"""What gunicorn says: in the form of our own log, and as little of visitors as that has."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger

from lobkwaliteit.logs import AsJson, WithoutWords, address, request_number

WATCHING = "/gezond/"
"""Asked every few seconds; told only when it is not well."""

# By what they begin with: after it comes what a visitor sent, or where from.
QUOTING = ("Invalid request", "Error handling request")


class Log(Logger):
    """Each request as method, path, status and milliseconds: no query, no visitor's address, no browser, no token."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        if (formatter := _formatter()) is not None:
            for handler in (*self.error_log.handlers, *self.access_log.handlers):
                handler.setFormatter(formatter)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(*_unquoted(msg, args), **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().exception(*_unquoted(msg, args), **kwargs)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if not self.access_log_enabled:
            return
        path = str(environ.get("PATH_INFO", "")).encode("latin-1", "replace").decode(errors="replace")
        status = int(str(resp.status).split()[0])
        if not (path.startswith(WATCHING) and status == 200):
            method = str(environ.get("REQUEST_METHOD", ""))
            answered = {
                "method": method if method in METHODS else "?",
                "path": address(path),
                "status": status,
                "ms": round(request_time.total_seconds() * 1000),
            }
            line = " ".join(str(value) for value in answered.values())
            self.access_log.info("%s", line, extra={"answered": answered})
        request_number.set("")


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


def _unquoted(message: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    for beginning in QUOTING:
        if str(message).startswith(beginning):
            return (beginning,)
    return (message, *args)


def _formatter() -> WithoutWords | None:
    """Return ours; none where the settings are wrong, as gunicorn is about to tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lobkwaliteit.settings")
    from django.conf import settings

    try:
        chosen = settings.LOG_FORMAT
    except ImproperlyConfigured:
        return None
    return AsJson() if chosen == "json" else WithoutWords("{asctime} {levelname} {name} {message}", style="{")
