"""Results without a database: small cards and sheets, for tests of the arithmetic and of charts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessments.results.board import SchoolTeams, board_result
from assessments.results.cards import colour_step
from assessments.results.group import change_of
from assessments.results.school import teams_of, turn_of
from assessments.results.scoring import shift, summarise
from assessments.results.sheets import Sheet
from assessments.results.values import (
    AssessmentInfo,
    BoardResult,
    CardInfo,
    Cell,
    Change,
    CriterionInfo,
    IndicatorInfo,
    LevelInfo,
    RoundInfo,
    Scale,
    SchoolName,
    Summary,
    ThemeInfo,
)
from assessments.results.values.marks import ABSENT, EMPTY, cell_of, mark_of

KWALITEITSKAART = {"VA": [6, 4, 4, 4], "FA": [5, 3, 4], "VB": [6]}
LABELS = ("Nog niet", "In aanzet", "Gedeeltelijk", "Grotendeels", "Geborgd")
SHORT_NAMES = {
    "VA1": "Bestuur draagt LOB uit",
    "VA2": "Sturingsinstrumenten",
    "VA3": "Blijvende aandacht",
    "VA4": "Kennis onderhouden",
    "FA1": "Werk goed kunnen doen",
    "FA2": "Kennis en vaardigheden",
    "FA3": "Banden met partners",
    "VB1": "Voortdurend verbeteren",
}

Value = int | str | None
"""A level, "?" (weet ik niet), "-" (n.v.t.) or None (not filled in); or a median, as its mark."""


def card_of(
    shape: Mapping[str, list[int]] = KWALITEITSKAART, *, levels: int = 5, threshold: int = 4, pk: int = 1
) -> CardInfo:
    """A card with, per theme letters, the number of indicators of each criterion."""
    labels = LABELS if levels == len(LABELS) else [f"Niveau {n}" for n in range(1, levels + 1)]
    return CardInfo(
        pk=pk,
        uid=uuid.UUID(int=pk),
        owner_pk=None,
        key="kaart",
        title="Kaart",
        edition="1",
        question="Hoe?",
        threshold=threshold,
        levels=tuple(
            LevelInfo(n, label, f"Betekenis {n}", colour_step(n, levels, threshold), n >= threshold)
            for n, label in enumerate(labels, start=1)
        ),
        themes=tuple(
            ThemeInfo(
                letters,
                f"Thema {letters}",
                number,
                tuple(
                    CriterionInfo(
                        f"{letters}{c}",
                        f"Criterium {letters}{c}",
                        SHORT_NAMES.get(f"{letters}{c}", f"Kort {letters}{c}"),
                        tuple(IndicatorInfo(i, f"{letters}{c}.{i}", f"Zin {i}") for i in range(1, count + 1)),
                    )
                    for c, count in enumerate(counts, start=1)
                ),
            )
            for number, (letters, counts) in enumerate(shape.items(), start=1)
        ),
    )


SCALE = Scale(5, 4)


def summary_of(values: str) -> Summary:
    """What a team's marks count to, on the scale of the Kwaliteitskaart."""
    return summarise(marks_of(values), SCALE)


def change_between(*teams: tuple[str, str], of_teams: int = 1) -> Change | None:
    """The change over teams, each with its marks now and before; an "n" before is an indicator that was not there."""
    shifts = [shift(marks_of(now), marks_of(before).replace("n", ABSENT), SCALE) for now, before in teams]
    return change_of(shifts, of_teams)


def cell(
    choice: str, level: int | None, people: Sequence[int] = (), *, min_group: int, threshold: int
) -> Cell:
    return cell_of(mark_of(choice, level, people, min_group=min_group), threshold)


def cells_of(values: str) -> list[Cell]:
    return [cell_of(one, SCALE.threshold) for one in marks_of(values)]


def mark(value: Value) -> str:
    return EMPTY if value is None else str(value)


def marks_of(values: str) -> str:
    """Marks as one text: "54 ?-" is 5, 4, not filled in, weet ik niet, n.v.t."""
    return values.replace(" ", EMPTY)


def round_of(year: int, pk: int | None = None) -> RoundInfo:
    return RoundInfo(
        pk=pk or year,
        uid=uuid.UUID(int=pk or year),
        title=f"LOB najaar {year}",
        starts_on=dt.date(year, 11, 1),
        ends_on=dt.date(year, 12, 1),
        is_open=False,
    )


def sheet_of(
    card: CardInfo,
    scores: Mapping[str, Value],
    *,
    confirmed: bool = True,
    before: Sheet | None = None,
    year: int = 2026,
    team: int = 1,
) -> Sheet:
    """A sheet with the scores given by indicator code; what is not given is not filled in."""
    marks = "".join(mark(scores.get(indicator.code)) for indicator in card.indicators)
    info = AssessmentInfo(
        pk=team * 10_000 + year,
        uid=uuid.UUID(int=team * 10_000 + year),
        team_uid=uuid.UUID(int=team),
        team_pk=team,
        team_name=f"Team {team}",
        school_pk=1,
        school_uid=uuid.UUID(int=1),
        school_name="Duinmark College",
        board_name="Stichting De Noordzoom",
        round=round_of(year),
        confirmed_at=dt.datetime(year, 11, 20, tzinfo=dt.UTC) if confirmed else None,
        reopened=False,
        answered=len(scores),
        total=len(marks),
    )
    return Sheet(info=info, card=card, marks=marks, before=before)


def criterion_scores(card: CardInfo, **values: str) -> dict[str, Value]:
    """Scores of whole criteria as texts: `VA1="54?- "` gives VA1.1 5, VA1.2 4, VA1.3 weet ik niet, VA1.4 n.v.t."""
    return {
        f"{code}.{i}": int(value) if value.isdigit() else value
        for code, text in values.items()
        for i, value in enumerate(text, start=1)
        if value != " "
    }


def mean(*values: int | Fraction) -> Fraction:
    return sum(map(Fraction, values), Fraction(0)) / len(values)


def board_of(groups: Mapping[str, Sequence[Sheet]], card: CardInfo) -> BoardResult:
    """A board of these schools, each with the sheets of its round."""
    names = [SchoolName(pk, uuid.UUID(int=pk), name, "vo") for pk, name in enumerate(groups, start=1)]
    teams = {
        pk: SchoolTeams(
            round_of(2026),
            teams_of(sheets, sheets[0].card),
            names=[sheet.info.team_name for sheet in sheets if sheet.info.is_confirmed],
            turns=[turn_of(sheet) for sheet in sheets if sheet.info.is_confirmed],
        )
        for pk, sheets in enumerate(groups.values(), start=1)
        if sheets
    }
    return board_result(names, teams, card, rounds=[], uid=uuid.UUID(int=9), name="Bestuur")
