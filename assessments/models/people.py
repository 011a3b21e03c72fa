"""People and the roles they hold. A role is held at exactly one place and ends on a date."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.enums import Role

from .base import PublicModel
from .organisation import Board, School, Team

if TYPE_CHECKING:
    Place = Board | School | Team


GONE = _("iemand die weg is")
"""How somebody is named who was removed: their row is empty."""


def normalise_email(email: str) -> str:
    """Return the one form in which an address is stored and compared."""
    return unicodedata.normalize("NFC", email.strip()).lower()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=normalise_email(email or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person. Without a password they set one by the link on the sign-in page."""
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(PublicModel, AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address. What they may do hangs on their memberships alone.

    `home_board` is the board that let them in: its beheerder sees them, also while they hold no role. Of somebody
    removed (`removed_on`) the row stays, emptied, for what hangs on it.
    """

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120)
    language = models.CharField(
        _("taal"), max_length=2, default="nl", choices=[("nl", "Nederlands"), ("en", "English")]
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    home_board = models.ForeignKey(
        Board, models.SET_NULL, null=True, blank=True, related_name="people", editable=False
    )
    removed_on = models.DateField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")

    def __str__(self) -> str:
        return str(GONE) if self.removed_on else self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: dt.date | None = None) -> MembershipQuerySet:
        """Roles that hold on a day (default: today in the Netherlands)."""
        day = on or timezone.localdate()
        return self.lasting(day).filter(started_on__lte=day, user__is_active=True)

    def lasting(self, on: dt.date | None = None) -> MembershipQuerySet:
        """Roles that have not ended by a day (default: today in the Netherlands): those that hold and those to come."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on or timezone.localdate()))

    def in_board(self, board: Board) -> MembershipQuerySet:
        """Roles at a board, its schools and its teams, also those that have ended."""
        return self.filter(Q(board=board) | Q(school__board=board) | Q(team__school__board=board))


class Membership(PublicModel):
    """A role of one person at exactly one board, school or team."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    board = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="memberships")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="memberships")
    started_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(board__isnull=False, school__isnull=True, team__isnull=True)
                | Q(board__isnull=True, school__isnull=False, team__isnull=True)
                | Q(board__isnull=True, school__isnull=True, team__isnull=False),
                name="membership_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.MEMBER, team__isnull=False)
                | Q(role=Role.COORDINATOR)
                | Q(role=Role.MANAGER, board__isnull=True)
                | Q(role__in=[Role.GOVERNOR, Role.ADMINISTRATOR], board__isnull=False),
                name="membership_role_fits_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="membership_ends_after_start",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", place],
                    condition=Q(ended_on__isnull=True),
                    name=f"membership_once_{place}",
                )
                for place in ("board", "school", "team")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} @ {self.place}"

    @property
    def place(self) -> Place:
        """Where the role holds; the constraint membership_at_one_place sees to it that there is one."""
        place = self.team or self.school or self.board
        if place is None:
            raise LookupError(f"membership {self.pk} is at no place")
        return place
