"""A file with schools, teams or people on its way in. Kept until it is saved or refused, and a day at most."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import ImportState

from .base import PublicModel
from .organisation import Board
from .people import User


class OrganisationImport(PublicModel):
    """An uploaded file, and what reading it gave. `done` of `total` rows tells how far the work is.

    `content` and `plan` hold personal data; both are erased once the import is at rest.
    """

    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    content = models.BinaryField(blank=True, default=bytes)
    plan = models.JSONField(default=dict, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"
