"""Results from the database: what is in them, what is compared, and how many queries that takes."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from assessments.enums import Choice, RoundState
from assessments.models import Assessment, Board, Card, Confirmation, Round, School, Team, TeamScore
from assessments.results.board_queries import board_result
from assessments.results.cards import load_card, load_cards
from assessments.results.over_time_queries import school_over_time
from assessments.results.progress import assessment_infos
from assessments.results.queries import school_result, team_result
from assessments.results.values import ScoreKind
from tests.cast import Cast
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    confirm,
    make_card,
    make_round,
    set_scores,
    tally,
)

pytestmark = pytest.mark.django_db

CODES = ("VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2")


def held(teams: list[Team], card: Card, year: int, level: int, **fields: Any) -> Round:
    """A round in which every team scored every indicator at `level`, and confirmed."""
    round_ = make_round(
        teams,
        card,
        state=fields.pop("state", RoundState.CLOSED),
        starts_on=fields.pop("starts_on", dt.date(year, 11, 2)),
        title=f"LOB {year}",
        **fields,
    )
    indicators = list(card.indicators.all())
    TeamScore.objects.bulk_create(
        TeamScore(assessment=assessment, indicator=indicator, choice=Choice.LEVEL, level=level)
        for assessment in round_.assessments.all()
        for indicator in indicators
    )
    confirm(*round_.assessments.all())
    return round_


def of(round_: Round, team: Team) -> Assessment:
    return Assessment.objects.with_context().get(round=round_, team=team)


# --- the card -------------------------------------------------------------------------------------------------------


def test_a_card_takes_two_queries_and_three_with_who_acts(
    small_card: Card, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        card = load_card(small_card.pk)
    with django_assert_num_queries(3):
        load_card(small_card.pk, actors=True)

    assert tuple(indicator.code for indicator in card.indicators) == CODES
    assert [criterion.code for criterion in card.criteria] == ["VA1", "VA2", "FA1"]
    assert [(theme.code, theme.hue) for theme in card.themes] == [("VA", 1), ("FA", 2)]
    assert [level.in_order for level in card.levels] == [False, False, False, True, True]
    assert [level.step for level in card.levels] == [1, 2, 3, 4, 5]


def test_the_real_card(real_card: Card, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        card = load_card(real_card.pk, "en", actors=True)

    assert [len(criterion.indicators) for criterion in card.criteria] == [6, 4, 4, 4, 5, 3, 4, 6]
    assert all(indicator.actors for indicator in card.indicators)
    assert all(indicator.translation for indicator in card.indicators)
    assert not any(indicator.translation for indicator in load_card(real_card.pk).indicators)


def test_many_cards_take_as_many_queries(django_assert_num_queries: Any) -> None:
    pks = [make_card().pk for _ in range(3)]
    with django_assert_num_queries(2):
        cards = load_cards(pks)

    assert set(cards) == set(pks)


def test_no_such_card() -> None:
    with pytest.raises(Card.DoesNotExist):
        load_card(987)


# --- a team ---------------------------------------------------------------------------------------------------------


def test_a_team_with_its_words(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card)
    assessment = of(round_, cast.team)
    set_scores(assessment, {"VA1.1": 4}, rationale="Staat in het schoolplan", evidence="Schoolplan")
    set_scores(assessment, {"VA1.2": "?", "VA1.3": "-", "VA2.1": None, "FA1.1": 5})
    result = team_result(assessment)

    assert [one.cell.kind.name for one in result.indicators] == [
        "AGREED",
        "UNKNOWN",
        "NOT_APPLICABLE",
        "EMPTY",
        "EMPTY",
        "AGREED",
        "EMPTY",
    ]
    first = next(iter(result.indicators))
    assert (first.words.rationale, first.words.evidence) == ("Staat in het schoolplan", "Schoolplan")
    assert (result.assessment.answered, result.assessment.total) == (4, 7)
    assert (result.assessment.team_name, result.assessment.board_name) == (
        "Havo 4-5",
        "Stichting De Noordzoom",
    )
    assert (result.change, result.previous_round) == (None, None)


def test_a_median_stands_in_where_nothing_was_agreed(cast: Cast, small_card: Card) -> None:
    assessment = of(make_round([cast.team], small_card), cast.team)
    tally(
        assessment,
        {
            "VA1.1": "444555",  # nothing agreed at all
            "VA1.2": "444555",  # agreed: 2
            "VA1.3": "444555",  # agreed: weet ik niet
            "VA2.1": "4444?????????",  # four people gave a level
            "VA2.2": "333444",  # a row without a choice
        },
    )
    set_scores(assessment, {"VA1.2": 2, "VA1.3": "?"})
    set_scores(assessment, {"VA2.2": None}, rationale="Nog bespreken")
    cells = {one.info.code: one.cell for one in team_result(assessment).indicators}

    assert (cells["VA1.1"].kind, str(cells["VA1.1"].value), cells["VA1.1"].in_order) == (
        ScoreKind.MEDIAN,
        "9/2",
        True,
    )
    assert (cells["VA1.2"].kind, cells["VA1.2"].level) == (ScoreKind.AGREED, 2)
    assert cells["VA1.3"].kind is ScoreKind.UNKNOWN
    assert cells["VA2.1"].kind is ScoreKind.EMPTY
    assert (str(cells["VA2.2"].value), cells["VA2.2"].in_order) == ("7/2", False)


def test_a_higher_floor_of_the_assessment_holds(cast: Cast, small_card: Card) -> None:
    assessment = of(make_round([cast.team], small_card), cast.team)
    Assessment.objects.filter(pk=assessment.pk).update(min_group=7)
    tally(assessment, {"VA1.1": "444444"})

    assert next(iter(team_result(assessment).indicators)).cell.kind is ScoreKind.EMPTY


def test_no_median_of_a_spread_that_is_under_the_floor(cast: Cast, small_card: Card) -> None:
    """Six people answered; one of them typed in two of the forms, and so knows the other four too well."""
    assessment = of(make_round([cast.team], small_card), cast.team)
    tally(assessment, {"VA1.1": "444555"}, least_group=4)

    assert next(iter(team_result(assessment).indicators)).cell.kind is ScoreKind.EMPTY


def test_a_team_is_compared_with_its_latest_earlier_round(cast: Cast, small_card: Card) -> None:
    held([cast.team], small_card, 2024, 2)
    earlier = held([cast.team], small_card, 2025, 3)
    now = held([cast.team], small_card, 2026, 4, state=RoundState.OPEN)
    held([cast.team], small_card, 2027, 1)
    result = team_result(of(now, cast.team))

    assert result.previous_round
    assert result.previous_round.pk == earlier.pk
    assert result.change
    assert (result.change.in_order, result.change.mean, result.change.matched) == (7, Fraction(1), 7)
    assert result.criteria[0].previous
    assert result.criteria[0].previous.mean == 3


def test_an_unconfirmed_earlier_assessment_is_not_skipped(cast: Cast, small_card: Card) -> None:
    """The latest earlier round counts if it was confirmed; an older one never takes its place."""
    held([cast.team], small_card, 2024, 2)
    earlier = held([cast.team], small_card, 2025, 3)
    earlier.assessments.update(confirmed_at=None, marks="")
    result = team_result(of(held([cast.team], small_card, 2026, 4), cast.team))

    assert result.previous_round
    assert (result.previous_round.pk, result.change) == (earlier.pk, None)


@pytest.mark.parametrize("why", ["trial", "concept", "same day", "other card", "other board"])
def test_what_is_never_last_time(cast: Cast, small_card: Card, why: str) -> None:
    fields: dict[str, Any] = {}
    card = make_card(key="andere-kaart") if why == "other card" else small_card
    if why == "trial":
        fields["is_trial"] = True
    if why == "same day":
        fields["starts_on"] = dt.date(2026, 11, 2)
    if why == "other board":
        Team.objects.filter(pk=cast.team.pk).update(school=cast.foreign_school)
        cast.team.refresh_from_db()
    earlier = held([cast.team], card, 2025, 3, **fields)
    if why == "concept":
        Round.objects.filter(pk=earlier.pk).update(state=RoundState.DRAFT, opened_at=None, closed_at=None)
    if why == "other board":
        Team.objects.filter(pk=cast.team.pk).update(school=cast.school)
        cast.team.refresh_from_db()
    result = team_result(of(held([cast.team], small_card, 2026, 4), cast.team))

    assert (result.change, result.previous_round) == (None, None)


def test_a_trial_has_no_last_time(cast: Cast, small_card: Card) -> None:
    held([cast.team], small_card, 2025, 3)
    trial = held([cast.team], small_card, 2026, 4, is_trial=True)

    assert team_result(of(trial, cast.team)).previous_round is None
    assert school_result(cast.school, trial).previous_round is None


def test_a_team_that_moved_takes_its_past_along(cast: Cast, small_card: Card) -> None:
    held([cast.team], small_card, 2025, 3)
    Team.objects.filter(pk=cast.team.pk).update(school=cast.sibling_school)
    cast.team.refresh_from_db()
    now = held([cast.team], small_card, 2026, 4)

    change = school_result(cast.sibling_school, now).change
    assert change
    assert change.in_order == 7


def test_another_edition_is_compared_by_code_at_todays_threshold(cast: Cast) -> None:
    old = make_card({"VA": [2], "OU": [1]}, key="kaart", edition="1", threshold=3)
    new = make_card({"VA": [3]}, key="kaart", edition="2", threshold=4)
    held([cast.team], old, 2025, 3)
    result = team_result(of(held([cast.team], new, 2026, 4), cast.team))

    assert result.change
    assert (result.change.in_order, result.change.matched, result.change.mean) == (2, 2, Fraction(1))
    assert [one.previous is None for one in result.indicators] == [False, False, True]


def test_a_reopened_assessment_says_so(cast: Cast, small_card: Card) -> None:
    assessment = of(make_round([cast.team], small_card), cast.team)
    now = timezone.now()
    Confirmation.objects.create(
        assessment=assessment, number=1, confirmed_at=now, reopened_at=now, reopen_reason="Toch anders"
    )

    assert team_result(assessment).assessment.reopened
    assert assessment_infos(Assessment.objects.all())[0].reopened


# --- a school -------------------------------------------------------------------------------------------------------


def test_a_school_holds_its_own_confirmed_teams(cast: Cast, small_card: Card) -> None:
    teams = [cast.team, cast.sibling_team, cast.cousin_team]
    round_ = make_round(teams, small_card)
    for team, level in zip(teams, (4, 2, 5), strict=True):
        set_scores(of(round_, team), dict.fromkeys(CODES, level))
    confirm(of(round_, cast.team))
    confirm(of(round_, cast.cousin_team))
    result = school_result(cast.school, round_)

    assert [row.assessment.team_name for row in result.rows] == ["Brugklas", "Havo 4-5"]
    assert [row.summary is None for row in result.rows] == [True, False]
    assert (result.rows[0].assessment.answered, result.rows[0].assessment.total) == (7, 7)
    assert (result.summary.in_order, result.summary.scored, result.summary.mean) == (7, 7, Fraction(4))
    assert (result.confirmed, result.of_teams) == (1, 2)


def test_figures_of_a_past_round_stay_with_the_school_of_that_time(cast: Cast, small_card: Card) -> None:
    round_ = held([cast.team], small_card, 2025, 4)
    Team.objects.filter(pk=cast.team.pk).update(school=cast.sibling_school, name="Nieuwe naam")

    assert [row.assessment.team_name for row in school_result(cast.school, round_).rows] == ["Havo 4-5"]
    assert school_result(cast.sibling_school, round_).rows == ()


def test_each_team_is_compared_with_its_own_last_time(cast: Cast, small_card: Card) -> None:
    held([cast.team], small_card, 2024, 2)
    held([cast.sibling_team], small_card, 2025, 5)
    now = held([cast.team, cast.sibling_team], small_card, 2026, 4)
    result = school_result(cast.school, now)

    assert result.change
    assert (result.change.in_order, result.change.matched, result.change.teams) == (7, 14, 2)
    assert str(result.change.mean) == "1/2"
    assert result.previous_round
    assert result.previous_round.starts_on.year == 2025
    assert [one.info.code for one in result.moved_up] == ["FA1.1", "FA1.2", "VA1.1", "VA1.2", "VA1.3"]
    first = result.moved_up[0].change
    assert first
    assert (first.before_in_order, first.now_in_order) == (1, 2)


def test_a_school_without_teams_in_the_round(cast: Cast, small_card: Card) -> None:
    round_ = held([cast.cousin_team], small_card, 2026, 4)
    result = school_result(cast.school, round_)

    assert (result.rows, result.summary.total, result.strongest) == ((), 0, ())
    assert (result.school_name, result.board_name) == ("Duinmark College", "Stichting De Noordzoom")


def test_a_school_lays_its_own_last_two_rounds_with_scores_side_by_side(cast: Cast, small_card: Card) -> None:
    """What a team that left confirmed elsewhere says nothing of the school that it left."""
    for year in (2024, 2025):
        held([cast.team], small_card, year, 3)
    Team.objects.filter(pk=cast.team.pk).update(school=cast.sibling_school)
    cast.team.refresh_from_db()
    now = make_round([cast.team, cast.sibling_team], small_card)
    confirm(of(now, cast.team))
    found = school_over_time(cast.school, small_card)

    assert [moment.confirmed for moment in found.moments] == [1, 1, 0]
    assert found.comparison
    assert (found.comparison.earlier, found.comparison.later) == found.moments[:2]


# --- a board --------------------------------------------------------------------------------------------------------


def test_a_board_takes_each_schools_latest_opened_round(cast: Cast, small_card: Card) -> None:
    held([cast.team, cast.sibling_team], small_card, 2025, 2)
    latest = held([cast.team], small_card, 2026, 4)
    held([cast.team], small_card, 2027, 5, is_trial=True)
    make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=dt.date(2028, 1, 10))
    older = held([cast.cousin_team], small_card, 2024, 3)
    result = board_result(cast.board, small_card)

    names = {row.school_name: row for row in result.rows}
    assert set(names) == {"Duinmark College", "Mbo De Zilte Delta"}
    own, sibling = names["Duinmark College"], names["Mbo De Zilte Delta"]
    assert own.round
    assert sibling.round
    assert (own.round.pk, own.of_teams, sibling.round.pk) == (latest.pk, 1, older.pk)
    assert (result.summary.in_order, result.summary.scored, str(result.summary.mean)) == (7, 14, "7/2")
    assert (result.confirmed, result.of_teams) == (2, 2)
    assert result.change
    assert (result.change.matched, result.change.teams, result.change.of_teams) == (7, 1, 2)


def test_a_school_without_a_round_keeps_its_row(cast: Cast, small_card: Card) -> None:
    held([cast.team], small_card, 2026, 4)
    row = next(
        row for row in board_result(cast.board, small_card).rows if row.school_uid == cast.sibling_school.uid
    )

    assert (row.round, row.summary, row.criteria, row.of_teams) == (None, None, (), 0)


def test_a_closed_school_counts_until_a_later_round(cast: Cast, small_card: Card) -> None:
    """Closing changes no figure by itself; the next round of the board begins without the school."""
    held([cast.cousin_team], small_card, 2026, 4)
    before = board_result(cast.board, small_card)
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=dt.date(2026, 12, 31))
    result = board_result(cast.board, small_card)
    assert [(row.school_name, row.is_closed) for row in result.rows] == [
        ("Duinmark College", False),
        ("Mbo De Zilte Delta", True),
    ]
    assert (result.summary, result.of_teams) == (before.summary, before.of_teams)
    held([cast.team], small_card, 2027, 4)
    assert [row.school_name for row in board_result(cast.board, small_card).rows] == ["Duinmark College"]


@pytest.mark.parametrize("others_too", [False, True])
def test_a_school_that_closed_on_a_day_before_its_last_round_counts_all_the_same(
    cast: Cast, small_card: Card, others_too: bool
) -> None:
    """Somebody may enter the closing, and its day, when the school still took part: that moves no figure either."""
    held([cast.cousin_team, cast.team] if others_too else [cast.cousin_team], small_card, 2026, 4)
    before = board_result(cast.board, small_card)
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=dt.date(2026, 7, 31))
    result = board_result(cast.board, small_card)
    assert (result.summary, result.confirmed, len(result.rows)) == (before.summary, before.confirmed, 2)


def test_a_board_without_any_round(cast: Cast, small_card: Card) -> None:
    result = board_result(cast.board, small_card)

    assert (result.card.pk, result.summary.total, result.change) == (small_card.pk, 0, None)


def test_a_school_on_another_scale_is_in_no_figure_of_the_board(cast: Cast) -> None:
    old = make_card({"VA": [2]}, key="kaart", edition="1", levels=4, threshold=3)
    new = make_card({"VA": [2], "FA": [1]}, key="kaart", edition="2")
    held([cast.cousin_team], old, 2025, 4)
    held([cast.team], new, 2026, 3)
    result = board_result(cast.board, old)

    rows = {row.school_name: row for row in result.rows}
    other = rows["Mbo De Zilte Delta"]
    assert other.summary
    assert (other.on_board_scale, other.summary.in_order, len(other.criteria)) == (False, 2, 2)
    assert (result.card.pk, result.summary.scored, result.of_teams) == (new.pk, 3, 1)


def test_a_school_on_another_threshold_is_op_orde_by_its_own(cast: Cast) -> None:
    """In what each team has as in the counts."""
    old = make_card({"VA": [1]}, key="kaart", edition="1", threshold=3)
    new = make_card({"VA": [1]}, key="kaart", edition="2", threshold=4)
    held([cast.cousin_team], old, 2024, 3)
    held([cast.cousin_team], old, 2025, 3)
    held([cast.team], new, 2026, 3)
    (indicator,) = board_result(cast.board, new).criteria[0].indicators

    assert indicator.summary.in_order == 1
    assert [cell.in_order for cell in indicator.cells] == [False, True]
    assert [before and before.in_order for _now, before in indicator.pairs] == [None, True]


# --- progress -------------------------------------------------------------------------------------------------------


def test_how_far_assessments_are(cast: Cast, small_card: Card, django_assert_num_queries: Any) -> None:
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card)
    set_scores(of(round_, cast.team), {"VA1.1": 4, "VA1.2": "?", "VA1.3": "-"})
    set_scores(of(round_, cast.team), {"VA2.1": None}, rationale="Alleen woorden")
    with django_assert_num_queries(1):
        infos = assessment_infos(Assessment.objects.filter(round=round_))

    assert [(info.team_name, info.answered, info.total) for info in infos] == [
        ("Brugklas", 0, 7),
        ("Havo 4-5", 3, 7),
        ("Zorg & Welzijn", 0, 7),
    ]
    assert not any(info.reopened or info.is_confirmed for info in infos)
    assert infos[1] == team_result(of(round_, cast.team)).assessment


# --- how many queries -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("teams", "rounds"), [(1, 1), (3, 1), (40, 1), (1, 3), (3, 3), (40, 3)])
def test_as_many_queries_whatever_the_number(
    small_card: Card, teams: int, rounds: int, django_assert_num_queries: Any
) -> None:
    board: Board = BoardFactory()
    school: School = SchoolFactory(board=board)
    everyone: list[Team] = [TeamFactory(school=school) for _ in range(teams)]
    for year in range(2026 - rounds, 2026):
        round_ = held(everyone, small_card, year, 3)
    assessment = of(round_, everyone[0])

    with django_assert_num_queries(5):
        team_result(assessment)
    with django_assert_num_queries(4):
        result = school_result(school, round_)
    with django_assert_num_queries(6):
        board_result(board, small_card)
    with django_assert_num_queries(1):
        assessment_infos(Assessment.objects.filter(round=round_))

    assert (result.confirmed, result.summary.scored) == (teams, 7 * teams)
    assert (result.change is None) is (rounds == 1)


def test_as_many_queries_with_other_editions(cast: Cast, django_assert_num_queries: Any) -> None:
    cards = [make_card(key="kaart", edition=str(edition)) for edition in range(3)]
    for year, card in enumerate(cards, start=2024):
        round_ = held([cast.team, cast.sibling_team], card, year, 3)
    with django_assert_num_queries(4):
        result = school_result(cast.school, round_)

    assert result.change
    assert result.change.matched == 14
