"""Somebody who keeps everything they ever saw or downloaded, and works out what they can by sums and differences.

What they may not work out (product.md 7): the whole tally of a group of 1 to `min_group` - 1 people in one assessment,
on one indicator. What they know themselves is set aside: who types in paper forms knows those, and looks for others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from assessments.access import rows
from assessments.exports.board.tables import TABLES
from assessments.models import Assessment, Round, School, Tally, User
from assessments.results import privacy
from assessments.results.cards import load_card
from assessments.results.queries import school_result, team_result
from assessments.results.values import ScoreKind
from assessments.results.values.marks import cell_of
from tests.access.history import ANSWERS, CODES, Counts, History, Person

Group = frozenset[Person]
COUNTS = (*(f"level_{number}" for number in range(1, 6)), "unknown", "not_applicable")


@dataclass(frozen=True)
class Leak:
    """A group of people whose whole tally somebody can work out, and out of how many."""

    who: str
    code: str
    assessment: int
    people: int


@dataclass
class Adversary:
    """One person. `sums` are the groups of people whose tally they saw, by code; `saw` what they saw it in."""

    name: str
    user: User
    sums: dict[str, set[Group]] = field(default_factory=lambda: defaultdict(set))


class Watching:
    """Everybody in a history, each keeping what they see at every moment."""

    def __init__(self, history: History) -> None:
        self.history = history
        # Of two teamleden with the same rights one looks.
        self.everybody = [
            Adversary(name, user) for name, user in history.people.items() if not name.endswith(".1")
        ]
        self.seen = 0

    def look(self, *, results_too: bool) -> None:
        """Let everybody look at everything there is to see now; at whole results only now and then, they are slow."""
        self._marks()
        self.confirmed = list(Assessment.objects.confirmed().values_list("pk", "round", "school"))
        for adversary in self.everybody:
            user = User.objects.get(pk=adversary.user.pk)  # what a request knows is not kept
            self._look(adversary, user, results_too=results_too)

    def _look(self, adversary: Adversary, user: User, *, results_too: bool) -> None:
        shown = privacy.shown_tallies(user).values_list("assessment", "indicator__code", *COUNTS)
        spreads: dict[tuple[int, str], Counts] = {(pk, code): tuple(counts) for pk, code, *counts in shown}
        if results_too:
            for assessment in self.history.assessments:
                for code, spread in privacy.team_spreads(user, assessment).items():
                    assert spreads[assessment.pk, code] == vector(spread)
            self._layers(user, spreads)
        for row in self._taken_along(adversary):
            spreads.setdefault(row[0], row[1])
        for (assessment_pk, code), counts in spreads.items():
            assert counts == self.history.ledger.counts(assessment_pk, code), "not of everybody who answered"
            self._keep(adversary, code, [assessment_pk])
        for round_ in self.history.rounds:
            for school in self.history.schools:
                self._school(adversary, user, school, round_)
        self._remarks(user, spreads)
        if results_too:
            self._medians(user, spreads)

    def _keep(self, adversary: Adversary, code: str, assessments: Iterable[int]) -> None:
        """Keep a sum, which is of everybody who answered in these assessments."""
        self.seen += 1
        people = [self.history.ledger.people(pk, code) for pk in assessments]
        # Codes are the same in each round: what is of another round is of other people.
        adversary.sums[code].add(frozenset().union(*people))

    def _school(self, adversary: Adversary, user: User, school: School, round_: Round) -> None:
        for code, spread in privacy.school_spreads(user, school, round_).items():
            keys = [pk for pk, *where in self.confirmed if where == [round_.pk, school.pk]]
            self._keep(adversary, code, self._added_up(keys, code, vector(spread), spread.teams))

    def _added_up(self, confirmed: list[int], code: str, total: Counts, teams: int) -> tuple[int, ...]:
        """Which teams are in a sum: so many as it says that give it, or else any. Those that are empty tell nothing."""
        ledger = self.history.ledger
        keys = [pk for pk in confirmed if ledger.people(pk, code)]
        for number in (teams, *range(len(keys) + 1)):
            for chosen in combinations(keys, number):
                if sums(ledger.counts(pk, code) for pk in chosen) == total:
                    return chosen
        raise AssertionError("a sum of a school that is not of its confirmed teams")

    def _taken_along(self, adversary: Adversary) -> Iterator[tuple[tuple[int, str], Counts]]:
        """What the board takes along when it leaves: its governors and beheerders read it."""
        if adversary.name not in {"governor", "administrator"}:
            return
        table = next(table for table in TABLES if table.name == "aantallen")
        keys = {assessment.uid: assessment.pk for assessment in self.history.assessments}
        paths = [path for _name, path, _words in table.columns]
        for values in table.rows(self.history.board).values_list(*paths):
            row = dict(zip(paths, values, strict=True))
            yield (
                (keys[row["assessment__uid"]], row["indicator__code"]),
                tuple(row[name] for name in COUNTS),
            )

    def _remarks(self, user: User, spreads: dict[tuple[int, str], Counts]) -> None:
        """Remarks stand where the spread does, and only while the team talks."""
        found = privacy.shown_remarks(user)
        for pk, code, confirmed_at in found.values_list(
            "assessment", "indicator__code", "assessment__confirmed_at"
        ):
            assert (pk, code) in spreads, "a remark without a spread"
            assert confirmed_at is None

    def _layers(self, user: User, spreads: dict[tuple[int, str], Counts]) -> None:
        """What stands beside the team's own scores, of several rounds at once: the same, and nothing besides."""
        shown = {
            (pk, code): vector(spread)
            for pk, layer in privacy.team_layers(user, self.history.assessments).items()
            for code, spread in layer.spreads.items()
        }
        assert shown.items() <= spreads.items()

    def _marks(self) -> None:
        """Boards, results over time and files read what was kept at confirming: it has no median under the floor."""
        kept = Tally.objects.filter(privacy.above_floor()).values_list("assessment", "indicator__code")
        above = set(kept)
        for assessment in Assessment.objects.confirmed().select_related("round__card"):
            card = load_card(assessment.round.card_id)
            for code, mark in zip(card.places, assessment.marks, strict=True):
                if cell_of(mark, card.threshold).kind is ScoreKind.MEDIAN:
                    assert (assessment.pk, code) in above, "a median under the floor"

    def _medians(self, user: User, spreads: dict[tuple[int, str], Counts]) -> None:
        """A median tells something of a group too: only where its spread may be seen, or summed for the school."""
        for assessment in rows.assessments_with_results(user):
            for indicator in team_result(assessment).indicators:
                if indicator.cell.kind is ScoreKind.MEDIAN:
                    assert (assessment.pk, indicator.info.code) in spreads, "a median under the floor"
        for school in rows.schools(user):
            for round_ in self.history.rounds:
                for row in school_result(school, round_).rows:
                    for code, cell in row.cells.items():
                        if cell.kind is ScoreKind.MEDIAN:
                            assert (row.assessment.pk, code) in spreads, "a median under the floor"

    def leaks(self) -> list[Leak]:
        """What anybody can work out of all they kept that they may not."""
        floors = {assessment.pk: assessment.min_group for assessment in self.history.assessments}
        found = []
        for adversary in self.everybody:
            for code in CODES:
                known = frozenset(
                    person for person in self.history.answerers if person.typist == adversary.user.pk
                )
                groups = {group - known for group in adversary.sums[code]} - {frozenset()}
                found += [
                    Leak(adversary.name, code, pk, people) for pk, people in small_groups(groups, floors)
                ]
        return found


