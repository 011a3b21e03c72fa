"""What the pages of both forms show, the team's and one person's own: how far it is, where one is, and two values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.enums import Choice
from assessments.forms.score_data import MINE, THEIRS
from assessments.forms.scoring import ScoringForm, Shown
from assessments.models import Assessment
from assessments.results.cards import load_card
from assessments.results.history import Agreed, Earlier, earlier_scores
from assessments.results.last_time import Since, actions_since
from assessments.results.values import CardInfo, CriterionInfo
from assessments.services.score_edits import Conflict, Standing

SECONDS_EACH = 15
"""What somebody needs to read one sentence and choose: 36 of them take nine minutes."""

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
    open_code: str
    """The first indicator that is unanswered; empty where none is."""


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
    def minutes_left(self) -> int:
        """How long one person still needs, rounded up; the script of the page knows their own pace better."""
        return -((self.answered - self.total) * SECONDS_EACH // 60)

    @property
    def next_open(self) -> CriterionProgress | None:
        """The first criterion in which something is unanswered."""
        return next((c for c in self.criteria if c.answered < c.total), None)


def progress_of(
    card: CardInfo, standings: Mapping[str, Standing], url: Callable[[str], str], current: str = ""
) -> Progress:
    """How far a form is, per criterion: `url` leads to one by its code, `current` is the code of the one shown."""
    answered = {code for code, standing in standings.items() if standing.is_answered}
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
                    url=url(criterion.code),
                    number=number,
                    first=first,
                    answered=sum(indicator.code in answered for indicator in criterion.indicators),
                    total=len(criterion.indicators),
                    current=criterion.code == current,
                    open_code=next((i.code for i in criterion.indicators if i.code not in answered), ""),
                )
            )
            first += len(criterion.indicators)
        themes.append(ThemeProgress(theme.translation or theme.name, theme.hue, tuple(criteria)))
    return Progress(tuple(themes))


# --- one criterion ------------------------------------------------------------------------------------------


def load_criterion(assessment: Assessment, code: str) -> tuple[CardInfo, CriterionInfo]:
    """Load the card of an assessment, and one of its criteria by code; two queries. Raises `Http404`."""
    card = load_card(assessment.round.card_id, get_language())
    criterion = next((criterion for criterion in card.criteria if criterion.code == code), None)
    if criterion is None:
        raise Http404
    return card, criterion


def criterion_context(card: CardInfo, criterion: CriterionInfo, progress: Progress) -> dict[str, Any]:
    """What a page of one criterion says of where one is."""
    here = next(one for one in progress.criteria if one.current)
    (theme,) = (theme for theme in card.themes if criterion in theme.criteria)
    neighbours = {one.number: one for one in progress.criteria}
    return {
        "card": card,
        "levels": card.levels,
        "criterion": criterion,
        "theme": theme,
        "theme_name": theme.translation or theme.name,
        "progress": progress,
        "here": here,
        "elsewhere": progress.answered - here.answered,
        "before": neighbours.get(here.number - 1),
        "after": neighbours.get(here.number + 1),
        "unofficial": card.has_translation,
    }


def problems(form: ScoringForm) -> list[tuple[str, str]]:
    """What is wrong on a page, each with the place where it stands, for the summary above."""
    errors = [(name.rpartition("-")[0], error) for name, found in form.errors.items() for error in found]
    conflicts = [(f"{code}-conflict", f"{code}: {block['title']}") for code, block in form.conflicts.items()]
    return [(where, f"{where}: {text}") for where, text in errors] + conflicts


def where_to(request: HttpRequest, card: CardInfo, here: CriterionInfo, ways: Ways) -> str:
    """Where the button that was pressed leads; a button of one indicator leads back to it."""
    go = request.POST.get("go", "")
    if go == "stop":
        return ways.stop
    codes = [criterion.code for criterion in card.criteria]
    place = codes.index(here.code) + {"next": 1, "back": -1}.get(go, 0)
    if place == len(codes):
        return ways.end
    url = ways.criterion(codes[max(place, 0)])
    touched = [
        indicator.code
        for indicator in here.indicators
        if f"{indicator.code}-clear" in request.POST or f"{indicator.code}-resolve" in request.POST
    ]
    return f"{url}#{touched[0]}" if touched and go not in {"next", "back"} else url


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the buttons of a form lead: out of it, past its last criterion, and to a criterion by its code."""

    stop: str
    end: str
    criterion: Callable[[str], str]


