"""What a team chose to improve first, and the actions that people made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.enums import MOST_PRIORITIES, ActionStatus, Role

from .among import at_or_below
from .base import PublicModel, text_at_most
from .cards import Criterion, Indicator, OwnerKey
from .organisation import Board, School, Team
from .outcomes import Confirmation
from .people import User
from .rounds import Assessment

if TYPE_CHECKING:
    Place = Board | School | Team

OPEN = (ActionStatus.PLANNED, ActionStatus.BUSY)
"""Of an action with one of these somebody still has to do something."""
STILL_OPEN = Q(status__in=OPEN, team__closed_on=None, team__school__closed_on=None, school__closed_on=None)
"""The condition that an action is open, at a place that is still there."""


class Priority(models.Model):
    """An indicator that a team chose to improve first; at most five, in the order of the team."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="priorities")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    chosen_at = models.DateTimeField(default=timezone.now)
    chosen_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["assessment", "position"]
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="priority_indicator_once"),
            models.UniqueConstraint(fields=["assessment", "position"], name="priority_position_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_PRIORITIES), name="priority_position_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"priority {self.pk}"


def told() -> Q:
    """The condition that others than who leads may know of an action: see `ActionQuerySet.told`."""
    of_it = Assessment.objects.filter(pk=OuterRef("assessment"), confirmed_at__isnull=False)
    once = Confirmation.objects.filter(assessment=OuterRef("assessment"))
    return Q(assessment=None) | Q(Exists(of_it)) | Q(Exists(once))


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> ActionQuerySet:
        """Planned or under way, at a place that is still there."""
        return self.filter(STILL_OPEN)

    def in_board(self, board: Board) -> ActionQuerySet:
        return self.filter(at_or_below(boards=[board.pk]))

    def told(self) -> ActionQuerySet:
        """Those that others than who leads may know of: what was made in a self-assessment only once that is confirmed,
        or was.
        """
        return self.filter(told())

    def most_urgent_first(self) -> ActionQuerySet:
        """Open ones by the day on which they are due, so late ones before all; then what ended, the latest first."""
        return self.order_by(F("ended_on").desc(nulls_first=True), "due_on", "pk")

    def with_places(self) -> ActionQuerySet:
        """With where it is and who does it."""
        return self.select_related("board", "school__board", "team__school__board", "owner")

    def with_context(self) -> ActionQuerySet:
        """With what a line about an action says: where, who and about what. Two queries."""
        indicators = models.Prefetch("indicators", Indicator.objects.select_related("criterion__theme"))
        return self.with_places().prefetch_related(indicators)


class Action(PublicModel):
    """Who does what by when about one or more indicators: a verbeteractie, at exactly one team, school or board.

    It belongs to its place, not to a round: rights follow that place. `assessment` is where it was made, if it was
    made in one. Who does it is a person or a role (`owner_role`); neither once that person was erased. `ended_on` is
    the day on which it was done or stopped. `sort_what` is `what`, folded, to search in. `carried_from` is the team
    that it was of before that team merged with others: it goes back when that team is opened again.
    """

    board = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="actions")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="actions")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="actions")
    carried_from = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    assessment = models.ForeignKey(Assessment, models.SET_NULL, null=True, blank=True, related_name="actions")
    indicators = models.ManyToManyField(Indicator, related_name="actions")
    what = models.CharField(_("wat"), max_length=200)
    sort_what = models.CharField(max_length=800, editable=False)
    why = models.TextField(_("waarom"), blank=True)
    how_seen = models.TextField(_("waaraan zien we dat het werkt"), blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="actions")
    owner_role = models.CharField(max_length=12, choices=Role, blank=True)
    due_on = models.DateField(_("klaar op"))
    status = models.CharField(max_length=8, choices=ActionStatus, default=ActionStatus.PLANNED)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(board__isnull=False, school__isnull=True, team__isnull=True)
                | Q(board__isnull=True, school__isnull=False, team__isnull=True)
                | Q(board__isnull=True, school__isnull=True, team__isnull=False),
                name="action_at_one_place",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="action_says_what"),
            models.CheckConstraint(condition=Q(status__in=ActionStatus.values), name="action_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_on__isnull=True)
                | (~Q(status__in=OPEN) & Q(ended_on__isnull=False)),
                name="action_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_role=""), name="action_of_a_person_or_a_role"
            ),
            text_at_most("action", "why"),
            text_at_most("action", "how_seen"),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def place(self) -> Place:
        """Where it belongs; the constraint action_at_one_place sees to it that there is one."""
        place = self.team or self.school or self.board
        if place is None:
            raise LookupError(f"action {self.pk} is at no place")
        return place

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class ActionEntry(models.Model):
    """A line of the log of an action: how it stood from then on, and what somebody wrote with it.

    What changed follows from the line before it.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=8, choices=ActionStatus)
    due_on = models.DateField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["action", "pk"]
        verbose_name_plural = "action entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ActionStatus.values), name="actionentry_status_known"
            ),
            text_at_most("actionentry", "text"),
        ]

    def __str__(self) -> str:
        return f"action entry {self.pk}"


class Example(models.Model):
    """An example of an action for a criterion, to begin from. Ours, clearly an example, and no part of the card."""

    class Manager(models.Manager["Example"]):
        def get_by_natural_key(
            self, position: int, code: str, owner: OwnerKey, key: str, edition: str
        ) -> Example:
            criterion = Criterion.objects.get_by_natural_key(code, owner, key, edition)
            return self.get(criterion=criterion, position=position)

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    how_seen = models.TextField()
    translations = models.JSONField(default=dict, blank=True)

    objects = Manager()

    class Meta:
        ordering = ["criterion", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "position"], name="example_position_unique"),
            text_at_most("example", "how_seen"),
        ]

    def __str__(self) -> str:
        return f"example {self.pk}"

    def natural_key(self) -> tuple[Any, ...]:
        return (self.position, *self.criterion.natural_key())

    natural_key.dependencies = ["assessments.criterion"]  # type: ignore[attr-defined]
