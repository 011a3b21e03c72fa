"""One person's answers: temporary. They are deleted for good when answering closes for the team."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import MAX_LEVELS, Choice

from .base import text_at_most
from .cards import Indicator
from .participation import Participation
from .rounds import Assessment


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


class Response(models.Model):
    """The form of one participant."""

    participation = models.OneToOneField(Participation, models.CASCADE, related_name="response")

    def __str__(self) -> str:
        return f"response {self.pk}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def given(self) -> AnswerQuerySet:
        """Where something stands: a choice, a remark or both. What was cleared is an empty row."""
        return self.exclude(choice=Choice.NONE, remark="")


class Answer(models.Model):
    """One row per response and indicator; `version` counts the writes, for seeing a stale one."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=9, choices=Choice, blank=True, default=Choice.NONE)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "indicator"], name="answer_once_per_indicator"),
            *choice_fields_agree("answer"),
            text_at_most("answer", "remark"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Receipt(models.Model):
    """That a write arrived: written in its transaction, so that a browser which heard nothing can send it again.

    `key` is made by the browser, once per write; `version` is what came of it. Either of a response, with which it is
    deleted, or of a team's form.
    """

    key = models.UUIDField()
    response = models.ForeignKey(Response, models.CASCADE, null=True, blank=True, related_name="receipts")
    assessment = models.ForeignKey(Assessment, models.CASCADE, null=True, blank=True, related_name="receipts")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(response__isnull=True, assessment__isnull=False)
                | Q(response__isnull=False, assessment__isnull=True),
                name="receipt_of_one_form",
            ),
            models.UniqueConstraint(
                fields=["response", "indicator", "key"], name="receipt_once_per_response"
            ),
            models.UniqueConstraint(
                fields=["assessment", "indicator", "key"], name="receipt_once_per_assessment"
            ),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
