"""Pages of results: what was confirmed is shown with its figures; of the rest only how far it is."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import html5lib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState
from assessments.models import Assessment, Card, Confirmation, Round, School, Tally, Team, User
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_card,
    make_round,
    set_scores,
)

pytestmark = pytest.mark.django_db

REAL_SHAPE = {"VA": [6, 4, 4, 4], "FA": [5, 3, 4], "VB": [6]}
BEFORE = dt.date(2025, 11, 3)
SECRET = "Dit mag niemand lezen"

Scores = dict[str, int | str | None]

# The small card: VA1.1-3, VA2.1-2, FA1.1-2.
NOW: Scores = {"VA1.1": 4, "VA1.2": 5, "VA1.3": 2, "VA2.1": 3, "VA2.2": "?", "FA1.1": 4, "FA1.2": "-"}
"""3 of 5 op orde, mean 18/5; VA1 2 of 3 with mean 11/3, VA2 0 of 1 with 3, FA1 1 of 1 with 4."""
THEN: Scores = {"VA1.1": 3, "VA1.2": 5, "VA1.3": 3, "VA2.1": "?", "FA1.1": 2}


def page(user: User, name: str, *args: object, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def html(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def text(response: Any) -> str:
    """The words of the main part on a wide screen, as one line."""
    main = html(response).split("<main", 1)[1].split("</main>")[0]
    main = re.sub(r'<span class="lb">.*?</span>', " ", main)
    words = unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", main, flags=re.DOTALL)).split()
    return " ".join(words).replace(" ,", ",")


def the(team: Team, round_: Round) -> Assessment:
    return Assessment.objects.get(team=team, round=round_)


def scored(team: Team, round_: Round, scores: Scores, **words: str) -> Assessment:
    """The team's assessment with scores, confirmed."""
    assessment = the(team, round_)
    set_scores(assessment, scores, **words)
    confirm(assessment)
    return assessment


@pytest.fixture
def last_year(cast: Cast, small_card: Card) -> Round:
    return make_round(
        [cast.team, cast.sibling_team],
        small_card,
        title="LOB 2025",
        state=RoundState.CLOSED,
        starts_on=BEFORE,
    )


@pytest.fixture
def this_year(cast: Cast, small_card: Card, last_year: Round) -> Round:
    return make_round([cast.team, cast.sibling_team], small_card, title="LOB 2026")


# --- a team ---------------------------------------------------------------------------------------------------------


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
    assert "Niet te vergelijken" in words
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
    indicator = this_year.card.indicators.get(code="VA1.1")
    Tally.objects.create(assessment=assessment, indicator=indicator, level_3=3, level_4=3)
    confirm(assessment)
    words = text(page(cast.member, "team-result", assessment.uid))
    assert "3,5 Mediaan van de antwoorden" in words
    assert "0 van 1 op orde" in words


def test_nothing_applies(cast: Cast, this_year: Round) -> None:
    assessment = scored(cast.team, this_year, dict.fromkeys(NOW, "-"))
    words = text(page(cast.member, "team-result", assessment.uid))
    assert "Nog geen scores" in words
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
    with django_assert_num_queries(10):
        client.get(url)


# --- a school -------------------------------------------------------------------------------------------------------


