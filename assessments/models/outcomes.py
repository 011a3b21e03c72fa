"""What remains: counts, loose remarks, and what the team agreed, with every state that was confirmed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from assessments.enums import MAX_LEVELS, Choice

from .answers import choice_fields_agree
from .base import text_at_most
from .cards import Indicator
from .people import User
from .rounds import Assessment


class Tally(models.Model):
    """How many people chose what for one indicator, after the tie to the people was cut.

    `level_1` … `level_7` are numbers of people; levels the card does not have stay 0. `least_group` is the smallest
    group whose counts somebody could read from these: all who answered, or all but those whose paper forms one person
    typed in, and so knows. What is shown of it is decided by that number (see `results.privacy`).
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="tallies")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    level_1 = models.PositiveSmallIntegerField(default=0)
    level_2 = models.PositiveSmallIntegerField(default=0)
    level_3 = models.PositiveSmallIntegerField(default=0)
    level_4 = models.PositiveSmallIntegerField(default=0)
    level_5 = models.PositiveSmallIntegerField(default=0)
    level_6 = models.PositiveSmallIntegerField(default=0)
    level_7 = models.PositiveSmallIntegerField(default=0)
    unknown = models.PositiveSmallIntegerField(default=0)
    not_applicable = models.PositiveSmallIntegerField(default=0)
    least_group = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="tally_once_per_indicator"),
        ]

    def __str__(self) -> str:
        return f"tally {self.pk}"

    @property
    def levels(self) -> tuple[int, ...]:
        """People per level, index 0 = level 1, always `MAX_LEVELS` long."""
        return tuple(getattr(self, f"level_{n}") for n in range(1, MAX_LEVELS + 1))


class Remark(models.Model):
    """A remark that belongs to nobody. The random key keeps no order; there is no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="remarks")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [text_at_most("remark", "text")]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class AgreedScore(models.Model):
    """What a team agreed on one indicator. `rationale` is the onderbouwing.

    `evidenced_on` is the day the evidence was last written, from which its age is told.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=9, choices=Choice, blank=True, default=Choice.NONE)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    rationale = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    evidenced_on = models.DateField(null=True, blank=True)
    dissent = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


def agreed_constraints(name: str, within: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=[within, "indicator"], name=f"{name}_once_per_indicator"),
        *choice_fields_agree(name),
        *(text_at_most(name, field) for field in ("rationale", "evidence", "dissent")),
    ]


class TeamScore(AgreedScore):
    """The one current value, with the number of times it was written."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = agreed_constraints("teamscore", "assessment")


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def reopened(self) -> ConfirmationQuerySet:
        """Those that were opened again, with their reason, in the order in which it happened."""
        return self.filter(reopened_at__isnull=False).order_by("number")


class Confirmation(models.Model):
    """One time that a team's scores were confirmed, and, where it happened, their reopening."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="confirmations")
    number = models.PositiveSmallIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reopen_reason = models.TextField(blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="confirmation_number_once"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(reopened_at__isnull=True), name="confirmation_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopen_reason="")
                | (Q(reopened_at__isnull=False) & ~Q(reopen_reason="")),
                name="confirmation_reopened_with_reason",
            ),
            text_at_most("confirmation", "reopen_reason"),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class ConfirmedScore(AgreedScore):
    """A team score as it was confirmed: a revision, never changed."""

    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="scores")

    class Meta:
        constraints = agreed_constraints("confirmedscore", "confirmation")
