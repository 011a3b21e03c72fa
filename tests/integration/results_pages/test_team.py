"""The page of a team: what was confirmed is shown with its figures; before that only how far it is."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from assessments.enums import RoundState
from assessments.models import Assessment, Card, Confirmation, Round
from assessments.services.closing import close_answering
from assessments.services.confirmations import confirm as confirm_scores
from assessments.services.confirmations import reopen
from tests.cast import Cast
from tests.factories import (
    TeamFactory,
    confirm,
    make_card,
    make_individual,
    make_round,
    set_scores,
    take_part,
    tally,
)

from .reading import NOW, REAL_SHAPE, SECRET, THEN, html, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_team_reads_its_result(cast: Cast, this_year: Round) -> None:
    assessment = scored(cast.team, this_year, NOW, rationale="Staat in het schoolplan")
    response = page(cast.member, "team-result", assessment.uid)
    words = text(response)
    assert "Havo 4-5" in words
    assert "3 van 5 op orde" in words
    assert "Gemiddelde 3,6 op een schaal van 1 tot 5" in words
    assert "2 van 7 1 weet ik niet, 1 niet van toepassing" in words
    assert "Zin van VA1.1" in words
    assert "Waarom: Staat in het schoolplan" in words
    assert "2 van 3 op orde gemiddelde 3,7" in words
    assert "Concept" not in words
    assert reverse("team-report", args=[assessment.uid]) in html(response)


def test_team_sees_what_changed(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    words = text(page(cast.member, "team-result", scored(cast.team, this_year, NOW).uid))
    # VA1.1 3→4, VA1.2 5→5, VA1.3 3→2, FA1.1 2→4: two more op orde, +2 over four cells.
    assert "Sinds LOB 2025 2 meer op orde gemiddeld +0,5, over 4 scores die je kunt vergelijken" in words
    assert "Grotendeels vorige keer 3 (+1)" in words
    assert "In aanzet vorige keer 3 (−1)" in words
    assert "Geborgd vorige keer 5" in words
    assert "Gedeeltelijk vorige keer weet ik niet" in words
    assert "Weet ik niet vorige keer niet ingevuld" in words


def test_new_indicator_is_named_new(cast: Cast, last_year: Round, small_card: Card) -> None:
    edition = make_card({"VA": [4, 2], "FA": [2]}, key=small_card.key, edition="2")
    scored(cast.team, last_year, THEN)
    now = make_round([cast.team], edition, title="LOB 2026")
    words = text(page(cast.member, "team-result", scored(cast.team, now, {"VA1.1": 4, "VA1.4": 5}).uid))
    assert "Geborgd nieuw" in words
    assert words.count("nieuw") == 1 + words.count("nieuwste")


def test_first_round_says_so(cast: Cast, last_year: Round) -> None:
    words = text(page(cast.member, "team-result", scored(cast.team, last_year, NOW).uid))
    assert "Dit is de eerste meting" in words
    assert "nieuw" not in words


def test_earlier_round_that_cannot_be_compared(cast: Cast, last_year: Round, this_year: Round) -> None:
    set_scores(the(cast.team, last_year), THEN)
    words = text(page(cast.member, "team-result", scored(cast.team, this_year, NOW).uid))
    assert "Niet te vergelijken: er is niets dat toen en nu een score heeft op dezelfde schaal." in words
    assert "vorige keer" not in words


def test_evidence_shows_its_age_and_dissent_its_words(cast: Cast, this_year: Round) -> None:
    assessment = scored(cast.team, this_year, NOW, evidence="Taakbeleid", dissent="De mentoren zien een 2")
    today = dt.date.today()
    assessment.scores.update(evidenced_on=today.replace(year=today.year - 2, day=1))
    words = text(page(cast.member, "team-result", assessment.uid))
    assert "Bewijs (2 jaar oud): Taakbeleid" in words
    assert "Anders gezien: De mentoren zien een 2" in words


def test_median_is_named_so(cast: Cast, this_year: Round) -> None:
    assessment = the(cast.team, this_year)
    tally(assessment, {"VA1.1": "333444"})
    confirm(assessment)
    words = text(page(cast.member, "team-result", assessment.uid))
    assert "3,5 Mediaan van de antwoorden" in words
    assert "0 van 1 op orde" in words


def test_nothing_applies(cast: Cast, this_year: Round) -> None:
    assessment = scored(cast.team, this_year, dict.fromkeys(NOW, "-"))
    words = text(page(cast.member, "team-result", assessment.uid))
    assert "Niets van toepassing" in words
    assert "De criteria" not in words
    assert "7 van 7 7 niet van toepassing" in words


def test_no_mean_under_half(cast: Cast, this_year: Round) -> None:
    assessment = scored(cast.team, this_year, {"VA1.1": 4, "VA1.2": 5, "VA1.3": 5})
    words = text(page(cast.member, "team-result", assessment.uid))
    assert "3 van 3 op orde" in words
    assert "Gemiddelde – Minder dan de helft heeft een score." in words
    assert "4 van 7 4 niet ingevuld" in words


@pytest.mark.parametrize("person", ["member", "manager", "team_manager", "governor"])
def test_until_confirmed_only_how_far(cast: Cast, last_year: Round, this_year: Round, person: str) -> None:
    scored(cast.team, last_year, THEN)
    assessment = the(cast.team, this_year)
    set_scores(assessment, NOW, rationale=SECRET, evidence=SECRET, dissent=SECRET)
    response = page(getattr(cast, person), "team-result", assessment.uid)
    words = text(response)
    assert "7 van 7 ingevuld" in words
    assert SECRET not in html(response)
    assert "op orde" not in words
    assert "Zin van" not in words
    assert not re.search(r"lv-\d|h-\d", html(response))
    assert reverse("team-report", args=[assessment.uid]) not in html(response)
    assert reverse("team-result", args=[the(cast.team, last_year).uid]) in html(response)


def test_only_who_may_fill_in_is_led_there(cast: Cast, this_year: Round) -> None:
    assessment = the(cast.team, this_year)
    form = reverse("scoring-start", args=[assessment.uid])
    assert form in html(page(cast.member, "team-result", assessment.uid))
    assert form not in html(page(cast.manager, "team-result", assessment.uid))


@pytest.mark.parametrize("person", ["team_coordinator", "coordinator", "board_coordinator"])
def test_coordinator_reads_a_concept(cast: Cast, this_year: Round, person: str) -> None:
    assessment = the(cast.team, this_year)
    set_scores(assessment, NOW, rationale=SECRET)
    words = text(page(getattr(cast, person), "team-result", assessment.uid))
    assert "Concept" in words
    assert "Zo ver is het team nu: 7 van 7 ingevuld" in words
    assert SECRET in words


def test_reopened_counts_as_unconfirmed(cast: Cast, this_year: Round) -> None:
    assessment = the(cast.team, this_year)
    set_scores(assessment, NOW, rationale=SECRET)
    Confirmation.objects.create(
        assessment=assessment,
        number=1,
        confirmed_at=timezone.now(),
        reopened_at=timezone.now(),
        reopen_reason="Tikfout",
    )
    words = text(page(cast.manager, "team-result", assessment.uid))
    assert "Heropend" in words
    assert SECRET not in words
    assert "Tikfout" not in words


def test_closed_without_confirming(cast: Cast, last_year: Round) -> None:
    words = text(page(cast.member, "team-result", the(cast.team, last_year).uid))
    assert "Niet vastgesteld" in words
    assert "0 van 7 ingevuld" in words


def test_concept_round_has_no_result(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, state=RoundState.DRAFT)
    assessment = the(cast.team, round_)
    assert "De meting is nog niet geopend." in text(page(cast.coordinator, "team-result", assessment.uid))
    assert page(cast.member, "team-result", assessment.uid).status_code == 404


def test_others_rounds_of_a_team_are_those_one_may_see(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    trial = make_round([cast.team], make_card(), title="Proef", is_trial=True, starts_on=dt.date(2026, 10, 1))
    scored(cast.team, trial, {"VA1.1": 4})
    set_scores(the(cast.team, last_year), THEN)
    assessment = scored(cast.team, this_year, NOW)
    assert "Andere metingen" not in text(page(cast.member, "team-result", assessment.uid))
    words = text(page(cast.coordinator, "team-result", assessment.uid))
    assert "LOB 2025 Havo 4-5 Concept" in words
    assert "Proef" not in words


def test_predecessors_of_a_merged_team_are_linked(cast: Cast, last_year: Round, small_card: Card) -> None:
    old = TeamFactory(school=cast.school, name="Havo 4", merged_into=cast.team)
    before = make_round(
        [old], small_card, title="LOB 2024", state=RoundState.CLOSED, starts_on=dt.date(2024, 11, 1)
    )
    link = reverse("team-result", args=[scored(old, before, THEN).uid])
    assessment = scored(cast.team, last_year, NOW)
    assert link in html(page(cast.coordinator, "team-result", assessment.uid))
    assert link not in html(page(cast.member, "team-result", assessment.uid))


def test_trial_is_marked(cast: Cast, small_card: Card) -> None:
    trial = make_round([cast.team], small_card, is_trial=True)
    assert "Proefmeting" in text(page(cast.member, "team-result", scored(cast.team, trial, NOW).uid))
    assert "Proefmeting" in text(page(cast.manager, "school-result", cast.school.uid, trial.uid))


def test_words_are_shown_literally(cast: Cast, this_year: Round) -> None:
    hostile = "<script>alert(1)</script>"
    cast.team.name = hostile
    assessment = the(cast.team, this_year)
    Assessment.objects.filter(pk=assessment.pk).update(team_name=hostile)
    scored(cast.team, this_year, NOW, rationale=hostile, evidence=hostile, dissent=hostile)
    for response in (
        page(cast.coordinator, "team-result", assessment.uid),
        page(cast.coordinator, "school-result", cast.school.uid, this_year.uid),
        page(cast.coordinator, "school-criterion", cast.school.uid, this_year.uid, "VA1"),
        page(cast.coordinator, "results"),
    ):
        assert hostile not in html(response)
        assert hostile in unescape(html(response))


def test_english_keeps_the_card_dutch(cast: Cast, this_year: Round) -> None:
    indicator = this_year.card.indicators.get(code="VA1.1")
    indicator.translations = {"en": {"text": "Sentence in English"}}
    indicator.save()
    assessment = scored(cast.team, this_year, NOW)
    client = Client()
    client.force_login(cast.member)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    words = html(client.get(reverse("team-result", args=[assessment.uid])))
    assert '<span lang="nl">Zin van VA1.1</span>' in words
    assert "Sentence in English" in words


@pytest.mark.parametrize("rounds", [1, 3])
def test_team_page_query_count(
    cast: Cast, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    card = make_card(REAL_SHAPE)
    codes = [indicator.code for indicator in card.indicators.all()]
    for year in range(rounds):
        round_ = make_round(
            [cast.team],
            card,
            state=RoundState.CLOSED,
            starts_on=dt.date(2024 + year, 11, 1),
            title=f"LOB {year}",
        )
        assessment = scored(
            cast.team, round_, {code: 1 + (index + year) % 5 for index, code in enumerate(codes)}
        )
    client = Client()
    client.force_login(cast.member)
    url = reverse("team-result", args=[assessment.uid])
    with django_assert_num_queries(11):
        client.get(url)


@pytest.mark.parametrize("times", [1, 3])
def test_reopened_and_confirmed_again_takes_no_query_more(
    cast: Cast, small_card: Card, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessment = make_individual(cast.team, small_card, size=6)
    for _person in range(6):
        take_part(assessment, {"VA1.1": 3})
    close_answering(by=cast.coordinator, assessment=assessment)
    set_scores(assessment, NOW, rationale="Zo is het")
    for number in range(times):
        confirm_scores(by=cast.coordinator, assessment=assessment, with_gaps=True)
        reopen(by=cast.coordinator, assessment=assessment, reason=f"Reden {number}")
    confirm_scores(by=cast.coordinator, assessment=assessment, with_gaps=True)
    client = Client()
    client.force_login(cast.coordinator)
    with django_assert_num_queries(12):
        words = text(client.get(reverse("team-result", args=[assessment.uid])))
    today = date_format(timezone.localdate(), "j F Y")
    reasons = [f"Heropend op {today}: Reden {number}" for number in range(times)]
    assert [words.index(reason) for reason in reasons] == sorted(words.index(reason) for reason in reasons)
    assert "Zo is het" in words


def test_what_moved_what_is_not_known_and_who_acts(cast: Cast, real_card: Card) -> None:
    before = make_round(
        [cast.team], real_card, title="LOB 2025", state=RoundState.CLOSED, starts_on=dt.date(2025, 11, 3)
    )
    scored(cast.team, before, {"VA1.1": 3, "VA1.2": 4, "VA1.3": 2})
    now = scored(
        cast.team, make_round([cast.team], real_card), {"VA1.1": 4, "VA1.2": 4, "VA1.3": 1, "VA1.4": "?"}
    )
    words = text(page(cast.member, "team-result", now.uid))
    up, down = words.split("Vooruit ")[1].split("Wat het team niet weet")[0].split("Achteruit ")
    assert re.search(r"^VA1\.1 .* 3 Gedeeltelijk → naar 4 Grotendeels \+1 $", up)
    assert re.search(r"^VA1\.3 .* 2 In aanzet → naar 1 Nog niet −1 ", down)
    assert re.search(r"Wat het team niet weet .* VA1\.4 .* weet ik niet", words)
    assert re.search(r"Wie is aan zet .* Bestuur .* van", words)