def agreed_before(assessment: Assessment, card: CardInfo, criterion: CriterionInfo) -> dict[str, list[str]]:
    """What was agreed last time on one criterion and done about it since, in lines by indicator code; two queries."""
    earlier = earlier_scores(assessment, card, criterion.code)
    lines = defaultdict(list)
    for code, agreed in earlier.scores.items():
        lines[code].append(_before(card, earlier, agreed))
    for action in actions_since(assessment, card):
        for code in action.indicators:
            lines[code].append(_since(action))
    return lines


def _since(action: Since) -> str:
    return _("Actie (%(status)s): %(what)s.") % {
        "status": action.status.label,
        "what": action.what.removesuffix("."),
    }


def _before(card: CardInfo, earlier: Earlier, agreed: Agreed) -> str:
    score = within_sentence(card, agreed.choice, agreed.level)
    return _("Vorige keer (%(round)s): %(score)s.") % {"round": earlier.round_title, "score": score}


# --- in words, and two values -------------------------------------------------------------------------------


def clock(at: dt.datetime) -> str:
    """The time of day in the Netherlands: "14:03"."""
    return f"{timezone.localtime(at):%H:%M}"


def choice_label(card: CardInfo, choice: Choice, level: int | None) -> str:
    """A choice in words."""
    match choice:
        case Choice.LEVEL if level:
            return card.level(level).label
        case Choice.UNKNOWN:
            return _("Weet ik niet")
        case Choice.NOT_APPLICABLE:
            return _("Niet van toepassing")
    return _("Niet ingevuld")


def within_sentence(card: CardInfo, choice: Choice, level: int | None) -> str:
    """The same within a sentence: "3, gedeeltelijk"."""
    if not level:
        return choice_label(card, choice, None).lower()
    label = card.level(level).translation.get("label", card.level(level).label)
    return f"{level}, {label[:1].lower()}{label[1:]}"


def mark(card: CardInfo, standing: Standing) -> dict[str, Any]:
    """A choice as a level mark: what stands in it, its colour step, and its words."""
    level = card.level(standing.level) if standing.level else None
    signs = {Choice.UNKNOWN: "?", Choice.NOT_APPLICABLE: "×"}
    return {
        "number": level.number if level else signs.get(standing.choice, "–"),
        "step": level.step if level else 0,
        "label": choice_label(card, standing.choice, standing.level),
        "meaning": level.meaning if level else "",
        "language": "nl" if level else get_language(),
    }


def two_values(card: CardInfo, conflict: Conflict, *, title: str, theirs: str) -> dict[str, Any]:
    """Both values of a conflict, each with the button that chooses it; for the component of that name."""
    code, version = conflict.code, conflict.current.version

    def side(standing: Standing, whose: str, who: str, button: str) -> dict[str, Any]:
        evidence = _("Bewijs: %(evidence)s") % {"evidence": standing.evidence} if standing.evidence else ""
        dissent = _("Anders gezien: %(dissent)s") % {"dissent": standing.dissent} if standing.dissent else ""
        return mark(card, standing) | {
            "who": who,
            "words": "\n".join(filter(None, [standing.remark, standing.rationale, evidence, dissent])),
            "button": button,
            "name": f"{code}-resolve",
            "value": f"{whose}:{version}",
        }

    return {
        "id": code,
        "title": title,
        "text": _("De twee antwoorden verschillen. Kies wat er blijft staan."),
        "theirs": side(conflict.current, THEIRS, theirs, _("Laat dit staan")),
        "mine": side(conflict.attempted, MINE, _("Jij, net"), _("Bewaar mijn antwoord")),
    }


def attempt(conflict: Conflict, version: int) -> Shown:
    """What the fields show of an edit that met a conflict: as it was meant, still based on its own version."""
    meant = conflict.attempted
    return Shown.of(meant, version)
