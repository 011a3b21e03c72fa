"""What the scoring pages show: where one is, how far the team is, what stands, and two values side by side."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, Person, can
from assessments.enums import Role
from assessments.forms.score_data import Words
from assessments.forms.scoring import ScoringForm
from assessments.models import Assessment, Membership, TeamScore, User
from assessments.results.cards import load_card
from assessments.results.values import CardInfo, CriterionInfo
from assessments.services.score_edits import Conflict, Edit, Standing
from assessments.services.scores import save_score
from assessments.services.writing import TEAM, Saved

from .breadcrumbs import assessment_crumbs
from .form_pages import agreed_before, clock, load_criterion, two_values

# --- what stands --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands for one indicator, and who wrote it when."""

    standing: Standing
    who: str
    who_pk: int | None
    at: dt.datetime


def load_scores(assessment: Assessment) -> dict[str, Stored]:
    """Return everything that stands for a team, by indicator code, in one query."""
    rows_ = TeamScore.objects.filter(assessment=assessment).values_list(
        "indicator__code", "updated_by", "updated_by__name", "updated_at", *TEAM.stored
    )
    return {code: Stored(TEAM.standing(values), who or "", pk, at) for code, pk, who, at, *values in rows_}


def last_saved(page: Page) -> str:
    """When something of this criterion was last saved: "Opgeslagen 14:03", or the day where that was another one."""
    here = [page.scores[item.code].at for item in page.criterion.indicators if item.code in page.scores]
    if not here:
        return ""
    at = timezone.localtime(max(here))
    if at.date() == timezone.localdate():
        return _("Opgeslagen %(time)s") % {"time": clock(at)}
    return _("Opgeslagen op %(day)s") % {"day": date_format(at, "j F")}


# --- one criterion ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A criterion of a team with everything that stands, loaded in three queries."""

    assessment: Assessment
    card: CardInfo
    criterion: CriterionInfo
    scores: dict[str, Stored]

    @property
    def standings(self) -> dict[str, Standing]:
        return {code: stored.standing for code, stored in self.scores.items()}

    def form(self, data: Any = None, **kwargs: Any) -> ScoringForm:
        """The form of this criterion, with what was agreed last time; one query more."""
        return ScoringForm(
            data,
            card=self.card,
            criterion=self.criterion,
            standings=self.standings,
            before=agreed_before(self.assessment, self.card, self.criterion),
            **kwargs,
        )

    def url(self, code: str) -> str:
        return criterion_url(self.assessment)(code)


def criterion_url(assessment: Assessment) -> Callable[[str], str]:
    """The way to a criterion of the team's form, by its code."""
    return lambda code: reverse("scoring-criterion", args=[assessment.uid, code])


def load_page(assessment: Assessment, code: str) -> Page:
    """Load a criterion of the team's card by its code. Raises `Http404`."""
    card, criterion = load_criterion(assessment, code)
    return Page(assessment, card, criterion, load_scores(assessment))


def conflict_block(
    user: Person, card: CardInfo, scores: dict[str, Stored], conflict: Conflict
) -> dict[str, Any]:
    """Both values of a conflict, each with the button that chooses it; for the component of that name."""
    stored = scores[conflict.code]
    named = {"name": stored.who or _("Iemand anders"), "time": clock(stored.at)}
    title, theirs = _("%(name)s heeft dit intussen ook ingevuld"), _("%(name)s, om %(time)s")
    if stored.who_pk == user.pk:
        title, theirs = _("Je hebt dit intussen ook op een andere plek ingevuld"), _("Jij, om %(time)s")
    return two_values(card, conflict, title=title % named, theirs=theirs % named)


# --- one answer at a time -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamSaver:
    """How an answer of a team is saved (see `saving.Saver`): with nothing to show in the place of it."""

    user: User
    assessment: Assessment
    words: Words

    @property
    def person(self) -> str:
        return str(self.user.uid)

    def save(self, code: str, edit: Edit, key: UUID | None) -> Saved:
        return save_score(by=self.user, assessment=self.assessment, indicator_code=code, edit=edit, key=key)

    def conflict(self, conflict: Conflict) -> dict[str, Any]:
        card = load_card(self.assessment.round.card_id, get_language())
        return conflict_block(self.user, card, load_scores(self.assessment), conflict)

    def fieldset(self, code: str) -> tuple[str, str] | None:
        return None


# --- around it ----------------------------------------------------------------------------------------------


def common(request: HttpRequest, assessment: Assessment, here: str = "") -> dict[str, Any]:
    """What every page of a team's form knows; `here` names the page within it, but for the first."""
    return {
        "assessment": assessment,
        "stop_url": reverse("home"),
        "breadcrumbs": assessment_crumbs(request.user, assessment, form=True, here=here),
        "may_lead": can(request.user, Ability.LEAD_TEAM, assessment),
    }


def leaders(assessment: Assessment) -> str:
    """The names of the team's nearest coordinators: "Fatma Şahin of Zoë Brontë"; empty where none. One query."""
    school = assessment.school
    around = Q(team=assessment.team_id) | Q(school=school) | Q(board=school.board_id)
    near: dict[int, set[str]] = defaultdict(set)
    for membership in (
        Membership.objects.active().filter(around, role=Role.COORDINATOR).select_related("user")
    ):
        near[0 if membership.team_id else 1 if membership.school_id else 2].add(str(membership.user))
    return _joined(sorted(near[min(near)])) if near else ""


def _joined(names: list[str]) -> str:
    """Names to choose from, in a row: "a, b of c"."""
    *first, last = names
    return _("%(first)s of %(last)s") % {"first": ", ".join(first), "last": last} if first else last
