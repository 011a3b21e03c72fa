"""A round, the self-assessment of each team in it, and that somebody took part."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import MIN_GROUP, RoundState, Via, Way

from .base import PublicModel
from .cards import Card
from .organisation import Board, School, Team
from .people import User


class RoundQuerySet(models.QuerySet["Round"]):
    def real(self) -> RoundQuerySet:
        """Rounds that count; a trial round shows on its own pages only."""
        return self.filter(is_trial=False)

    def started(self) -> RoundQuerySet:
        """Opened at some time: open or closed."""
        return self.exclude(state=RoundState.DRAFT)

    def of_family(self, owner_pk: int | None, key: str) -> RoundQuerySet:
        """Rounds of any edition of a card family; its owner is None for a shipped one."""
        return self.filter(card__owner=owner_pk, card__key=key)

    def latest_first(self) -> RoundQuerySet:
        return self.order_by("-starts_on", "-pk")


class Round(PublicModel):
    """A period in which teams of one or more schools of a board score one card.

    `starts_on` and `ends_on` are days in the Netherlands; the round ends at the end of the last one.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="rounds")
    card = models.ForeignKey(Card, models.PROTECT, related_name="rounds")
    title = models.CharField(_("naam"), max_length=120)
    starts_on = models.DateField(_("eerste dag"))
    ends_on = models.DateField(_("laatste dag"))
    state = models.CharField(max_length=8, choices=RoundState, default=RoundState.DRAFT)
    is_trial = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="round_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT, opened_at__isnull=True, closed_at__isnull=True)
                | Q(state=RoundState.OPEN, opened_at__isnull=False, closed_at__isnull=True)
                | Q(state=RoundState.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="round_state_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == RoundState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == RoundState.CLOSED


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def real(self) -> AssessmentQuerySet:
        return self.filter(round__is_trial=False)

    def started(self) -> AssessmentQuerySet:
        return self.exclude(round__state=RoundState.DRAFT)

    def confirmed(self) -> AssessmentQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def with_context(self) -> AssessmentQuerySet:
        """What a page about one assessment needs to say where it is."""
        return self.select_related("round", "school__board")

    def in_order(self) -> AssessmentQuerySet:
        """By school, then team, as a person would look them up."""
        return self.order_by("school__sort_name", "team__sort_name", "pk")

    def latest_first(self) -> AssessmentQuerySet:
        """By round; of rounds begun on one day the last planned is the latest."""
        return self.order_by("-round__starts_on", "-round__pk")


class Assessment(PublicModel):
    """One team in one round: its zelfevaluatie.

    Keeps the school it belonged to and both names as they were. `confirmed_at` is empty while under way
    and again after reopening. `open_family` holds the card family while the round is open, so that the
    database itself keeps a team in at most one open round per family.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="assessments")
    team = models.ForeignKey(Team, models.PROTECT, related_name="assessments")
    school = models.ForeignKey(School, models.PROTECT, related_name="assessments")
    team_name = models.CharField(max_length=120)
    school_name = models.CharField(max_length=120)
    way = models.CharField(max_length=12, choices=Way, default=Way.TOGETHER)
    min_group = models.PositiveSmallIntegerField(default=MIN_GROUP, validators=[MinValueValidator(MIN_GROUP)])
    declared_size = models.PositiveSmallIntegerField(null=True, blank=True)
    open_family = models.CharField(max_length=120, null=True, blank=True, editable=False)  # noqa: DJ001
    answering_closed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "team"], name="assessment_team_once_in_round"),
            models.UniqueConstraint(
                fields=["team", "open_family"], name="assessment_one_open_round_per_family"
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="assessment_way_known"),
            models.CheckConstraint(
                condition=Q(min_group__gte=MIN_GROUP), name="assessment_min_group_at_least_five"
            ),
            models.CheckConstraint(
                condition=Q(declared_size__isnull=True) | Q(declared_size__gte=1),
                name="assessment_size_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_name} · {self.round}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class Participation(PublicModel):
    """That someone takes part, and since which day an answer of theirs stands. Holds no answers.

    Exactly one of: a person with an account, an address for a personal link (erased at closing),
    or a number (team link, paper).
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="participations")
    via = models.CharField(max_length=8, choices=Via)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="participations")
    address = models.EmailField(blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    began_on = models.DateField(null=True, blank=True)

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
            models.UniqueConstraint(fields=["assessment", "user"], name="participation_person_once"),
            models.UniqueConstraint(fields=["assessment", "number"], name="participation_number_once"),
            models.UniqueConstraint(
                fields=["assessment", "address"], condition=~Q(address=""), name="participation_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.via} {self.pk}"
