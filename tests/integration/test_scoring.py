"""The scoring pages as somebody without a script uses them, and the small requests of the page's script."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.enums import MAX_TEXT, Choice, RoundState, Way
from assessments.models import Assessment, AuditEvent, Card, Confirmation, Criterion, TeamScore
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round, set_scores

pytestmark = pytest.mark.django_db

HTML = "<script>alert('x')</script> & <b>vet</b>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;"


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team, cast.sibling_team], small_card).assessments.get(team=cast.team)


@pytest.fixture
def member(client: Client, cast: Cast) -> Client:
    client.force_login(cast.member)
    return client


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def url(assessment: Assessment, rest: str = "criteria/VA1/") -> str:
    return f"/zelfevaluaties/{assessment.uid}/{rest}"


def fetch(
    client: Client, assessment: Assessment, code: str, rest: str = "criteria/VA1/", **fields: Any
) -> Any:
    data = {"indicator": code} | {f"{code}-{name}": value for name, value in fields.items()}
    return client.post(url(assessment, rest), data, headers={"X-Requested-With": "fetch"})


def row(assessment: Assessment, code: str) -> TeamScore | None:
    return TeamScore.objects.filter(assessment=assessment, indicator__code=code).first()


def body(response: Any) -> str:
    """The page, after a strict parse."""
    text: str = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def field(page: str, name: str) -> str:
    """The value of a hidden field, or of the radio that is checked."""
    found = [
        tag
        for tag in re.findall(r"<input[^>]*>", page)
        if f'name="{name}"' in tag and ("hidden" in tag or "checked" in tag)
    ]
    return re.findall(r'value="([^"]*)"', found[0])[0] if found else ""


# --- the first page -----------------------------------------------------------------------------------------


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


# --- a page -------------------------------------------------------------------------------------------------


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


# --- a conflict without a script ----------------------------------------------------------------------------


@pytest.fixture
def clash(member: Client, cast: Cast, assessment: Assessment) -> str:
    """The page on which two people meet: 4 stands, 2 was meant; the other answer of the page was saved."""
    set_scores(
        assessment, {"VA1.1": 4}, rationale="Staat in het plan.", version=7, updated_by=cast.coordinator
    )
    data = {
        "VA1.1-choice": "2",
        "VA1.1-rationale": "Nee.",
        "VA1.1-version": "6",
        "VA1.2-choice": "3",
        "VA1.2-version": "0",
    }
    response = member.post(url(assessment), data | {"go": "next"})
    assert response.status_code == 409
    return body(response)


def test_both_values_are_shown_and_the_rest_is_saved(clash: str, assessment: Assessment) -> None:
    assert "Fatma Şahin heeft dit intussen ook ingevuld" in clash
    assert "Staat in het plan." in clash
    assert 'value="theirs:7"' in clash
    assert 'value="mine:7"' in clash
    assert (field(clash, "VA1.1-choice"), field(clash, "VA1.1-version")) == ("2", "6")
    assert (field(clash, "VA1.2-choice"), field(clash, "VA1.2-version")) == ("3", "1")
    score = row(assessment, "VA1.1")
    assert score is not None
    assert (score.level, score.version) == (4, 7)


def test_ones_own_other_tab_is_named_so(member: Client, cast: Cast, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4}, version=7, updated_by=cast.member)
    answer = fetch(member, assessment, "VA1.1", choice="2", version="6")
    assert "Je hebt dit intussen ook op een andere plek ingevuld" in answer.json()["html"]


def test_sending_it_again_is_the_same_conflict(clash: str, member: Client, assessment: Assessment) -> None:
    response = member.post(url(assessment), {"VA1.1-choice": "2", "VA1.1-version": "6", "go": "next"})
    assert response.status_code == 409


@pytest.mark.parametrize(("whose", "level", "version"), [("mine:7", 2, 8), ("theirs:7", 4, 7)])
def test_one_of_both_is_chosen(
    clash: str, member: Client, assessment: Assessment, whose: str, level: int, version: int
) -> None:
    data = {"VA1.1-choice": "2", "VA1.1-rationale": "Nee.", "VA1.1-version": "6", "VA1.1-resolve": whose}
    response = member.post(url(assessment), data)
    assert response.url == url(assessment) + "#VA1.1"  # type: ignore[attr-defined]
    score = row(assessment, "VA1.1")
    assert score is not None
    assert (score.level, score.version) == (level, version)


def test_a_third_value_in_between_is_a_conflict_again(
    clash: str, member: Client, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.1": 5}, version=8)
    data = {"VA1.1-choice": "2", "VA1.1-version": "6", "VA1.1-resolve": "mine:7"}
    response = member.post(url(assessment), data)
    assert response.status_code == 409
    assert 'value="mine:8"' in body(response)


# --- bad input, nothing changed -----------------------------------------------------------------------------


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


# --- one answer at a time -----------------------------------------------------------------------------------


def test_one_choice_is_saved(member: Client, assessment: Assessment) -> None:
    answer = fetch(member, assessment, "VA1.2", choice="3", rationale="", evidence="", version="0")
    assert answer.status_code == 200
    assert answer.json() | {"saved_at": ""} == {"state": "saved", "version": 1, "saved_at": ""}
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    score = row(assessment, "VA1.2")
    assert score is not None
    assert score.level == 3


def test_one_conflict_shows_both_and_either_can_be_chosen(
    member: Client, cast: Cast, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.1": 4}, rationale=HTML, version=7, updated_by=cast.coordinator)
    answer = fetch(member, assessment, "VA1.1", choice="2", rationale=HTML + "!", version="0")
    assert (answer.status_code, answer.json()["state"]) == (409, "conflict")
    assert ESCAPED in answer.json()["html"]
    assert HTML not in answer.json()["html"]
    theirs = fetch(member, assessment, "VA1.1", choice="2", version="0", resolve="theirs:7")
    assert theirs.json()["state"] == "replaced"
    assert field(theirs.json()["html"], "VA1.1-version") == "7"
    mine = fetch(member, assessment, "VA1.1", choice="2", version="0", resolve="mine:7")
    assert mine.json()["version"] == 8


def test_signed_out_is_never_saved(assessment: Assessment) -> None:
    answer = fetch(Client(), assessment, "VA1.1", choice="3", version="0")
    assert (answer.status_code, answer.url.startswith("/inloggen/")) == (302, True)
    answer = fetch(Client(enforce_csrf_checks=True), assessment, "VA1.1", choice="3", version="0")
    assert answer.status_code in (302, 403)
    assert TeamScore.objects.count() == 0


# --- query counts -------------------------------------------------------------------------------------------


def count(act: Any) -> int:
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_saving_one_choice_takes_eight_queries(member: Client, assessment: Assessment) -> None:
    versions = iter(range(9))

    def save() -> None:
        version = next(versions)
        answer = fetch(
            member, assessment, "VA1.1", choice=str(version + 1), rationale="x", version=str(version)
        )
        assert answer.status_code == 200

    assert count(save) == 8


@pytest.mark.parametrize("indicators", [1, 3])
def test_opening_a_criterion_takes_eight_queries(member: Client, cast: Cast, indicators: int) -> None:
    card = make_card({"VA": [indicators, indicators], "FA": [indicators]})
    old = make_round(
        [cast.team], card, starts_on=dt.date(2025, 11, 3), state=RoundState.CLOSED
    ).assessments.get()
    now = make_round([cast.team], card).assessments.get()
    codes = [f"{criterion}.{n}" for criterion in ("VA1", "VA2", "FA1") for n in range(1, indicators + 1)]
    for one in (old, now):
        set_scores(one, dict.fromkeys(codes, 3), rationale="x", updated_by=cast.coordinator)
    confirm(old)
    assert count(lambda: body(member.get(url(now)))) == 8


# --- read-only ----------------------------------------------------------------------------------------------


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
    assert "iedereen eerst zelf" in body(member.get(url(mine, "")))
    assert "<fieldset" not in body(member.get(url(mine)))


# --- confirming and reopening -------------------------------------------------------------------------------


def test_the_overview_names_gaps_and_fives_without_evidence(
    member: Client, coordinator: Client, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.1": 5, "VA1.2": 4, "VA2.1": "?"})
    set_scores(assessment, {"VA1.3": 5}, evidence="Plan")
    page = body(coordinator.get(url(assessment, "vaststellen/")))
    assert "Er zijn nog 3 indicatoren open" in page
    for code in ("VA2.2", "FA1.1", "FA1.2"):
        assert f'href="{url(assessment, f"criteria/{code[:3]}/")}#{code}"' in page
    assert "Een 5 zonder bewijs" in page
    assert "#VA1.1" in page
    assert "#VA1.3" not in page
    assert "Ik stel vast met 3 open indicatoren" in page
    seen = body(member.get(url(assessment, "vaststellen/")))
    assert "Teamscores vaststellen" not in seen
    assert "Alleen Zoë Brontë kan de teamscores vaststellen" in " ".join(seen.split())


def test_confirming_with_gaps_wants_the_box(coordinator: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 5})
    response = coordinator.post(url(assessment, "vaststellen/"))
    assert response.status_code == 422
    assert "vink aan dat je toch wilt vaststellen" in body(response)
    assert Confirmation.objects.count() == 0
    response = coordinator.post(url(assessment, "vaststellen/"), {"with_gaps": "on"})
    assert response.url == f"/resultaten/teams/{assessment.uid}/"  # type: ignore[attr-defined]
    assert Confirmation.objects.get().confirmed_by.name == "Fatma Şahin"  # type: ignore[union-attr]


def test_a_member_cannot_confirm(member: Client, assessment: Assessment) -> None:
    assert member.post(url(assessment, "vaststellen/"), {"with_gaps": "on"}).status_code == 403
    assert Confirmation.objects.count() == 0


def test_confirming_twice_changes_nothing(coordinator: Client, assessment: Assessment) -> None:
    for _time in range(2):
        response = coordinator.post(url(assessment, "vaststellen/"), {"with_gaps": "on"})
    assert response.url == url(assessment, "")  # type: ignore[attr-defined]
    assert (Confirmation.objects.count(), AuditEvent.objects.count()) == (1, 1)
    assert coordinator.get(url(assessment, "vaststellen/")).status_code == 302


def test_reopening_asks_why(coordinator: Client, assessment: Assessment) -> None:
    coordinator.post(url(assessment, "vaststellen/"), {"with_gaps": "on"})
    page = body(coordinator.get(url(assessment, "heropenen/")))
    assert "Waarom heropen je de scores?" in page
    for reason in ("", "  ", "x" * (MAX_TEXT + 1)):
        response = coordinator.post(url(assessment, "heropenen/"), {"reason": reason})
        assert response.status_code == 422
        body(response)
    assert Confirmation.objects.get().reopened_at is None
    response = coordinator.post(url(assessment, "heropenen/"), {"reason": HTML})
    assert response.url == url(assessment, "")  # type: ignore[attr-defined]
    assert Confirmation.objects.get().reopen_reason == HTML
    assert "<fieldset" in body(coordinator.get(url(assessment)))


def test_reopening_what_is_open_leads_back(coordinator: Client, assessment: Assessment) -> None:
    assert coordinator.get(url(assessment, "heropenen/")).status_code == 302
    response = coordinator.post(url(assessment, "heropenen/"), {"reason": "Tikfout"}, follow=True)
    assert "niet vastgesteld" in body(response)


# --- the card's own words -----------------------------------------------------------------------------------


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
