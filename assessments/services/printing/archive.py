"""All reports of a board as one ZIP, put together while it is sent: one report at a time is in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.permissions import Ability, can
from assessments.models import PrintedFile, PrintJob, User
from assessments.services.reports import all_reports_downloaded

from .names import slug_of
from .standing import standing

ENTRY, END = 30 + 46, 22
"""Bytes of a ZIP around each file, its name not counted, and at the end."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP to send: its name, its length in bytes, and the pieces that it comes in."""

    name: str
    size: int
    pieces: Iterator[bytes]


class Stretch(io.BytesIO):
    """A file of which only the last stretch is there: what was taken from it is gone, and its places stay known.

    So `zipfile` can go back to write the length of an entry before it, without which some programs refuse the file.
    """

    def __init__(self) -> None:
        super().__init__()
        self._taken = 0

    def tell(self) -> int:
        return self._taken + super().tell()

    def seek(self, place: int, whence: int = 0) -> int:
        return self._taken + super().seek(place - self._taken if whence == 0 else place, whence)

    def take(self) -> bytes:
        """Return what was written since the last time, and let go of it."""
        piece = self.getvalue()
        self._taken += len(piece)
        super().seek(0)
        self.truncate()
        return piece


def take(*, by: User, job: PrintJob) -> Archive | None:
    """Return the ZIP of a job, and record that it is taken; None where it is not there (see `Standing`)."""
    if by.pk != job.requester_id or not can(by, Ability.SEE_BOARD_RESULTS, job.board):
        raise PermissionDenied
    if not standing(job, reader=by).can_be_taken:
        return None
    parts = list(job.parts.made().values_list("name", "digest"))
    sizes = dict(PrintedFile.objects.filter(digest__in=[d for _n, d in parts]).values_list("digest", "size"))
    with translation.override(job.language):
        readme_name, readme = _("LEESMIJ.txt"), _readme(job, by).encode()
        name = "-".join([_("lob-rapporten"), slug_of(job.board.name, 60), job.as_of.isoformat()])
    all_reports_downloaded(by=by, of=job.board)
    lengths = [(readme_name, len(readme)), *((part, sizes[digest]) for part, digest in parts)]
    size = END + sum(ENTRY + 2 * len(part) + length for part, length in lengths)
    return Archive(f"{name}.zip", size, _pieces(job, readme_name, readme, parts))


def _pieces(job: PrintJob, readme_name: str, readme: bytes, parts: list[tuple[str, str]]) -> Iterator[bytes]:
    stretch = Stretch()
    day = job.as_of
    with zipfile.ZipFile(stretch, "w", zipfile.ZIP_STORED) as file:

        def add(name: str, content: bytes) -> bytes:
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            file.writestr(entry, content)
            return stretch.take()

        yield add(readme_name, readme)
        for name, digest in parts:
            yield add(name, bytes(PrintedFile.objects.values_list("content", flat=True).get(digest=digest)))
    yield stretch.take()


def _readme(job: PrintJob, reader: User) -> str:
    """What is in the file, and what is not. Of teams that did not confirm, those that the reader knows of."""
    day = date_format(job.as_of, "j F Y")
    parts = list(job.parts.all())
    missing = [part.name for part in parts if part.fault]
    shown = {(part.school_id, part.round_id) for part in parts if part.school_id}
    unconfirmed = rows.visible_assessments(reader).filter(
        round__in={round_ for _, round_ in shown}, confirmed_at=None
    )
    lines = [
        _("Rapporten van %(board)s over loopbaanoriëntatie en -begeleiding, zoals het was op %(day)s.")
        % {"board": job.board.name, "day": day},
        "",
        _("Van elke school is er een map, met het rapport van de school en dat van elk team."),
        _(
            "Van elke school gaat het om de laatste meting. Een team staat erin als het zijn scores heeft vastgesteld."
        ),
        "",
        _("In dit bestand:"),
        *(f"  {part.name}" for part in parts if part.digest),
    ]
    if missing:
        lines += ["", _("Niet gelukt, en dus niet in dit bestand:"), *(f"  {name}" for name in missing)]
    waiting = [
        f"  {one.school_name} – {one.team_name} ({one.round.title})"
        for one in unconfirmed.in_order()
        if (one.school_id, one.round_id) in shown
    ]
    if waiting:
        lines += ["", _("Nog niet vastgesteld, en dus zonder eigen rapport:"), *waiting]
    return "\n".join(lines) + "\n"
