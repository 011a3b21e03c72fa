"""What the scoring pages show: where one is, how far the team is, what stands, and two values side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, Person, can
from assessments.enums import Choice, Role
from assessments.forms.scoring import MINE, THEIRS, ScoringForm, Shown, choice_value
from assessments.models import Assessment, Membership, TeamScore
from assessments.results.cards import load_card
from assessments.results.history import Agreed, Earlier, earlier_scores
from assessments.results.values import CardInfo, CriterionInfo
from assessments.services.score_edits import Conflict, Standing
from assessments.services.scores import STORED

from .breadcrumbs import assessment_crumbs

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
        "indicator__code", "updated_by", "updated_by__name", "updated_at", *STORED
    )
    return {
        code: Stored(Standing(Choice(choice), *rest), who or "", pk, at)
        for code, pk, who, at, choice, *rest in rows_
    }


def last_saved(page: Page) -> str:
    """When something of this criterion was last saved: "Opgeslagen 14:03", or the day where that was another one."""
    here = [page.scores[item.code].at for item in page.criterion.indicators if item.code in page.scores]
    if not here:
        return ""
    at = timezone.localtime(max(here))
    if at.date() == timezone.localdate():
        return _("Opgeslagen %(time)s") % {"time": clock(at)}
    return _("Opgeslagen op %(day)s") % {"day": date_format(at, "j F")}


def clock(at: dt.datetime) -> str:
    """The time of day in the Netherlands: "14:03"."""
    return f"{timezone.localtime(at):%H:%M}"


# --- how far ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionProgress:
    """`number` is its place on the card, from 1; `first` the number of indicators before it."""

    code: str
    name: str
    text: str
    url: str
    number: int
    first: int
    answered: int
    total: int
    current: bool


@dataclass(frozen=True, slots=True)
class ThemeProgress:
    name: str
    hue: int
    criteria: tuple[CriterionProgress, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    themes: tuple[ThemeProgress, ...]

    @property
    def criteria(self) -> list[CriterionProgress]:
        return [criterion for theme in self.themes for criterion in theme.criteria]

    @property
    def answered(self) -> int:
        return sum(criterion.answered for criterion in self.criteria)

    @property
    def total(self) -> int:
        return sum(criterion.total for criterion in self.criteria)

    @property
    def next_open(self) -> CriterionProgress | None:
        """The first criterion in which something is unanswered."""
        return next((c for c in self.criteria if c.answered < c.total), None)


def progress_of(
    assessment: Assessment, card: CardInfo, scores: Mapping[str, Stored], current: str = ""
) -> Progress:
    """How far a team is, per criterion; `current` is the code of the one on the page."""
    answered = {code for code, stored in scores.items() if stored.standing.is_answered}
    themes, number, first = [], 0, 0
    for theme in card.themes:
        criteria = []
        for criterion in theme.criteria:
            number += 1
            criteria.append(
                CriterionProgress(
                    code=criterion.code,
                    name=criterion.short_name_translation or criterion.short_name,
                    text=criterion.text,
                    url=reverse("scoring-criterion", args=[assessment.uid, criterion.code]),
                    number=number,
                    first=first,
                    answered=sum(indicator.code in answered for indicator in criterion.indicators),
                    total=len(criterion.indicators),
                    current=criterion.code == current,
                )
            )
            first += len(criterion.indicators)
        themes.append(ThemeProgress(theme.translation or theme.name, theme.hue, tuple(criteria)))
    return Progress(tuple(themes))


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
        earlier = earlier_scores(self.assessment, self.card, self.criterion.code)
        return ScoringForm(
            data,
            card=self.card,
            criterion=self.criterion,
            standings=self.standings,
            before={code: _before(self.card, earlier, agreed) for code, agreed in earlier.scores.items()},
            **kwargs,
        )


def load_page(assessment: Assessment, code: str) -> Page:
    """Load a criterion of the team's card by its code. Raises `Http404`."""
    card = load_card(assessment.round.card_id, get_language())
    criterion = next((criterion for criterion in card.criteria if criterion.code == code), None)
    if criterion is None:
        raise Http404
    return Page(assessment, card, criterion, load_scores(assessment))


