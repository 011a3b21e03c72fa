"""How a team, a school or a board stood in each round, and two rounds side by side. Pure.

A *moment* is a round as it stood; two moments are compared team by team, matched by code, over what both scored.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from .board import card_of, still_standing
from .course import Course, Stand
from .figures import everything
from .group import Group, Schools, Teams, same_code, the_whole
from .ranking import code_key, movers
from .values import CardInfo, Change, CriterionInfo, RoundInfo, SchoolName
from .values.marks import ABSENT, HALVES
from .values.over_time import (
    Comparison,
    CriterionBeside,
    LeftOut,
    Moment,
    OverTime,
    RowBeside,
    ThemeBeside,
)

POINTS = 10
"""So many rounds are drawn at most, the latest ones; any two can be compared."""


State = Mapping[int, Sequence[Stand]]
"""The stands that count at a time, by school."""


class Subject(ABC):
    """Whom it is about: a team, a school or a board."""

    def __init__(self, course: Course, cards: Mapping[int, CardInfo]) -> None:
        self.course = course
        self.cards = cards

    @abstractmethod
    def state(self, round_: RoundInfo) -> State:
        """What counted when that round was the latest."""

    @abstractmethod
    def known(self, round_: RoundInfo) -> Mapping[int, Stand]:
        """By team what can be compared with, of that time; at whatever school it was."""

    @abstractmethod
    def group(self, round_: RoundInfo, state: State, before: Mapping[int, Stand]) -> Group | None:
        """The confirmed ones of these beside those of each team before; None where there is nothing."""

    @abstractmethod
    def rows(self, group: Group, state: State) -> tuple[RowBeside, ...]:
        """Each part of the group in both."""

    def school_name(self, stand: Stand) -> str:
        """Of the school of a board."""
        return ""

    def has_scores(self, round_: RoundInfo) -> bool:
        """Whether something of it was confirmed in that round itself."""
        stands = (one for ours in self.state(round_).values() for one in ours)
        return any(one.marks for one in stands if one.round_pk == round_.pk)


def over_time(subject: Subject, earlier: RoundInfo | None, later: RoundInfo | None) -> OverTime:
    """Return the latest rounds and the change between neighbours, and `earlier` beside `later` where both are given."""
    rounds = tuple(subject.course.rounds.values())
    drawn = rounds[-POINTS:]
    return OverTime(
        moments=tuple(_moment(subject, round_) for round_ in drawn),
        changes=tuple(_change(subject, one, next_) for one, next_ in pairwise(drawn)),
        rounds=rounds,
        comparison=_comparison(subject, earlier, later) if earlier and later else None,
    )


def _moment(subject: Subject, round_: RoundInfo) -> Moment:
    state = subject.state(round_)
    group = subject.group(round_, state, {})
    stands = [one for ours in state.values() for one in ours]
    confirmed = sum(bool(one.marks) for one in stands)
    return Moment(round_, group.summary(the_whole) if group and confirmed else None, confirmed, len(stands))


def _other(stand: Stand, known: Mapping[int, Stand]) -> Stand | None:
    """What a stand is laid beside: an assessment is never compared with itself."""
    found = known.get(stand.team_pk)
    return found if found and found.round_pk != stand.round_pk else None


def _change(subject: Subject, earlier: RoundInfo, later: RoundInfo) -> Change | None:
    group = subject.group(later, subject.state(later), subject.known(earlier))
    return group.change(the_whole) if group else None


def _comparison(subject: Subject, earlier: RoundInfo, later: RoundInfo) -> Comparison | None:
    known, state = subject.known(earlier), subject.state(later)
    group = subject.group(later, state, known)
    if group is None:
        return None
    indicators = group.indicators()
    moved_up, moved_down = movers(indicators)
    card = group.card

    def criterion(info: CriterionInfo) -> CriterionBeside:
        within = tuple(indicators[card.span(info)])
        return CriterionBeside(info=info, change=group.change(same_code(info)), indicators=within)

    return Comparison(
        earlier=_moment(subject, earlier),
        later=_moment(subject, later),
        card=card,
        change=group.change(the_whole),
        themes=tuple(
            ThemeBeside(
                info=theme,
                change=group.change(same_code(theme)),
                criteria=tuple(map(criterion, theme.criteria)),
            )
            for theme in card.themes
        ),
        rows=subject.rows(group, state),
        moved_up=moved_up,
        moved_down=moved_down,
        left_out=_left_out(subject, earlier, known, state, card),
    )


def _left_out(
    subject: Subject, earlier: RoundInfo, known: Mapping[int, Stand], state: State, card: CardInfo
) -> LeftOut:
    """What is in one of the two times and not in the comparison; and what is not of those that are.

    A team that moved can stand in two rounds of a board at one time: then each is told.
    """
    course, cards = subject.course, subject.cards
    now = [one for ours in state.values() for one in ours]
    then = [one for ours in subject.state(earlier).values() for one in ours]
    still = {one.team_pk for one in now}
    new, unconfirmed, other_scale, not_again = [], [], [], set()
    one_sided = 0
    new_codes: set[str] = set()
    gone_codes: set[str] = set()
    for is_ in now:
        was = known.get(is_.team_pk)
        if was is None:
            new.append(is_)
            continue
        of, to = course.card_of(was, cards), course.card_of(is_, cards)
        figures = course.figures(is_, was, cards)
        if is_.round_pk == was.round_pk:
            not_again.add(subject.school_name(is_))
        elif not is_.marks or not was.marks:
            unconfirmed.append(is_)
        elif figures.before is None or to.scale.levels != card.scale.levels:
            other_scale.append(is_)
        else:
            new_codes |= to.places.keys() - of.places.keys()
            gone_codes |= of.places.keys() - to.places.keys()
            one_sided += _one_sided(figures.marks, figures.before)

    def names(stands: Iterable[Stand]) -> tuple[str, ...]:
        return tuple(sorted({one.team_pk: one.team_name for one in stands}.values()))

    return LeftOut(
        new_teams=names(new),
        gone_teams=names(one for one in then if one.team_pk not in still),
        unconfirmed=names(unconfirmed),
        not_again=tuple(sorted(not_again)),
        other_scale=names(other_scale),
        new_codes=tuple(sorted(new_codes, key=code_key)),
        gone_codes=tuple(sorted(gone_codes, key=code_key)),
        one_sided=one_sided,
    )


def _one_sided(marks: str, before: str) -> int:
    pairs = zip(marks, before, strict=True)
    return sum((now in HALVES) != (then in HALVES) for now, then in pairs if then != ABSENT)


# --- whom it is about -----------------------------------------------------------------------------------------------


class OfTeam(Subject):
    """A team, at whatever school it was."""

    def state(self, round_: RoundInfo) -> State:
        stands = [one for one in self.course.stands if one.round_pk == round_.pk]
        return {stands[0].school_pk: stands} if stands else {}

    def known(self, round_: RoundInfo) -> Mapping[int, Stand]:
        return {one.team_pk: one for one in self.course.stands if one.round_pk == round_.pk}

    def group(self, round_: RoundInfo, state: State, before: Mapping[int, Stand]) -> Teams | None:
        stands = [one for ours in state.values() for one in ours]
        if not stands:
            return None
        return _teams(self, stands, before)

    def rows(self, group: Group, state: State) -> tuple[RowBeside, ...]:
        return ()


class OfSchool(OfTeam):
    """A school: the teams that belonged to it in a round, beside what they did before, at whatever school."""

    def __init__(self, course: Course, cards: Mapping[int, CardInfo], school_pk: int) -> None:
        super().__init__(course, cards)
        self.school_pk = school_pk

    def state(self, round_: RoundInfo) -> State:
        stands = [
            one for one in self.course.stands if one.round_pk == round_.pk and one.school_pk == self.school_pk
        ]
        return {self.school_pk: stands} if stands else {}

    def rows(self, group: Group, state: State) -> tuple[RowBeside, ...]:
        confirmed = [one for ours in state.values() for one in ours if one.marks]
        figures = group.confirmed if isinstance(group, Teams) else ()
        return tuple(
            RowBeside(stand.team_name, one.change(everything))
            for stand, one in zip(confirmed, figures, strict=True)
        )


class OfBoard(Subject):
    """A board: each school in its latest round at the time."""

    def __init__(
        self,
        course: Course,
        cards: Mapping[int, CardInfo],
        schools: Sequence[SchoolName],
    ) -> None:
        super().__init__(course, cards)
        self.schools = {school.pk: school for school in schools}
        self._states: dict[int, State] = {}

    def state(self, round_: RoundInfo) -> State:
        if round_.pk not in self._states:
            course = self.course.until(round_)
            latest = course.latest_of_schools()
            standing = still_standing(list(self.schools.values()), course.begun(latest))
            self._states[round_.pk] = {one.pk: latest[one.pk] for one in standing if one.pk in latest}
        return self._states[round_.pk]

    def known(self, round_: RoundInfo) -> Mapping[int, Stand]:
        """Of a team that was at two schools, the later one."""
        stands = [one for ours in self.state(round_).values() for one in ours]
        return {
            one.team_pk: one for one in sorted(stands, key=lambda one: self.course.rounds[one.round_pk].age)
        }

    def group(self, round_: RoundInfo, state: State, before: Mapping[int, Stand]) -> Schools | None:
        card_pk = card_of(self.course, state)
        if card_pk is None:
            return None
        schools = [_teams(self, stands, before) for stands in state.values()]
        card = self.cards[card_pk]
        same = [one for one in schools if one.card.scale.levels == card.scale.levels]
        return Schools(same, card)

    def rows(self, group: Group, state: State) -> tuple[RowBeside, ...]:
        """A school on another scale than the board's card has no row: it is in no figure of the board."""
        levels = group.card.scale.levels
        on_scale = [
            pk
            for pk, stands in state.items()
            if self.course.card_of(stands[0], self.cards).scale.levels == levels
        ]
        schools = group.schools if isinstance(group, Schools) else ()
        return tuple(
            RowBeside(self.schools[pk].name, teams.change(the_whole))
            for pk, teams in zip(on_scale, schools, strict=True)
        )

    def school_name(self, stand: Stand) -> str:
        return self.schools[stand.school_pk].name


def _teams(subject: Subject, stands: Sequence[Stand], before: Mapping[int, Stand]) -> Teams:
    course, cards = subject.course, subject.cards
    confirmed = [course.figures(one, _other(one, before), cards) for one in stands if one.marks]
    return Teams(confirmed, len(stands), course.card_of(stands[0], cards))
