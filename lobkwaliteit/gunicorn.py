"""How gunicorn serves: `gunicorn -c python:lobkwaliteit.gunicorn`; options on the command line win.

The app, every view and WeasyPrint are loaded once, before the workers fork, and frozen: their memory stays shared.
Nothing here starts a thread or opens a font with Pango; a worker does so at its first report.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
from typing import Any

from lobkwaliteit.access_log import Log

wsgi_app = "lobkwaliteit.wsgi"
workers = 3
preload_app = True
max_requests = 2000
max_requests_jitter = 400
logger_class = Log
accesslog = "-"
control_socket_disable = True  # it would be made in the home directory, which a service user may not have


def when_ready(server: Any) -> None:
    """Load what is otherwise loaded late, and keep the collector from writing to what the workers share."""
    from django.urls import get_resolver

    from assessments.reports.glyphs import printable
    from assessments.services.readiness import known_steps

    _ = get_resolver().url_patterns
    printable()
    known_steps()
    with contextlib.suppress(OSError):  # a machine without Pango
        importlib.import_module("assessments.reports.printer")
    gc.collect()
    gc.freeze()
