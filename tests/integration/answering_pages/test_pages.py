"""The pages of one person's form: what they say, without a script, and how many queries each takes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.enums import RoundState, Via
from assessments.models import Answer, Assessment, Card, Participation, Receipt, Response
from tests.cast import Cast
from tests.factories import confirm, make_card, make_individual, make_round, set_scores, take_part
from tests.integration.scoring_pages.asking import body, field

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HTML = "<script>alert('x')</script> & <b>vet</b>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;"


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card)


@pytest.fixture
def member(client: Client, cast: Cast) -> Client:
    client.force_login(cast.member)
    return client


def url(assessment: Assessment, rest: str = "criteria/VA1/") -> str:
    return f"/inbreng/{assessment.uid}/{rest}"


def fetch(client: Client, assessment: Assessment, code: str = "VA1.1", **fields: Any) -> Any:
    apart = {name: fields.pop(name) for name in ("key", "person") if name in fields}
    data = {"indicator": code} | apart | {f"{code}-{name}": value for name, value in fields.items()}
    return client.post(url(assessment), data, headers={"X-Requested-With": "fetch"})


# --- what the pages say -----------------------------------------------------------------------------------------


def test_the_first_page_says_by_example_who_sees_what(member: Client, assessment: Assessment) -> None:
    page = body(member.get(url(assessment, "")))
    assert "Zin van VA1.1" in page
    assert "Nu: dat je bent begonnen. Nooit wat je kiest." in page
    assert "Beide alleen als minstens 5 mensen deze zin invulden." in page
    assert "Manager en bestuur" in page
    assert f'href="{url(assessment)}"' in page


def test_the_floor_of_the_example_is_that_of_the_team(member: Client, assessment: Assessment) -> None:
    Assessment.objects.update(min_group=8)
    assert "minstens 8 mensen" in body(member.get(url(assessment, "")))


@pytest.mark.parametrize("levels", [2, 3, 5, 7])
def test_the_example_fits_every_scale(cast: Cast, member: Client, levels: int) -> None:
    card = make_card(levels=levels, threshold=levels)
    assert "keer" in body(member.get(url(make_individual(cast.team, card), "")))


def test_going_on_leads_to_the_first_open_sentence(
    cast: Cast, member: Client, assessment: Assessment
) -> None:
    take_part(assessment, {"VA1.1": 4, "VA1.2": "?"}, via=Via.ACCOUNT, user=cast.member)
    assert f'href="{url(assessment)}#VA1.3"' in body(member.get(url(assessment, "")))
    page = body(member.get(url(assessment, "klaar/")))
    assert "Zin van VA1.3" in page
    assert "Zin van VA1.1" not in page


def test_everything_is_filled_in(cast: Cast, member: Client, assessment: Assessment) -> None:
    codes = assessment.round.card.indicators.values_list("code", flat=True)
    take_part(assessment, dict.fromkeys(codes, 3), via=Via.ACCOUNT, user=cast.member)
    assert "Alles is ingevuld" in body(member.get(url(assessment, "klaar/")))
    assert "Bekijk je antwoorden" in body(member.get(url(assessment, "")))


def test_ones_own_answers_show_and_nobody_elses(cast: Cast, member: Client, assessment: Assessment) -> None:
    take_part(assessment, {"VA1.1": 4}, via=Via.ACCOUNT, user=cast.member)
    for _number in range(3):
        take_part(assessment, {"VA1.1": 2, "VA1.2": 2})
    Answer.objects.filter(level=4).update(remark=HTML)
    Answer.objects.filter(level=2).update(remark="Van een ander")
    page = body(member.get(url(assessment)))
    assert (field(page, "VA1.1-choice"), field(page, "VA1.2-choice")) == ("4", "")
    assert ESCAPED in page
    assert "Van een ander" not in page
    assert "1 van 7" in re.sub(r"</?b[^>]*>", "", page)


def test_whoever_will_read_a_remark_is_named(cast: Cast, member: Client, assessment: Assessment) -> None:
    assert "Je team en Zoë Brontë lezen dit straks in het gesprek, zonder je naam." in body(
        member.get(url(assessment))
    )
    cast.team_coordinator.memberships.all().delete()
    assert "Je team en Fatma Şahin lezen dit" in body(member.get(url(assessment)))


# --- without a script -------------------------------------------------------------------------------------------


def test_a_page_is_saved_and_leads_on(member: Client, assessment: Assessment) -> None:
    data = {
        "VA1.1-choice": "4",
        "VA1.1-version": "0",
        "VA1.2-remark": "Alleen een opmerking",
        "VA1.2-version": "0",
    }
    response = member.post(url(assessment), data | {"go": "next"})
    assert response.url == url(assessment, "criteria/VA2/")  # type: ignore[attr-defined]
    stored = set(Answer.objects.values_list("level", "remark"))
    assert stored == {(4, ""), (None, "Alleen een opmerking")}


@pytest.mark.parametrize(
    ("code", "go", "there"),
    [("FA1", "next", "klaar/"), ("VA2", "back", "criteria/VA1/"), ("VA1", "stop", None)],
)
def test_the_buttons_lead_where_they_say(
    member: Client, assessment: Assessment, code: str, go: str, there: str | None
) -> None:
    response = member.post(url(assessment, f"criteria/{code}/"), {"go": go})
    assert response.url == (url(assessment, there) if there else "/")  # type: ignore[attr-defined]


def test_two_places_at_once_show_both_values(cast: Cast, member: Client, assessment: Assessment) -> None:
    take_part(assessment, {"VA1.1": 4}, via=Via.ACCOUNT, user=cast.member)
    Answer.objects.update(version=7, remark="Staat er al")
    data = {"VA1.1-choice": "2", "VA1.1-remark": "Nee", "VA1.1-version": "6"}
    response = member.post(url(assessment), data)
    page = body(response)
    assert response.status_code == 409
    assert "Je hebt dit intussen ook op een andere plek ingevuld" in page
    assert "Staat er al" in page
    assert (field(page, "VA1.1-choice"), field(page, "VA1.1-version")) == ("2", "6")
    member.post(url(assessment), data | {"VA1.1-resolve": "mine:7"})
    assert list(Answer.objects.values_list("level", "remark", "version")) == [(2, "Nee", 8)]


def test_what_is_too_long_is_kept_in_the_field(member: Client, assessment: Assessment) -> None:
    response = member.post(url(assessment), {"VA1.1-remark": "x" * 4001, "VA1.1-version": "0"})
    assert response.status_code == 422
    assert "x" * 4001 in body(response)
    assert not Answer.objects.exists()


def test_erasing_asks_and_then_does(cast: Cast, member: Client, assessment: Assessment) -> None:
    take_part(assessment, {"VA1.1": 4, "VA1.2": 2}, via=Via.ACCOUNT, user=cast.member)
    assert "bij 2 zinnen" in body(member.get(url(assessment, "wissen/")))
    response = member.post(url(assessment, "wissen/"), follow=True)
    assert "2 antwoorden zijn gewist." in body(response)
    assert "Er is niets om te wissen" in body(member.get(url(assessment, "wissen/")))
    assert "Er was niets om te wissen." in body(member.post(url(assessment, "wissen/"), follow=True))


def test_a_full_team_is_told_to_whoever_would_begin(member: Client, assessment: Assessment) -> None:
    Assessment.objects.update(declared_size=1)
    take_part(assessment, {"VA1.1": 1})
    response = member.post(url(assessment), {"VA1.1-choice": "4", "VA1.1-version": "0"}, follow=True)
    assert "Er is niets opgeslagen. Er hebben al zoveel mensen ingevuld" in body(response)
    answer = fetch(member, assessment, choice="4", version="0")
    assert (answer.status_code, answer.json()["state"]) == (403, "refused")


# --- once answering is closed -----------------------------------------------------------------------------------


def test_after_closing_every_page_says_so(cast: Cast, member: Client, assessment: Assessment) -> None:
    take_part(assessment, {"VA1.1": 4}, via=Via.ACCOUNT, user=cast.member)
    Response.objects.all().delete()
    Assessment.objects.update(answering_closed_at=timezone.now())
    for rest in ("criteria/VA1/", "klaar/", "wissen/"):
        assert member.get(url(assessment, rest)).url == url(assessment, "")  # type: ignore[attr-defined]
    page = body(member.get(url(assessment, "")))
    assert "Het invullen is gesloten." in page
    assert "ook jij kunt je antwoorden niet meer zien" in page
    assert "Beginnen" not in page
    assert f'href="/zelfevaluaties/{assessment.uid}/gesprek/"' in page
    said = body(member.post(url(assessment), {"VA1.1-choice": "4", "VA1.1-version": "0"}, follow=True))
    assert "Er is niets opgeslagen. Het invullen is gesloten." in said
    assert "gesloten" in body(member.post(url(assessment, "wissen/"), follow=True))
    answer = fetch(member, assessment, choice="4", version="0")
    assert (answer.status_code, answer.json()["state"]) == (403, "refused")
    assert not Answer.objects.exists()


# --- one answer, for the script ---------------------------------------------------------------------------------


def test_one_answer_is_saved_once_however_often_it_is_sent(member: Client, assessment: Assessment) -> None:
    key = str(uuid4())
    for _time in range(3):
        answer = fetch(member, assessment, choice="4", remark="", version="0", key=key)
        assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "saved", 1)
    assert Answer.objects.count() == Receipt.objects.count() == 1
    fetch(member, assessment, choice="5", version="1")
    assert fetch(member, assessment, choice="4", version="0", key=key).json()["version"] == 1
    assert Answer.objects.get().level == 5


def test_one_conflict_shows_both_and_what_stands_can_be_chosen(
    cast: Cast, member: Client, assessment: Assessment
) -> None:
    take_part(assessment, {"VA1.1": 4}, via=Via.ACCOUNT, user=cast.member)
    Answer.objects.update(version=7, remark=HTML)
    answer = fetch(member, assessment, choice="2", version="0", key=str(uuid4()))
    assert (answer.status_code, answer.json()["state"]) == (409, "conflict")
    assert ESCAPED in answer.json()["html"]
    stands = fetch(member, assessment, choice="2", version="0", resolve="theirs:7")
    assert stands.json()["state"] == "replaced"
    assert field(stands.json()["html"], "VA1.1-version") == "7"
    assert Answer.objects.get().level == 4


@pytest.mark.parametrize("place", ["inbreng", "zelfevaluaties"])
def test_what_was_kept_for_another_person_is_not_written(
    cast: Cast, member: Client, assessment: Assessment, small_card: Card, place: str
) -> None:
    there = assessment if place == "inbreng" else make_round([cast.team], make_card()).assessments.get()
    data = {"indicator": "VA1.1", "VA1.1-choice": "4", "VA1.1-version": "0", "key": str(uuid4())}
    address = f"/{place}/{there.uid}/criteria/VA1/"
    headers = {"X-Requested-With": "fetch"}
    answer = member.post(address, data | {"person": str(cast.coordinator.uid)}, headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"state": "someone-else"})
    assert not Receipt.objects.exists()
    assert (
        member.post(address, data | {"person": str(cast.member.uid)}, headers=headers).json()["state"]
        == "saved"
    )
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"key": "geen sleutel"}, {"version": "x"}, {"choice": "9"}, {"choice": "99"}]
)
def test_what_cannot_be_read_is_told(member: Client, assessment: Assessment, fields: dict[str, str]) -> None:
    answer = fetch(member, assessment, **({"choice": "3", "version": "0"} | fields))
    assert (answer.status_code, answer.json()["state"]) == (422, "invalid")
    assert not Answer.objects.exists()


def test_the_page_names_the_person_to_their_browser(
    cast: Cast, member: Client, assessment: Assessment
) -> None:
    for rest in ("", "criteria/VA1/", "klaar/"):
        assert f'data-person="{cast.member.uid}"' in body(member.get(url(assessment, rest)))
    assert f'data-person="{cast.member.uid}"' in body(member.get("/"))
    assert 'data-person=""' in body(Client().get("/inloggen/"))


# --- how many queries -------------------------------------------------------------------------------------------


def count(act: Any) -> int:
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_saving_one_choice_takes_nine_queries(member: Client, assessment: Assessment) -> None:
    """Session, person, roles, assessment; what stands, the answer, its receipt; and the two of the transaction."""
    versions = iter(range(9))

    def save() -> None:
        version = next(versions)
        answer = fetch(
            member, assessment, choice=str(version + 1), remark="x", version=str(version), key=str(uuid4())
        )
        assert answer.status_code == 200

    assert count(save) == 9


@pytest.mark.parametrize("indicators", [1, 3])
@pytest.mark.parametrize(("rest", "queries"), [("", 9), ("criteria/VA1/", 10), ("klaar/", 8), ("wissen/", 5)])
def test_pages_take_so_many_queries(
    member: Client, cast: Cast, indicators: int, rest: str, queries: int
) -> None:
    card = make_card({"VA": [indicators, indicators], "FA": [indicators]})
    start = timezone.localdate() - dt.timedelta(days=365)
    old = make_round([cast.team], card, starts_on=start, state=RoundState.CLOSED).assessments.get()
    now = make_individual(cast.team, card)
    codes = [f"{criterion}.{n}" for criterion in ("VA1", "VA2", "FA1") for n in range(1, indicators + 1)]
    set_scores(old, dict.fromkeys(codes, 3), updated_by=cast.coordinator)
    confirm(old)
    take_part(now, dict.fromkeys(codes[1:], 3), via=Via.ACCOUNT, user=cast.member)
    assert Participation.objects.count() == 1
    assert count(lambda: body(member.get(url(now, rest)))) == queries
