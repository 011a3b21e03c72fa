"""What a coordinator sees of how a team takes part: who has begun, never what anybody chose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.permissions import Person
from assessments.access.policies import Reason
from assessments.enums import Via
from assessments.models import Assessment, Mail, Participation, SizeRaise
from assessments.services.participations import members_of
from assessments.services.place_invitations import invited_per_team
from assessments.services.reminders import Waiting, waiting

from .breadcrumbs import Crumbs, assessment_crumbs


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who takes part or is asked to. `participation` is None for a teamlid who was never asked.

    `name` is empty where an address was erased.
    """

    name: str
    participation: Participation | None

    @property
    def began_on(self) -> dt.date | None:
        return self.participation.began_on if self.participation else None

    @property
    def mail(self) -> Mail | None:
        """How the last mail went; of no use once somebody has begun."""
        return self.participation.mail if self.participation and not self.began_on else None


@dataclass(frozen=True, slots=True)
class ResponsePage:
    members: list[Line]
    coming: int
    """How many people can still accept to become teamlid."""
    links: list[Line]
    numbers: list[Line]
    """By the team's link."""
    papers: int
    begun: int
    size: int
    waiting: Waiting
    raises: list[SizeRaise]
    refusal: Reason
    """Why nobody can be invited or reminded now."""

    @property
    def is_open(self) -> bool:
        return self.refusal is None

    @property
    def is_full(self) -> bool:
        return self.begun >= self.size > 0

    @property
    def asked_today(self) -> bool:
        """Whether somebody has not begun, and everybody of them who wants mail was mailed today."""
        silent = sum(not line.began_on for line in (*self.members, *self.links))
        return not self.waiting.people and silent > self.waiting.unwilling

    @property
    def invited(self) -> int:
        """How many people there are who may take part; more than the size where not all of them can."""
        return len(self.members) + self.coming + len(self.links) + len(self.numbers) + self.papers


def response_page(user: Person, assessment: Assessment) -> ResponsePage:
    """A fixed number of queries, whatever the number of people."""
    found = list(rows.participations(user).filter(assessment=assessment).order_by("number", "address", "pk"))
    refusal = policies.inviting(assessment)
    by_person = {row.user_id: row for row in found if row.user_id}
    people = (
        {} if refusal else {one.user_id: one.user for one in members_of(assessment).select_related("user")}
    )
    people |= {row.user.pk: row.user for row in found if row.user and (row.began_on or not refusal)}
    members = [Line(str(person), by_person.get(pk)) for pk, person in people.items()]
    links = [Line(row.address, row) for row in found if row.via == Via.LINK]
    return ResponsePage(
        members=sorted(members, key=_order),
        coming=0 if refusal else invited_per_team([assessment]).get(assessment.team_id, 0),
        links=sorted(links, key=_order),
        numbers=[
            Line(_("Nummer %(number)s") % {"number": row.number}, row)
            for row in found
            if row.via == Via.TEAM_LINK
        ],
        papers=sum(row.via == Via.PAPER for row in found),
        begun=sum(row.began_on is not None for row in found),
        size=assessment.declared_size or 0,
        waiting=Waiting([], [], {}) if refusal else waiting(assessment),
        raises=list(assessment.size_raises.select_related("raised_by")),
        refusal=refusal,
    )


def _order(line: Line) -> tuple[bool, str]:
    """Who has not begun stands first: that is what can be done something about."""
    return line.began_on is not None, line.name.casefold()


def response_crumbs(user: Person, assessment: Assessment, here: str = "") -> Crumbs:
    """To the team and its round, the page of its response, and there to the page named `here`."""
    crumbs = assessment_crumbs(user, assessment, form=True)
    round_ = assessment.round
    crumbs[-1] = (round_.title, reverse("round-detail", args=[round_.uid]))
    if not here:
        return [*crumbs, (_("Deelname"), None)]
    return [*crumbs, (_("Deelname"), reverse("response", args=[assessment.uid])), (here, None)]
