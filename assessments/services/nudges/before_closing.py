"""The reminder shortly before answering closes: to who has not begun, three days before the last day.

Not to whom a coordinator reminded yesterday or today, nor on the last two days: then there is no time left to plan it.
Nobody gets it who left or was taken back, in a team that is full, or in a trial round: that shows on its own pages
only.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from assessments.access import policies
from assessments.access.policies import Refused
from assessments.enums import MailKind, Role, RoundState, Via
from assessments.models import Assessment, Membership, Participation
from assessments.models.rounds import AssessmentQuerySet
from assessments.services.locking import locked_row
from assessments.services.mail_choices import switched_off
from assessments.services.reminders import Waiting, waiting, write
from assessments.services.taking_part import has_room

from .hours import AT_A_TIME, is_day

DAYS_BEFORE = 3
LAST_DAYS = 2
"""With fewer days to go nobody is reminded by itself any more; between the two what was missed is made good."""


def remind_before_closing() -> int:
    """Remind in every team where it is time; return how many people. Each team is a transaction of its own."""
    if not is_day():
        return 0
    reminded, teams = 0, 0
    for assessment in due():
        people = _remind(assessment)
        reminded += people
        teams += bool(people)
        if teams == AT_A_TIME:
            break
    return reminded


def due() -> AssessmentQuerySet:
    """Teams in which somebody is to be reminded today; one query. `_remind` asks anew, under lock."""
    today = timezone.localdate()
    row = Participation.objects.filter(assessment=OuterRef("pk"))
    silent = row.filter(began_on=None, no_reminders=False)
    silent = silent.filter(Q(reminded_on=None) | Q(reminded_on__lt=_since(today)))
    theirs = Participation.objects.filter(user=OuterRef("user"), assessment=OuterRef(OuterRef("pk")))
    unasked = Membership.objects.active().filter(~Exists(theirs), role=Role.MEMBER, team=OuterRef("team"))
    members = Membership.objects.active().filter(role=Role.MEMBER, team=OuterRef("assessment__team"))
    asked = silent.filter(
        Exists(members.filter(user=OuterRef("user"))), ~switched_off(MailKind.REMINDER), via=Via.ACCOUNT
    )
    linked = silent.filter(~Q(address=""), via=Via.LINK)
    return (
        Assessment.objects.real()
        .individual()
        .filter(
            Exists(unasked.filter(~switched_off(MailKind.REMINDER))) | Exists(asked) | Exists(linked),
            round__state=RoundState.OPEN,
            round__ends_on__range=(today + dt.timedelta(LAST_DAYS), today + dt.timedelta(DAYS_BEFORE)),
            answering_closed_at=None,
        )
        .annotate(begun=Count("participations", filter=Q(participations__began_on__isnull=False)))
        .filter(begun__lt=F("declared_size"))
        .order_by("pk")
    )


def _since(today: dt.date) -> dt.date:
    """Who was reminded on this day or later is left alone."""
    return today - dt.timedelta(days=1)


@transaction.atomic
def _remind(assessment: Assessment) -> int:
    try:
        found = locked_row(assessment)
    except Refused:  # the round was thrown away meanwhile
        return 0
    left = (found.round.ends_on - timezone.localdate()).days
    is_time = found.round.is_open and LAST_DAYS <= left <= DAYS_BEFORE
    if not is_time or policies.inviting(found) is not None or not has_room(found):
        return 0
    last = found.round.ends_on
    return write(
        found,
        _left_alone(waiting(found, first_too=True)),
        by=None,
        once=lambda row: f"sluit:{row.uid}:{last}",
    )


def _left_alone(ready: Waiting) -> Waiting:
    """These people, without who was reminded lately."""
    since = _since(timezone.localdate())

    def was_lately(row: Participation | None) -> bool:
        return row is not None and row.reminded_on is not None and row.reminded_on >= since

    return Waiting(
        members=[user for user in ready.members if not was_lately(ready.asked.get(user.pk))],
        links=[row for row in ready.links if not was_lately(row)],
        asked=ready.asked,
    )
