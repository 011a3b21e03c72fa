"""Who did what: append-only. The database itself refuses change (migration 0002)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from assessments.enums import Verb


class AuditEvent(models.Model):
    """One deed. Holds opaque keys and a verb; no names, no values.

    `actor` is the person's uid, empty for a command run on the machine. `board` is the uid of the board
    it concerns, empty for what belongs to none (a shipped card).
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=30, choices=Verb)
    object_type = models.CharField(max_length=30, blank=True)
    object_key = models.UUIDField(null=True, blank=True)
    board = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["actor", "-at", "-id"], name="audit_by_person"),
            models.Index(fields=["object_key", "-at", "-id"], name="audit_of_thing"),
            models.Index(fields=["board", "-at", "-id"], name="audit_of_board"),
            models.Index(fields=["board", "verb", "-at", "-id"], name="audit_of_board_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
