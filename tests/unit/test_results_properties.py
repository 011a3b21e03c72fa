"""What must hold for any scores: parts add up, order does not matter, and a naive recount finds the same."""

from __future__ import annotations

import random
import uuid
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.results.school import school_result
from assessments.results.scoring import summarise_group
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import CardInfo, Cell, SchoolResult, Summary, TeamResult
from assessments.results.values.marks import cell_of, median
from tests.unit.builders import Value, board_of, card_of, change_between, mark, round_of, sheet_of, summary_of

SHAPES = ({"A": [1]}, {"B": [2, 1], "A": [3]}, {"VA": [3, 2], "FA": [2, 4, 1], "VB": [2], "XX": [1]})


@st.composite
def cards(draw: st.DrawFn) -> CardInfo:
    levels = draw(st.integers(2, 7))
    return card_of(draw(st.sampled_from(SHAPES)), levels=levels, threshold=draw(st.integers(2, levels)))


def signs(levels: int) -> dict[str, Value]:
    """What can stand for an indicator, each as one character."""
    return {str(level): level for level in range(1, levels + 1)} | {"?": "?", "-": "-", ".": None}


def values(levels: int) -> st.SearchStrategy[Value]:
    return st.one_of(st.integers(1, levels), st.integers(1, levels), st.sampled_from(["?", "-", None]))


@st.composite
def teams(draw: st.DrawFn, card: CardInfo, number: int) -> Sheet:
    def scores() -> dict[str, Value]:
        # One text instead of a value for each: quicker to draw.
        known, number = signs(len(card.levels)), len(card.indicators)
        text = draw(st.text(list(known), min_size=number, max_size=number))
        return {one.code: known[sign] for one, sign in zip(card.indicators, text, strict=True)}

    before = None
    if draw(st.booleans()):
        before = sheet_of(card, scores(), team=number, year=2025, confirmed=draw(st.booleans()))
    return sheet_of(card, scores(), team=number, confirmed=draw(st.integers(0, 3)) > 0, before=before)


@st.composite
def schools(draw: st.DrawFn) -> tuple[CardInfo, list[Sheet]]:
    card = draw(cards())
    return card, [draw(teams(card, number)) for number in range(1, draw(st.integers(0, 5)) + 1)]


def result_of(card: CardInfo, sheets: list[Sheet]) -> SchoolResult:
    return school_result(sheets, card, round_of(2026), uid=uuid.UUID(int=1), name="S", board_name="B")


def counts(summary: Summary) -> tuple[Any, ...]:
    return (
        summary.total,
        summary.scored,
        summary.in_order,
        summary.unknown,
        summary.not_applicable,
        summary.empty,
        *summary.distribution,
    )


def added(summaries: list[Summary]) -> tuple[Any, ...]:
    return tuple(map(sum, zip(*map(counts, summaries), strict=True)))


# --- parts add up ---------------------------------------------------------------------------------------------------


@given(schools())
def test_criteria_add_up_to_themes_and_themes_to_the_card(school: tuple[CardInfo, list[Sheet]]) -> None:
    card, sheets = school
    results: list[SchoolResult | TeamResult] = [result_of(card, sheets), *map(team_result, sheets)]
    for result in results:
        for theme in result.themes:
            assert added([criterion.summary for criterion in theme.criteria]) == counts(theme.summary)
        assert added([theme.summary for theme in result.themes]) == counts(result.summary)


@given(schools())
def test_teams_add_up_to_the_school(school: tuple[CardInfo, list[Sheet]]) -> None:
    result = result_of(*school)
    rows = [row for row in result.rows if row.summary]

    if rows:
        assert added([row.summary for row in rows if row.summary]) == counts(result.summary)
        for place, criterion in enumerate(result.criteria):
            assert added([row.criteria[place] for row in rows]) == counts(criterion.summary)
            assert added([one.summary for one in criterion.indicators]) == counts(criterion.summary)


@given(schools())
def test_what_moved_adds_up(school: tuple[CardInfo, list[Sheet]]) -> None:
    result = result_of(*school)
    for criterion in result.criteria:
        parts = [one.change for one in criterion.indicators if one.change]
        whole = criterion.change
        assert sum(part.in_order for part in parts) == (whole.in_order if whole else 0)
        assert sum(part.matched for part in parts) == (whole.matched if whole else 0)


