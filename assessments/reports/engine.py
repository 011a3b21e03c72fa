"""Printing in one thread per process: a font configuration that two threads share corrupts the heap.

The thread starts at the first report, after the server has forked its workers, and keeps the parsed stylesheet and
the fonts for the next one.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from lobkwaliteit.tooling.system_packages import PANGO, command, package_manager

from .document import Document
from .progress import Progress

AFTER = 0.1
"""Seconds in which an answer has left."""

BEAT = 0.5
"""Seconds between two signs of life of who waits for a report."""

Tick = Callable[[float], None]
"""Is told now and then which share of a report is done; by the thread that waits for it."""

_lock = threading.Lock()
_pool: ThreadPoolExecutor | None = None
_waiting = threading.Event()
"""Set while a report waits to be printed."""


class PangoMissing(Exception):
    """This machine lacks the system libraries for PDF. `commands` are those that install them, here or per system."""

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Pairs of the package manager's name and the command; only this machine's own where that is known."""
        here = package_manager()
        return [(name, command(PANGO, name)) for name in ([here] if here else PANGO.packages)]

    def __str__(self) -> str:
        return "\n".join(line for _, line in self.commands)


def _forget_after_fork() -> None:
    """A child has the parent's pool object but none of its threads."""
    global _pool, _lock, _waiting
    _pool, _lock, _waiting = None, threading.Lock(), threading.Event()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


def _printer() -> Any:
    """Import WeasyPrint, late; it loads Pango at once."""
    try:
        return importlib.import_module("assessments.reports.printer")
    except OSError as error:
        raise PangoMissing from error


def _print(document: Document, progress: Progress) -> bytes:
    """Print without the collector of cyclic garbage: it would walk the growing tree of boxes again and again.

    Measured: a school of twelve teams took 1.5 s instead of 2.0 s, for 15 MB more at the peak.
    """
    _waiting.clear()
    printer = _printer()
    gc.disable()
    try:
        result: bytes = printer.write(document, progress)
    finally:
        gc.enable()
    return result


def _tidy() -> None:
    """Give the memory of a printed report back: its tree of boxes is cyclic, and glibc keeps what is freed.

    Measured: three workers together take 30 MB less. It holds up every thread for 30 to 60 ms, so the answer goes
    first; the next report waits for it.
    """
    _waiting.wait(AFTER)
    gc.collect()
    if hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


def print_pdf(document: Document, tick: Tick | None = None) -> bytes:
    """Return the bytes of the PDF; waits where another report is being printed. Raises `PangoMissing`."""
    global _pool
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")
    _waiting.set()
    progress = Progress(document.weight)
    printing = _pool.submit(_print, document, progress)
    _pool.submit(_tidy)
    while tick and not wait([printing], timeout=BEAT).done:
        tick(progress.share)
    return printing.result()
