"""What part of the results an address asks for: it is shown, or said in a sentence to be unknown; never an error."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.enums import RoundState
from assessments.models import Card, Round
from tests.cast import Cast
from tests.factories import TeamFactory, make_card, make_round

from .reading import BEFORE, NOW, THEN, html, page, scored, text

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def now(cast: Cast, small_card: Card, last_year: Round) -> Round:
    scored(cast.team, last_year, THEN)
    round_ = make_round([cast.team, cast.cousin_team], small_card, title="LOB 2026")
    scored(cast.team, round_, NOW)
    scored(cast.cousin_team, round_, {"VA1.1": 5, "VA2.1": 1, "FA1.1": 2, "FA1.2": 5})
    return round_


def names(response: object) -> list[str]:
    """The rows of the heatmap, in their order."""
    body = html(response).split('<table class="heat"')[1].split("</table>")[0]
    return re.findall(r'class="tm"><a [^>]*>([^<]*)</a><span>', body)


def shown(cast: Cast, **query: str | list[str]) -> str:
    return text(page(cast.governor, "board-result", cast.board.uid, **query))


def test_a_board_as_it_was_in_an_earlier_round(cast: Cast, now: Round, last_year: Round) -> None:
    words = shown(cast, meting=str(last_year.uid))
    assert "Je ziet de stand bij LOB 2025" in words
    assert "1 van 4 op orde" in words
    assert "Mbo De Zilte Delta nog geen meting gestart" in words


def test_a_round_decides_the_card_family(cast: Cast, now: Round) -> None:
    other = make_round([cast.team], make_card({"ZZ": [2]}), title="Andere kaart", starts_on=BEFORE)
    scored(cast.team, other, {"ZZ1.1": 4, "ZZ1.2": 1})
    assert "Andere kaart" not in shown(cast).split("De criteria")[1]
    assert "1 van 2 op orde" in shown(cast, meting=str(other.uid))


def test_sector_and_schools(cast: Cast, now: Round) -> None:
    assert names(page(cast.governor, "board-result", cast.board.uid, sector="mbo")) == ["Mbo De Zilte Delta"]
    words = shown(cast, sector="mbo")
    assert "Je ziet sector middelbaar beroepsonderwijs" in words
    assert "2 van 4 op orde" in words
    chosen = [str(cast.school.uid), str(cast.sibling_school.uid)]
    assert "5 van 9 op orde" in shown(cast, school=chosen)
    assert names(page(cast.governor, "board-result", cast.board.uid, school=chosen[:1])) == [
        "Duinmark College"
    ]
    assert "Geen school past bij wat je koos." in shown(cast, school=chosen[:1], sector="mbo")


def test_a_theme_limits_everything(cast: Cast, now: Round) -> None:
    words = shown(cast, thema="FA")
    assert "2 van 3 op orde bij Thema FA" in words
    assert "Samen 2 van / 3 gemiddelde 3,8" in words
    assert "VA1.1" not in words.split("Scholen en criteria")[1]
    words = text(page(cast.manager, "school-result", cast.school.uid, now.uid, thema="VA"))
    assert "2 van 4 op orde bij Thema VA" in words
    assert "Sinds LOB 2025 1 meer op orde" in words
    assert "FA1" not in words.split("De criteria")[1]


def test_a_theme_that_an_edition_does_not_have(cast: Cast, now: Round, small_card: Card) -> None:
    old = make_card({"VA": [3, 2]}, key=small_card.key, edition="0")
    team = TeamFactory(school__board=cast.board, school__name="Oude school")
    scored(team, make_round([team], old, title="LOB oud", starts_on=BEFORE), {"VA1.1": 5})
    words = shown(cast, thema="FA")
    assert "2 van 3 op orde" in words
    assert "Oude school LOB oud, 1 van 1 team geen score –" in words


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"meting": "x"}, "Die meting vinden we hier niet. Je ziet de nieuwste."),
        ({"meting": str(uuid4())}, "Die meting vinden we hier niet. Je ziet de nieuwste."),
        ({"sector": "ho"}, "Die sector vinden we hier niet. Je ziet alle sectoren."),
        ({"sector": "<b>"}, "Die sector vinden we hier niet. Je ziet alle sectoren."),
        ({"school": "x"}, "Die school vinden we hier niet. We laten haar weg."),
        ({"thema": "XX"}, "Dat thema staat niet op deze kaart. Je ziet alle thema’s."),
        ({"thema": "VA1"}, "Dat thema staat niet op deze kaart. Je ziet alle thema’s."),
        ({"sorteer": "XX"}, "Die volgorde kennen we niet. De namen staan op alfabet."),
    ],
)
def test_what_is_unknown_is_said_and_everything_is_shown(
    cast: Cast, now: Round, query: dict[str, str], sentence: str
) -> None:
    plain, words = shown(cast), shown(cast, **query)
    assert sentence in words
    assert words.replace(f"{sentence} ", "") == plain


def test_what_one_may_not_see_is_as_what_is_not_there(cast: Cast, now: Round, small_card: Card) -> None:
    foreign = make_round([cast.foreign_team], small_card)
    trial = make_round([cast.team], make_card(), is_trial=True)
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT)
    unknown = shown(cast, meting=str(uuid4()), school=str(uuid4()))
    for round_ in (foreign, trial, draft):
        assert shown(cast, meting=str(round_.uid), school=str(cast.foreign_school.uid)) == unknown
    school = (cast.manager, "school-result", cast.school.uid, now.uid)
    gone = text(page(*school, meting=str(uuid4())))
    assert "Die meting vinden we hier niet. Je ziet LOB 2026." in gone
    for round_ in (foreign, draft):
        assert text(page(*school, meting=str(round_.uid))) == gone


def test_one_of_several_schools_is_unknown(cast: Cast, now: Round) -> None:
    words = shown(cast, school=[str(cast.school.uid), "x"])
    assert "Niet elke gekozen school vinden we hier. Je ziet de andere." in words
    assert "3 van 5 op orde" in words


def test_another_round_of_a_school_has_its_own_address(cast: Cast, now: Round, last_year: Round) -> None:
    response = page(
        cast.manager, "school-result", cast.school.uid, now.uid, meting=str(last_year.uid), thema="VA", x="y"
    )
    address = reverse("school-result", args=[cast.school.uid, last_year.uid])
    assert response["Location"] == f"{address}?thema=VA"
    response = page(
        cast.manager, "school-criterion", cast.school.uid, now.uid, "VA1", meting=str(last_year.uid)
    )
    assert response["Location"] == reverse("school-criterion", args=[cast.school.uid, last_year.uid, "VA1"])


def test_rows_in_order(cast: Cast, now: Round) -> None:
    """Duinmark has 3 of 5, VA1 2 of 3, +2; De Zilte Delta 2 of 4, VA1 1 of 1, and nothing to compare with."""
    duinmark, delta = "Duinmark College", "Mbo De Zilte Delta"
    for order, expected in (
        ("", [duinmark, delta]),
        ("-naam", [delta, duinmark]),
        ("op-orde", [delta, duinmark]),
        ("-op-orde", [duinmark, delta]),
        ("verandering", [duinmark, delta]),
        ("-verandering", [duinmark, delta]),
        ("VA1", [duinmark, delta]),
        ("-VA1", [delta, duinmark]),
        ("VA1.1", [duinmark, delta]),
    ):
        response = page(cast.governor, "board-result", cast.board.uid, sorteer=order)
        assert names(response) == expected, order
        assert html(response).count("aria-sort") == (order != "VA1.1"), order
    opened = page(cast.governor, "board-criterion", cast.board.uid, "VA1", sorteer="-VA1.1")
    assert names(opened) == [delta, duinmark]
    source = html(page(cast.governor, "board-result", cast.board.uid, sorteer="-VA1"))
    assert re.search(r'aria-sort="descending"><a href="\?sorteer=VA1#heatmap">', source)
    assert 'href="?sorteer=-op-orde#heatmap"' in source


def test_a_choice_is_kept_on_the_way(cast: Cast, now: Round) -> None:
    query = {"sector": "vo", "thema": "VA", "sorteer": "-op-orde"}
    source = html(page(cast.governor, "board-result", cast.board.uid, **query))
    kept = "?sector=vo&amp;thema=VA&amp;sorteer=-op-orde"
    opened = reverse("board-criterion", args=[cast.board.uid, "VA1"])
    assert f'{opened}{kept}#school-{cast.school.uid}"' in source
    assert f'{reverse("school-result", args=[cast.school.uid, now.uid])}?thema=VA"' in source
    assert '<input type="hidden" name="sorteer" value="-op-orde">' in source
    source = html(page(cast.governor, "board-criterion", cast.board.uid, "VA1", **query))
    assert f'{reverse("board-result", args=[cast.board.uid])}{kept}"' in source
    assert f'{reverse("board-criterion", args=[cast.board.uid, "VA2"])}{kept}"' in source