def _before(card: CardInfo, earlier: Earlier, agreed: Agreed) -> str:
    level = card.level(agreed.level) if agreed.level else None
    if level:
        label = level.translation.get("label", level.label)
        score = f"{level.number}, {label[:1].lower()}{label[1:]}"
    else:
        score = _label(card, agreed.choice, None).lower()
    return _("Vorige keer (%(round)s): %(score)s.") % {"round": earlier.round_title, "score": score}


def _label(card: CardInfo, choice: Choice, level: int | None) -> str:
    """A choice in words."""
    match choice:
        case Choice.LEVEL if level:
            return card.level(level).label
        case Choice.UNKNOWN:
            return _("Weet ik niet")
        case Choice.NOT_APPLICABLE:
            return _("Niet van toepassing")
    return _("Niet ingevuld")


def mark(card: CardInfo, standing: Standing) -> dict[str, Any]:
    """A choice as a level mark: what stands in it, its colour step, and its words."""
    level = card.level(standing.level) if standing.level else None
    signs = {Choice.UNKNOWN: "?", Choice.NOT_APPLICABLE: "×"}
    return {
        "number": level.number if level else signs.get(standing.choice, "–"),
        "step": level.step if level else 0,
        "label": _label(card, standing.choice, standing.level),
        "meaning": level.meaning if level else "",
        "language": "nl" if level else get_language(),
    }


# --- two values ---------------------------------------------------------------------------------------------


def conflict_block(user: Person, page: Page, conflict: Conflict) -> dict[str, Any]:
    """Both values of a conflict, each with the button that chooses it; for the component of that name."""
    code, stored = conflict.code, page.scores[conflict.code]

    def side(standing: Standing, whose: str, who: str, button: str) -> dict[str, Any]:
        evidence = _("Bewijs: %(evidence)s") % {"evidence": standing.evidence} if standing.evidence else ""
        return mark(page.card, standing) | {
            "who": who,
            "words": "\n".join(filter(None, [standing.rationale, evidence])),
            "button": button,
            "name": f"{code}-resolve",
            "value": f"{whose}:{stored.standing.version}",
        }

    named = {"name": stored.who or _("Iemand anders"), "time": clock(stored.at)}
    title, theirs = _("%(name)s heeft dit intussen ook ingevuld"), _("%(name)s, om %(time)s")
    if stored.who_pk == user.pk:
        title, theirs = _("Je hebt dit intussen ook op een andere plek ingevuld"), _("Jij, om %(time)s")
    return {
        "id": code,
        "title": title % named,
        "text": _("De twee antwoorden verschillen. Kies wat er blijft staan."),
        "theirs": side(stored.standing, THEIRS, theirs % named, _("Laat dit staan")),
        "mine": side(conflict.attempted, MINE, _("Jij, net"), _("Bewaar mijn antwoord")),
    }


def attempt(conflict: Conflict, version: int) -> Shown:
    """What the fields show of an edit that met a conflict: as it was meant, still based on its own version."""
    meant = conflict.attempted
    return Shown(choice_value(meant.choice, meant.level), meant.rationale, meant.evidence, version)


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
    """The names of the team's coordinators, the nearest first: "Fatma Şahin of Zoë Brontë"; empty where none."""
    school = assessment.school
    near = [{"team": assessment.team_id}, {"school": school.pk}, {"board": school.board_id}]
    found = Membership.objects.active().filter(role=Role.COORDINATOR).select_related("user")
    for place in near:
        if names := sorted({str(membership.user) for membership in found.filter(**place)}):
            return joined(names)
    return ""


def joined(names: Iterable[str]) -> str:
    """Names to choose from, in a row: "a, b of c"."""
    *first, last = names
    return _("%(first)s of %(last)s") % {"first": ", ".join(first), "last": last} if first else last
