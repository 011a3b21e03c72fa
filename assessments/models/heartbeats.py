"""Signs of life of the processes that work in the background."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Heartbeat(models.Model):
    """A worker, by a random name of its own, and when it was last seen at work: by the clock of the database, since
    those of several machines differ.
    """

    worker = models.CharField(max_length=32, unique=True)
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"worker {self.pk}"
