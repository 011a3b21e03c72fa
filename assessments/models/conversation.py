"""The conversation of a team about its answers: where it is, so that it goes on there a week later."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .cards import Indicator
from .rounds import Assessment


class Conversation(models.Model):
    """Which indicator is on the big screen. `version` goes up by each step, so that other screens can follow."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="conversation")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"conversation {self.pk}"
