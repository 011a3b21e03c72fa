"""The figures of a group of teams on one card: of a school, or of a board by its schools. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from .figures import Figures, Part, aligned, everything, scattered, span
from .ranking import by_place, group_extremes, movers, unknown_first
from .scoring import (
    Shift,
    added,
    change,
    mean,
    mean_of_marks,
    means_of,
    shift_across,
    summarise_across,
    summarise_group,
)
from .values import (
    ActorAcross,
    ActorInfo,
    CardInfo,
    Change,
    CriterionAcross,
    CriterionInfo,
    IndicatorAcross,
    Summary,
    ThemeAcross,
    ThemeInfo,
)
from .values.marks import ABSENT

T = TypeVar("T")
PartOf = Callable[[CardInfo], Part | None]
"""Finds a part on one edition of the card; None where that edition does not have it."""


def the_whole(card: CardInfo) -> Part:
    return everything


def same_code(part: ThemeInfo | CriterionInfo) -> PartOf:
    """The criterion or theme with the same code, as it is on each edition."""
    return _with_code(part.code)


@cache
def _with_code(code: str) -> PartOf:
    """Of one code always the same object, by which what was counted is found again."""

    def found(card: CardInfo) -> Part | None:
        return span(card.spans[code]) if code in card.spans else None

    return found


def those_of(codes: Iterable[str]) -> PartOf:
    """The indicators with these codes, as far as an edition has them."""
    wanted = list(codes)

    def found(card: CardInfo) -> Part | None:
        places = [card.places[code] for code in wanted if code in card.places]
        return scattered(places) if places else None

    return found


class Group(ABC):
    """What can be asked of the teams of a school and of the schools of a board alike."""

    card: CardInfo
    """The edition on which the group is told."""
    of_teams: int

    @abstractmethod
    def summary(self, part_of: PartOf) -> Summary:
        """The counts are sums; the mean is that of the means of the group's parts."""

    @abstractmethod
    def previous(self, part_of: PartOf) -> Summary | None:
        """The earlier assessments of the teams that count now; None where there are none to compare with."""

    @abstractmethod
    def means(self, part_of: PartOf) -> list[Fraction]:
        """The means of its parts that have one."""

    @abstractmethod
    def shifts(self, part_of: PartOf) -> list[Shift]:
        """The shift of each team."""

    @abstractmethod
    def indicators(self) -> list[IndicatorAcross]:
        """Each indicator of the card over the teams."""

    def change(self, part_of: PartOf) -> Change | None:
        return change_of(self.shifts(part_of), self.of_teams)

    def parts(self, part_of: PartOf) -> dict[str, Any]:
        """What a criterion and a theme say of themselves."""
        return {
            "summary": self.summary(part_of),
            "previous": self.previous(part_of),
            "change": self.change(part_of),
        }


class Teams(Group):
    """The teams of one school in one round: the confirmed ones count, all are counted as teams."""

    def __init__(self, confirmed: Sequence[Figures], of_teams: int, card: CardInfo) -> None:
        self.confirmed = confirmed
        self.of_teams = of_teams
        self.card = card
        self._counted: dict[PartOf, Summary] = {}

    def summary(self, part_of: PartOf) -> Summary:
        """Counted once: a board asks it for the row of the school and for its means."""
        if part_of not in self._counted:
            parts = self.each(part_of, Figures.summary)
            self._counted[part_of] = summarise_group(parts, self.card.scale.levels)
        return self._counted[part_of]

    def previous(self, part_of: PartOf) -> Summary | None:
        earlier = [one for one in self.each(part_of, Figures.previous) if one]
        return summarise_group(earlier, self.card.scale.levels) if earlier else None

    def means(self, part_of: PartOf) -> list[Fraction]:
        return means_of(self.each(part_of, Figures.summary))

    def shifts(self, part_of: PartOf) -> list[Shift]:
        return self.each(part_of, Figures.shift)

    def indicators(self) -> list[IndicatorAcross]:
        scale, found = self.card.scale, zip(self.card.indicators, *self.columns(self.card), strict=True)
        thresholds = self.thresholds
        return [
            IndicatorAcross(
                info=info,
                marks=now,
                before=before,
                thresholds=thresholds,
                summary=summarise_across(now, scale),
                change=_change_across(shift_across(now, before, scale), self.of_teams),
            )
            for info, now, before in found
        ]

    def summaries(self, card: CardInfo) -> tuple[Summary, ...]:
        """Each indicator of a card over the teams, by the scale of their own."""
        now, _before = self.columns(card)
        return tuple(summarise_across(marks, self.card.scale) for marks in now)

    @property
    def thresholds(self) -> tuple[int, ...]:
        """From which level op orde holds for each of the confirmed teams."""
        return (self.card.threshold,) * len(self.confirmed)

    def columns(self, card: CardInfo) -> tuple[list[str], list[str]]:
        """Per indicator of a card the marks of the teams, now and before."""
        absent = ABSENT * len(card.indicators)
        now = [aligned(one.marks, self.card, card) for one in self.confirmed]
        before = [
            absent if one.before is None else aligned(one.before, self.card, card) for one in self.confirmed
        ]
        return _turned(now, card), _turned(before, card)

    def each(self, part_of: PartOf, ask: Callable[[Figures, Part], T]) -> list[T]:
        """What each confirmed team gives of a part; nothing where its edition does not have it."""
        part = part_of(self.card)
        return [ask(figures, part) for figures in self.confirmed] if part else []


