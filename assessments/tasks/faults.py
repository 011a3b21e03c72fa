"""Faults in words that a log may hold: where it went wrong, never with what. A database's words often quote the row."""

from __future__ import annotations

import traceback
from pathlib import Path

from django.conf import settings


def where(error: BaseException) -> str:
    """Return the kind of fault and the way to it, outermost first, without the fault's own words."""
    steps = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    kinds, cause = [type(error).__qualname__], error.__cause__ or error.__context__
    while cause is not None:
        kinds.append(type(cause).__qualname__)
        cause = cause.__cause__ or cause.__context__
    return f"{' from '.join(kinds)} at {' > '.join(steps)}"


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else path.name
