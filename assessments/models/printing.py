"""Reports that were printed, and what people asked to have printed: kept for days, and never what results rest on."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import PrintFault, PrintKind

from .base import PublicModel
from .organisation import Board, School
from .people import User
from .rounds import Assessment, Round

KEPT = dt.timedelta(days=1)
"""So long what somebody asked for stays, from the moment of asking."""


class PrintedFile(models.Model):
    """The bytes of a PDF under the digest of all that they follow from (`Document.digest`).

    So it is never out of date: other data have another digest. Whoever asks for it has built the document first, from
    what they may see.
    """

    digest = models.CharField(max_length=64, unique=True)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    used_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"printed file {self.pk}"


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    def lasting(self) -> PrintJobQuerySet:
        """Those that are kept still."""
        return self.filter(asked_at__gt=timezone.now() - KEPT)


class PrintJob(PublicModel):
    """What one person asked for: one report, or all those of a board. It answers to nobody else.

    `key` is the same for the same question about the same data, so that asking twice is asking once. `fingerprint` is
    that of the data it was asked of. `round` is the round that a board was looked at in, where that is not the latest.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=PrintKind)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    requester = models.ForeignKey(User, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8)
    as_of = models.DateField()
    fingerprint = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PrintKind.values), name="print_job_kind_known"),
        ]

    def __str__(self) -> str:
        return f"print job {self.pk}"

    @property
    def until(self) -> dt.datetime:
        """When it is thrown away."""
        return self.asked_at + KEPT


class PrintPartQuerySet(models.QuerySet["PrintPart"]):
    def made(self) -> PrintPartQuerySet:
        return self.exclude(digest="")

    def given_up(self) -> PrintPartQuerySet:
        return self.exclude(fault="")

    def open(self) -> PrintPartQuerySet:
        """Neither made nor given up."""
        return self.filter(digest="", fault="")

    def free(self) -> PrintPartQuerySet:
        """Open, and in nobody's hands: never taken, or by a worker that gives no sign of life."""
        return self.open().filter(Q(lease_until=None) | Q(lease_until__lte=timezone.now()))


class PrintPart(models.Model):
    """One report of a job: of a team (`assessment`), of a school in a round, or, with neither, of the board.

    Whoever makes it holds it until `lease_until`, and says before that moment that they still do. `progress` is in
    thousandths and never goes back, also where another begins anew. `digest` once it is made names its `PrintedFile`;
    `fault` says why it was given up.
    """

    job = models.ForeignKey(PrintJob, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=180)
    assessment = models.ForeignKey(Assessment, models.CASCADE, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=8, choices=PrintFault, blank=True)

    objects = PrintPartQuerySet.as_manager()

    class Meta:
        ordering = ["job", "position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "name"], name="print_part_name_once_in_job"),
            models.CheckConstraint(
                condition=Q(fault="") | Q(fault__in=PrintFault.values), name="print_part_fault_known"
            ),
            models.CheckConstraint(condition=Q(digest="") | Q(fault=""), name="print_part_made_or_given_up"),
            models.CheckConstraint(
                condition=Q(assessment=None) | Q(school=None, round=None),
                name="print_part_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(school=None, round=None) | Q(school__isnull=False, round__isnull=False),
                name="print_part_school_in_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.position} of {self.job_id}"
