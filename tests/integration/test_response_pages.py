"""The pages about who takes part: what each shows, what it does, and what it never says."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Via, Way
from assessments.models import Assessment, Board, Card, Mail, Participation, Round, SizeRaise, User
from assessments.services import participations
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_individual, make_round, take_part
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card)


def get(client: Client, user: User, route: str, uid: UUID) -> str:
    client.force_login(user)
    return text_of(client.get(reverse(route, args=[uid])))


def post(client: Client, user: User, route: str, uid: UUID, **data: Any) -> str:
    """What is read after sending, wherever that leads."""
    client.force_login(user)
    return text_of(client.post(reverse(route, args=[uid]), data, follow=True))


# --- who has begun --------------------------------------------------------------------------------------------------


def test_a_coordinator_sees_who_has_begun_never_what(client: Client, cast: Cast, team: Assessment) -> None:
    give_role(UserFactory(name="Ayşe Ünal"), Role.MEMBER, cast.team)
    mine = take_part(team, {"VA1.1": 3, "VA1.2": 5}, via=Via.ACCOUNT, user=cast.member)
    mine.response.answers.update(remark="geheim")
    participations.invite(by=cast.coordinator, assessment=team, addresses=["ib@school.example"])
    take_part(team, {"VA1.1": 2})
    take_part(team, {"VA1.1": 2}, via=Via.PAPER, number=2)
    body = get(client, cast.team_coordinator, "response", team.uid)
    assert '<span class="n">3</span> <span class="of">van 12 mensen begonnen</span>' in body
    for words in ("Şükrü Łukasz", "Ayşe Ünal", "ib@school.example", "Nummer 1", "1 papieren formulier"):
        assert words in body
    assert body.index("Ayşe Ünal") < body.index("Şükrü Łukasz"), "who has not begun stands first"
    assert body.count("Begonnen op") == 2
    assert "geheim" not in body
    assert "Gedeeltelijk" not in body


def test_nobody_else_has_this_page(client: Client, cast: Cast, team: Assessment) -> None:
    for person in (cast.member, cast.manager, cast.governor, cast.administrator, cast.foreign_coordinator):
        client.force_login(person)
        assert client.get(reverse("response", args=[team.uid])).status_code == 404


def test_of_a_team_that_does_it_together_there_is_no_such_page(
    client: Client, cast: Cast, small_card: Card
) -> None:
    round_ = make_round([cast.team], small_card, starts_on=TODAY)
    client.force_login(cast.coordinator)
    assert client.get(reverse("response", args=[round_.assessments.get().uid])).status_code == 404


@pytest.mark.parametrize("people", [1, 6])
def test_it_takes_as_many_queries_for_one_as_for_six(
    client: Client,
    cast: Cast,
    team: Assessment,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(people):
        give_role(UserFactory(), Role.MEMBER, cast.team)
        take_part(team, {"VA1.1": 2})
        take_part(team, {"VA1.1": 2}, via=Via.LINK, address=f"{number}@school.example")
    SizeRaise.objects.create(
        assessment=team, before=11, after=12, reason="x", raised_by=cast.coordinator, raised_at=timezone.now()
    )
    client.force_login(cast.coordinator)
    with django_assert_num_queries(10):
        client.get(reverse("response", args=[team.uid]))


def test_once_closed_it_only_says_who_took_part(client: Client, cast: Cast, team: Assessment) -> None:
    give_role(UserFactory(name="Ayşe Ünal"), Role.MEMBER, cast.team)
    take_part(team, {"VA1.1": 2}, via=Via.ACCOUNT, user=cast.member)
    take_part(team, {"VA1.1": 2}, via=Via.LINK, address="")
    Assessment.objects.update(answering_closed_at=timezone.now())
    body = get(client, cast.coordinator, "response", team.uid)
    assert "Het invullen is gesloten op" in body
    assert "Şükrü Łukasz" in body
    assert "Ayşe Ünal" not in body
    assert "Adres gewist" in body
    for gone in ("Intrekken", "Herinnering", "Mensen een link sturen", "groter maken"):
        assert gone not in body


# --- reminding ------------------------------------------------------------------------------------------------------


def test_one_click_writes_to_everybody_who_has_not_begun(
    client: Client, cast: Cast, team: Assessment
) -> None:
    participations.invite(by=cast.coordinator, assessment=team, addresses=["ib@school.example"])
    body = get(client, cast.coordinator, "response", team.uid)
    assert "1 persoon vragen om in te vullen" in body
    assert "Er gaat mail naar 1 persoon." in post(client, cast.coordinator, "response", team.uid)
    body = get(client, cast.coordinator, "response", team.uid)
    assert "kreeg vandaag mail" in body
    assert "Herinnering sturen" not in body
    assert "kreeg vandaag al mail" in post(client, cast.coordinator, "response", team.uid)
    Participation.objects.update(reminded_on=TODAY - DAY)
    assert "Herinnering sturen aan 2 mensen" in get(client, cast.coordinator, "response", team.uid)


def test_when_everybody_has_begun_closing_is_the_thing_to_do(
    client: Client, cast: Cast, small_card: Card
) -> None:
    team = make_individual(cast.team, small_card, size=1)
    take_part(team, {"VA1.1": 2}, via=Via.ACCOUNT, user=cast.member)
    body = get(client, cast.coordinator, "response", team.uid)
    assert "Vraag of iedereen klaar is" in body
    assert f'class="btn" href="{reverse("answering-close", args=[team.uid])}"' in body


# --- inviting, taking back, a larger team ---------------------------------------------------------------------------


def test_addresses_are_invited_as_they_were_pasted(client: Client, cast: Cast, team: Assessment) -> None:
    pasted = f"Jan Jansen <jan@school.example>; {cast.member.email}\nib@school.example"
    told = post(client, cast.coordinator, "response-invite", team.uid, addresses=pasted, language="en")
    assert "2 links gaan op weg." in told
    assert f"{cast.member.email} is van een teamlid" in told
    assert set(Participation.objects.values_list("address", "language")) == {
        ("jan@school.example", "en"),
        ("ib@school.example", "en"),
    }
    told = post(client, cast.coordinator, "response-invite", team.uid, addresses=pasted, language="nl")
    assert "2 adressen kregen al een link." in told


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "minstens één e-mailadres"),
        (" ; ", "minstens één e-mailadres"),
        ("goed@school.example; geen adres", "Dit is geen e-mailadres: geen adres"),
        ("; ".join(f"a{n}@school.example" for n in range(13)), "telt 12 mensen"),
        ("; ".join(f"a{n}@school.example" for n in range(201)), "hoogstens 200"),
    ],
)
def test_what_is_wrong_with_addresses_is_said(
    client: Client, cast: Cast, team: Assessment, pasted: str, words: str
) -> None:
    told = post(client, cast.coordinator, "response-invite", team.uid, addresses=pasted, language="nl")
    assert words in told
    assert not Participation.objects.exists()


def test_sending_again_and_taking_back(client: Client, cast: Cast, team: Assessment) -> None:
    participations.invite(by=cast.coordinator, assessment=team, addresses=["ib@school.example"])
    uid = Participation.objects.get().uid
    assert "Er gaat een nieuwe mail uit" in get(client, cast.coordinator, "participation-resend", uid)
    told = post(client, cast.coordinator, "participation-resend", uid)
    assert "De oude link werkt niet meer." in told
    assert Mail.objects.count() == 2
    asked = get(client, cast.coordinator, "participation-withdraw", uid)
    assert "ib@school.example" in asked
    assert "voorgoed gewist" not in asked
    assert "De deelname is ingetrokken." in post(client, cast.coordinator, "participation-withdraw", uid)
    assert not Participation.objects.exists()


def test_taking_back_who_has_begun_says_that_the_answers_go(
    client: Client, cast: Cast, team: Assessment
) -> None:
    row = take_part(team, {"VA1.1": 2}, via=Via.LINK, address="ib@school.example")
    asked = get(client, cast.coordinator, "participation-withdraw", row.uid)
    assert "De antwoorden worden voorgoed gewist" in asked
    assert 'name="antwoorden"' in asked
    assert "krijgt er mail over" in asked
    told = post(client, cast.coordinator, "participation-withdraw", row.uid)
    assert "intussen begonnen" in told, "sent from a page on which this was not said"
    assert Participation.objects.exists()
    post(client, cast.coordinator, "participation-withdraw", row.uid, antwoorden="wissen")
    assert not Participation.objects.exists()


def test_taking_back_a_number_speaks_of_no_mail(client: Client, cast: Cast, team: Assessment) -> None:
    row = take_part(team, {}, via=Via.TEAM_LINK, number=1)
    asked = get(client, cast.coordinator, "participation-withdraw", row.uid)
    assert "Met dit nummer is nog niets ingevuld." in asked
    assert "mail" not in asked[asked.index("<main") :], "of what is below the menu"
    told = post(client, cast.coordinator, "participation-withdraw", row.uid)
    assert "De deelname is ingetrokken." in told
    assert "De link werkt" not in told


def test_a_larger_team_with_its_reason(client: Client, cast: Cast, team: Assessment) -> None:
    take_part(team, {"VA1.1": 2})
    assert reverse("response-raise", args=[team.uid]) in get(client, cast.coordinator, "response", team.uid)
    told = post(client, cast.coordinator, "response-raise", team.uid, size="12", reason="")
    assert "groter is dan nu" in told
    assert "Schrijf waarom" in told
    told = post(client, cast.coordinator, "response-raise", team.uid, size="13", reason="Een <b>collega</b>")
    assert "Het team telt nu 13 mensen." in told
    assert "Van 12 naar 13 op" in told
    assert "Een &lt;b&gt;collega&lt;/b&gt;" in told


def test_once_closed_every_deed_says_why_not(client: Client, cast: Cast, team: Assessment) -> None:
    row = take_part(team, {"VA1.1": 2})
    Assessment.objects.update(answering_closed_at=timezone.now())
    for route, uid in (
        ("response-invite", team.uid),
        ("response-raise", team.uid),
        ("participation-withdraw", row.uid),
        ("participation-resend", row.uid),
    ):
        client.force_login(cast.coordinator)
        for ask in (client.get, client.post):
            told = text_of(ask(reverse(route, args=[uid]), follow=True))
            assert "Uitnodigen, herinneren en intrekken kan niet meer." in told
    assert "kan niet meer" in post(client, cast.coordinator, "response", team.uid)


# --- how the teams of a round answer --------------------------------------------------------------------------------


@pytest.fixture
def draft(cast: Cast, small_card: Card) -> Round:
    return make_round(
        [cast.team, cast.sibling_team],
        small_card,
        state=RoundState.DRAFT,
        starts_on=TODAY,
        ends_on=TODAY + 20 * DAY,
        way=Way.INDIVIDUAL,
    )


def ways_of(round_: Round, **chosen: tuple[str, object]) -> dict[str, object]:
    """What the form sends: per team, by the first word of its name, the way and the number of people."""
    data: dict[str, object] = {}
    for assessment in round_.assessments.all():
        way, size = chosen[assessment.team_name.split()[0]]
        data |= {f"{assessment.uid}-manier": way, f"{assessment.uid}-mensen": size}
    return data


def stands(round_: Round) -> dict[str, tuple[str, int | None]]:
    rows_ = round_.assessments.values_list("team_name", "way", "declared_size")
    return {name.split()[0]: (way, size) for name, way, size in rows_}


def test_planning_individually_leads_to_the_sizes(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.coordinator)
    sent = {
        "title": "Nieuw",
        "card": small_card.uid,
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "way": "individueel",
        "teams": [cast.team.uid],
    }
    response = client.post(reverse("round-plan"), sent)
    round_ = Round.objects.get()
    assert response.headers["Location"] == reverse("round-ways", args=[round_.uid])
    assert round_.assessments.get().way == Way.INDIVIDUAL
    body = get(client, cast.coordinator, "round-ways", round_.uid)
    assert re.search(r'value="1"[^>]*-mensen|-mensen"[^>]*value="1"', body), "as many as there are teamleden"
    assert "1 teamlid met account" in body


def test_a_team_that_joins_is_asked_how_it_answers(
    client: Client, cast: Cast, team: Assessment, small_card: Card
) -> None:
    round_ = team.round
    client.force_login(cast.coordinator)
    sent = {
        "title": round_.title,
        "card": small_card.uid,
        "starts_on": round_.starts_on,
        "ends_on": round_.ends_on,
        "teams": [cast.team.uid],
    }
    address = reverse("round-change", args=[round_.uid])
    assert client.post(address, sent).headers["Location"] == reverse("round-detail", args=[round_.uid])
    sent["teams"] = [cast.team.uid, cast.sibling_team.uid]
    assert client.post(address, sent).headers["Location"] == reverse("round-ways", args=[round_.uid])
    assert stands(round_) == {"Havo": ("individueel", 12), "Brugklas": ("samen", None)}


def test_the_way_and_the_size_are_chosen_per_team(client: Client, cast: Cast, draft: Round) -> None:
    sent = ways_of(draft, Havo=("individueel", 9), Brugklas=("samen", ""))
    assert "De manier van invullen is opgeslagen." in post(
        client, cast.coordinator, "round-ways", draft.uid, **sent
    )
    assert stands(draft) == {"Havo": ("individueel", 9), "Brugklas": ("samen", None)}
    body = get(client, cast.coordinator, "round-detail", draft.uid)
    assert "Eerst ieder voor zich, 9 mensen" in body


def test_for_a_small_team_together_is_proposed_and_not_forced(
    client: Client, cast: Cast, draft: Round
) -> None:
    small = ways_of(draft, Havo=("individueel", 4), Brugklas=("individueel", 5))
    body = post(client, cast.coordinator, "round-ways", draft.uid, **small)
    assert "Voor 1 klein team stellen we samen voor" in body
    assert "Met minder dan 5 mensen" in body
    assert stands(draft) == {"Havo": ("individueel", None), "Brugklas": ("individueel", None)}
    uid = draft.assessments.get(team=cast.team).uid
    assert re.search(rf'id="id_{uid}-manier".*?value="samen" selected', body), "chosen already"
    assert f'name="voorgesteld" value="{uid}"' in body
    post(client, cast.coordinator, "round-ways", draft.uid, **small, voorgesteld=str(uid))
    assert stands(draft) == {"Havo": ("individueel", 4), "Brugklas": ("individueel", 5)}
    body = post(client, cast.coordinator, "round-ways", draft.uid, **small)
    assert "opgeslagen" in body, "what was chosen so is not proposed again"


def test_the_floor_of_the_board_decides_what_is_small(client: Client, cast: Cast, draft: Round) -> None:
    Board.objects.filter(pk=cast.board.pk).update(min_group=8)
    sent = ways_of(draft, Havo=("individueel", 7), Brugklas=("samen", ""))
    assert "Met minder dan 8 mensen" in post(client, cast.coordinator, "round-ways", draft.uid, **sent)


def test_what_is_wrong_comes_before_what_is_proposed(client: Client, cast: Cast, draft: Round) -> None:
    sent = ways_of(draft, Havo=("individueel", "veel"), Brugklas=("individueel", 2))
    body = post(client, cast.coordinator, "round-ways", draft.uid, **sent)
    assert "Havo 4-5: Vul een heel getal in van 1 tot en met 500." in body
    assert "stellen we samen voor" not in body


def test_a_team_that_has_begun_is_shown_and_left_alone(client: Client, cast: Cast, team: Assessment) -> None:
    take_part(team, {"VA1.1": 2})
    body = get(client, cast.coordinator, "round-ways", team.round.uid)
    assert "de manier staat vast" in body
    assert reverse("response", args=[team.uid]) in body
    sent = ways_of(team.round, Havo=("samen", 3))
    post(client, cast.coordinator, "round-ways", team.round.uid, **sent)
    assert stands(team.round) == {"Havo": ("individueel", 12)}


def test_opening_says_what_to_do_about_a_team_without_a_size(
    client: Client, cast: Cast, draft: Round
) -> None:
    draft.assessments.filter(team=cast.team).update(declared_size=9)
    for route in ("round-detail", "round-open"):
        body = get(client, cast.coordinator, route, draft.uid)
        assert reverse("round-ways", args=[draft.uid]) in body
    assert "Brugklas (Duinmark College)" in body
    assert "Meting openen</button>" not in body
    told = post(client, cast.coordinator, "round-open", draft.uid)
    assert "Dat ontbreekt nog bij: Brugklas" in told
    assert Round.objects.get(pk=draft.pk).is_draft


def test_the_page_of_the_ways_is_for_who_leads_a_team(client: Client, cast: Cast, draft: Round) -> None:
    body = get(client, cast.team_coordinator, "round-ways", draft.uid)
    assert "Havo 4-5" in body
    assert "Brugklas" not in body


@pytest.mark.parametrize("number", [1, 3])
def test_the_ways_take_as_many_queries_for_one_as_for_three(
    client: Client,
    cast: Cast,
    small_card: Card,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    teams = [cast.team, cast.sibling_team, cast.cousin_team][:number]
    round_ = make_round(teams, small_card, starts_on=TODAY, way=Way.INDIVIDUAL)
    client.force_login(cast.board_coordinator)
    with django_assert_num_queries(9):
        client.get(reverse("round-ways", args=[round_.uid]))


# --- the floor ------------------------------------------------------------------------------------------------------


def test_a_beheerder_sets_the_floor(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    overview = text_of(client.get(reverse("organisation")))
    assert reverse("organisation-floor", args=[cast.board.uid]) in overview
    assert "van 5 tot en met 25" in post(
        client, cast.administrator, "organisation-floor", cast.board.uid, min_group="4"
    )
    told = post(client, cast.administrator, "organisation-floor", cast.board.uid, min_group="8")
    assert "De ondergrens is opgeslagen." in told
    assert 'value="8"' in told
