"""Board > school > team. Closed on a date, never deleted while results hang on it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from assessments.enums import Sector

from .base import PublicModel, sort_key


class BoardManager(models.Manager["Board"]):
    def get_by_natural_key(self, uid: str) -> Board:
        return self.get(uid=uuid.UUID(uid))


class Board(PublicModel):
    """A bevoegd gezag. `number` is its bevoegdgezagnummer: text, leading zeros and all."""

    name = models.CharField(max_length=120)
    number = models.CharField(max_length=10, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = BoardManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="board_number_unique")
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)


class School(PublicModel):
    """A school or one vestiging of it. A merger links predecessors to their successor."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="schools")
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=150, editable=False)
    sector = models.CharField(max_length=3, choices=Sector)
    brin = models.CharField(max_length=4, blank=True)
    branch_code = models.CharField(max_length=6, blank=True)
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
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="team_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


def folded(name: str) -> dict[str, str]:
    """Return the two columns of a name: as written, and folded for sorting."""
    return {"name": name, "sort_name": sort_key(name)}
