"""A small part of the fictional nation: its rows are as services would leave them, and what is seldom is there too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Sum
from pytest_django import DjangoDbBlocker

from assessments.enums import Choice, RoundState, Way
from assessments.models import (
    ActionEntry,
    Assessment,
    Board,
    Confirmation,
    ConfirmedScore,
    Participation,
    Priority,
    School,
    Tally,
    Team,
    TeamScore,
    User,
)
from assessments.results.privacy import LEVELS
from assessments.services.national.build import ACCOUNTS, build_nation
from assessments.services.national.bulk import writer
from assessments.services.national.shape import shape
from assessments.services.writing import TEAM

from .conftest import PART, make_nation


def contents() -> list[Any]:
    """All that was made, without keys."""
    return [
        list(Team.objects.order_by("uid").values_list("uid", "name", "school__name", "closed_on")),
        list(Assessment.objects.order_by("uid").values_list("uid", "way", "marks", "team_name")),
        list(
            TeamScore.objects.order_by("assessment__uid", "indicator").values_list(
                "choice", "level", "rationale"
            )
        ),
        list(Tally.objects.order_by("assessment__uid", "indicator").values_list(*LEVELS)),
        list(
            Priority.objects.order_by("assessment__uid", "position").values_list(
                "indicator__code", "chosen_at"
            )
        ),
        list(
            ActionEntry.objects.order_by("action__uid", "pk", "action__indicators__code").values_list(
                "action__uid", "action__what", "action__indicators__code", "at", "status", "due_on", "text"
            )
        ),
    ]


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Any]]:
    """The nation made twice: what the first one held, while the second stands."""
    with django_db_blocker.unblock(), transaction.atomic():
        mark = transaction.savepoint()
        make_nation()
        first = contents()
        transaction.savepoint_rollback(mark)
        make_nation()
        yield first
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("_see")


def test_there_are_as_many_rows_as_expected() -> None:
    made = [model._default_manager.count() for model in (Board, School, Team)]
    assert made == [4, 70, 178]
    rounds = Board.objects.annotate(many=Count("rounds")).values_list("many", flat=True)
    assert min(rounds) == 5, "one a year, or more where each school has its own"
    indicators = 36
    assert Assessment.objects.count() > 4 * Team.objects.count()
    assert TeamScore.objects.count() > indicators * Assessment.objects.confirmed().count() * 0.95


def test_the_whole_is_as_large_as_promised() -> None:
    sizes = shape(1, random.Random(1))
    schools = [school for board in sizes for school in board]
    assert (len(sizes), len(schools), sum(schools)) == (300, 1_600, 12_000)
    assert (len(sizes[0]), max(map(len, sizes))) == (60, 60)
    assert (sizes[0][0], max(schools)) == (40, 40)
    assert min(schools) == 1
    assert sum(size <= 8 for size in schools) > len(schools) / 2


def test_the_same_seed_gives_the_same(nation: list[Any]) -> None:
    assert contents() == nation


def test_every_key_leads_somewhere() -> None:
    connection.check_constraints()


def test_a_recount_finds_nothing() -> None:
    told = StringIO()
    call_command("recount_results", stdout=told)
    assert "Verschilt" not in told.getvalue()
    assert Assessment.objects.confirmed().count() > 600


def test_what_was_confirmed_is_kept_as_it_stands() -> None:
    in_force = Confirmation.objects.filter(reopened_at=None)
    assert set(in_force.values_list("assessment", "confirmed_at")) == set(
        Assessment.objects.confirmed().values_list("pk", "confirmed_at")
    )
    kept = ConfirmedScore.objects.filter(confirmation__in=in_force)
    stands = TeamScore.objects.filter(assessment__confirmed_at__isnull=False)
    assert set(kept.values_list("confirmation__assessment", "indicator", *TEAM.stored)) == set(
        stands.values_list("assessment", "indicator", *TEAM.stored)
    )
    assert Confirmation.objects.filter(number=2, reopened_at=None).exists()
    assert Confirmation.objects.reopened().filter(assessment__confirmed_at=None).exists()


def test_counts_are_of_people_who_took_part_and_above_the_floor() -> None:
    people = sum((F(level) for level in LEVELS), F("unknown") + F("not_applicable"))
    begun = dict(Participation.objects.begun().values_list("assessment").annotate(Count("pk")))
    found = Tally.objects.annotate(people=people).values_list(
        "assessment", "people", "least_group", "assessment__min_group", "assessment__declared_size"
    )
    for pk, number, least, floor, size in found:
        assert floor <= least <= number <= begun[pk] <= size
    assert Tally.objects.annotate(people=people).filter(least_group__lt=F("people")).exists(), "some on paper"
    closed = Assessment.objects.answering_closed()
    assert closed.filter(tallies=None).exists(), "some are under the floor"
    assert set(Tally.objects.values_list("assessment__way", flat=True)) == {Way.INDIVIDUAL}
    assert not Assessment.objects.filter(round__state=RoundState.CLOSED, way=Way.INDIVIDUAL).exclude(
        pk__in=closed
    )


def test_what_is_special_is_there() -> None:
    schools = Board.objects.annotate(many=Count("schools")).order_by("-many")[0]
    assert schools.schools.count() == 60
    assert schools.schools.annotate(many=Count("teams")).filter(many=40).count() == 1
    assert set(School.objects.values_list("sector", flat=True)) == {"vo", "mbo", "ho"}
    for place in (School, Team):
        assert place.objects.filter(closed_on__isnull=False, merged_into=None).exists()
        assert place.objects.filter(merged_into__isnull=False).exists()
    assert not Team.objects.filter(assessments=None).exists(), "each took part at some time"
    moved = Assessment.objects.exclude(school=F("team__school"))
    assert moved.filter(round__state=RoundState.CLOSED, school__merged_into=F("team__school")).exists()
    assert not moved.filter(round__state=RoundState.OPEN).exists()
    assert Board.objects.annotate(many=Count("rounds")).filter(many__gt=5).exists(), "rounds of a school"
    of_large = schools.rounds.order_by("starts_on")
    assert [round_.state for round_ in of_large] == [RoundState.CLOSED] * 4 + [RoundState.OPEN]
    first, second, *_rest, last = of_large
    begun = Team.objects.filter(assessments__round=first)
    assert Team.objects.exclude(pk__in=begun).filter(assessments__round=last).exists(), "some began later"
    assert begun.exclude(assessments__round=second).filter(assessments__round=last).exists(), (
        "some skipped one"
    )


def test_every_kind_of_answer_and_of_going_on_is_there() -> None:
    assert set(TeamScore.objects.values_list("choice", flat=True)) == set(Choice.values)
    assert TeamScore.objects.exclude(rationale="").exclude(evidence="").exclude(dissent="").exists()
    marks = set("".join(Assessment.objects.confirmed().values_list("marks", flat=True)))
    assert marks >= set("12345?-."), "nothing, too"
    assert marks & set("abcdefghi"), "medians"
    means = [
        of_year["sum"] / of_year["number"]
        for of_year in TeamScore.objects.filter(level__isnull=False)
        .values("assessment__round__starts_on__year")
        .annotate(sum=Sum("level"), number=Count("pk"))
        .order_by("assessment__round__starts_on__year")
    ]
    assert means == sorted(means), "it grows over the years"
    ongoing = Assessment.objects.filter(round__state=RoundState.OPEN)
    assert ongoing.confirmed().exists()
    assert ongoing.filter(confirmed_at=None, scores=None).exists()
    assert Assessment.objects.filter(round__state=RoundState.CLOSED, confirmed_at=None).exists()


def test_its_people_hold_their_roles() -> None:
    held = {(user.email, role.role) for user in User.objects.all() for role in user.memberships.all()}
    assert {(email, role) for role, email, _ in ACCOUNTS} <= held
    assert len(held) == len(ACCOUNTS) + Board.objects.count() - 1


def test_making_it_again_changes_nothing() -> None:
    assert build_nation(part=PART) is False


def test_it_is_never_made_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="echt gebruik"):
        call_command("build_national")


@pytest.mark.parametrize("part", [0, 1.5])
def test_a_part_is_a_part(part: float) -> None:
    with pytest.raises(CommandError, match="hoogstens 1"):
        call_command("build_national", part=part)


def test_the_command_says_who_can_sign_in() -> None:
    told = StringIO()
    call_command("build_national", part=PART, stdout=told)
    assert "stond er al" in told.getvalue()
    assert all(email in told.getvalue() for _, email, _ in ACCOUNTS)


def test_keys_are_taken_once() -> None:
    """Whoever writes next, by the same way or another, gets a key of their own."""
    into = writer()
    first, second = into.keys(Team, 2), into.keys(Team, 1)
    assert len({*first, *second, *Team.objects.values_list("pk", flat=True)}) == 3 + Team.objects.count()
