"""The mail that goes out: kept until it is handed over, then only that it went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import NUDGES, MailKind, MailState

from .base import PublicModel
from .organisation import Board
from .people import User

OPEN = (MailState.WAITING, MailState.HANDING_OVER)
"""States in which words and address are still needed."""


class Mail(PublicModel):
    """One mail to one address. `sender` asked for it and sees how it went; empty where nobody did.

    Address and words are erased once it is at rest. `not_before` is when it may be tried (again), `useful_until` when
    it has no use any more (a code that has expired), `handed_over_at` when a worker began to hand it over.

    Mail that nobody asks for says in `once` what it is about, in opaque ids: the database lets no second one be about
    the same. `unsubscribe` is where its reader can have no more of its kind.
    """

    kind = models.CharField(max_length=20, choices=MailKind)
    board = models.ForeignKey(Board, models.CASCADE, null=True, blank=True, related_name="+")
    sender = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=200, blank=True)
    once = models.CharField(max_length=120, unique=True, null=True, blank=True, editable=False)
    state = models.CharField(max_length=12, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    useful_until = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "mail"
        indexes = [models.Index(fields=["state", "not_before"], name="mail_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_kind_known"),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) | Q(address="", subject="", text="", html="", unsubscribe=""),
                name="mail_at_rest_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MailOff(models.Model):
    """A kind of mail that somebody does not want. Who wants all of them has no rows."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_off")
    kind = models.CharField(max_length=20, choices=MailKind)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "mail off"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mailoff_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=NUDGES), name="mailoff_can_be_off"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} off {self.user_id}"
