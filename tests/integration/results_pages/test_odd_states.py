"""What the pages of results say where there is little to show: why, and nothing that is not so."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.enums import RoundState
from assessments.models import Card, Round
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round

from .reading import BEFORE, NOW, html, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def criterion_pages(cast: Cast, round_: Round) -> list[tuple[Any, ...]]:
    return [
        ("school-criterion", cast.school.uid, round_.uid, "VA1"),
        ("board-criterion", cast.board.uid, "VA1"),
    ]


def test_where_nothing_applies_nobody_scored_too_little(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    for round_ in (last_year, this_year):
        own = scored(cast.team, round_, dict.fromkeys(NOW, "-"))
    for name, args in (
        ("team-result", (own.uid,)),
        ("school-result", (cast.school.uid, this_year.uid)),
        ("board-result", (cast.board.uid,)),
    ):
        response = page(cast.governor, name, *args)
        words = text(response)
        assert "Niets van toepassing" in words
        assert "– Alles is niet van toepassing. Dan is er geen gemiddelde." in words
        assert "er is niets dat toen en nu een score heeft op dezelfde schaal" in words
        assert ": niets van toepassing</title>" in html(response)
    for address in criterion_pages(cast, this_year):
        words = text(page(cast.governor, *address))
        assert "Niets van toepassing Elk team dat zijn scores vaststelde, koos hier bij alles niet" in words
        assert "Nog geen team" not in words


def test_where_nobody_agreed_on_anything_no_score_is_to_come(cast: Cast, this_year: Round) -> None:
    """As where everybody answered by themselves, fewer than the floor, and the team talked of nothing."""
    own = the(cast.team, this_year)
    confirm(own)
    words = text(page(cast.governor, "school-result", cast.school.uid, this_year.uid))
    assert "Geen scores" in words
    assert "– Bij elk team heeft minder dan de helft een score." in words
    assert "nog geen scores" not in text(page(cast.governor, "results"))
    for address in criterion_pages(cast, this_year):
        words = text(page(cast.governor, *address))
        assert "Geen scores Geen van de teams die hun scores vaststelden, koos hier een niveau." in words


def test_no_drawing_is_explained_that_is_not_there(cast: Cast, last_year: Round, small_card: Card) -> None:
    dot, line = "De stip: het deel van alle scores", "De lijn: alleen wat in beide metingen"
    address = ("school-over-time", cast.school.uid)
    confirm(the(cast.team, last_year))
    words = text(page(cast.governor, *address))
    assert dot not in words
    assert line not in words
    scored(cast.team, last_year, NOW)
    words = text(page(cast.governor, *address))
    assert dot in words
    assert line not in words
    make_round([cast.team], small_card, title="LOB 2026")
    words = text(page(cast.governor, *address))
    assert dot in words
    assert line in words


def test_two_rounds_on_another_scale_say_so(cast: Cast, small_card: Card) -> None:
    four = make_card(None, levels=4, threshold=3, key=small_card.key, edition="0")
    scored(cast.team, make_round([cast.team], four, state=RoundState.CLOSED, starts_on=BEFORE), {"VA1.1": 4})
    scored(cast.team, make_round([cast.team], small_card), NOW)
    words = text(page(cast.governor, "school-over-time", cast.school.uid))
    assert "Er is niets dat in beide metingen een score heeft op dezelfde schaal." in words
    assert "1 team gebruikte toen een schaal met een ander aantal niveaus: Havo 4-5." in words
