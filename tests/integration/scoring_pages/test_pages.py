"""The first page and the page of a criterion, as somebody without a script uses them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from assessments.enums import Choice, RoundState
from assessments.models import Assessment, Card, Criterion, TeamScore
from assessments.palette import THEME_HUES
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round, set_scores

from .asking import body, field, row, url

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HTML = "<script>alert('x')</script> & <b>vet</b>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;"


def test_start_explains_and_leads_to_the_first_open_criterion(member: Client, assessment: Assessment) -> None:
    page = body(member.get(url(assessment, "")))
    assert "Wat zien anderen hiervan?" in page
    assert "Fatma Şahin of Zoë Brontë" not in page, "the nearest coordinator alone is named"
    assert "stelt Zoë Brontë de teamscores vast" in " ".join(page.split())
    assert ">Beginnen" in page
    set_scores(assessment, {"VA1.1": 1, "VA1.2": "?", "VA1.3": "-"})
    page = body(member.get(url(assessment, "")))
    assert "Verder met criterium 2" in page
    assert f'href="{url(assessment, "criteria/VA2/")}"' in page


def test_start_leads_to_the_overview_when_all_is_answered(member: Client, assessment: Assessment) -> None:
    codes = ["VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2"]
    set_scores(assessment, dict.fromkeys(codes, "?"))
    assert "Naar het overzicht" in body(member.get(url(assessment, "")))


def test_start_of_a_concept_leads_to_its_round(coordinator: Client, cast: Cast, small_card: Card) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT).assessments.get()
    assert coordinator.get(url(draft, "")).url == f"/metingen/{draft.round.uid}/"  # type: ignore[attr-defined]


def test_a_page_shows_what_stands(member: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4, "VA1.2": "?"}, rationale=HTML, evidence=HTML, version=3)
    page = body(member.get(url(assessment)))
    assert (field(page, "VA1.1-choice"), field(page, "VA1.2-choice"), field(page, "VA1.3-choice")) == (
        "4",
        "weet-niet",
        "",
    )
    assert (field(page, "VA1.1-version"), field(page, "VA1.3-version")) == ("3", "0")
    assert page.count(ESCAPED) == 4
    assert HTML not in page
    assert page.count('type="radio"') == 3 * 7
    assert "2</b> van 7 ingevuld" in page
    assert "Verder naar criterium 2" in page
    assert "criterium 1 van 3" in " ".join(page.split())


@pytest.mark.parametrize(("levels", "threshold"), [(2, 2), (7, 5)])
def test_the_form_is_built_from_the_card(member: Client, cast: Cast, levels: int, threshold: int) -> None:
    card = make_card({"VA": [2]}, levels=levels, threshold=threshold)
    page = body(member.get(url(make_round([cast.team], card).assessments.get())))
    assert page.count('type="radio"') == 2 * (levels + 2)
    assert page.count(f"Betekenis {levels}") > 0


def test_a_page_is_saved_as_a_whole_and_leads_on(member: Client, assessment: Assessment) -> None:
    data = {
        "VA1.1-choice": "5",
        "VA1.1-rationale": "Regel één\r\nRegel twee",
        "VA1.1-evidence": "Plan",
        "VA1.1-version": "0",
        "VA1.2-choice": "nvt",
        "VA1.2-version": "0",
        "VA1.3-rationale": "",
        "VA1.3-evidence": "",
        "VA1.3-version": "0",
        "go": "next",
    }
    response = member.post(url(assessment), data)
    assert (response.status_code, response.url) == (302, url(assessment, "criteria/VA2/"))  # type: ignore[attr-defined]
    first = row(assessment, "VA1.1")
    assert first is not None
    assert (first.level, first.rationale, first.evidence) == (5, "Regel één\nRegel twee", "Plan")
    assert TeamScore.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "go", "there"),
    [
        ("VA1", "next", "criteria/VA2/"),
        ("VA2", "back", "criteria/VA1/"),
        ("FA1", "next", "vaststellen/"),
        ("VA1", "", "criteria/VA1/"),
        ("VA1", "back", "criteria/VA1/"),
    ],
)
def test_back_and_forth(member: Client, assessment: Assessment, code: str, go: str, there: str) -> None:
    response = member.post(url(assessment, f"criteria/{code}/"), {"go": go})
    assert response.url == url(assessment, there)  # type: ignore[attr-defined]


def test_stopping_saves_and_leads_home(member: Client, assessment: Assessment) -> None:
    page = body(member.get(url(assessment)))
    head, _foot = page.split("</header>")
    assert 'form="invullen"' in head
    assert page.index(">Bewaren<") < page.index('value="stop"'), "Enter presses the first button"
    data = {"VA1.1-choice": "4", "VA1.1-version": "0", "go": "stop"}
    assert member.post(url(assessment), data).url == "/"  # type: ignore[attr-defined]
    score = row(assessment, "VA1.1")
    assert score is not None
    assert score.level == 4
    answer = member.post(url(assessment), data | {"VA1.1-choice": "2"})
    assert answer.status_code == 409, "what met a conflict is shown, not left behind"


def test_a_page_says_when_something_of_it_was_saved(member: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4})
    assert re.search(r">Opgeslagen \d\d:\d\d<", body(member.get(url(assessment))))
    assert not re.search(r">Opgeslagen ", body(member.get(url(assessment, "criteria/VA2/"))))


def test_the_list_of_criteria_begins_its_hues_anew(member: Client, cast: Cast) -> None:
    card = make_card({"VA": [1], "FA": [1], "VB": [1], "XA": [1]})
    page = body(member.get(url(make_round([cast.team], card).assessments.get(), "criteria/XA1/")))
    assert re.findall(r'class="clist-t (th-\d)"', page) == ["th-1", "th-2", "th-3", "th-1"]
    assert 'class="eyebrow th-1"' in page
    ticks = re.findall(r'y="20"[^>]*fill="(#\w+)"', page)
    assert ticks == [*THEME_HUES, THEME_HUES[0]]


def test_a_choice_is_taken_back_by_its_button(member: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4}, rationale="Zo.")
    data = {"VA1.1-choice": "4", "VA1.1-version": "1", "VA1.1-clear": "1"}
    assert member.post(url(assessment), data).url == url(assessment) + "#VA1.1"  # type: ignore[attr-defined]
    score = row(assessment, "VA1.1")
    assert score is not None
    assert (score.choice, score.level, score.rationale) == (Choice.NONE, None, "Zo.")


def test_last_time_shows_from_the_confirmed_round_before(
    member: Client, cast: Cast, small_card: Card
) -> None:
    def earlier(year: int, score: int, **fields: Any) -> Assessment:
        round_ = make_round(
            [cast.team],
            small_card,
            starts_on=dt.date(year, 11, 3),
            state=RoundState.CLOSED,
            title=f"LOB najaar {year}",
            **fields,
        )
        mine = round_.assessments.get()
        set_scores(mine, {"VA1.1": score, "VA1.2": "?"})
        return mine

    now = make_round([cast.team], small_card).assessments.get()
    confirm(earlier(2024, 2))
    confirm(earlier(2025, 5, is_trial=True))
    page = body(member.get(url(now)))
    assert "Vorige keer (LOB najaar 2024): 2, in aanzet." in page
    assert "Vorige keer (LOB najaar 2024): weet ik niet." in page
    last = earlier(2025, 3)
    assert "Vorige keer" not in body(member.get(url(now))), "the round before is not confirmed"
    confirm(last)
    assert "Vorige keer (LOB najaar 2025): 3, gedeeltelijk." in body(member.get(url(now)))


def test_last_time_on_another_scale_is_not_shown(member: Client, cast: Cast, small_card: Card) -> None:
    other = make_card({"VA": [2]}, levels=4, threshold=3, key=small_card.key, edition="0")
    old = make_round(
        [cast.team], other, starts_on=dt.date(2025, 1, 6), state=RoundState.CLOSED
    ).assessments.get()
    set_scores(old, {"VA1.1": 3})
    confirm(old)
    now = make_round([cast.team], small_card).assessments.get()
    assert "Vorige keer" not in body(member.get(url(now)))


def test_html_in_a_card_is_shown_literally(member: Client, assessment: Assessment) -> None:
    Criterion.objects.filter(code="VA1").update(text=HTML, short_name=HTML[:60])
    page = body(member.get(url(assessment)))
    assert ESCAPED in page
    assert HTML not in page


def test_an_english_page_keeps_the_card_dutch_with_its_translation(
    member: Client, cast: Cast, real_card: Card
) -> None:
    mine = make_round([cast.team], real_card).assessments.get()
    member.cookies["django_language"] = "en"
    page = body(member.get(url(mine)))
    assert '<html lang="en"' in page
    assert '<h1 lang="nl">Het bestuur draagt uit dat LOB belangrijk is' in page
    assert "Grotendeels" in page