def test_dashboard_of_a_school(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    own = scored(cast.team, this_year, NOW)
    response = page(cast.manager, "school-result", cast.school.uid, this_year.uid)
    words = text(response)
    assert "Duinmark College" in words
    assert "Tussenstand: 1 van 2 teams vastgesteld." in words
    assert "3 van 5 op orde" in words
    assert (
        "Sinds LOB 2025 2 meer op orde gemiddeld +0,5, over 4 scores die je kunt vergelijken, van 1 van 2 teams"
        in words
    )
    assert "Kort VA1: 2 van / 3 gemiddelde 3,7" in words
    assert "School 3 van 5" in words
    assert "Zin van VA1.1 0 → naar 1 team" in words
    source = html(response)
    link = reverse("school-criterion", args=[cast.school.uid, this_year.uid, "VA1"])
    assert f'<td class="cell h-3"><a href="{link}#team-{own.uid}">' in source
    assert reverse("school-report", args=[cast.school.uid, this_year.uid]) in source
    assert reverse("team-report", args=[own.uid]) in source
    assert reverse("school-result", args=[cast.school.uid, last_year.uid]) in source


def test_mean_colour_is_rounded_down(cast: Cast, this_year: Round) -> None:
    """3,67 is shown as 3,7 on the colour of 3; FA1 at 4 turns dark."""
    scored(cast.team, this_year, NOW)
    source = html(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert re.findall(r'class="cell h-(\d)"', source) == ["3", "3", "4"]


def test_no_score_of_an_unconfirmed_team_leaks(cast: Cast, this_year: Round) -> None:
    scored(cast.team, this_year, NOW)
    sibling = the(cast.sibling_team, this_year)
    set_scores(sibling, dict.fromkeys(NOW, 5), rationale=SECRET)
    for person in (cast.manager, cast.governor, cast.coordinator):
        for name, args in (("school-result", ()), ("school-criterion", ("VA1",))):
            response = page(person, name, cast.school.uid, this_year.uid, *args)
            assert SECRET not in html(response)
            row = html(response).split(">Brugklas</a>", 1)[1].split("</tr>")[0]
            assert "cell" not in row
            assert "Alles ingevuld" in row
            assert reverse("team-report", args=[sibling.uid]) not in html(response)
    words = text(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert "Brugklas Alles ingevuld 7 van 7 ingevuld" in words
    assert "3 van 5 op orde" in words


def test_nothing_confirmed_yet(cast: Cast, this_year: Round) -> None:
    set_scores(the(cast.team, this_year), {"VA1.1": 4}, rationale=SECRET)
    for person in (cast.manager, cast.coordinator):
        response = page(person, "school-result", cast.school.uid, this_year.uid)
        words = text(response)
        assert "Nog geen team heeft zijn scores vastgesteld." in words
        assert "Tussenstand: 0 van 2 teams vastgesteld." in words
        assert "Havo 4-5 Aan het invullen 1 van 7" in words
        assert "Brugklas Nog niet begonnen 0 van 7" in words
        assert "van 1 op orde" not in words
        assert 'class="cell' not in html(response)
        assert SECRET not in words
    assert "Nog niets om te laten zien" in text(
        page(cast.manager, "school-criterion", cast.school.uid, this_year.uid, "VA1")
    )


def test_closed_with_a_team_missing_stays_an_interim_state(cast: Cast, last_year: Round) -> None:
    scored(cast.team, last_year, NOW)
    words = text(page(cast.manager, "school-result", cast.school.uid, last_year.uid))
    assert "Tussenstand: 1 van 2 teams vastgesteld." in words
    assert "Brugklas Niet vastgesteld" in words
    scored(cast.sibling_team, last_year, NOW)
    words = text(page(cast.manager, "school-result", cast.school.uid, last_year.uid))
    assert "Alle 2 teams hebben hun scores vastgesteld." in words
    assert "Tussenstand" not in words


def test_team_without_mean_is_named(cast: Cast, last_year: Round) -> None:
    scored(cast.team, last_year, NOW)
    scored(cast.sibling_team, last_year, {"VA1.1": 4})
    response = page(cast.manager, "school-result", cast.school.uid, last_year.uid)
    assert "4 van 6 op orde" in text(response)
    assert "van 1 van de 2 teams; de andere hebben te weinig scores" in text(response)
    assert 'class="cell h-0"' in html(response)


def test_rounds_that_are_not_of_the_school(cast: Cast, small_card: Card, this_year: Round) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT)
    other = make_round([cast.cousin_team], make_card())
    assert page(cast.coordinator, "school-result", cast.school.uid, draft.uid).status_code == 404
    assert page(cast.governor, "school-result", cast.school.uid, other.uid).status_code == 404
    assert page(cast.governor, "school-criterion", cast.school.uid, other.uid, "VA1").status_code == 404
    assert page(cast.member, "school-result", cast.school.uid, this_year.uid).status_code == 404
    assert page(cast.manager, "school-criterion", cast.school.uid, this_year.uid, "XX9").status_code == 404


def test_latest_round_of_a_school(cast: Cast, last_year: Round, this_year: Round, small_card: Card) -> None:
    make_round([cast.team], make_card(), is_trial=True, starts_on=dt.date(2027, 1, 1))
    make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=dt.date(2027, 2, 1))
    response = page(cast.manager, "school-latest", cast.school.uid)
    assert response["Location"] == reverse("school-result", args=[cast.school.uid, this_year.uid])


def test_school_without_a_round(cast: Cast) -> None:
    words = html(page(cast.coordinator, "school-latest", cast.school.uid))
    assert "Nog geen meting gestart" in words
    assert reverse("round-plan") in words
    words = html(page(cast.manager, "school-latest", cast.school.uid))
    assert "Nog geen meting gestart" in words
    assert reverse("round-plan") not in words


def test_criterion_of_a_school(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    own = scored(cast.team, this_year, NOW)
    response = page(cast.manager, "school-criterion", cast.school.uid, this_year.uid, "VA2")
    words = text(response)
    assert "0 van 1 op orde" in words
    assert "VA2.1 Zin van VA2.1 0 van 1 3,0 –" in words
    assert "VA2.2 Zin van VA2.2 – – –" in words
    assert "Havo 4-5 3 3, Gedeeltelijk ? Weet ik niet" in words
    source = html(response)
    assert f'id="team-{own.uid}"' in source
    assert reverse("school-criterion", args=[cast.school.uid, this_year.uid, "VA1"]) in source
    assert reverse("school-criterion", args=[cast.school.uid, this_year.uid, "FA1"]) in source


def forty(school: School, teams: int, rounds: int) -> Round:
    """Rounds in which every team has every score, all confirmed; returns the latest."""
    card = make_card(REAL_SHAPE)
    codes = [indicator.code for indicator in card.indicators.all()]
    members: list[Team] = [TeamFactory(school=school, name=f"Team {number:02}") for number in range(teams)]
    for year in range(rounds):
        round_ = make_round(
            members, card, state=RoundState.CLOSED, starts_on=dt.date(2024 + year, 11, 1), title=f"LOB {year}"
        )
        for place, team in enumerate(members):
            scored(team, round_, {code: 1 + (index + year + place) % 5 for index, code in enumerate(codes)})
    return round_


@pytest.mark.parametrize(("teams", "rounds"), [(1, 1), (3, 1), (3, 3), (40, 3)])
def test_school_pages_query_count(
    teams: int, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    school = SchoolFactory(name="Groot College")
    latest = forty(school, teams, rounds)
    client = Client()
    client.force_login(person := UserFactory())
    give_role(person, Role.GOVERNOR, school.board)
    for name, args, queries in (
        ("school-result", (), 11),
        ("school-criterion", ("VA1",), 10),
        ("results", None, 10),
    ):
        url = reverse(name, args=[] if args is None else [school.uid, latest.uid, *args])
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_pages_are_strictly_valid(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN, rationale="Omdat")
    own = scored(cast.team, this_year, NOW, evidence="Jaarverslag")
    strict = html5lib.HTMLParser(strict=True)
    for name, args in (
        ("results", ()),
        ("team-result", (own.uid,)),
        ("team-result", (the(cast.sibling_team, this_year).uid,)),
        ("school-result", (cast.school.uid, this_year.uid)),
        ("school-criterion", (cast.school.uid, this_year.uid, "VA1")),
    ):
        strict.parse(html(page(cast.coordinator, name, *args)))


# --- all that somebody may see --------------------------------------------------------------------------------------


def test_overview_of_a_manager(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    set_scores(the(cast.sibling_team, this_year), {"VA1.1": 5}, rationale=SECRET)
    response = page(cast.manager, "results")
    words = text(response)
    assert "Duinmark College LOB 2026 1 van 2 teams 3 van 5 3,6" in words
    assert "Brugklas Duinmark College LOB 2026 Aan het invullen 1 van 7" in words
    assert "Havo 4-5 Duinmark College LOB 2026 3 van 5 3,6" in words
    assert "LOB 2025" not in words
    assert SECRET not in words
    assert "Zilte Delta" not in words


def test_overview_of_a_member(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    scored(cast.sibling_team, last_year, THEN)
    set_scores(the(cast.team, this_year), NOW, rationale=SECRET)
    words = text(page(cast.member, "results"))
    assert "Havo 4-5 Duinmark College LOB 2026 Alles ingevuld 7 van 7" in words
    assert "Havo 4-5 Duinmark College LOB 2025 1 van 4" in words
    assert "Brugklas" not in words
    assert "Scholen" not in words


def test_overview_of_a_board(cast: Cast, last_year: Round) -> None:
    words = text(page(cast.governor, "results"))
    assert "Duinmark College LOB 2025 0 van 2 teams nog niets vastgesteld" in words
    assert "Mbo De Zilte Delta nog geen meting gestart" in words
    assert "Foreign" not in words


def test_overview_leaves_trials_and_concepts_out(cast: Cast, small_card: Card) -> None:
    scored(cast.team, make_round([cast.team], small_card, title="Proef", is_trial=True), NOW)
    make_round([cast.team], make_card(), title="Straks", state=RoundState.DRAFT)
    for person in (cast.coordinator, cast.member, cast.governor):
        words = text(page(person, "results"))
        assert "Proef" not in words
        assert "Straks" not in words


@pytest.mark.parametrize("person", ["stranger", "administrator", "former_member"])
def test_overview_without_a_right_to_results(cast: Cast, last_year: Round, person: str) -> None:
    scored(cast.team, last_year, NOW)
    words = text(page(getattr(cast, person), "results"))
    assert "Voor jou zijn er geen resultaten" in words
    assert "Havo" not in words


def test_overview_before_the_first_round(cast: Cast) -> None:
    assert "Nog geen meting gestart" in text(page(cast.member, "results"))


def test_search_in_a_long_list(cast: Cast) -> None:
    forty(cast.school, 14, 1)
    TeamFactory(school=cast.school, name="Élan")
    assert "Zoek een team" in text(page(cast.manager, "results"))
    words = text(page(cast.manager, "results", q="team 03"))
    assert "Team 03" in words
    assert "Team 04" not in words
    assert "Geen team gevonden met “zzz”" in text(page(cast.manager, "results", q="zzz"))
