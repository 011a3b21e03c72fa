"""Who may see what of the answers that individuals gave, once the tie to them is cut.

All of it is decided in the query, before anything is loaded: the role, the moment, and the floor. What is hidden is
absent. The floor counts the smallest group that a reader could tell apart (`Tally.least_group`), not just everybody.
A school's spread sums shown cells alone: were hidden ones pooled, taking the shown ones off would show them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from assessments.access import rows
from assessments.access.permissions import Person
from assessments.enums import MAX_LEVELS
from assessments.models import Assessment, Level, Remark, Round, School, Tally

from .rows import round_info
from .values import RoundInfo

Reader = Person | None
"""Who reads. None is a command of the machine: it has every right, and the floor holds for it too."""

LEVELS = tuple(f"level_{number}" for number in range(1, MAX_LEVELS + 1))


@dataclass(frozen=True, slots=True)
class Spread:
    """How many people chose what for one indicator. `levels` in people, index 0 = level 1, as long as the scale.

    `teams` is over how many it is summed.
    """

    levels: tuple[int, ...]
    unknown: int
    not_applicable: int
    teams: int = 1

    @property
    def people(self) -> int:
        """Everybody who answered: with a level, weet ik niet or niet van toepassing."""
        return sum(self.levels) + self.unknown + self.not_applicable

    def __add__(self, other: Spread) -> Spread:
        return Spread(
            tuple(a + b for a, b in zip(self.levels, other.levels, strict=True)),
            self.unknown + other.unknown,
            self.not_applicable + other.not_applicable,
            self.teams + other.teams,
        )


def above_floor() -> Q:
    """The condition that a tally may be shown to whoever has a right to it."""
    return Q(least_group__gte=F("assessment__min_group"))


def shown_tallies(reader: Reader) -> QuerySet[Tally]:
    """The counts that `reader` may see now: of their team or below their place, and above the floor."""
    seen = rows.with_spread(reader) if reader else Assessment.objects.started().answering_closed()
    return Tally.objects.filter(above_floor(), assessment__in=seen)


def shown_remarks(user: Person) -> QuerySet[Remark]:
    """The loose remarks that `user` may read now: during the conversation, where the spread stands above the floor.

    In the order of keys that mean nothing.
    """
    tallies = Tally.objects.filter(
        above_floor(), assessment=OuterRef("assessment"), indicator=OuterRef("indicator")
    )
    return Remark.objects.filter(Exists(tallies), assessment__in=rows.with_remarks(user)).order_by("pk")


def team_spreads(user: Person, assessment: Assessment) -> dict[str, Spread]:
    """The spread of each indicator of one team, by code, as far as `user` may see it; one query."""
    return _spreads(shown_tallies(user).filter(assessment=assessment))


@dataclass(frozen=True, slots=True)
class Layer:
    """What the people of a team chose by themselves in one round, as far as somebody may see it, by code.

    `together`: they filled in one form, so nobody chose by themselves. Else what is absent is under the floor.
    """

    round: RoundInfo
    together: bool
    min_group: int
    spreads: dict[str, Spread]


@dataclass(frozen=True, slots=True)
class Layers:
    """The layer of a round, None where the team filled in one form, and that of the round it is compared with.

    `before` is None where there is none, where its scale is another, or where the reader may not see its result. Both
    are None where in neither anybody chose by themselves.
    """

    now: Layer | None = None
    before: Layer | None = None

    @property
    def shown(self) -> tuple[Layer, ...]:
        """Those of which anything may be seen."""
        return tuple(layer for layer in (self.now, self.before) if layer and layer.spreads)


def team_layers(reader: Reader, assessments: Collection[Assessment]) -> dict[int, Layer]:
    """The layer of each of these assessments by its key; one query, whatever their number.

    All are assessments whose results `reader` may see, with their rounds, and whose answering is closed: what is hidden
    is so by the floor.
    """
    tallies: dict[int, dict[str, Spread]] = defaultdict(dict)
    for pk, code, spread in _with_scale(shown_tallies(reader).filter(assessment__in=assessments)):
        tallies[pk][code] = spread
    return {
        one.pk: Layer(round_info(one.round), not one.is_individual, one.min_group, tallies[one.pk])
        for one in assessments
    }


def compared_layers(
    reader: Reader, assessment: Assessment, earlier: Assessment | None, *, levels: int
) -> Layers:
    """The layers of an assessment and of the `earlier` one that it is compared with, on a scale of so many levels.

    At most one query; both are as in `team_layers`.
    """
    both = [one for one in (assessment, earlier) if one]
    if not any(one.is_individual for one in both):
        return Layers()
    found = team_layers(reader, both)
    now, before = found[assessment.pk], found[earlier.pk] if earlier else None
    same_scale = before and all(len(one.levels) == levels for one in before.spreads.values())
    return Layers(None if now.together else now, before if same_scale else None)


def remarks_of(user: Person, assessment: Assessment) -> dict[str, list[str]]:
    """The remarks on each indicator of one team, by code, as far as `user` may read them; one query."""
    found: dict[str, list[str]] = defaultdict(list)
    remarks = shown_remarks(user).filter(assessment=assessment)
    for code, text in remarks.values_list("indicator__code", "text"):
        found[code].append(text)
    return dict(found)


def school_spreads(reader: Reader, school: School, round_: Round) -> dict[str, Spread]:
    """The spread of each indicator over the confirmed teams of a school in a round, by code; one query.

    Nothing for who has no right to the results of the school.
    """
    schools = rows.schools(reader) if reader else School.objects.all()
    return _spreads(
        shown_tallies(reader).filter(
            assessment__round=round_,
            assessment__confirmed_at__isnull=False,
            assessment__school__in=schools.filter(pk=school.pk),
        )
    )


def _spreads(tallies: QuerySet[Tally]) -> dict[str, Spread]:
    """The sums of these tallies by code. All are of one card, and so of one scale."""
    sums: dict[str, Spread] = {}
    for _pk, code, spread in _with_scale(tallies):
        sums[code] = sums[code] + spread if code in sums else spread
    return sums


def _with_scale(tallies: QuerySet[Tally]) -> Iterator[tuple[int, str, Spread]]:
    """The key of the assessment, the code and the spread of each tally, as long as the scale of its card."""
    scale = Level.objects.filter(card=OuterRef("indicator__card")).order_by("-number").values("number")[:1]
    found = tallies.annotate(scale=Subquery(scale)).order_by()
    for pk, code, levels, unknown, not_applicable, *people in found.values_list(
        "assessment", "indicator__code", "scale", "unknown", "not_applicable", *LEVELS
    ):
        yield pk, code, Spread(tuple(people[:levels]), unknown, not_applicable)
