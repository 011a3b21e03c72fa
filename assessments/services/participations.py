"""Asking people to answer who have no account in the team, asking again, and taking it back. What they answer is not
read here; whether they have begun is.

Every function locks the assessment first: two coordinators wait for each other, and so does whoever answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.access import policies, rows
from assessments.access.permissions import Ability, Person
from assessments.access.policies import Refused, demand
from assessments.enums import MailKind, Role, Verb, Via
from assessments.models import Answer, Assessment, Membership, Participation, User, normalise_email
from assessments.models.people import MembershipQuerySet

from .addresses import link_to
from .audit import record
from .invitation_limits import ANSWERING_RESENT, ANSWERING_WITHDRAWN, end_of_day
from .locking import locked_for
from .mail import post, post_once
from .mail import withdraw as stop_mail
from .mail_choices import stop_link
from .open_answers import DeletedAnswers, Reader, delete_for_good, tell_of_deleted
from .taking_part import retire
from .tokens import hashed, token_of

AT_ONCE = 200
NO_SIZE = gettext_lazy(
    "Vul eerst in hoeveel mensen van dit team meedoen, bij de manier van invullen. Daarna kun je mensen een link "
    "sturen."
)
BEGUN = gettext_lazy("Deze persoon is intussen begonnen met invullen. Kijk nog een keer voordat je intrekt.")
NOT_THERE = gettext_lazy("Deze deelname is intussen ingetrokken.")
NOT_BY_MAIL = gettext_lazy("Alleen een persoonlijke link kun je opnieuw sturen.")
NOT_TAKEN_BACK = gettext_lazy(
    "Alleen wie met een persoonlijke link of de teamlink meedoet, kun je intrekken. Wie teamlid is, blijft meedoen tot "
    "die rol eindigt."
)


@dataclass(frozen=True, slots=True)
class Invited:
    """What came of the addresses: asked now, asked already, or of somebody who answers as teamlid."""

    new: list[str]
    open: list[str]
    members: list[str]


@transaction.atomic
def invite(*, by: User, assessment: Assessment, addresses: Iterable[str], language: str = "nl") -> Invited:
    """Ask people to answer by a personal link. No more of them than the team says it is."""
    found = lead_of(by, assessment)
    if found.declared_size is None:
        raise Refused(NO_SIZE)
    wanted = list(dict.fromkeys(normalise_email(address) for address in addresses))
    members = set(members_of(found).filter(user__email__in=wanted).values_list("user__email", flat=True))
    links = found.participations.filter(via=Via.LINK)
    present = set(links.filter(address__in=wanted).values_list("address", flat=True))
    new = [address for address in wanted if address not in members | present]
    _demand_few(found, links.count(), len(new))
    for address in sorted(ANSWERING_WITHDRAWN.reached(found, new)):
        raise Refused(
            _("De link voor %(address)s is vandaag al een paar keer ingetrokken. Morgen kan het weer.")
            % {"address": address}
        )
    made = [
        Participation(assessment=found, via=Via.LINK, address=address, language=language) for address in new
    ]
    for participation in made:
        send_link(participation, MailKind.ANSWERING, by=by)
    Participation.objects.bulk_create(made)
    if made:
        record(Verb.ANSWERING_INVITED, by=by, thing=found, board=found.school.board)
    return Invited(
        new,
        [address for address in wanted if address in present - members],
        [address for address in wanted if address in members],
    )


@transaction.atomic
def resend(*, by: User, participation: Participation) -> Participation:
    """Send a personal link again: a new one; the old one is dead. Also to who has begun and lost it."""
    found = _held(by, participation)
    if found.via != Via.LINK or not found.address:
        raise Refused(NOT_BY_MAIL)
    assessment = found.assessment
    if ANSWERING_RESENT.reached(assessment, [found.address]):
        raise Refused(_("Dit adres kreeg vandaag al vaak genoeg een link. Morgen kan het weer."))
    retire(found, replaced=True)
    found.link_turn += 1
    send_link(found, MailKind.ANSWERING, by=by)
    found.save(update_fields=["token_hash", "link_turn", "reminded_on", "mail"])
    ANSWERING_RESENT.count(assessment, [found.address])
    record(Verb.ANSWERING_INVITED, by=by, thing=assessment, board=assessment.school.board)
    return found


@transaction.atomic
def withdraw(*, by: User, participation: Participation, with_answers: bool = False) -> bool:
    """Take back a personal link or a number. Return whether answers went with it.

    Who has begun loses their answers for good, and is told by mail where there is an address; that wants
    `with_answers`. There is room again for somebody else.
    """
    found = _held(by, participation)
    if found.via not in {Via.LINK, Via.TEAM_LINK}:
        raise Refused(NOT_TAKEN_BACK)
    begun = found.began_on is not None
    demand(BEGUN if begun and not with_answers else None)
    assessment = found.assessment
    lost = DeletedAnswers(assessment.team_name, assessment.round.title, _given(found))
    retire(found)
    delete_for_good(found)
    if found.address:
        ANSWERING_WITHDRAWN.count(assessment, [found.address])
        tell_of_deleted(
            Reader("", found.address, found.language), [lost], board=assessment.school.board, withdrawn=True
        )
    record(Verb.ANSWERING_WITHDRAWN, by=by, thing=assessment, board=assessment.school.board)
    return begun


def lead_of(by: User, assessment: Assessment) -> Assessment:
    """Return the locked assessment, if `by` invites to it and people can be invited now."""
    found = locked_for(by, assessment, Ability.INVITE_TO_ANSWER)
    demand(policies.inviting(found))
    return found


def members_of(assessment: Assessment) -> MembershipQuerySet:
    """Who answers by account: the teamleden of today."""
    return Membership.objects.active().filter(role=Role.MEMBER, team=assessment.team_id)


def members_per_team(assessments: Iterable[Assessment]) -> dict[int, int]:
    """How many teamleden there are today, by the key of the team; one query."""
    teams = [assessment.team_id for assessment in assessments]
    found = Membership.objects.active().filter(role=Role.MEMBER, team__in=teams).order_by()
    return dict(found.values_list("team").annotate(count=Count("pk")))


def last_sizes(by: Person, assessments: Iterable[Assessment]) -> dict[int, int]:
    """How many people each team was when everybody answered first the last time that `by` sees, by the key of the team;
    one query.
    """
    teams = {assessment.team_id: assessment.pk for assessment in assessments}
    seen = rows.assessments(by, Ability.SEE_PROGRESS)
    found = seen.real().started().individual().exclude(pk__in=teams.values())
    found = found.filter(team__in=teams).order_by("round__starts_on", "pk")
    return {team: size for team, size in found.values_list("team", "declared_size") if size}


def send_link(participation: Participation, kind: MailKind, *, by: User | None, once: str = "") -> bool:
    """Write the mail with somebody's link, the same until `link_turn` is raised; to be saved by the caller.

    Return whether it was written: not where there was one before about the same, said by `once`.
    """
    token = token_of(participation.uid, participation.link_turn)
    about = about_answering(participation.assessment, by) | {
        "url": link_to("join-link", token),
        "by_link": True,
        "replaces": participation.link_turn > 0,
        "off_url": stop_link(participation),
    }
    participation.token_hash = hashed(token)
    return write_to(
        participation, kind, participation.address, participation.language, about, by=by, once=once
    )


def write_to(
    participation: Participation,
    kind: MailKind,
    to: str,
    language: str,
    about: dict[str, Any],
    *,
    by: User | None,
    once: str = "",
) -> bool:
    """Write a mail that is of use until answering ends, in the place of one that still waits; `once` as above."""
    assessment = participation.assessment
    told: dict[str, Any] = {
        "kind": kind,
        "to": to,
        "language": language,
        "context": about,
        "board": assessment.school.board,
        "useful_for": max(end_of_day(assessment.round.ends_on) - timezone.now(), dt.timedelta(minutes=1)),
    }
    mail = post_once(once, **told) if once else post(sender=by, **told)
    if mail is None:
        return False
    if participation.mail:
        stop_mail(participation.mail)
    participation.mail, participation.reminded_on = mail, timezone.localdate()
    return True


def about_answering(assessment: Assessment, by: User | None) -> dict[str, Any]:
    """What every mail that asks to answer tells. `by` is None for one that goes out by itself."""
    return {
        "inviter": by.name if by else "",
        "board": assessment.school.board.name,
        "team": assessment.team_name,
        "school": assessment.school_name,
        "round": assessment.round.title,
        "card": assessment.round.card.title,
        "until": assessment.round.ends_on,
        "days": (assessment.round.ends_on - timezone.localdate()).days,
        "min_group": assessment.min_group,
        "privacy_url": link_to("privacy"),
    }


def _held(by: User, participation: Participation) -> Participation:
    """The participation as it is now, with its assessment locked."""
    assessment = lead_of(by, participation.assessment)
    found = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("mail")
        .filter(pk=participation.pk)
        .first()
    )
    if found is None:
        raise Refused(NOT_THERE)
    found.assessment = assessment
    return found


def _given(participation: Participation) -> int:
    """At how many indicators something stands; told to nobody but the person."""
    return Answer.objects.given().filter(response__participation=participation).count()


def _demand_few(assessment: Assessment, present: int, more: int) -> None:
    size = assessment.declared_size or 0
    if more > AT_ONCE or (more and present + more > size):
        raise Refused(
            ngettext(
                "Dit team telt %(size)s persoon, en met deze adressen vraag je er %(all)s. Haal adressen weg, of "
                "maak het team eerst groter.",
                "Dit team telt %(size)s mensen, en met deze adressen vraag je er %(all)s. Haal adressen weg, of "
                "maak het team eerst groter.",
                size,
            )
            % {"size": size, "all": present + more}
        )
