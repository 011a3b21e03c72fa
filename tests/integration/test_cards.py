"""The card as a page of its own."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext

from assessments.models import Card, Passage
from tests.cast import Cast
from tests.factories import make_card

from .test_card_source import card_texts

pytestmark = pytest.mark.page

DETAIL_QUERIES = 9
LIST_QUERIES = 4


def get(client: Client, url: str, language: str = "nl") -> str:
    client.cookies["django_language"] = language
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(page)))


@pytest.fixture
def signed_in(client: Client, cast: Cast) -> Client:
    client.force_login(cast.member)
    return client


def url_of(card: Card) -> str:
    return reverse("card-detail", args=[card.uid])


def test_the_page_says_everything_the_card_does(signed_in: Client, real_card: Card) -> None:
    page = words(get(signed_in, url_of(real_card)))
    slips = set(real_card.indicators.values_list("source_text", flat=True))
    for text in card_texts(real_card):
        assert text in page or text in slips, text
    for indicator in real_card.indicators.all():
        assert indicator.code in page
        assert indicator.text in page
    for level in real_card.levels.all():
        assert level.label in page
        assert level.meaning in page
    assert "Noot van de redactie: De figuur met deze opzet ontbreekt" in page
    assert "3 thema’s, 8 criteria en 36 indicatoren" in page
    assert "vertaling" not in page


def test_the_english_page_keeps_the_dutch_and_adds_the_translation(
    signed_in: Client, real_card: Card
) -> None:
    page = get(signed_in, url_of(real_card), "en")
    assert '<html lang="en">' in page
    dutch = re.sub(r"\s+", " ", unescape(page))
    for indicator in real_card.indicators.all():
        assert f'<span lang="nl">{indicator.text}</span>' in dutch
        assert indicator.translations["en"]["text"] in words(page)
    for passage in Passage.objects.all():
        assert passage.translations["en"]["title"] in words(page)
    with translation.override("en"):
        unofficial = gettext("De kaart is Nederlands. De vertaling eronder is niet officieel.")
    for text in (words(page), words(get(signed_in, reverse("card-list"), "en"))):
        assert text.count(unofficial) == 1


def test_it_is_valid_with_one_h1_and_headings_in_order(signed_in: Client, real_card: Card) -> None:
    for url in (url_of(real_card), reverse("card-list")):
        for language in ("nl", "en"):
            page = get(signed_in, url, language)
            html5lib.HTMLParser(strict=True).parse(page)
            levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after - before <= 1 for before, after in pairwise(levels))
            ids = re.findall(r'\bid="([^"]+)"', page)
            assert len(ids) == len(set(ids))
            assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_list_names_the_shipped_cards_and_the_boards_own(
    signed_in: Client, cast: Cast, real_card: Card
) -> None:
    make_card(owner=cast.board, title="Eigen kaart")
    make_card(owner=cast.foreign_board, title="Kaart van elders")
    page = words(get(signed_in, reverse("card-list")))
    assert "Kwaliteitskaart Loopbaanoriëntatie en -begeleiding" in page
    assert "Eigen kaart" in page
    assert f"Van {cast.board.name}" in page
    assert "elders" not in page
    assert cast.foreign_board.name not in page


def test_an_empty_list_says_what_to_do(signed_in: Client) -> None:
    assert "Er is nog geen kaart" in get(signed_in, reverse("card-list"))


def test_html_in_a_card_is_shown_literally(signed_in: Client) -> None:
    bad = '<b onclick="x">vet</b> & -zo'
    card = make_card(title=bad, question=bad, subtitle=bad)
    for url in (url_of(card), reverse("card-list")):
        page = get(signed_in, url)
        assert "<b onclick" not in page
        assert bad in words(page.replace("&lt;", "\x00").replace("\x00", "&amp;lt;")).replace(
            "&lt;", "<"
        ).replace("&gt;", ">")


@pytest.mark.parametrize("extra", [0, 2])
def test_queries(
    signed_in: Client, cast: Cast, real_card: Card, extra: int, django_assert_num_queries: Any
) -> None:
    for number in range(extra):
        make_card(owner=cast.board)
        Passage.objects.create(card=real_card, code=f"meer-{number}", position=10 + number, title="Meer")
    with django_assert_num_queries(DETAIL_QUERIES):
        get(signed_in, url_of(real_card))
    with django_assert_num_queries(LIST_QUERIES):
        get(signed_in, reverse("card-list"))


# --- refusals -------------------------------------------------------------------------------------------------------


def test_another_boards_card_does_not_exist(signed_in: Client, cast: Cast) -> None:
    assert signed_in.get(url_of(make_card(owner=cast.foreign_board))).status_code == 404


def test_without_a_role_only_shipped_cards(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.stranger)
    own = make_card(owner=cast.board, title="Eigen kaart")
    assert client.get(url_of(small_card)).status_code == 200
    assert client.get(url_of(own)).status_code == 404
    assert "Eigen kaart" not in get(client, reverse("card-list"))


def test_signing_in_comes_first(client: Client, small_card: Card) -> None:
    for url in (url_of(small_card), reverse("card-list")):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
