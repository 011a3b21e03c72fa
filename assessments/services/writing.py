"""Writing the answers of a form: a team's own, or one person's. Nothing is ever silently overwritten, or written twice.

Every write names the version it was based on. Where another version stands by now, nothing is written and both
values come back in a `Conflict`; unless what was meant stands already. A write that carries a key leaves a receipt in
its own transaction: sent again by a browser that heard nothing, it is answered from that, and writes nothing. What
changed nothing leaves none.

The row that the form hangs on is locked first (`scores`: the assessment, `answers`: the participation). On PostgreSQL a
statement that waited for the lock still sees the other tables as they were before: that is what the condition on the
version in the UPDATE, the unique constraints and the further tries are for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray
from django.utils import timezone
from django.utils.functional import Promise

from assessments.enums import Choice
from assessments.models import Answer, Indicator, Level, Receipt, TeamScore

from .score_edits import NOT_ON_CARD, Conflict, Edit, Invalid, Standing, decide

T = TypeVar("T")

TRIES = 5
"""How often a write that lost a race is tried; each try sees what the winner wrote."""

RECEIPTS = 10
"""How many of an answer are kept at least, and half of how many at most."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands for one indicator after saving. `version` is what came of this write, also when it came before."""

    code: str
    standing: Standing
    version: int
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What stands after saving a page, and what was left alone because it was changed elsewhere."""

    saved: dict[str, Standing]
    conflicts: dict[str, Conflict]


class LostRace(Exception):
    """Somebody wrote between our reading and our writing."""


def race(write: Callable[[], T]) -> T:
    """Carry out a write, again where somebody else was just before."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return write()
        except (LostRace, IntegrityError):
            if not left:
                raise
    raise AssertionError("unreachable")


# --- where answers are kept ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Where answers are kept. `owner` names their form, in their rows and in receipts.

    `form` and `card` are the ways to that form and to its card from the row that is locked for writing.
    """

    rows: type[TeamScore] | type[Answer]
    owner: str
    form: str
    card: str
    stored: tuple[str, ...]

    def of(self, owner: object) -> QuerySet[Any]:
        return self.rows._default_manager.filter(**{self.owner: owner})

    def with_levels(self, form: QuerySet[Any]) -> QuerySet[Any]:
        """Annotate the key of a form, and how many `levels` its card has: they are numbered from 1."""
        levels = Level.objects.filter(card=OuterRef(self.card)).order_by("-number")
        return form.annotate(form_pk=F(self.form), levels=Subquery(levels.values("number")[:1]))

    def with_one(self, form: QuerySet[Any], code: str, key: UUID | None) -> QuerySet[Any]:
        """Annotate all that writing one answer asks of a form: `levels`, `indicator_pk`, `standing` and `receipt`."""
        indicators = Indicator.objects.filter(card=OuterRef(self.card), code=code).order_by()
        answers = self.of(OuterRef(self.form)).filter(indicator__code=code)
        receipts = Receipt.objects.filter(
            **{self.owner: OuterRef(self.form), "key": key}, indicator__code=code
        )
        return self.with_levels(form).annotate(
            indicator_pk=Subquery(indicators.values("pk")),
            standing=Subquery(answers.values(json=JSONArray(*self.stored))),
            receipt=Subquery(receipts.values("version")),
        )

    def standing(self, values: Iterable[Any]) -> Standing:
        """What stands, from the values of the fields that are `stored`."""
        choice, *rest = values
        return Standing(**dict(zip(self.stored, [Choice(choice), *rest], strict=True)))

    def read(self, json: list[Any] | None) -> Standing:
        """What stands, from what `with_one` found; None where nothing was ever written."""
        if json is None:
            return Standing()
        standing = self.standing(json)
        day: Any = standing.evidenced_on  # JSON knows no dates
        return replace(standing, evidenced_on=dt.date.fromisoformat(day)) if day else standing


TEAM = Kept(
    TeamScore,
    "assessment",
    "pk",
    "round__card",
    ("choice", "level", "rationale", "evidence", "dissent", "evidenced_on", "version"),
)
PERSON = Kept(
    Answer,
    "response",
    "response",
    "assessment__round__card",
    ("choice", "level", "remark", "version"),
)


# --- writing ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """A form whose row is locked. `with_each` is written into every answer: by whom, when."""

    kept: Kept
    row: Any
    """The locked row with what `Kept.with_one` or `Kept.with_levels` annotates."""
    now: dt.datetime = field(default_factory=timezone.now)
    with_each: dict[str, Any] = field(default_factory=dict)

    @property
    def _owner(self) -> dict[str, int]:
        return {f"{self.kept.owner}_id": self.row.form_pk}

    def write_one(self, code: str, edit: Edit, key: UUID | None) -> Saved:
        """Write one answer and its receipt. Raises `Invalid`, `Conflict`, and what `race` is for."""
        current = self.kept.read(self.row.standing)
        if self.row.receipt is not None:
            return Saved(code, current, self.row.receipt, self.now)
        if self.row.indicator_pk is None:
            raise Invalid({(code, "choice"): NOT_ON_CARD})
        if errors := edit.errors(self.row.levels):
            raise Invalid({(code, name): message for name, message in errors.items()})
        standing = self._put(code, self.row.indicator_pk, current, edit)
        if key is not None and standing is not current:
            self._keep_few(standing.version)
            Receipt.objects.create(
                key=key,
                indicator_id=self.row.indicator_pk,
                version=standing.version,
                made_at=self.now,
                **self._owner,
            )
        return Saved(code, standing, standing.version, self.now)

    def _keep_few(self, version: int) -> None:
        """Let go of old receipts of an answer. A write that comes again after so many meets another version."""
        if version % RECEIPTS == 0:
            old = {"indicator": self.row.indicator_pk, "version__lte": version - RECEIPTS}
            Receipt.objects.filter(**self._owner, **old).delete()

    def write_all(self, card_pk: int, edits: Mapping[str, Edit]) -> SavedPage:
        """Write several answers; conflicts are left alone and reported. Where one cannot be stored none is."""
        indicators = Indicator.objects.filter(card=card_pk, code__in=edits)
        keys = {indicator.code: indicator.pk for indicator in indicators}
        errors: dict[tuple[str, str], Promise | str] = {
            (code, "choice"): NOT_ON_CARD for code in edits if code not in keys
        }
        for code, edit in edits.items():
            errors |= {(code, name): message for name, message in edit.errors(self.row.levels).items()}
        if errors:
            raise Invalid(errors)
        answers = self.kept.of(self.row.form_pk).filter(indicator__in=keys.values())
        stored = {
            code: self.kept.standing(values)
            for code, *values in answers.values_list("indicator__code", *self.kept.stored)
        }
        page = SavedPage({}, {})
        for code, edit in edits.items():
            try:
                page.saved[code] = self._put(code, keys[code], stored.get(code, Standing()), edit)
            except Conflict as conflict:
                page.conflicts[code] = conflict
        return page

    def _put(self, code: str, indicator_pk: int, current: Standing, edit: Edit) -> Standing:
        """Write over the version before, if that differs. Raises `LostRace`, or the database `IntegrityError`."""
        wanted = decide(code, current, edit, today=timezone.localdate(self.now))
        if wanted is None:
            return current
        values = {name: getattr(wanted, name) for name in self.kept.stored} | self.with_each
        if wanted.version == 1:
            self.kept.rows._default_manager.create(indicator_id=indicator_pk, **self._owner, **values)
            return wanted
        before = self.kept.of(self.row.form_pk).filter(indicator=indicator_pk, version=wanted.version - 1)
        if not before.update(**values):
            raise LostRace
        return wanted
