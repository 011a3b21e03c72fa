"""How far the printing of one report is, from what WeasyPrint tells of its steps."""

from __future__ import annotations

import logging
import re

PAGE = re.compile(r"Page (\d+)$")
OF_A_PAGE = 380
"""The weight of what fills a page, about: nobody knows how many there will be until all are laid out."""
READ, LAID_OUT, PAINTED = 0.15, 0.65, 0.95
"""Where reading, layout and painting end, in shares of the time that a report takes."""


class Progress(logging.Handler):
    """The share that is done, between 0 and 1; it never goes back. Written by the thread that prints, read by others.

    One report at a time is printed in a process (`engine`), so one of these hears everything.
    """

    def __init__(self, weight: int) -> None:
        super().__init__(logging.INFO)
        self.share = 0.0
        self._expected = max(1, weight // OF_A_PAGE)
        self._pages = 0
        self._painted = 0

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if found := PAGE.search(message):
            self._pages = max(self._pages, int(found[1]))
            self._reach(READ + (LAID_OUT - READ) * min(1, self._pages / (self._expected + 1)))
        elif message.startswith("Step 6"):
            self._reach(LAID_OUT)

    def painted(self) -> None:
        """One more page is on paper."""
        self._painted += 1
        self._reach(LAID_OUT + (PAINTED - LAID_OUT) * min(1, self._painted / max(1, self._pages)))

    def _reach(self, share: float) -> None:
        self.share = max(self.share, share)
