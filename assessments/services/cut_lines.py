"""What is erased leaves a line in the log, from which it is erased again after a backup was restored.

A line holds no personal data: what was done, the key of what it was done to, and when.

    cut <key of the self-assessment> <moment> <fingerprint> <signature>
    gone <key of the form> <moment> <signature>
    erased <key of the form> <moment> <how often it was written> <signature>
    discarded <key of the round> <moment> <signature>
    removed <key of the person> <moment> <signature>
    left <key of the board> <moment> <signature>

The signature is made with the secret of the installation. So it does not matter in which form the log is, what a
platform put before a line, or which other programs' lines are among them: a visitor's words may look like a line of
ours, but nobody else can sign one, and a true one that is repeated does no harm.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

logger = logging.getLogger("assessments.cuts")
held: ContextVar[list[str] | None] = ContextVar("lob_cut_lines", default=None)
"""What waits until a block has succeeded; None outside one."""


class Kind(StrEnum):
    CUT = "cut"
    GONE = "gone"
    ERASED = "erased"
    DISCARDED = "discarded"
    REMOVED = "removed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Line:
    """What was erased; `more` is the last word of a cut or an erasure, "" of the others."""

    kind: Kind
    uid: UUID
    at: dt.datetime
    more: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What lines were left, in their order, and how many only look like one: without our signature on them."""

    lines: list[Line]
    unsigned: int


START = rf"(?<![\w-])({'|'.join(Kind)}) ([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}) "
LOOKS_LIKE = re.compile(START, re.ASCII)
SIGNED = re.compile(rf"{START}([\dT:.+-]+)(?: ([0-9a-f]+))? [\w-]{{43}}(?![\w-])", re.ASCII)


def _signer() -> Signer:
    return Signer(salt="assessments.cuts", sep=" ")


def leave(kind: Kind, uid: UUID, *, at: dt.datetime | None = None, more: object = "") -> None:
    """Leave a line once this transaction has succeeded."""
    line = signed(Line(kind, uid, at or timezone.now(), str(more)))
    transaction.on_commit(lambda: _write(line))


def _write(line: str) -> None:
    if (waiting := held.get()) is not None:
        waiting.append(line)
    else:
        logger.info(line)


@contextmanager
def held_back() -> Iterator[None]:
    """Leave the lines of a block once it has succeeded, and none where it fails: what is erased in a copy of the
    database, and kept there, was not erased as long as that is not the database.
    """
    waiting: list[str] = []
    token = held.set(waiting)
    try:
        yield
    finally:
        held.reset(token)
    for line in waiting:
        logger.info(line)


def signed(line: Line) -> str:
    """The words of a line, the last of which is our signature."""
    words = (line.kind, str(line.uid), line.at.isoformat(), line.more)
    return _signer().sign(" ".join(filter(None, words)))


def read(log: Iterable[str]) -> Read:
    """Return what lines stand in a log."""
    lines, unsigned = [], 0
    for text in log:
        found = [line for line in map(_line, SIGNED.finditer(text)) if line]
        lines += found
        unsigned += not found and LOOKS_LIKE.search(text) is not None
    return Read(lines, unsigned)


def _line(found: re.Match[str]) -> Line | None:
    try:
        _signer().unsign(found[0])
    except BadSignature:
        return None
    return Line(Kind(found[1]), UUID(found[2]), dt.datetime.fromisoformat(found[3]), found[4] or "")
