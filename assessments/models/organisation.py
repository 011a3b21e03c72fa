"""Board > school > team. Closed on a date, never deleted while results hang on it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from assessments.enums import MIN_GROUP, MOST_MIN_GROUP, Sector

from .base import PublicModel, sort_key


class BoardManager(models.Manager["Board"]):
    def get_by_natural_key(self, uid: str) -> Board:
        return self.get(uid=uuid.UUID(uid))


class Board(PublicModel):
    """A bevoegd gezag. `number` is its bevoegdgezagnummer: text, leading zeros and all.

    `keep_…` is how long is kept: a person without a role (months), a closed round with its results (years) and the
    audit log (years). `min_group` is the floor under what is shown of individual answers, copied at opening.
    """

    name = models.CharField(max_length=120)
    number = models.CharField(max_length=10, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    keep_people_months = models.PositiveSmallIntegerField(default=12)
    keep_results_years = models.PositiveSmallIntegerField(default=7)
    keep_audit_years = models.PositiveSmallIntegerField(default=3)
    min_group = models.PositiveSmallIntegerField(default=MIN_GROUP)

    objects = BoardManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="board_number_unique"),
            models.CheckConstraint(
                condition=Q(keep_people_months__range=(1, 60)), name="board_keeps_people_a_while"
            ),
            models.CheckConstraint(
                condition=Q(keep_results_years__range=(1, 20)), name="board_keeps_results_a_while"
            ),
            models.CheckConstraint(
                condition=Q(keep_audit_years__range=(1, 20)), name="board_keeps_audit_a_while"
            ),
            models.CheckConstraint(
                condition=Q(min_group__range=(MIN_GROUP, MOST_MIN_GROUP)),
                name="board_min_group_at_least_five",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)


class School(PublicModel):
    """A school or one vestiging of it. A merger links predecessors to their successor.

    `own_key` is the key by which the board's own records know it; an import matches by it or by the branch code.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="schools")
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=150, editable=False)
    sector = models.CharField(max_length=3, choices=Sector)
    brin = models.CharField(max_length=4, blank=True)
    branch_code = models.CharField(max_length=6, blank=True)
    own_key = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "branch_code"],
                condition=~Q(branch_code=""),
                name="school_branch_code_unique",
            ),
            models.UniqueConstraint(
                fields=["board", "own_key"], condition=~Q(own_key=""), name="school_own_key_unique"
            ),
            models.CheckConstraint(condition=Q(sector__in=Sector.values), name="school_sector_known"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="school_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(PublicModel):
    """A team within a school. Its page and its change follow it within its board."""

    school = models.ForeignKey(School, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=150, editable=False)
    own_key = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        ordering = ["school__sort_name", "sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "sort_name"],
                condition=Q(closed_on__isnull=True),
                name="team_name_unique_in_school",
            ),
            models.UniqueConstraint(
                fields=["school", "own_key"], condition=~Q(own_key=""), name="team_own_key_unique"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="team_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


def folded(name: str) -> dict[str, str]:
    """Return the two columns of a name: as written, and folded for sorting."""
    return {"name": name, "sort_name": sort_key(name)}
