"""Results without a database: small cards and sheets, for tests of the arithmetic and of charts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from fractions import Fraction

from assessments.enums import Choice
from assessments.results.cards import colour_step
from assessments.results.scoring import cell
from assessments.results.sheets import Sheet
from assessments.results.values import (
    AssessmentInfo,
    CardInfo,
    Cell,
    CriterionInfo,
    IndicatorInfo,
    LevelInfo,
    RoundInfo,
    ThemeInfo,
)

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
"""A level, "?" (weet ik niet), "-" (n.v.t.) or None (not filled in)."""


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


def cell_of(value: Value, *, threshold: int = 4) -> Cell:
    choices = {"?": Choice.UNKNOWN, "-": Choice.NOT_APPLICABLE, None: Choice.NONE}
    if isinstance(value, int):
        return cell(Choice.LEVEL, value, min_group=5, threshold=threshold)
    return cell(choices[value], None, min_group=5, threshold=threshold)


def cells_of(values: str, *, threshold: int = 4) -> list[Cell]:
    """Cells as one text: "54 ?-" is 5, 4, not filled in, weet ik niet, n.v.t."""
    return [cell_of(int(v) if v.isdigit() else {" ": None}.get(v, v), threshold=threshold) for v in values]


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
    cells = {i.code: cell_of(scores.get(i.code), threshold=card.threshold) for i in card.indicators}
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
        total=len(cells),
    )
    return Sheet(info=info, card=card, cells=cells, before=before)


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
