"""A round, and the self-assessment of each team in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from assessments.enums import MIN_GROUP, RoundState, Way

from .base import PublicModel
from .cards import Card
from .organisation import Board, School, Team


class RoundQuerySet(models.QuerySet["Round"]):
    def real(self) -> RoundQuerySet:
        """Rounds that count; a trial round shows on its own pages only."""
        return self.filter(is_trial=False)

    def started(self) -> RoundQuerySet:
        """Opened at some time: open or closed."""
        return self.exclude(state=RoundState.DRAFT)

    def of_board(self, board: Board) -> RoundQuerySet:
        """What a board's results are of: its opened real rounds, of any card, latest first."""
        return self.real().started().filter(board=board).latest_first()

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

    def individual(self) -> AssessmentQuerySet:
        return self.filter(way=Way.INDIVIDUAL)

    def answering_closed(self) -> AssessmentQuerySet:
        """Of teams that answered individually: where the answers became counts and loose remarks."""
        return self.individual().filter(answering_closed_at__isnull=False)

    def busy_with(self, families: Iterable[str]) -> AssessmentQuerySet:
        """In an open round of one of these card families; until that is closed their teams cannot start in another."""
        return self.filter(open_family__in=families)

    def confirmed(self) -> AssessmentQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def with_context(self) -> AssessmentQuerySet:
        """What a page about one assessment needs to say where it is."""
        return self.select_related("round", "school__board")

    def with_stamp(self) -> AssessmentQuerySet:
        """Annotate what changes whenever something on the screen of a conversation does: a step, a score or a word
        that is written. Other screens compare it, and whether it is confirmed; it says nothing by itself.
        """
        written = self.model.objects.filter(pk=OuterRef("pk")).values(sum=Sum("scores__version"))
        return self.annotate(step=F("conversation__version"), written=Subquery(written))

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

    `way`, `min_group` and `declared_size` stand as they were at opening; the size can only be raised after the first
    answer (`SizeRaise`). `team_token` is in the link and the QR code of a study day: whoever has it takes part as a
    number. It can be shown again, so it is not hashed; it is gone when answering closes.

    `marks` says, while confirmed, what stands for each indicator: a character each, in card order (see
    `results.values.marks`). It is counted instead of the scores, and written by what confirms and reopens them alone.
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
    team_token = models.CharField(max_length=43, unique=True, null=True, blank=True, editable=False)
    answering_closed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    marks = models.TextField(blank=True, default="", editable=False)

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
            models.CheckConstraint(
                condition=Q(team_token__isnull=True) | Q(answering_closed_at__isnull=True),
                name="assessment_no_link_once_closed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, marks="")
                | (Q(confirmed_at__isnull=False) & ~Q(marks="")),
                name="assessment_marks_while_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_name} · {self.round}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_individual(self) -> bool:
        """Whether everybody answers first, and the team talks afterwards."""
        return self.way == Way.INDIVIDUAL

    @property
    def is_answering_closed(self) -> bool:
        return self.answering_closed_at is not None
