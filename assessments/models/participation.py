"""That somebody takes part in answering, and how many a team says it is. No answers are here."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessments.enums import Via

from .base import PublicModel, text_at_most
from .mail import Mail
from .people import User
from .rounds import Assessment


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def begun(self) -> ParticipationQuerySet:
        """Of whom at least one answer stands. They count towards the declared size."""
        return self.filter(began_on__isnull=False)

    def waiting(self) -> ParticipationQuerySet:
        """Numbers of the team's link under which nothing stands yet: a device has opened the form."""
        return self.filter(via=Via.TEAM_LINK, began_on__isnull=True)

    def numbered(self) -> ParticipationQuerySet:
        """Those that are a number, not a person: by the team's link, or on paper."""
        return self.filter(number__isnull=False)


class Participation(PublicModel):
    """That someone takes part, and since which day an answer of theirs stands. Holds no answers.

    Exactly one of: a person with an account, an address for a personal link, or a number (team link, paper). Of the
    personal link and of the device of a number only a hash is kept (`token_hash`); the code with which a number goes on
    elsewhere leads to the secret of its device, and is kept nowhere. Whoever typed in a paper form can read it again
    (`typed_by`). These and the address are erased when answering closes; that and when somebody took part stays.

    `link_turn` counts the personal links that somebody was sent one after another: a reminder brings the same again.
    `made_on` is the day on which it came to be: a number that was not used is forgotten soon.
    `reminded_on` is the last day on which somebody was asked by mail; `mail` tells how that mail went. Who wants
    `no_reminders` gets none, neither from a coordinator nor by itself.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="participations")
    via = models.CharField(max_length=8, choices=Via)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="participations")
    address = models.EmailField(blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=2, default="nl")
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_turn = models.PositiveSmallIntegerField(default=0, editable=False)
    typed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_on = models.DateField(default=timezone.localdate, editable=False)
    began_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    no_reminders = models.BooleanField(default=False)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(via__in=Via.values), name="participation_via_known"),
            models.CheckConstraint(
                condition=Q(via=Via.ACCOUNT, user__isnull=False, address="", number__isnull=True)
                | Q(via=Via.LINK, user__isnull=True, number__isnull=True)
                | Q(via__in=[Via.TEAM_LINK, Via.PAPER], user__isnull=True, address="", number__isnull=False),
                name="participation_is_one_of_person_address_number",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True) | Q(via__in=[Via.LINK, Via.TEAM_LINK]),
                name="participation_token_with_a_link",
            ),
            models.CheckConstraint(
                condition=Q(typed_by__isnull=True) | Q(via=Via.PAPER), name="participation_typed_from_paper"
            ),
            models.UniqueConstraint(fields=["assessment", "user"], name="participation_person_once"),
            models.UniqueConstraint(fields=["assessment", "number"], name="participation_number_once"),
            models.UniqueConstraint(
                fields=["assessment", "address"], condition=~Q(address=""), name="participation_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.via} {self.pk}"


class Retired(models.Model):
    """What nobody comes back with until answering closes: the secret of a number, or a paper form, that was taken back.

    `mark` is a hash of it, and leads to nobody. The secret was `replaced` where its number was given another code, or
    another personal link was sent.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="retired")
    mark = models.CharField(max_length=64, unique=True)
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"retired {self.pk}"


class SizeRaise(models.Model):
    """One time that a team turned out to be larger than was declared, after the first answer; with the reason."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="size_raises")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    reason = models.TextField()
    raised_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="sizeraise_only_up"),
            models.CheckConstraint(condition=~Q(reason=""), name="sizeraise_with_reason"),
            text_at_most("sizeraise", "reason"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
