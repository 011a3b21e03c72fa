"""A result that is limited to a theme or a criterion has the figures that the whole has for that part."""

from __future__ import annotations

import random
from collections.abc import Mapping
from uuid import UUID

import pytest

from assessments.results.figures import Figures
from assessments.results.school import school_result
from assessments.results.sheets import Sheet
from assessments.results.values import CardInfo, CriterionAcross, SchoolResult, ThemeAcross
from tests.unit.builders import Value, card_of, round_of, sheet_of

OTHER_EDITION = {"VA": [6, 3], "FA": [5, 3, 4]}


def random_scores(card: CardInfo, chance: random.Random) -> Mapping[str, Value]:
    return {one.code: chance.choice([1, 2, 3, 4, 5, "?", "-", None]) for one in card.indicators}


def random_sheets(card: CardInfo, chance: random.Random) -> list[Sheet]:
    """Teams of which some scored another edition before, and one is under way."""
    sheets = []
    for team in range(1, 6):
        was = chance.choice([card, card_of(OTHER_EDITION, pk=2)])
        before = sheet_of(was, random_scores(was, chance), year=2025, team=team) if team != 2 else None
        sheets.append(
            sheet_of(card, random_scores(card, chance), before=before, team=team, confirmed=team != 3)
        )
    return sheets


def result_of(sheets: list[Sheet], card: CardInfo) -> SchoolResult:
    return school_result(sheets, card, round_of(2026), uid=UUID(int=1), name="School", board_name="Bestuur")


@pytest.mark.parametrize("seed", range(8))
def test_a_part_says_what_the_whole_says_of_it(seed: int) -> None:
    card = card_of()
    sheets = random_sheets(card, random.Random(seed))
    whole = result_of(sheets, card)
    parts: list[ThemeAcross | CriterionAcross] = [*whole.themes, *whole.criteria]
    for part in parts:
        narrow = card.narrowed(part.info.code)
        result = result_of([sheet.laid_on(narrow) for sheet in sheets], narrow)
        assert (result.summary, result.change) == (part.summary, part.change)
        assert result.criteria == (part.criteria if isinstance(part, ThemeAcross) else (part,))
        assert result.of_teams == whole.of_teams
        assert result.confirmed == whole.confirmed
        for row, sheet in zip(result.rows, sheets, strict=True):
            if row.summary:
                assert list(row.cells) == [one.code for one in narrow.indicators]
                figures = sheet.figures.laid_on(narrow)
                assert (figures.marks, figures.before) == (row.marks, sheet.laid_on(narrow).figures.before)


def test_a_narrowed_card_knows_the_whole() -> None:
    card = card_of()
    narrow = card.narrowed("FA").narrowed("FA2")
    assert [one.code for one in narrow.criteria] == ["FA2"]
    assert [one.code for one in narrow.indicators] == ["FA2.1", "FA2.2", "FA2.3"]
    assert (narrow.themes[0].number, narrow.themes[0].hue) == (2, 2)
    assert narrow.whole is card.whole is card


def test_an_edition_without_the_part_has_nothing_to_count() -> None:
    card = card_of(OTHER_EDITION)
    narrow = card.narrowed("VB")
    assert narrow.criteria == ()
    figures = Figures(card, "5" * len(card.indicators)).laid_on(narrow)
    assert figures.marks == ""
    assert figures.summary(lambda marks: marks).total == 0


def test_a_theme_is_not_taken_for_a_criterion() -> None:
    card = card_of()
    assert card.known_part(theme="VA") == card.known_part(criterion="VA1")[:2] == "VA"
    assert card.known_part(theme="VA1") == card.known_part(criterion="VA") == card.known_part() == ""
