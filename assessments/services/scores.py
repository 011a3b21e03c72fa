"""Writing what a team agreed: one answer at a time, or a page of them. Nothing is ever silently overwritten.

Every write names the version it was based on. Where another version stands by now, nothing is written and both
values come back in a `Conflict`; unless what was meant stands already. Who may not raises `PermissionDenied`,
what cannot be done now raises `Refused`, what cannot be stored raises `Invalid`.

The row of the assessment is locked first, so that confirming waits for saving and the other way round. On
PostgreSQL a statement that waited for the lock still sees the other tables as they were before: that is what the
condition on the version in the UPDATE, the unique constraint and the further tries are for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, demand, editing_scores
from assessments.enums import Choice
from assessments.models import Assessment, Indicator, Level, TeamScore, User

from .score_edits import NOT_ON_CARD, WORDS, Conflict, Edit, Invalid, Standing, decide

T = TypeVar("T")

TRIES = 5
"""How often a write that lost a race is tried; each try sees what the winner wrote."""

GONE = _("Deze zelfevaluatie bestaat niet meer. Iemand heeft de meting weggegooid.")
STORED = ("choice", "level", *WORDS, "evidenced_on", "version")


@dataclass(frozen=True, slots=True)
class SavedScore:
    """What stands for one indicator after saving."""

    code: str
    standing: Standing
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What stands after saving a page, and what was left alone because somebody else had changed it."""

    saved: dict[str, Standing]
    conflicts: dict[str, Conflict]


class LostRace(Exception):
    """Somebody wrote between our reading and our writing."""


def save_score(
    *,
    by: User,
    assessment: Assessment,
    indicator_code: str,
    version: int,
    choice: Choice | None = None,
    level: int | None = None,
    rationale: str | None = None,
    evidence: str | None = None,
    dissent: str | None = None,
) -> SavedScore:
    """Write one answer of the team form, in two queries and a transaction. Raises `Conflict`.

    What is None stays as it stands; `Choice.NONE` clears the answer. Saving what stands writes nothing.
    """
    edit = Edit(version, choice, level, rationale, evidence, dissent)
    return _race(lambda: _save_one(by, assessment, indicator_code, edit))


def save_page(*, by: User, assessment: Assessment, edits: Mapping[str, Edit]) -> SavedPage:
    """Write several answers, by indicator code, in one transaction. Conflicts are left alone and reported.

    Where one of the edits cannot be stored none is.
    """
    return _race(lambda: _save_all(by, assessment, edits))


def _race(write: Callable[[], T]) -> T:
    """Carry out a write, again where somebody else was just before."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return write()
        except (LostRace, IntegrityError):
            if not left:
                raise
    raise AssertionError("unreachable")


def locked(assessment: Assessment) -> QuerySet[Assessment]:
    """The row of an assessment, locked against saving, confirming and reopening until the transaction ends."""
    return (
        Assessment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round", "school")
        .filter(pk=assessment.pk)
    )


def _editable(by: User, row: QuerySet[Assessment]) -> Any:
    """Return the locked assessment, with all that `row` annotates, if `by` may write its scores now."""
    try:
        found = row.get()
    except Assessment.DoesNotExist:
        raise Refused(GONE) from None
    if not can(by, Ability.FILL_IN_TEAM_FORM, found):
        raise PermissionDenied
    demand(editing_scores(by, found))
    return found


def _levels() -> Subquery:
    """How many levels the card has: they are numbered from 1."""
    levels = Level.objects.filter(card=OuterRef("round__card"))
    return Subquery(levels.order_by("-number").values("number")[:1])


def _save_one(by: User, assessment: Assessment, code: str, edit: Edit) -> SavedScore:
    indicators = Indicator.objects.filter(card=OuterRef("round__card"), code=code).order_by()
    score = TeamScore.objects.filter(assessment=OuterRef("pk"), indicator__code=code)
    row = locked(assessment).annotate(
        levels=_levels(),
        indicator_pk=Subquery(indicators.values("pk")),
        standing=Subquery(score.values(json=JSONArray(*STORED))),
    )
    found = _editable(by, row)
    if found.indicator_pk is None:
        raise Invalid({(code, "choice"): NOT_ON_CARD})
    if errors := edit.errors(found.levels):
        raise Invalid({(code, name): message for name, message in errors.items()})
    current = _from_json(found.standing)
    now = timezone.now()
    wanted = decide(code, current, edit, today=timezone.localdate(now))
    if wanted is not None:
        _write(by, found, found.indicator_pk, wanted, now)
    return SavedScore(code, wanted or current, now)


def _save_all(by: User, assessment: Assessment, edits: Mapping[str, Edit]) -> SavedPage:
    found = _editable(by, locked(assessment).annotate(levels=_levels()))
    indicators = Indicator.objects.filter(card=found.round.card_id, code__in=edits)
    keys = {indicator.code: indicator.pk for indicator in indicators}
    errors: dict[tuple[str, str], Promise | str] = {
        (code, "choice"): NOT_ON_CARD for code in edits if code not in keys
    }
    for code, edit in edits.items():
        errors |= {(code, name): message for name, message in edit.errors(found.levels).items()}
    if errors:
        raise Invalid(errors)
    stored = {
        row.pop("indicator__code"): Standing(**row | {"choice": Choice(row["choice"])})
        for row in TeamScore.objects.filter(assessment=found, indicator__in=keys.values()).values(
            "indicator__code", *STORED
        )
    }
    now = timezone.now()
    page = SavedPage({}, {})
    for code, edit in edits.items():
        current = stored.get(code, Standing())
        try:
            wanted = decide(code, current, edit, today=timezone.localdate(now))
        except Conflict as conflict:
            page.conflicts[code] = conflict
            continue
        if wanted is not None:
            _write(by, found, keys[code], wanted, now)
        page.saved[code] = wanted or current
    return page


def _from_json(stored: list[Any] | None) -> Standing:
    """Read what `JSONArray(*STORED)` says; None where nothing was ever written."""
    if stored is None:
        return Standing()
    values = dict(zip(STORED, stored, strict=True))
    day = values["evidenced_on"]
    return Standing(
        **values
        | {"choice": Choice(values["choice"]), "evidenced_on": dt.date.fromisoformat(day) if day else None}
    )


def _write(by: User, assessment: Assessment, indicator_pk: int, wanted: Standing, now: dt.datetime) -> None:
    """Write what is wanted over the version before it. Raises `LostRace`, or the database `IntegrityError`."""
    values = {name: getattr(wanted, name) for name in STORED} | {"updated_at": now, "updated_by": by}
    if wanted.version == 1:
        TeamScore.objects.create(assessment=assessment, indicator_id=indicator_pk, **values)
        return
    before = TeamScore.objects.filter(
        assessment=assessment, indicator=indicator_pk, version=wanted.version - 1
    )
    if not before.update(**values):
        raise LostRace
