"""The page where a coordinator chooses what a team improves first: which, then in which order, and not over others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Card
from assessments.results.suggestions import Reason
from assessments.services.confirmations import reopen
from assessments.services.priorities import choose_priorities
from assessments.views.priorities import reasons_in_words
from tests.cast import Cast
from tests.factories import confirm, make_round, set_scores
from tests.reading import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

EVERY = ["VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1"]


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    found = make_round([cast.team], small_card).assessments.get()
    set_scores(found, {"VA1.1": 2, "VA1.2": 5, "VA1.3": 3, "VA2.1": "?", "VA2.2": 4, "FA1.1": 4})
    confirm(found)
    return found


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


def sent(client: Client, assessment: Assessment, codes: list[str], button: str = "next", **more: Any) -> Any:
    """What comes of pressing a button; a next step has an address of its own."""
    data = {"code": codes, button: "1"} | more
    response: Any = client.post(reverse("priorities", args=[assessment.uid]), data)
    return client.get(response.url) if "?" in getattr(response, "url", "") else response


def chosen(assessment: Assessment) -> list[str]:
    return list(assessment.priorities.values_list("indicator__code", flat=True))


def ticked(page: str) -> list[str]:
    return [code for code in EVERY if f'value="{code}" checked' in page]


def test_what_stands_out_comes_first_with_why(client: Client, assessment: Assessment) -> None:
    page = text_of(client.get(reverse("priorities", args=[assessment.uid])))
    suggested, others = page.split('aria-labelledby="alle"')
    places = [suggested.index(words) for words in ("Zin van VA1.1", "Zin van VA1.3", "Zin van VA2.1")]
    assert places == sorted(places)
    for why in ("Nog ver van op orde", "Bijna op orde", "Het team weet het niet"):
        assert why in suggested
    assert "Zin van VA1.2" in others
    assert "Zin van VA1.1" not in others


def test_why_is_said_in_the_language_of_the_page(client: Client, assessment: Assessment) -> None:
    client.cookies["django_language"] = "en"
    page = text_of(client.get(reverse("priorities", args=[assessment.uid])))
    for why in ("Far from in order", "Nearly in order", "The team does not know"):
        assert why in page


def test_what_was_in_order_and_nearly_is_says_so_once() -> None:
    assert reasons_in_words((Reason.NO_LONGER_IN_ORDER, Reason.CLOSE)) == "Was op orde, nu niet meer"
    assert (
        reasons_in_words((Reason.NO_LONGER_IN_ORDER, Reason.FAR))
        == "Was op orde, nu niet meer, nog ver van op orde"
    )
    assert reasons_in_words((Reason.FELL, Reason.CLOSE)) == "Lager dan de vorige keer, bijna op orde"


def test_which_and_then_in_which_order(client: Client, assessment: Assessment) -> None:
    order = text_of(sent(client, assessment, ["VA1.1", "FA1.1", "VA1.3"]))
    assert "Wat komt het eerst?" in order
    assert chosen(assessment) == []
    moved = text_of(sent(client, assessment, ["VA1.1", "FA1.1", "VA1.3"], up="VA1.3"))
    assert moved.index("Zin van VA1.3") < moved.index("Zin van FA1.1")
    again = text_of(sent(client, assessment, ["VA1.1", "VA1.3", "FA1.1"], "again"))
    assert ticked(again) == ["VA1.1", "VA1.3", "FA1.1"]
    response = sent(client, assessment, ["VA1.1", "VA1.3", "FA1.1"], "keep")
    assert response.url == reverse("team-result", args=[assessment.uid]) + "#prioriteiten"
    assert chosen(assessment) == ["VA1.1", "VA1.3", "FA1.1"]


@pytest.mark.parametrize(
    ("pressed", "code", "focused"),
    [("down", "VA1.1", "down"), ("up", "FA1.1", "up"), ("up", "VA1.2", "down"), ("down", "VA1.3", "up")],
)
def test_the_button_that_was_pressed_keeps_the_focus_until_it_is_spent(
    client: Client, assessment: Assessment, pressed: str, code: str, focused: str
) -> None:
    order = text_of(sent(client, assessment, ["VA1.1", "VA1.2", "VA1.3", "FA1.1"], **{pressed: code}))
    assert re.findall(r'name="(\w+)"\s+value="([^"]+)"\s+autofocus', order) == [(focused, code)]


def test_what_was_in_order_keeps_it_when_one_is_added(client: Client, assessment: Assessment) -> None:
    order = text_of(sent(client, assessment, ["VA1.1", "VA1.2", "FA1.1"], was=["FA1.1", "VA1.1"]))
    places = [order.index(f"Zin van {code}") for code in ("FA1.1", "VA1.1", "VA1.2")]
    assert places == sorted(places)


def test_six_are_too_many_and_all_stay_ticked(client: Client, assessment: Assessment) -> None:
    response = sent(client, assessment, EVERY)
    assert response.status_code == 422
    page = text_of(response)
    assert "Kies hoogstens vijf prioriteiten" in page
    assert ticked(page) == EVERY
    assert sent(client, assessment, []).status_code == 422


def test_one_needs_no_order_and_none_takes_them_away(client: Client, assessment: Assessment) -> None:
    assert sent(client, assessment, ["VA1.3"]).status_code == 302
    assert chosen(assessment) == ["VA1.3"]
    assert sent(client, assessment, [], seen=["VA1.3"]).status_code == 302
    assert chosen(assessment) == []


def test_another_choice_in_between_shows_both(cast: Cast, client: Client, assessment: Assessment) -> None:
    choose_priorities(by=cast.team_coordinator, assessment=assessment, codes=["FA1.1"], seen=[])
    response = sent(client, assessment, ["VA1.1", "VA1.3"], "keep")
    assert response.status_code == 409
    theirs, mine = text_of(response).split("Wat jij koos")
    assert "Zin van FA1.1" in theirs
    assert "Zin van VA1.3" in mine
    assert chosen(assessment) == ["FA1.1"]
    assert sent(client, assessment, ["VA1.1", "VA1.3"], "keep", seen=["FA1.1"]).status_code == 302
    assert chosen(assessment) == ["VA1.1", "VA1.3"]


def test_confirming_again_asks_no_second_time(cast: Cast, client: Client, assessment: Assessment) -> None:
    sent(client, assessment, ["VA1.1"])
    reopen(by=cast.coordinator, assessment=assessment, reason="Een tikfout")
    assert client.get(reverse("priorities", args=[assessment.uid])).status_code == 302
    response: Any = client.post(reverse("scoring-confirm", args=[assessment.uid]), {"with_gaps": "on"})
    assert response.url == reverse("team-result", args=[assessment.uid])
