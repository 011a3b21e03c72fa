"""Texts to use elsewhere: true to any result, whole sentences, and in odd cases what somebody would write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.ready_text import ReadyText, board_text, school_text, team_text
from assessments.results import improving
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import (
    BoardResult,
    CardInfo,
    Change,
    IndicatorAcross,
    IndicatorResult,
    SchoolResult,
    Summary,
    TeamResult,
)
from assessments.results.values.actions import ActionCounts
from assessments.templatetags.numbers import decimal
from tests.unit.builders import Value, board_of, card_of, criterion_scores, sheet_of
from tests.unit.test_results_improving import TODAY, action, deed
from tests.unit.test_results_properties import result_of, schools

LANGUAGES = st.sampled_from(["nl", "en"])
BROKEN = (
    "  ",
    " .",
    " ,",
    "..",
    "None",
    "%(",
    "Fraction",
    "“”",
    " 1 teams",
    "(1 teams",
    " 1 indicatoren ",
    " 1 schools",
    "(1 schools",
    " 1 scores",
)


def whole(text: ReadyText) -> Iterator[str]:
    yield text.paragraph
    yield from text.note.paragraphs


def holds(text: ReadyText, allowed: Iterable[object]) -> None:
    """Whole sentences of a bearable length, with no number that is not in the result."""
    assert 20 <= len(text.paragraph.split()) <= 150
    assert 25 <= len(text.note.plain.split()) <= 240
    assert not text.note.title.endswith(".")
    known = {"1", *map(str, allowed)}
    for part in whole(text):
        assert part[0].isupper()
        assert part.endswith(".")
        assert not [wrong for wrong in BROKEN if wrong in part], part
        own = re.sub(r"“[^”]*”", "", part)
        own = re.sub(r"Team \d+|\d+ \w+ 20\d\d", "", own)
        assert set(re.findall(r"\d+(?:[.,]\d+)?", own)) <= known, part


def numbers_of(card: CardInfo, summary: Summary, change: Change | None) -> list[object]:
    found: list[object] = [
        len(card.levels),
        card.threshold,
        summary.total,
        summary.scored,
        summary.in_order,
        summary.unknown,
        summary.without_score,
        summary.mean_from,
    ]
    if summary.mean is not None:
        found.append(decimal(summary.mean))
    if change:
        found += [change.matched, change.now_in_order, change.before_in_order, change.teams, change.of_teams]
        found += [decimal(abs(change.mean))] if change.mean is not None else []
    return found


def of_items(items: Iterable[IndicatorAcross]) -> list[object]:
    return [number for item in items for number in (item.summary.in_order, item.summary.scored)]


def of_actions(counts: ActionCounts) -> list[object]:
    return [counts.open, counts.done, counts.late]


def of_levels(items: Iterable[IndicatorResult]) -> list[object]:
    values = [item.cell.value for item in items if item.cell.value is not None]
    return [value if value.denominator == 1 else decimal(value) for value in values]


def choosing(sheet: Sheet, code: str) -> Sheet:
    """The same with a priority, where it is confirmed and the number of the team is odd."""
    chosen = (code,) if sheet.info.is_confirmed and sheet.info.team_pk % 2 else ()
    return replace(sheet, info=replace(sheet.info, priorities=chosen))


@given(schools(), LANGUAGES, st.integers(0, 2), st.integers(0, 2))
def test_the_texts_are_true_to_any_result(
    made: tuple[CardInfo, list[Sheet]], language: str, busy: int, ended: int
) -> None:
    card, sheets = made
    code = card.indicators[0].code
    sheets = [choosing(sheet, code) for sheet in sheets]
    actions = [action(code, None, "bezig", number) for number in range(busy)]
    actions += [action(code, TODAY, number=busy + number) for number in range(ended)]
    with translation.override(language):
        result = result_of(card, sheets)
        of_school = numbers_of(card, result.summary, result.change)
        of_school += [result.confirmed, result.of_teams, *of_items((*result.strongest, *result.weakest))]
        of_school += [sum(bool(turn.priorities) for turn in result.turns)]
        over = improving.school_improving(result, [deed(one, 1) for one in actions], as_of=TODAY)
        holds(school_text(result, over), [*of_school, *of_actions(over.counts)])
        for sheet in sheets:
            one = team_result(sheet)
            of_team = numbers_of(card, one.summary, one.change)
            done = improving.team_improving(one, actions, as_of=TODAY)
            told = [*of_team, *of_levels((*one.strongest, *one.weakest)), len(done.priorities)]
            holds(team_text(one, done), [*told, *of_actions(done.counts)])
        board = board_of({"Een": sheets, "Twee": sheets[:1], "Drie": []}, card)
        of_board = numbers_of(card, board.summary, board.change)
        of_board += [board.confirmed, board.of_teams, board.counted_schools, len(board.rows)]
        holds(board_text(board), [*of_board, *of_items((*board.strongest, *board.weakest))])


# --- as somebody would write it ---------------------------------------------------------------------------------------

CARD = card_of({"VA": [3], "FA": [2]})
ALL: dict[str, Value] = criterion_scores(CARD, VA1="545", FA1="44")
NONE: dict[str, Value] = criterion_scores(CARD, VA1="123", FA1="21")


def team(scores: dict[str, Value], before: dict[str, Value] | None = None, **fields: bool) -> TeamResult:
    earlier = None if before is None else sheet_of(CARD, before, year=2025)
    return team_result(sheet_of(CARD, scores, before=earlier, **fields))


def school(*teams: Sheet) -> SchoolResult:
    return result_of(CARD, list(teams))


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (
            team(ALL),
            "Alle indicatoren met een score zijn op orde: 5 van de 5. Het gemiddelde is 4,4 op een schaal van 1 tot 5. "
            "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "Een van de hoogste scores heeft “Zin 1” (niveau 5); een van de laagste heeft “Zin 1” (niveau 4). "
            "Er is geen eerdere meting met deze kaart om mee te vergelijken.",
        ),
        (
            team(NONE, NONE),
            "Van de 5 indicatoren met een score is er nog geen op orde. "
            "Het gemiddelde is 1,8 op een schaal van 1 tot 5. "
            "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "Een van de hoogste scores heeft “Zin 3” (niveau 3); een van de laagste heeft “Zin 2” (niveau 1). "
            "De 5 scores die te vergelijken zijn met “LOB najaar 2025”, zijn allemaal gelijk gebleven.",
        ),
        (
            team(criterion_scores(CARD, VA1="4?-"), criterion_scores(CARD, VA1="3")),
            "Er is 1 indicator met een score, en die is op orde. Voor een gemiddelde zijn er te weinig scores. "
            "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "De enige score die te vergelijken is met “LOB najaar 2025”, is nu op orde en was dat toen niet. "
            "Bij 1 indicator was het antwoord “weet ik niet”.",
        ),
        (
            team(criterion_scores(CARD, VA1="444", FA1="44"), criterion_scores(CARD, VA1="34?", FA1="3")),
            "Alle indicatoren met een score zijn op orde: 5 van de 5. Het gemiddelde is 4,0 op een schaal van 1 tot 5. "
            "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "Elke score is niveau 4. "
            "Van de 3 scores die te vergelijken zijn met “LOB najaar 2025”, zijn er nu 3 op orde; toen was het er 1.",
        ),
        (
            team(criterion_scores(CARD, VA1="---", FA1="--")),
            "Geen enkele indicator is van toepassing op het team, dus er zijn geen scores. "
            "Er is geen eerdere meting met deze kaart om mee te vergelijken.",
        ),
        (
            team({}, ALL, confirmed=False),
            "De scores zijn nog niet vastgesteld: deze tekst is een concept. Geen enkele indicator heeft een score. "
            "Een vergelijking met de vorige meting, “LOB najaar 2025”, is niet mogelijk.",
        ),
    ],
    ids=["all op orde", "none, unchanged", "one score", "all the same", "nothing applies", "a concept"],
)
def test_of_a_team(result: TeamResult, said: str) -> None:
    begin = "keek" if result.assessment.is_confirmed else "kijkt"
    assert team_text(result).paragraph == (
        f"Team 1 van Duinmark College be{begin} in de meting “LOB najaar 2026” hoe goed de loopbaanoriëntatie en "
        f"-begeleiding (LOB) is geborgd, met een zelfevaluatie en de kaart “Kaart”. {said}"
    )


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (school(), "Er doet nog geen team mee. Over de uitkomst is daarom nog niets te zeggen."),
        (
            school(sheet_of(CARD, ALL, confirmed=False)),
            "Het gaat om 1 team, dat zijn scores nog niet heeft vastgesteld. "
            "Over de uitkomst is daarom nog niets te zeggen.",
        ),
        (
            school(*(sheet_of(CARD, ALL, confirmed=False, team=n) for n in (1, 2))),
            "Nog geen van de 2 teams heeft zijn scores vastgesteld. "
            "Over de uitkomst is daarom nog niets te zeggen.",
        ),
        (
            school(sheet_of(CARD, ALL), sheet_of(CARD, {}, team=2, confirmed=False)),
            "Van de 2 teams heeft er 1 zijn scores vastgesteld; de cijfers gaan alleen over dat team. "
            "Alle scores zijn op orde: 5 van de 5. Het gemiddelde is 4,4 op een schaal van 1 tot 5. "
            "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "Een van de sterkste indicatoren is “Zin 1”; een van de zwakste is “Zin 1”. "
            "Er is geen eerdere meting met deze kaart om mee te vergelijken.",
        ),
        (
            school(sheet_of(CARD, criterion_scores(CARD, VA1="444", FA1="44"))),
            "Het gaat om 1 team, dat zijn scores heeft vastgesteld. Alle scores zijn op orde: 5 van de 5. "
            "Het gemiddelde is 4,0 op een schaal van 1 tot 5. "
            "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "Er is geen eerdere meting met deze kaart om mee te vergelijken.",
        ),
        (
            school(sheet_of(CARD, {}), sheet_of(CARD, {}, team=2)),
            "Alle teams hebben hun scores vastgesteld (2 teams). Er is nergens een score gegeven. "
            "Er is geen eerdere meting met deze kaart om mee te vergelijken.",
        ),
        (
            school(
                sheet_of(CARD, NONE, before=sheet_of(CARD, ALL, year=2025)),
                sheet_of(CARD, criterion_scores(CARD, VA1="5??"), team=2),
            ),
            "Alle teams hebben hun scores vastgesteld (2 teams). Van de 6 scores is er 1 op orde. "
            "Het gemiddelde is 1,8 op een schaal van 1 tot 5. Dat gaat over 1 van de 2 teams; de rest heeft te weinig "
            "scores. “Op orde” betekent: niveau 4 of hoger (“Grotendeels”). "
            "Een van de sterkste indicatoren is “Zin 1”; een van de zwakste is “Zin 2”. "
            "Van de 5 scores die te vergelijken zijn met “LOB najaar 2025”, is er nu geen op orde; "
            "toen waren het er 5. Het antwoord “weet ik niet” kwam 2 keer voor.",
        ),
    ],
    ids=["no team", "one unconfirmed", "none confirmed", "one of two", "all the same", "no scores", "worse"],
)
def test_of_a_school(result: SchoolResult, said: str) -> None:
    assert school_text(result).paragraph == (
        "Onze school bekeek in de meting “LOB najaar 2026” hoe goed de loopbaanoriëntatie en -begeleiding (LOB) is "
        f"geborgd, met een zelfevaluatie per team en de kaart “Kaart”. {said}"
    )


def test_while_a_round_is_open_it_is_an_interim_state() -> None:
    result = school(sheet_of(CARD, ALL))
    running = replace(result, round=replace(result.round, is_open=True, is_trial=True))
    text = school_text(running)
    assert text.paragraph.startswith("Onze school bekijkt in de meting")
    assert (
        "De meting loopt nog: dit is een tussenstand. Dit is een proefmeting, die nergens in meetelt."
        in text.paragraph
    )


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (board_of({"Een": []}, CARD), "Nog geen team heeft zijn scores vastgesteld."),
        (
            board_of({"Een": [sheet_of(CARD, ALL)]}, CARD),
            "Het gaat om 1 team, dat zijn scores heeft vastgesteld. Alle",
        ),
        (
            board_of({"Een": [sheet_of(CARD, ALL)], "Twee": []}, CARD),
            "Van de 2 scholen staat er 1 in de cijfers. Het gaat om 1 team,",
        ),
        (
            board_of({"Een": [sheet_of(CARD, ALL)], "Twee": [sheet_of(CARD, NONE, team=2)]}, CARD),
            "Alle scholen staan in de cijfers (2 scholen). Alle teams hebben hun scores vastgesteld (2 teams). "
            "Van de 10 scores zijn er 5 op orde. Het gemiddelde van de scholen is 3,1 op een schaal van 1 tot 5.",
        ),
    ],
    ids=["no round", "one school", "one of two", "both"],
)
def test_of_a_board(result: BoardResult, said: str) -> None:
    assert said in board_text(result).paragraph


def test_a_part_of_the_card_and_of_the_schools_is_said_to_be_one() -> None:
    part = CARD.narrowed("FA")
    result = board_of({"Een": [sheet_of(part, ALL)], "Twee": [sheet_of(part, NONE, team=2)]}, part)
    text = board_text(replace(result, rows=result.rows[:1]))
    assert "Dit gaat alleen over “Thema FA”." in text.paragraph
    assert "Dit gaat over 1 van de 2 scholen." in text.paragraph


def test_of_schools_that_were_chosen_it_does_not_say_that_they_are_all() -> None:
    result = board_of({name: [sheet_of(CARD, ALL, team=n)] for n, name in enumerate("abc", start=1)}, CARD)
    text = board_text(replace(result, rows=result.rows[:2]))
    assert "Dit gaat over 2 van de 3 scholen. Alle teams hebben hun scores vastgesteld" in text.paragraph


def test_the_note_says_what_a_council_asks() -> None:
    note = team_text(
        team(criterion_scores(CARD, VA1="52?", FA1="43"), criterion_scores(CARD, VA1="522", FA1="31"))
    ).note
    assert note.plain == (
        "Voor de medezeggenschapsraad: LOB bij Team 1\n\n"
        "Team 1 van Duinmark College bekeek in de meting “LOB najaar 2026” hoe goed de loopbaanoriëntatie en "
        "-begeleiding (LOB) is geborgd, met een zelfevaluatie en de kaart “Kaart”. De scores zijn vastgesteld op 20 "
        "november 2026.\n\n"
        "Van de 4 indicatoren met een score zijn er 2 op orde. Het gemiddelde is 3,5 op een schaal van 1 tot 5. "
        "“Op orde” betekent: niveau 4 of hoger (“Grotendeels”).\n\n"
        "Een van de hoogste scores heeft “Zin 1” (niveau 5); een van de laagste heeft “Zin 2” (niveau 2).\n\n"
        "Van de 4 scores die te vergelijken zijn met “LOB najaar 2025”, zijn er nu 2 op orde; toen was het er 1. "
        "Het gemiddelde van die scores is 0,8 hoger dan toen. Waardoor dat komt, zeggen de cijfers niet.\n\n"
        "Bij 1 indicator was het antwoord “weet ik niet”. In totaal heeft 1 van de 5 indicatoren geen score; die telt "
        "nergens als nul. De scores zijn het eigen oordeel van het team over zijn werk, niet over personen."
    )


def test_a_mean_that_hardly_changed_is_not_called_the_same() -> None:
    result = team(ALL, criterion_scores(CARD, VA1="354", FA1="45"))
    assert result.change
    assert result.change.mean
    nearly = replace(result.change, mean=Fraction(1, 30))
    assert "vrijwel gelijk gebleven" in team_text(replace(result, change=nearly)).note.plain


def test_another_scale_has_its_own_words() -> None:
    card = card_of({"VA": [2]}, levels=3, threshold=2)
    text = team_text(team_result(sheet_of(card, criterion_scores(card, VA1="31"))))
    assert "Het gemiddelde is 2,0 op een schaal van 1 tot 3." in text.paragraph
    assert "“Op orde” betekent: niveau 2 of hoger (“Niveau 2”)." in text.note.plain


def test_in_english() -> None:
    with translation.override("en"):
        text = team_text(team(NONE, ALL))
    assert text.paragraph == (
        "In the round “LOB najaar 2026”, Team 1 of Duinmark College looked at how well career guidance (LOB) is "
        "secured, with a self-assessment and the card “Kaart”. Of the 5 indicators with a score, none is in order yet. "
        "The mean is 1.8 on a scale of 1 to 5. “In order” means: level 4 or higher (“Grotendeels”). "
        "One of the highest scores is for “Zin 3” (level 3); one of the lowest is for “Zin 2” (level 1). "
        "Of the 5 scores that can be compared with “LOB najaar 2025”, none is in order now; 5 were then."
    )
