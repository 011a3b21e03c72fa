"""Assessments as plain rows: what results read of them, in one query, without making models of them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from assessments.enums import Choice, RoundState, Way
from assessments.models import Assessment, Confirmation, Participation, Priority, Round, TeamScore
from assessments.models.rounds import AssessmentQuerySet

from .joined import Joined
from .values import AssessmentInfo, CardInfo, RoundInfo
from .values.marks import ANSWERED


class Row(NamedTuple):
    """One assessment; the fields in the order of `PATHS`."""

    pk: int
    uid: UUID
    team_pk: int
    team_uid: UUID
    team_name: str
    school_pk: int
    school_uid: UUID
    school_name: str
    board_name: str
    min_group: int
    way: str
    declared_size: int | None
    answering_closed_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    was_reopened: bool
    begun: int
    round_pk: int
    round_uid: UUID
    round_title: str
    starts_on: dt.date
    ends_on: dt.date
    state: str
    is_trial: bool
    board_pk: int
    card_pk: int
    owner_pk: int | None
    card_key: str
    team_school_pk: int
    team_closed_on: dt.date | None
    open_answered: int
    marks: str
    chosen: str

    @property
    def round(self) -> RoundInfo:
        return RoundInfo(
            pk=self.round_pk,
            uid=self.round_uid,
            title=self.round_title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            is_open=self.state == RoundState.OPEN,
            is_trial=self.is_trial,
        )

    def info(self, *, total: int) -> AssessmentInfo:
        return AssessmentInfo(
            pk=self.pk,
            uid=self.uid,
            team_uid=self.team_uid,
            team_pk=self.team_pk,
            team_name=self.team_name,
            school_pk=self.school_pk,
            school_uid=self.school_uid,
            school_name=self.school_name,
            board_name=self.board_name,
            round=self.round,
            confirmed_at=self.confirmed_at,
            reopened=self.confirmed_at is None and self.was_reopened,
            was_reopened=self.was_reopened,
            priorities=codes_of(self.chosen) if self.confirmed_at else (),
            answered=sum(mark in ANSWERED for mark in self.marks) or self.open_answered,
            total=total,
            is_individual=self.way == Way.INDIVIDUAL,
            is_answering_closed=self.answering_closed_at is not None,
            begun=self.begun,
            size=self.declared_size or 0,
            has_moved=self.team_school_pk != self.school_pk,
            team_closed_on=self.team_closed_on if self.team_school_pk == self.school_pk else None,
        )

    @property
    def age(self) -> tuple[dt.date, int]:
        """Sorts by round, from early to late; of rounds begun on one day the last planned is the latest."""
        return (self.starts_on, self.round_pk)

    def precedes(self, later: Row) -> bool:
        """Whether this one can be what `later` is compared with: same team, board and card family, begun earlier.

        A trial round is never compared, nor compared with; a concept round has not begun. `preceding` is the same
        rule as a query.
        """
        return (
            (self.team_pk, self.board_pk, self.owner_pk, self.card_key)
            == (later.team_pk, later.board_pk, later.owner_pk, later.card_key)
            and self.starts_on < later.starts_on
            and self.state != RoundState.DRAFT
            and not self.is_trial
            and not later.is_trial
        )


PATHS = (
    "pk",
    "uid",
    "team",
    "team__uid",
    "team_name",
    "school",
    "school__uid",
    "school_name",
    "school__board__name",
    "min_group",
    "way",
    "declared_size",
    "answering_closed_at",
    "confirmed_at",
    "was_reopened",
    "begun",
    "round",
    "round__uid",
    "round__title",
    "round__starts_on",
    "round__ends_on",
    "round__state",
    "round__is_trial",
    "round__board",
    "round__card",
    "round__card__owner",
    "round__card__key",
    "team__school",
    "team__closed_on",
    "open_answered",
    "marks",
    "chosen",
)


def chosen_in(assessment: str) -> Subquery:
    """The priorities of the assessment whose key is in this field, as `codes_of` reads them."""
    each = Concat(Cast("position", CharField()), Value(":"), F("indicator__code"))
    theirs = Priority.objects.filter(assessment=OuterRef(assessment)).order_by().values("assessment")
    return Subquery(theirs.annotate(all=Joined(each)).values("all"))


def codes_of(chosen: str | None) -> tuple[str, ...]:
    """The codes in the order in which the team put them."""
    return tuple(one.partition(":")[2] for one in sorted((chosen or "").split()))


def with_row_fields(assessments: AssessmentQuerySet) -> AssessmentQuerySet:
    """Ready to be read as `PATHS`, in order of name."""
    reopened_once = Confirmation.objects.filter(assessment=OuterRef("pk"), reopened_at__isnull=False)
    begun = (
        Participation.objects.begun()
        .filter(assessment=OuterRef("pk"))
        .order_by()
        .values("assessment")
        .annotate(count=Count("pk"))
        .values("count")
    )
    answered = (
        TeamScore.objects.filter(assessment=OuterRef("pk"))
        .exclude(choice=Choice.NONE)
        .order_by()
        .values("assessment")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return assessments.annotate(
        was_reopened=Exists(reopened_once),
        chosen=chosen_in("pk"),
        begun=Coalesce(Subquery(begun), 0),
        # Of a confirmed one its marks tell.
        open_answered=Case(When(confirmed_at=None, then=Coalesce(Subquery(answered), 0)), default=0),
    ).in_order()


def preceding(assessment: Assessment, card: CardInfo) -> AssessmentQuerySet:
    """What an assessment on this card can be compared with, latest first: `Row.precedes` as a query."""
    round_ = assessment.round
    if round_.is_trial:
        return Assessment.objects.none()
    earlier = Round.objects.real().started().of_family(card.owner_pk, card.key)
    return Assessment.objects.filter(
        team=assessment.team_id,
        round__in=earlier.filter(board=round_.board_id, starts_on__lt=round_.starts_on),
    ).latest_first()


def as_rows(assessments: AssessmentQuerySet) -> list[Row]:
    """Return the assessments as rows, in one query."""
    return [Row(*values) for values in with_row_fields(assessments).values_list(*PATHS)]


def round_info(round_: Round) -> RoundInfo:
    return RoundInfo(
        pk=round_.pk,
        uid=round_.uid,
        title=round_.title,
        starts_on=round_.starts_on,
        ends_on=round_.ends_on,
        is_open=round_.is_open,
        is_trial=round_.is_trial,
    )
