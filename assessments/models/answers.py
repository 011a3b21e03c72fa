"""One person's answers: temporary. They are deleted for good when answering closes for the team."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from assessments.enums import MAX_LEVELS, MAX_TEXT, Choice

from .cards import Indicator
from .rounds import Participation


def choice_fields_agree(name: str) -> list[models.CheckConstraint]:
    """A level stands with the choice "level" and with no other: four different values, never zero."""
    return [
        models.CheckConstraint(condition=Q(choice__in=Choice.values), name=f"{name}_choice_known"),
        models.CheckConstraint(
            condition=Q(choice=Choice.LEVEL, level__isnull=False, level__gte=1, level__lte=MAX_LEVELS)
            | (~Q(choice=Choice.LEVEL) & Q(level__isnull=True)),
            name=f"{name}_level_with_its_choice",
        ),
    ]


def text_at_most(name: str, field: str) -> models.CheckConstraint:
    """At most `MAX_TEXT` characters, on SQLite too (which ignores a column's length)."""
    return models.CheckConstraint(
        condition=Q(LessThanOrEqual(Length(field), MAX_TEXT)), name=f"{name}_{field}_length"
    )


class Response(models.Model):
    """The form of one participant."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="response")

    def __str__(self) -> str:
        return f"response {self.pk}"


class Answer(models.Model):
    """One row per response and indicator; `version` counts the writes, for seeing a stale one."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=9, choices=Choice, blank=True, default=Choice.NONE)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "indicator"], name="answer_once_per_indicator"),
            *choice_fields_agree("answer"),
            text_at_most("answer", "remark"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
