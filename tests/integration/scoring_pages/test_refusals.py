"""What cannot be saved, and who can only read: nothing changes."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.enums import MAX_TEXT, RoundState, Way
from assessments.models import Assessment, Card, TeamScore
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round, set_scores

from .asking import body, fetch, field, row, url

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HTML = "<script>alert('x')</script> & <b>vet</b>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"VA1.1-choice": "6"}, "hoort niet bij de schaal"),
        ({"VA1.1-choice": "0"}, "hoort niet bij de schaal"),
        ({"VA1.1-choice": "niveau"}, "hoort niet bij de schaal"),
        ({"VA1.1-choice": "²"}, "hoort niet bij de schaal"),
        ({"VA1.1-rationale": "x" * (MAX_TEXT + 1)}, "langer dan 4.000 tekens"),
        ({"VA1.1-evidence": "x" * (MAX_TEXT + 1)}, "langer dan 4.000 tekens"),
        ({"VA1.1-version": "x"}, "niet goed aangekomen"),
        ({"VA1.1-resolve": "mine:x"}, "niet goed aangekomen"),
    ],
)
def test_a_page_with_a_mistake_saves_nothing_and_keeps_what_was_written(
    member: Client, assessment: Assessment, data: dict[str, str], message: str
) -> None:
    response = member.post(url(assessment), {"VA1.2-choice": "3", "VA1.2-rationale": "Onze woorden"} | data)
    assert response.status_code == 422
    page = body(response)
    assert message in page
    assert "Onze woorden" in page
    assert field(page, "VA1.2-choice") == "3"
    assert TeamScore.objects.count() == 0
    answer = member.post(
        url(assessment), {"indicator": "VA1.1"} | data, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 422
    assert message in " ".join(answer.json()["errors"].values())
    assert TeamScore.objects.count() == 0


def test_exactly_4000_characters_with_windows_line_breaks(member: Client, assessment: Assessment) -> None:
    text = "ab\r\n" * 1333 + "c"
    assert len(text) > MAX_TEXT
    assert member.post(url(assessment), {"VA1.1-rationale": text}).status_code == 302
    score = row(assessment, "VA1.1")
    assert score is not None
    assert len(score.rationale) == MAX_TEXT


def test_an_indicator_of_another_card_or_none(member: Client, assessment: Assessment) -> None:
    make_card({"ZZ": [1]})
    for code in ("ZZ1.1", "VA9.1", ""):
        answer = fetch(member, assessment, code, choice="3", version="0")
        assert answer.status_code == 422
    assert member.post(url(assessment), {"ZZ1.1-choice": "3"}).status_code == 302
    assert TeamScore.objects.count() == 0


@pytest.mark.parametrize("code", ["XX9", "VA1.1", "va1"])
def test_a_criterion_that_is_not_there(member: Client, assessment: Assessment, code: str) -> None:
    assert member.get(url(assessment, f"criteria/{code}/")).status_code == 404


def test_a_save_after_confirming(member: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4})
    confirm(assessment)
    answer = fetch(member, assessment, "VA1.1", choice="2", version="1")
    assert answer.status_code == 403
    assert "vastgesteld" in answer.json()["message"]
    response = member.post(url(assessment), {"VA1.1-choice": "2", "VA1.1-version": "1"}, follow=True)
    page = body(response)
    assert "Er is niets opgeslagen." in page
    assert "Bewaar" not in page
    score = row(assessment, "VA1.1")
    assert score is not None
    assert score.level == 4


def test_confirmed_is_read_only(member: Client, coordinator: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4, "VA1.2": "?"}, rationale=HTML)
    confirm(assessment)
    page = body(member.get(url(assessment)))
    assert "<fieldset" not in page
    assert "<textarea" not in page
    assert page.count(ESCAPED) == 2
    assert "Grotendeels" in page
    assert "vraag dan je LOB-coördinator" in page
    assert "Zoë Brontë" in page, "whom to ask"
    assert "heropenen/" not in page
    assert f'href="{url(assessment, "heropenen/")}"' in body(coordinator.get(url(assessment)))
    assert "Bekijk het resultaat" in body(member.get(url(assessment, "")))


def test_after_closing_a_member_reads_and_the_coordinator_writes(
    member: Client, coordinator: Client, cast: Cast, small_card: Card
) -> None:
    closed = make_round([cast.team], small_card, state=RoundState.CLOSED).assessments.get()
    assert "<fieldset" not in body(member.get(url(closed)))
    assert "<fieldset" in body(coordinator.get(url(closed)))
    assert "Alleen de LOB-coördinator kan de scores nog aanvullen" in body(member.get(url(closed, "")))


def test_where_everyone_answers_first_a_member_reads(member: Client, cast: Cast, small_card: Card) -> None:
    mine = make_round([cast.team], small_card, way=Way.INDIVIDUAL).assessments.get()
    assert member.get(url(mine, "")).url == url(mine, "gesprek/")  # type: ignore[attr-defined]
    page = body(member.get(url(mine)))
    assert "iedereen eerst zelf" in page
    assert "<fieldset" not in page