def small_groups(groups: set[Group], floors: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The groups of fewer people than the floor of their assessment whose tally is a sum of multiples of these."""
    alike: dict[tuple[int, tuple[bool, ...]], int] = defaultdict(int)
    ordered = sorted(groups, key=lambda group: sorted(person.number for person in group))
    for person in frozenset().union(*groups):
        # Who stands in the same sums cannot be told apart: they are one unknown.
        alike[person.assessment, tuple(person in group for group in ordered)] += 1
    unknowns = list(alike)
    matrix = [[Fraction(signature[row]) for _pk, signature in unknowns] for row in range(len(ordered))]
    basis = echelon(matrix)
    for pk, floor in floors.items():
        theirs = [place for place, (assessment, _) in enumerate(unknowns) if assessment == pk]
        for number in range(1, len(theirs) + 1):
            for chosen in combinations(theirs, number):
                people = sum(alike[unknowns[place]] for place in chosen)
                wanted = [Fraction(place in chosen) for place in range(len(unknowns))]
                if people < floor and not any(reduced(wanted, basis)):
                    yield pk, people


def echelon(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    """The same sums and differences in a form in which each row has a column of its own."""
    basis: list[list[Fraction]] = []
    for row in matrix:
        rest = reduced(row, basis)
        if any(rest):
            pivot = next(value for value in rest if value)
            basis.append([value / pivot for value in rest])
    return basis


def reduced(row: list[Fraction], basis: list[list[Fraction]]) -> list[Fraction]:
    """What is left of a row after taking off what the basis gives."""
    for known in basis:
        place = next(i for i, value in enumerate(known) if value)
        factor = row[place]
        row = [a - factor * b for a, b in zip(row, known, strict=True)]
    return row


def vector(spread: privacy.Spread) -> Counts:
    return (*spread.levels, spread.unknown, spread.not_applicable)


def sums(vectors: Iterable[Counts]) -> Counts:
    total = [0] * len(ANSWERS)
    for one in vectors:
        total = [a + b for a, b in zip(total, one, strict=True)]
    return tuple(total)