@given(schools())
def test_every_count_is_accounted_for(school: tuple[CardInfo, list[Sheet]]) -> None:
    summary = result_of(*school).summary

    assert summary.total == summary.scored + summary.unknown + summary.not_applicable + summary.empty
    assert sum(summary.distribution) == summary.scored
    assert summary.in_order <= summary.scored
    assert summary.without_score == summary.total - summary.scored


# --- what does not matter -------------------------------------------------------------------------------------------


@given(schools(), st.randoms(use_true_random=False))
def test_the_order_of_the_teams_changes_nothing(
    school: tuple[CardInfo, list[Sheet]], chance: random.Random
) -> None:
    card, sheets = school
    shuffled = sheets[:]
    chance.shuffle(shuffled)
    one, other = result_of(card, sheets), result_of(card, shuffled)

    assert (one.summary, one.change, one.previous_round) == (
        other.summary,
        other.change,
        other.previous_round,
    )
    for first, second in zip(one.criteria, other.criteria, strict=True):
        assert (first.summary, first.previous, first.change) == (
            second.summary,
            second.previous,
            second.change,
        )
    for name in ("strongest", "weakest", "moved_up", "moved_down"):
        assert [i.info.code for i in getattr(one, name)] == [i.info.code for i in getattr(other, name)]


@given(st.lists(values(5), min_size=1), st.integers(0, 20))
def test_not_applicable_never_lowers(scores: list[Value], more: int) -> None:
    marks = "".join(map(mark, scores))
    plain, padded = summary_of(marks), summary_of(marks + "-" * more)

    assert (padded.in_order, padded.scored, padded.mean) == (plain.in_order, plain.scored, plain.mean)
    assert padded.coverage == plain.coverage


# --- bounds ---------------------------------------------------------------------------------------------------------


@given(schools())
def test_a_mean_is_on_the_scale(school: tuple[CardInfo, list[Sheet]]) -> None:
    card, sheets = school
    result = result_of(card, sheets)
    summaries = [result.summary, *(criterion.summary for criterion in result.criteria)]
    for summary in [
        *summaries,
        *(one.summary for criterion in result.criteria for one in criterion.indicators),
    ]:
        assert summary.mean is None or 1 <= summary.mean <= len(card.levels)
        assert (summary.mean is None) == (summary.mean_from == 0)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=7).filter(any))
def test_a_median_has_as_many_people_above_as_below(people: list[int]) -> None:
    found = median(people)
    levels = [level for level, count in enumerate(people, start=1) for _ in range(count)]

    assert sum(level < found for level in levels) <= len(levels) / 2
    assert sum(level > found for level in levels) <= len(levels) / 2
    assert found.denominator in (1, 2)


@given(schools())
def test_rankings_share_nothing_and_are_in_order(school: tuple[CardInfo, list[Sheet]]) -> None:
    result = result_of(*school)
    strongest = [(one.summary.share, one.summary.mean) for one in result.strongest]
    weakest = [(one.summary.share, one.summary.mean) for one in result.weakest]

    assert not {i.info.code for i in result.strongest} & {i.info.code for i in result.weakest}
    assert len(strongest) == len(weakest) <= 5
    assert strongest == sorted(strongest, reverse=True)
    assert weakest == sorted(weakest)
    if strongest:
        assert strongest[-1] >= weakest[-1]


# --- a recount, as naive as can be ----------------------------------------------------------------------------------


def cells_by_code(sheet: Sheet, threshold: int) -> dict[str, Cell]:
    codes = [indicator.code for indicator in sheet.card.indicators]
    return {code: cell_of(one, threshold) for code, one in zip(codes, sheet.marks, strict=True)}


def naive_mean(numbers: list[Fraction]) -> Fraction | None:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def naive_team_mean(sheet: Sheet, codes: list[str]) -> Fraction | None:
    by_code = cells_by_code(sheet, sheet.card.threshold)
    cells = [by_code[code] for code in codes]
    applicable = [cell for cell in cells if cell.kind.name != "NOT_APPLICABLE"]
    scores = [cell.value for cell in applicable if cell.value is not None]
    return naive_mean(scores) if 2 * len(scores) >= len(applicable) else None


