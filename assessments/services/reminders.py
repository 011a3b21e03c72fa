"""Reminding who has not begun: everybody at once, each at most once a day. In one click, or by itself shortly before
answering closes (`nudges.before_closing`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.enums import MailKind, Verb, Via
from assessments.models import Assessment, Membership, Participation, User

from .addresses import link_to
from .audit import record
from .mail_choices import switched_off
from .participations import about_answering, lead_of, members_of, send_link, write_to


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who can be asked today: they have not begun, and were not asked today. A number is nobody one can write to."""

    members: list[User]
    links: list[Participation]
    asked: dict[int, Participation]
    """Of teamleden who were asked before, by the key of the person."""
    unwilling: int = 0
    """How many more have not begun, and want no mail about it."""

    @property
    def people(self) -> int:
        return len(self.members) + len(self.links)

    @property
    def is_first(self) -> bool:
        """Whether none of them was ever asked: then it is no reminder yet."""
        return not self.links and not any(member.pk in self.asked for member in self.members)


def waiting(assessment: Assessment, *, first_too: bool = False) -> Waiting:
    """Who of a team can be reminded now; two queries. With `first_too` the first mail to somebody is a reminder too."""
    today = timezone.localdate()
    rows = list(assessment.participations.filter(via__in=[Via.ACCOUNT, Via.LINK]).select_related("mail"))
    by_person = {row.user_id: row for row in rows if row.user_id}
    done = {pk for pk, row in by_person.items() if row.began_on or row.reminded_on == today}
    found = members_of(assessment).select_related("user").order_by("user__name", "user")
    members = found.annotate(
        no_question=switched_off(MailKind.ANSWERING), no_reminder=switched_off(MailKind.REMINDER)
    )
    silent = [one for one in members if one.user_id not in done]
    links = [row for row in rows if row.address and not row.began_on and row.reminded_on != today]

    def is_willing(member: Membership) -> bool:
        row = by_person.get(member.user_id)
        if row is None and not first_too:
            return not member.no_question  # type: ignore[attr-defined]
        return not (member.no_reminder or (row and row.no_reminders))  # type: ignore[attr-defined]

    willing = [one.user for one in silent if is_willing(one)]
    willing_links = [row for row in links if not row.no_reminders]
    return Waiting(
        members=willing,
        links=willing_links,
        asked={pk: row for pk, row in by_person.items() if pk is not None},
        unwilling=len(silent) + len(links) - len(willing) - len(willing_links),
    )


@transaction.atomic
def remind(*, by: User, assessment: Assessment) -> int:
    """Mail everybody who has not begun and was not mailed today; return how many.

    Who was never asked gets the first mail. A reminder brings the link that somebody has: a page that is open goes on.
    Of two coordinators at the same moment the second finds nobody left.
    """
    found = lead_of(by, assessment)
    return write(found, waiting(found), by=by)


Key = Callable[[Participation], str]


def write(assessment: Assessment, ready: Waiting, *, by: User | None, once: Key = lambda _row: "") -> int:
    """Mail these people of a locked assessment, and keep that they were asked today; return how many.

    By itself (`by` is None) it is a reminder for everybody, and `once` says what the mail to each is about.
    """
    about = about_answering(assessment, by) | {
        "url": link_to("answer-start", assessment.uid),
        "off_url": link_to("own-mail"),
    }
    new: list[Participation] = []
    again: list[Participation] = []
    for user in ready.members:
        row = ready.asked.get(user.pk)
        kind = MailKind.REMINDER if row or by is None else MailKind.ANSWERING
        row = row or Participation(assessment=assessment, via=Via.ACCOUNT, user=user)
        row.assessment = assessment
        named = about | {"name": user.name}
        if write_to(row, kind, user.email, user.language, named, by=by, once=once(row)):
            (again if row.pk else new).append(row)
    for link in ready.links:
        link.assessment = assessment
        if send_link(link, MailKind.REMINDER, by=by, once=once(link)):
            again.append(link)
    Participation.objects.bulk_create(new)
    Participation.objects.bulk_update(again, ["token_hash", "reminded_on", "mail"])
    if new or again:
        record(Verb.ANSWERING_REMINDED, by=by, thing=assessment, board=assessment.school.board)
    return len(new) + len(again)
