"""Finished PDFs, by the digest of the document that they are of.

Who asks has built the document first, from what they may see; so nothing here needs to be told that data changed, and
nobody is given what they may not see. In the database, since servers and workers may run on several machines.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Board, PrintedFile, PrintJob, Round
from assessments.reports import engine
from assessments.reports.document import Document
from assessments.reports.engine import Tick

KEPT = dt.timedelta(days=3)
"""After its last use. Longer than a job lives, whose parts are read from here."""


def kept(digest: str) -> bytes | None:
    """Return the bytes that were printed before, or None."""
    row = PrintedFile.objects.filter(digest=digest).values_list("pk", "content", "used_on").first()
    if row is None:
        return None
    pk, content, used_on = row
    if used_on != (today := timezone.localdate()):
        PrintedFile.objects.filter(pk=pk).update(used_on=today)
    return bytes(content)


def rounds_there_are(board: Board) -> list[int]:
    """Return the keys of a board's rounds: what a document that is built now can be of."""
    return list(_rounds(board))


def at_once(document: Document, *, board: Board, of: list[int]) -> bytes | None:
    """Return the PDF of a document, or None where it is not there and takes too long to wait for.

    `of` are the rounds that there were when it was built. Where one of them is thrown away since, it is given to who
    asked, not kept.
    """
    found = kept(document.digest)
    if found is not None or document.is_long:
        return found
    content = engine.print_pdf(document)
    with transaction.atomic():
        # Whoever throws one away holds its row too, and forgets what was kept of the board after that.
        if set(of) <= set(_rounds(board).select_for_update(no_key=True)):
            keep(content, document, board=board)
    return content


def _rounds(board: Board) -> QuerySet[Round, int]:
    return Round.objects.filter(board=board).order_by("pk").values_list("pk", flat=True)


def keep(content: bytes, document: Document, *, board: Board) -> None:
    """Two who do so at the same time do no harm."""
    row = PrintedFile(digest=document.digest, board=board, content=content, size=len(content))
    PrintedFile.objects.bulk_create([row], ignore_conflicts=True)


def make_sure(document: Document, *, board: Board, tick: Tick) -> str:
    """Have the PDF of a document kept, and return its digest. Raises `PangoMissing`."""
    digest = document.digest
    today = timezone.localdate()
    if not PrintedFile.objects.filter(digest=digest).update(used_on=today):
        keep(engine.print_pdf(document, tick), document, board=board)
    return digest


def drop(digest: str) -> None:
    """Delete one PDF."""
    PrintedFile.objects.filter(digest=digest).delete()


def forget(*boards: Board) -> None:
    """Delete what was printed of a board, with what people asked for: results of it are gone for good.

    Called after those are deleted, in the same transaction (see `at_once`).
    """
    PrintJob.objects.filter(board__in=boards).delete()
    PrintedFile.objects.filter(board__in=boards).delete()


def prune() -> int:
    """Forget what nobody asked for lately."""
    old = PrintedFile.objects.filter(used_on__lt=timezone.localdate() - KEPT)
    number, _per_model = old.delete()
    return number
