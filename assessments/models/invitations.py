"""Asking somebody to come in: an invitation to a role, and the identity providers that a board lets people in by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessments.enums import Role

from .base import PublicModel
from .mail import Mail
from .organisation import Board, School, Team
from .people import User

if TYPE_CHECKING:
    from .people import Place


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; those that have expired can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def valid(self) -> InvitationQuerySet:
        """Open, and the link still works."""
        return self.open().filter(expires_at__gt=timezone.now())

    def unsent(self) -> InvitationQuerySet:
        """Open, and no link to it was ever sent: it was made without one."""
        return self.open().filter(expires_at__lte=F("created_at"))

    def sent(self) -> InvitationQuerySet:
        """Open, and a link to it was sent, which may have expired."""
        return self.open().filter(expires_at__gt=F("created_at"))

    def with_place(self) -> InvitationQuerySet:
        """With all that says where, by whom and how its mail went."""
        return self.select_related("board", "school__board", "team__school__board", "invited_by", "mail")


class Invitation(PublicModel):
    """A role at a place, offered to an address. The link in the mail is stored as a hash alone.

    `board` is always set; `school` or `team` narrows the place. Name and address are erased once it is accepted or
    withdrawn. One that was never sent expires at the moment it was made. `invited_by` answers for it: the link works
    as long as that person may give the role.
    """

    board = models.ForeignKey(Board, models.CASCADE, related_name="invitations")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role)
    address = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="nl")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=True) | Q(team__isnull=True), name="invitation_at_one_place"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.MEMBER, team__isnull=False)
                | Q(role=Role.COORDINATOR)
                | (Q(role=Role.MANAGER) & (Q(school__isnull=False) | Q(team__isnull=False)))
                | Q(role__in=[Role.GOVERNOR, Role.ADMINISTRATOR], school__isnull=True, team__isnull=True),
                name="invitation_role_fits_place",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True) | Q(address="", name=""),
                name="invitation_at_rest_is_empty",
            ),
            *(
                models.UniqueConstraint(
                    fields=["address", "role", place],
                    condition=Q(accepted_at=None, withdrawn_at=None, **others),
                    name=f"invitation_once_{place}",
                )
                for place, others in (
                    ("team", {}),
                    ("school", {"team": None}),
                    ("board", {"school": None, "team": None}),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} @ {self.place}"

    @property
    def place(self) -> Place:
        return self.team or self.school or self.board

    @property
    def is_unsent(self) -> bool:
        return self.expires_at <= self.created_at

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class AllowedProvider(models.Model):
    """A board lets in who signs in with `provider` and belongs there to `organisation`, as the provider names it."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="allowed_providers")
    provider = models.SlugField(max_length=30)
    organisation = models.CharField(max_length=120)

    class Meta:
        ordering = ["provider", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "organisation"], name="allowed_provider_of_one_board"
            ),
            models.CheckConstraint(condition=~Q(organisation=""), name="allowed_provider_names_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.organisation}"