class Schools(Group):
    """The schools of a board, each with the teams of its round, on editions with as many levels as the board's card."""

    def __init__(self, schools: Sequence[Teams], card: CardInfo) -> None:
        self.schools = schools
        self.of_teams = sum(school.of_teams for school in schools)
        self.card = card

    def summary(self, part_of: PartOf) -> Summary:
        return self._added([school.each(part_of, Figures.summary) for school in self.schools])

    def previous(self, part_of: PartOf) -> Summary | None:
        earlier = [[one for one in school.each(part_of, Figures.previous) if one] for school in self.schools]
        return self._added(earlier) if any(earlier) else None

    def _added(self, per_school: Sequence[Sequence[Summary]]) -> Summary:
        """Teams added up at once, which is quicker than school by school; the mean is that of the schools' means."""
        means = [mean(own) for ours in per_school if (own := means_of(ours))]
        return replace(
            summarise_group(
                [one for ours in per_school for one in ours], self.card.scale.levels, mean_too=False
            ),
            mean=mean(means) if means else None,
            mean_from=len(means),
        )

    def means(self, part_of: PartOf) -> list[Fraction]:
        return [mean_ for school in self.schools if (mean_ := school.summary(part_of).mean) is not None]

    def shifts(self, part_of: PartOf) -> list[Shift]:
        return [shift for school in self.schools for shift in school.shifts(part_of)]

    def indicators(self) -> list[IndicatorAcross]:
        """Op orde holds from the threshold of each school's own edition, as in its own figures."""
        columns = [(school.card.scale, *school.columns(self.card)) for school in self.schools]
        scales = {scale for scale, _now, _before in columns}
        thresholds = tuple(threshold for school in self.schools for threshold in school.thresholds)
        found = []
        for place, info in enumerate(self.card.indicators):
            parts, shifts = [], []
            for scale in scales:
                now = "".join([ours[place] for of, ours, _before in columns if of == scale])
                before = "".join([theirs[place] for of, _now, theirs in columns if of == scale])
                parts.append(summarise_across(now, scale))
                shifts.append(shift_across(now, before, scale))
            means = [
                one for _scale, ours, _before in columns if (one := mean_of_marks(ours[place])) is not None
            ]
            found.append(
                IndicatorAcross(
                    info=info,
                    marks="".join([ours[place] for _scale, ours, _before in columns]),
                    before="".join([theirs[place] for _scale, _now, theirs in columns]),
                    thresholds=thresholds,
                    summary=replace(
                        summarise_group(parts, self.card.scale.levels),
                        mean=mean(means) if means else None,
                        mean_from=len(means),
                    ),
                    change=_change_across(added(shifts), self.of_teams),
                )
            )
        return found


def _turned(marks: Sequence[str], card: CardInfo) -> list[str]:
    """From a text per team to a text per indicator."""
    return ["".join(column) for column in zip(*marks, strict=True)] or [""] * len(card.indicators)


def _change_across(whole: Shift, of_teams: int) -> Change | None:
    """Of one indicator every matched cell is a team."""
    return change(whole, teams=whole.matched, of_teams=of_teams)


def change_of(shifts: Sequence[Shift], of_teams: int) -> Change | None:
    """The change over teams, from the shift of each."""
    return change(added(shifts), teams=sum([one.matched > 0 for one in shifts]), of_teams=of_teams)


def group_parts(group: Group) -> dict[str, Any]:
    """What every result over teams says: the fields of a `GroupResult`, but for whom it is about."""
    card = group.card
    indicators = group.indicators()
    strongest, weakest = group_extremes(indicators)
    moved_up, moved_down = movers(indicators)

    def criterion(info: CriterionInfo) -> CriterionAcross:
        return CriterionAcross(
            info=info,
            means=tuple(group.means(same_code(info))),
            indicators=tuple(indicators[card.span(info)]),
            **group.parts(same_code(info)),
        )

    def theme(info: ThemeInfo) -> ThemeAcross:
        criteria = tuple(criterion(one) for one in info.criteria)
        return ThemeAcross(info=info, criteria=criteria, **group.parts(same_code(info)))

    def actor(info: ActorInfo, places: list[int]) -> ActorAcross:
        part = those_of(card.indicators[place].code for place in places)
        return ActorAcross(
            info=info,
            summary=group.summary(part),
            change=group.change(part),
            indicators=tuple(indicators[place] for place in places),
        )

    return {
        "card": card,
        "summary": group.summary(the_whole),
        "change": group.change(the_whole),
        "themes": tuple(map(theme, card.themes)),
        "actors": tuple(actor(info, places) for info, places in by_place(card)),
        "strongest": strongest,
        "weakest": weakest,
        "moved_up": moved_up,
        "moved_down": moved_down,
        "unknown": unknown_first(indicators),
    }
