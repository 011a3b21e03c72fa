"""The pages of a conversation: the order, what is shown and hidden, and steps without a script."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Choice, RoundState
from assessments.models import Assessment, Card, Conversation, Remark, TeamScore, User
from assessments.services.conversation import go_to
from tests.cast import Cast
from tests.factories import confirm, make_individual, make_round, set_scores, tally
from tests.integration.scoring_pages.asking import body

from .conftest import ORDER, SECRET
from .reading import take, url, words

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def on_screen(client: Client, assessment: Assessment) -> str:
    """The indicator on the screen, or nothing on the agenda."""
    found = re.search(r"<title>\s*(\w+\.\d+):", body(client.get(url(assessment))))
    return found[1] if found else ""


# --- the order, and what is shown -------------------------------------------------------------------------------


def test_it_opens_with_the_agenda_in_its_order(coordinator: Client, assessment: Assessment) -> None:
    page = body(coordinator.get(url(assessment)))
    assert re.findall(r'name="go"\s+value="(\w+\.\d)"', page) == ORDER
    first = re.findall(r'class="soft">(\w+\.\d)<', page.split("plan-list")[1].split("</ol>")[0])
    assert first == ["VA1.3", "VA1.2", "VA2.1"]  # what all agree on need not be discussed first
    text = words(coordinator.get(url(assessment)))
    assert "Begin het gesprek" in text
    assert "2 indicatoren zonder zichtbare antwoorden staan onderaan" in text
    assert "Bij 2 indicatoren koos iedereen hetzelfde niveau" in text
    assert SECRET not in page


def test_beginning_shows_where_people_differ_most(coordinator: Client, assessment: Assessment) -> None:
    response = take(coordinator, assessment, go="")
    assert response.url == url(assessment)
    page = words(coordinator.get(url(assessment)))
    assert "indicator 1 van 7 · grootste verschil eerst" in page
    assert "Zin van VA1.3" in page
    assert "Jullie denken hier verschillend over. Dit kozen 6 mensen." in page
    assert "Antwoord Mensen 1, Nog niet 3 2, In aanzet 0" in page
    assert f"{SECRET}: VA1.3" in page
    assert "Toon 1 opmerking" in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("VA1.1", "Jullie zijn het helemaal eens."),
        ("VA1.2", "Jullie zitten dicht bij elkaar."),
        ("VA2.1", "Jullie zitten dicht bij elkaar."),
        ("FA1.1", "Hier zie je geen antwoorden en geen opmerkingen."),
        ("FA1.2", "Hier zie je geen antwoorden en geen opmerkingen."),
    ],
)
def test_what_is_said_of_a_spread(
    coordinator: Client, cast: Cast, assessment: Assessment, code: str, said: str
) -> None:
    go_to(by=cast.coordinator, assessment=assessment, code=code)
    assert said in words(coordinator.get(url(assessment)))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("??????", "Niemand van jullie koos een niveau. Dit kozen 6 mensen."),
        ("------", "Iedereen vindt dit niet van toepassing. Dit kozen 6 mensen."),
        ("3????", "Veel van jullie weten dit niet. Dit kozen 5 mensen."),
        ("3" * 15 + "4" * 25, "Jullie zitten dicht bij elkaar. Dit kozen 40 mensen."),
        ("1" * 20 + "5" * 20, "Jullie denken hier verschillend over. Dit kozen 40 mensen."),
    ],
)
def test_spreads_of_all_kinds(
    coordinator: Client, cast: Cast, small_card: Card, answers: str, said: str
) -> None:
    assessment = make_individual(cast.team, small_card, answering_closed_at=timezone.now())
    tally(assessment, {"VA1.1": answers})
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.1")
    assert said in words(coordinator.get(url(assessment)))


def test_up_to_fourteen_each_is_drawn_above_it_a_bar_per_level(
    coordinator: Client, cast: Cast, small_card: Card
) -> None:
    assessment = make_individual(cast.team, small_card, answering_closed_at=timezone.now())
    tally(assessment, {"VA1.1": "2" * 6 + "3" * 8, "VA1.2": "2" * 5 + "3" * 10})
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.1")
    page = body(coordinator.get(url(assessment)))
    assert page.count("<i>2</i>") == 6
    assert page.count("<i>3</i>") == 8
    assert "pile-up" not in page
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.2")
    page = body(coordinator.get(url(assessment)))
    assert "<i>" not in page
    assert re.findall(r'y="(\d+)"\s+width="10"\s+height="(\d+)"', page) == [("50", "50"), ("0", "100")]


def test_under_the_floor_nothing_is_shown_or_suggested(
    coordinator: Client, member: Client, cast: Cast, assessment: Assessment
) -> None:
    go_to(by=cast.coordinator, assessment=assessment, code="FA1.2")
    for client in (coordinator, member):
        page = body(client.get(url(assessment)))
        text = words(client.get(url(assessment)))
        assert "Minder dan 5 mensen vulden dit in, of je zou kunnen afleiden wie wat koos." in text
        assert "zonder antwoorden, op volgorde van de kaart" in text
        for hidden in (SECRET, "Toon ", "Dit kozen", "persoon", "<i>", "<table"):
            assert hidden not in page


def test_a_team_under_the_floor_follows_the_card(coordinator: Client, cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card, answering_closed_at=timezone.now())
    tally(assessment, {"VA1.1": "1115", "VA1.3": "3333"})
    page = body(coordinator.get(url(assessment)))
    codes = ["VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2"]
    assert re.findall(r'name="go"\s+value="(\w+\.\d)"', page) == codes
    text = words(coordinator.get(url(assessment)))
    assert "Bespreek de indicatoren op volgorde van de kaart." in text
    assert "verschil" not in text
    assert "eens" not in text
    take(coordinator, assessment, go="")
    text = words(coordinator.get(url(assessment)))
    assert "indicator 1 van 7 · op volgorde van de kaart" in text
    assert coordinator.get(url(assessment, "eens/")).status_code == 200
    assert "Er is niets meer samen vast te leggen" in words(coordinator.get(url(assessment, "eens/")))


# --- steps, without a script ------------------------------------------------------------------------------------


def test_agreeing_goes_on_and_tells_last_time_only_then(
    coordinator: Client, cast: Cast, assessment: Assessment, small_card: Card
) -> None:
    last = make_round(
        [cast.team],
        small_card,
        title="Najaar 2025",
        state=RoundState.CLOSED,
        starts_on=dt.date(2025, 11, 3),
    ).assessments.get()
    set_scores(last, {"VA1.3": 2})
    confirm(last)
    take(coordinator, assessment, go="VA1.3")
    assert "Najaar 2025" not in body(coordinator.get(url(assessment)))
    fields: dict[str, Any] = {
        "choice": "3",
        "version": "0",
        "rationale": "Zo is het",
        "evidence": "Plan",
        "dissent": "Een 1",
    }
    assert take(coordinator, assessment, "VA1.3", do="agree", **fields).url == url(assessment)
    text = words(coordinator.get(url(assessment)))
    assert "VA1.3 vastgelegd: 3, gedeeltelijk. Vorige keer (Najaar 2025): 2, in aanzet." in text
    assert "indicator 2 van 7" in text
    score = TeamScore.objects.get(assessment=assessment)
    assert (score.level, score.rationale, score.evidence, score.dissent) == (3, "Zo is het", "Plan", "Een 1")
    take(coordinator, assessment, "VA1.2", go="VA1.3", version="0", rationale="", evidence="", dissent="")
    text = words(coordinator.get(url(assessment)))
    assert "Vorige keer (Najaar 2025): 2, in aanzet." in text
    assert "Leg opnieuw vast en ga verder" in text


def test_nothing_chosen_is_said_and_loses_no_word(coordinator: Client, assessment: Assessment) -> None:
    take(coordinator, assessment, go="VA1.3")
    response = take(coordinator, assessment, "VA1.3", do="agree", version="0", rationale="Al getypt")
    assert response.status_code == 422
    text = words(response)
    assert "Kies eerst wat jullie afspreken" in text
    assert "Al getypt" in text
    assert not TeamScore.objects.exists()


def test_later_keeps_the_words_and_comes_back(coordinator: Client, assessment: Assessment) -> None:
    take(coordinator, assessment, go="VA1.3")
    take(coordinator, assessment, "VA1.3", do="later", version="0", choice="4", rationale="Vraag het Ans")
    score = TeamScore.objects.get()
    assert (score.choice, score.rationale) == (Choice.NONE, "Vraag het Ans")
    seen: list[str] = []
    while (code := on_screen(coordinator, assessment)) and len(seen) < 9:
        seen.append(code)
        version = "1" if code == "VA1.3" else "0"
        take(coordinator, assessment, code, do="agree", version=version, choice="4")
    assert seen == [*ORDER[1:], "VA1.3"]
    text = words(coordinator.get(url(assessment)))
    assert "Alles is besproken" in text
    assert "Nakijken en vaststellen" in text


def test_before_and_after_go_along_the_order(coordinator: Client, assessment: Assessment) -> None:
    take(coordinator, assessment, go="VA1.2")
    page = body(coordinator.get(url(assessment)))
    assert re.findall(r'value="(\S+)"\s+data-go="(\w+)"', page) == [("VA1.3", "before"), ("VA2.1", "after")]
    take(coordinator, assessment, "VA1.2", go="VA2.1", version="0", rationale="Onderweg")
    assert on_screen(coordinator, assessment) == "VA2.1"
    assert TeamScore.objects.get().rationale == "Onderweg"


def test_a_conflict_shows_both_values_and_is_settled(
    coordinator: Client, cast: Cast, assessment: Assessment
) -> None:
    take(coordinator, assessment, go="VA1.3")
    set_scores(assessment, {"VA1.3": 2}, rationale="Van een ander", updated_by=cast.team_coordinator)
    response = take(
        coordinator, assessment, "VA1.3", do="agree", version="0", choice="4", rationale="Van mij"
    )
    assert response.status_code == 409
    text = words(response)
    assert text.count("Zoë Brontë heeft dit intussen ook ingevuld") == 1
    assert "data-errors" not in response.content.decode()
    assert "Van een ander" in text
    assert "Van mij" in text
    assert TeamScore.objects.get().level == 2
    take(coordinator, assessment, "VA1.3", resolve="theirs:1", version="0", choice="4", rationale="Van mij")
    assert (TeamScore.objects.get().level, on_screen(coordinator, assessment)) == (2, "VA1.3")
    take(coordinator, assessment, "VA1.3", resolve="mine:1", version="0", choice="4", rationale="Van mij")
    score = TeamScore.objects.get()
    assert (score.level, score.rationale) == (4, "Van mij")
    assert on_screen(coordinator, assessment) == "VA1.2"


def test_what_all_agree_on_is_accepted_after_a_look(coordinator: Client, assessment: Assessment) -> None:
    page = body(coordinator.get(url(assessment, "eens/")))
    assert re.findall(r'name="code"\s+value="(\S+)"', page) == ["VA1.1", "VA2.2"]
    response = coordinator.post(url(assessment, "eens/"), {"code": ["VA1.1", "VA1.3", "FA1.2"]})
    assert response.url == url(assessment, "agenda/")  # type: ignore[attr-defined]
    assert list(TeamScore.objects.values_list("indicator__code", "level")) == [("VA1.1", 3)]
    text = words(coordinator.get(url(assessment, "agenda/")))
    assert "1 niveau is vastgelegd." in text
    assert "Bij 1 indicator koos iedereen hetzelfde niveau." in text


def test_who_lost_the_right_or_the_moment_is_told(
    coordinator: Client, cast: Cast, assessment: Assessment
) -> None:
    take(coordinator, assessment, go="VA1.3")
    confirm(assessment)
    response = take(coordinator, assessment, "VA1.3", do="agree", version="0", choice="4")
    assert response.status_code == 302
    text = words(coordinator.get(url(assessment)))
    assert "Er is niets opgeslagen. Deze teamscores zijn vastgesteld." in text
    assert "Bekijk het resultaat" in text
    response = take(coordinator, assessment, "VA1.3", fetch=True, do="words", version="0", rationale="x")
    assert (response.status_code, response.json()["state"]) == (403, "refused")
    assert not TeamScore.objects.exists()


def test_a_broken_form_says_so(coordinator: Client, assessment: Assessment) -> None:
    take(coordinator, assessment, go="VA1.3")
    assert take(coordinator, assessment, "VA1.3", do="agree", version="x", choice="3").status_code == 422
    assert take(coordinator, assessment, "VA1.3", do="agree", version="0", choice="9").status_code == 422
    assert take(coordinator, assessment, go="XX1.1").status_code == 302
    response = take(
        coordinator, assessment, "VA1.3", do="agree", version="0", choice="3", rationale="x" * 4001
    )
    assert response.status_code == 422
    assert not TeamScore.objects.exists()


# --- the script -------------------------------------------------------------------------------------------------


def test_words_are_kept_while_typing(coordinator: Client, cast: Cast, assessment: Assessment) -> None:
    take(coordinator, assessment, go="VA1.3")
    before = coordinator.get(url(assessment, "stand/")).json()

    def keep(person: User = cast.coordinator, key: UUID | None = None, **fields: str) -> Any:
        data = {f"VA1.3-{name}": value for name, value in fields.items()}
        data |= {"indicator": "VA1.3", "person": str(person.uid), "key": str(key or uuid4())}
        return coordinator.post(url(assessment), data, headers={"X-Requested-With": "fetch"})

    key = uuid4()
    for _time in range(2):  # sent again by a browser that heard nothing
        result = keep(key=key, version="0", choice="3", rationale="Half", dissent="Een 2").json()
        assert (result["state"], result["version"]) == ("saved", 1)
    assert result["stamp"] == coordinator.get(url(assessment, "stand/")).json()["stamp"] != before["stamp"]
    score = TeamScore.objects.get()
    assert (score.choice, score.rationale, score.dissent, score.version) == (Choice.NONE, "Half", "Een 2", 1)
    assert on_screen(coordinator, assessment) == "VA1.3"
    response = keep(version="0", rationale="Anders")
    assert (response.status_code, response.json()["state"]) == (409, "conflict")
    assert keep(version="x", rationale="Anders").status_code == 422
    response = keep(cast.team_coordinator, version="1", rationale="Van een ander")
    assert (response.status_code, response.json()["state"]) == (403, "someone-else")
    assert TeamScore.objects.get().rationale == "Half"


def test_the_stamp_tells_that_something_changed_and_nothing_else(
    coordinator: Client, member: Client, cast: Cast, assessment: Assessment
) -> None:
    def stamp() -> dict[str, Any]:
        found: dict[str, Any] = member.get(url(assessment, "stand/")).json()
        return found

    seen = [stamp()["stamp"]]
    for step in (
        lambda: take(coordinator, assessment, go="VA1.3"),
        lambda: take(coordinator, assessment, "VA1.3", do="agree", version="0", choice="3"),
        lambda: take(coordinator, assessment, "VA1.2", do="words", version="0", rationale="x"),
        lambda: confirm(assessment),
    ):
        assert stamp() == {"stamp": seen[-1], "done": False}
        step()
        seen.append(stamp()["stamp"])
    assert len(set(seen)) == len(seen)
    assert stamp()["done"] is True


# --- who sees what ----------------------------------------------------------------------------------------------


def test_the_team_follows_and_changes_nothing(
    member: Client, coordinator: Client, assessment: Assessment
) -> None:
    text = words(member.get(url(assessment)))
    assert "op deze pagina kijk je mee" in text
    assert "Begin het gesprek" not in text
    take(coordinator, assessment, go="VA1.3")
    page = body(member.get(url(assessment)))
    assert 'method="post"' not in page
    assert "<textarea" not in page
    assert f"{SECRET}: VA1.3" in page
    assert "Nog niets." in page
    assert take(member, assessment, go="VA1.2").status_code == 403
    assert take(member, assessment, "VA1.3", do="agree", version="0", choice="3").status_code == 403
    assert member.get(url(assessment, "eens/")).status_code == 403
    take(
        coordinator,
        assessment,
        "VA1.3",
        do="agree",
        version="0",
        choice="3",
        rationale="Waarom wij dit vinden",
    )
    take(coordinator, assessment, go="VA1.3")
    text = words(member.get(url(assessment)))
    assert "Dit spraken jullie af" in text
    assert "Waarom: Waarom wij dit vinden" in text


@pytest.mark.parametrize(
    "person",
    [
        "manager",
        "team_manager",
        "governor",
        "administrator",
        "stranger",
        "former_member",
        "foreign_coordinator",
    ],
)
@pytest.mark.parametrize("rest", ["", "agenda/", "eens/", "stand/"])
def test_for_others_it_is_not_there(cast: Cast, assessment: Assessment, person: str, rest: str) -> None:
    client = Client()
    client.force_login(getattr(cast, person))
    assert client.get(url(assessment, rest)).status_code == 404


def test_before_closing_and_after_confirming_nothing_of_it_is_there(
    coordinator: Client, member: Client, assessment: Assessment
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=None)
    for client in (coordinator, member):
        for rest in ("", "agenda/"):
            assert "Het gesprek kan beginnen als het invullen is gesloten." in words(
                client.get(url(assessment, rest))
            )
    assert "kan beginnen" in words(coordinator.get(url(assessment, "eens/")))
    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=timezone.now())
    confirm(assessment)
    for client in (coordinator, member):
        page = body(client.get(url(assessment)))
        assert "Deze teamscores zijn vastgesteld." in page
        assert SECRET not in page


def test_together_there_is_no_conversation(coordinator: Client, cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    assert coordinator.get(url(assessment)).status_code == 404


def test_remarks_are_escaped(coordinator: Client, assessment: Assessment) -> None:
    Remark.objects.update(text="<script>alert(1)</script> & <b>vet</b>")
    take(coordinator, assessment, go="VA1.3")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;" in body(
        coordinator.get(url(assessment))
    )


# --- how much it takes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("teams", [1, 3])
def test_query_counts(
    coordinator: Client,
    member: Client,
    cast: Cast,
    assessment: Assessment,
    django_assert_num_queries: DjangoAssertNumQueries,
    teams: int,
) -> None:
    for team in [cast.sibling_team, cast.cousin_team][: teams - 1]:
        other = make_individual(team, assessment.round.card, answering_closed_at=timezone.now())
        tally(other, {"VA1.3": "22222"})
    with django_assert_num_queries(12):
        coordinator.get(url(assessment))
    take(coordinator, assessment, go="VA1.3")
    for client in (coordinator, member):
        with django_assert_num_queries(11):
            client.get(url(assessment))
        with django_assert_num_queries(4):  # who it is (two), their roles, and the stamp
            client.get(url(assessment, "stand/"))
    assert Conversation.objects.count() == 1
