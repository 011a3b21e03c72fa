"""The teams of a school. Nothing here deletes: a team closes on a date."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access.policies import Refused
from assessments.enums import Verb
from assessments.models import School, Team, User, folded, sort_key

from .audit import record
from .places import demand_right


@transaction.atomic
def add_team(*, by: User | None, school: School, name: str) -> Team:
    demand_right(by, school.board)
    if school.teams.filter(sort_name=sort_key(name), closed_on__isnull=True).exists():
        raise Refused(_("%(school)s heeft al een team %(team)s.") % {"school": school.name, "team": name})
    team = Team.objects.create(school=school, **folded(name))
    record(Verb.TEAM_ADDED, by=by, thing=team, board=school.board)
    return team