@given(schools())
def test_a_naive_recount_finds_the_same(school: tuple[CardInfo, list[Sheet]]) -> None:
    card, sheets = school
    result = result_of(card, sheets)
    confirmed = [sheet for sheet in sheets if sheet.info.confirmed_at]
    parts = [(result.summary, result.change, [i.code for i in card.indicators])]
    parts += [(c.summary, c.change, [i.info.code for i in c.indicators]) for c in result.criteria]
    for summary, moved, codes in parts:
        scores = [cells_by_code(sheet, card.threshold)[code].value for sheet in confirmed for code in codes]
        found = [score for score in scores if score is not None]
        assert summary.scored == len(found)
        assert summary.in_order == len([score for score in found if score >= card.threshold])
        means = [mean for sheet in confirmed if (mean := naive_team_mean(sheet, codes)) is not None]
        assert summary.mean == naive_mean(means)
        assert summary.mean_from == len(means)

        differences, risen, in_it = [], 0, set()
        for sheet in confirmed:
            if sheet.before is None or sheet.before.info.confirmed_at is None:
                continue
            cells, earlier = (cells_by_code(one, card.threshold) for one in (sheet, sheet.before))
            for code in codes:
                now, then = cells[code].value, earlier[code].value
                if now is not None and then is not None:
                    differences.append(now - then)
                    risen += (now >= card.threshold) - (then >= card.threshold)
                    in_it.add(sheet.info.team_pk)
        if not differences:
            assert moved is None
            continue
        assert moved
        assert (moved.matched, moved.in_order, moved.teams) == (len(differences), risen, len(in_it))
        assert moved.of_teams == len(sheets)
        assert moved.mean == (naive_mean(differences) if 2 * len(differences) >= len(found) else None)


@given(st.data())
def test_a_board_is_made_of_its_schools(data: st.DataObject) -> None:
    card = data.draw(cards())
    groups = {
        pk: [data.draw(teams(card, 10 * pk + n)) for n in range(data.draw(st.integers(0, 3)))]
        for pk in (1, 2, 3)
    }
    board = board_of({f"School {pk}": sheets for pk, sheets in groups.items()}, card)
    results = {pk: result_of(card, sheets) for pk, sheets in groups.items() if sheets}
    rows = [row for row in board.rows if row.summary]

    assert [row.summary for row in rows] == [result.summary for result in results.values()]
    means = [result.summary.mean for result in results.values() if result.summary.mean is not None]
    assert board.summary.mean == naive_mean(means)
    if rows:
        assert added([row.summary for row in rows if row.summary]) == counts(board.summary)
    assert board.of_teams == sum(map(len, groups.values()))
    moved = [row.change for row in rows if row.change]
    assert sum(one.matched for one in moved) == (board.change.matched if board.change else 0)
    assert sum(one.in_order for one in moved) == (board.change.in_order if board.change else 0)


@given(st.lists(st.lists(values(5), min_size=1), min_size=1))
def test_a_group_mean_lies_between_its_parts(groups: list[list[Value]]) -> None:
    parts = [summary_of("".join(map(mark, scores))) for scores in groups]
    whole = summarise_group(parts, 5)
    means = [part.mean for part in parts if part.mean is not None]

    if whole.mean is not None:
        assert min(means) <= whole.mean <= max(means)


@given(st.lists(st.tuples(values(5), values(5))))
def test_turning_time_around_turns_the_change_around(pairs: list[tuple[Value, Value]]) -> None:
    both = [(mark(now), mark(before)) for now, before in pairs if now is not None and before is not None]
    now, before = ("".join(one) for one in zip(*both, strict=True)) if both else ("", "")
    there, back = change_between((now, before)), change_between((before, now))

    assert (there is None) == (back is None)
    if there and back:
        assert (there.in_order, there.matched) == (-back.in_order, back.matched)
        assert there.mean is None or back.mean is None or there.mean == -back.mean
