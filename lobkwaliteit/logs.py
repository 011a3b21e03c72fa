"""How the log reads. It holds no personal data: of a fault it tells where, never with what."""

from __future__ import annotations

import logging
from types import TracebackType

from assessments.tasks.faults import where

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """A line as usual. The words of a fault stay out: those of a database quote the row that it stumbled over."""

    def formatException(self, ei: Caught) -> str:
        return where(ei[1]) if ei[1] else ""

    def formatStack(self, stack_info: str) -> str:
        return ""
