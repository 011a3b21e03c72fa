"""Reminding who has not begun: everybody at once, in one click, each at most once a day."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.enums import MailKind, Verb, Via
from assessments.models import Assessment, Participation, User

from .addresses import link_to
from .audit import record
from .mail import withdraw as stop_mail
from .participations import about_answering, lead_of, members_of, post_about, send_link


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who can be asked today: they have not begun, and were not asked today. A number is nobody one can write to."""

    members: list[User]
    links: list[Participation]
    asked: dict[int, Participation]
    """Of teamleden who were asked before, by the key of the person."""

    @property
    def people(self) -> int:
        return len(self.members) + len(self.links)

    @property
    def is_first(self) -> bool:
        """Whether none of them was ever asked: then it is no reminder yet."""
        return not self.links and not any(member.pk in self.asked for member in self.members)


def waiting(assessment: Assessment) -> Waiting:
    """Who of a team can be reminded now; two queries."""
    today = timezone.localdate()
    rows = list(assessment.participations.filter(via__in=[Via.ACCOUNT, Via.LINK]).select_related("mail"))
    by_person = {row.user_id: row for row in rows if row.user_id}
    done = {pk for pk, row in by_person.items() if row.began_on or row.reminded_on == today}
    members = members_of(assessment).select_related("user").order_by("user__name", "user")
    return Waiting(
        members=[one.user for one in members if one.user_id not in done],
        links=[row for row in rows if row.address and not row.began_on and row.reminded_on != today],
        asked={pk: row for pk, row in by_person.items() if pk is not None},
    )


@transaction.atomic
def remind(*, by: User, assessment: Assessment) -> int:
    """Mail everybody who has not begun and was not mailed today; return how many.

    Who was never asked gets the first mail. A reminder brings the link that somebody has: a page that is open goes on.
    Of two coordinators at the same moment the second finds nobody left.
    """
    found = lead_of(by, assessment)
    ready = waiting(found)
    about = about_answering(found, by) | {"url": link_to("answer-start", found.uid)}
    new: list[Participation] = []
    again: list[Participation] = []
    for user in ready.members:
        row = ready.asked.get(user.pk)
        kind = MailKind.REMINDER if row else MailKind.ANSWERING
        row = row or Participation(assessment=found, via=Via.ACCOUNT, user=user)
        if row.mail:
            stop_mail(row.mail)
        row.mail = post_about(kind, found, user.email, user.language, about | {"name": user.name}, by=by)
        row.reminded_on = timezone.localdate()
        (again if row.pk else new).append(row)
    for link in ready.links:
        link.assessment = found
        send_link(link, MailKind.REMINDER, by=by)
    Participation.objects.bulk_create(new)
    Participation.objects.bulk_update([*again, *ready.links], ["token_hash", "reminded_on", "mail"])
    if ready.people:
        record(Verb.ANSWERING_REMINDED, by=by, thing=found, board=found.school.board)
    return ready.people
