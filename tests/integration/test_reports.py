"""Reports: who may take them, and the command that writes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import RoundState, Verb
from assessments.models import Assessment, AuditEvent, Board, Card, Round, School, Team, User
from assessments.reports import engine
from assessments.reports.document import Document
from tests.cast import Cast
from tests.factories import TeamFactory, confirm, make_round, set_scores

pytestmark = pytest.mark.page

# --- who may take it ------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(cast: Cast, small_card: Card) -> Round:
    """A closed round of the own team and its sibling: the own one confirmed, the other not."""
    round_ = make_round(
        [cast.team, cast.sibling_team], small_card, state=RoundState.CLOSED, starts_on=dt.date(2025, 11, 3)
    )
    for assessment in round_.assessments.all():
        set_scores(assessment, {"VA1.1": 4, "VA1.2": 2, "FA1.1": "?"}, rationale="Geheim woord")
    confirm(round_.assessments.get(team=cast.team))
    return round_


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    printed: list[Document] = []

    def keep(document: Document, *tick: object) -> bytes:
        printed.append(document)
        return b"%PDF-1.7"

    monkeypatch.setattr("assessments.reports.engine.print_pdf", keep)
    return printed


def take(user: User, name: str, *args: object) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args))


def own(round_: Round, cast: Cast) -> Assessment:
    return round_.assessments.get(team=cast.team)


def test_a_team_report_is_downloaded_and_recorded(cast: Cast, closed: Round) -> None:
    assessment = own(closed, cast)
    response = take(cast.governor, "team-report", assessment.uid)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == 'attachment; filename="lob-rapport-havo-4-5-lob-najaar-2026.pdf"'
    )
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-1.7")
    event = AuditEvent.objects.get(verb=Verb.REPORT_DOWNLOADED)
    assert (event.actor, event.object_key, event.board) == (cast.governor.uid, assessment.uid, cast.board.uid)


def test_a_school_report_is_downloaded_and_recorded(
    cast: Cast, closed: Round, no_printing: list[Document]
) -> None:
    response = take(cast.manager, "school-report", cast.school.uid, closed.uid)
    assert response.status_code == 200
    assert "lob-rapport-duinmark-college" in response["Content-Disposition"]
    assert AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED, object_key=cast.school.uid).count() == 1
    assert no_printing[0].as_of == timezone.localdate()


def test_a_board_report_is_downloaded_and_recorded(
    cast: Cast, closed: Round, small_card: Card, no_printing: list[Document]
) -> None:
    """As it is now, or was in the round asked for; without any round, or with one that is unknown, not found."""
    response = take(cast.governor, "board-report", cast.board.uid)
    assert response.status_code == 200
    assert "lob-rapport-stichting" in response["Content-Disposition"]
    assert AuditEvent.objects.get(verb=Verb.REPORT_DOWNLOADED).object_key == cast.board.uid
    later = make_round([cast.team], small_card, title="Later", starts_on=dt.date(2026, 12, 1))
    client = Client()
    client.force_login(cast.governor)
    address = reverse("board-report", args=[cast.board.uid])
    for query, title in (("", "Later"), (f"?meting={closed.uid}", closed.title)):
        assert client.get(address + query).status_code == 200
        assert f"{title}, 0 van" in no_printing[-1].html or f"{title}, 1 van" in no_printing[-1].html
    assert f"Zoals het stond in {closed.title}" in no_printing[-1].html
    assert later.title not in no_printing[-1].html
    assert client.get(f"{address}?meting={cast.board.uid}").status_code == 404
    assert take(cast.foreign_governor, "board-report", cast.foreign_board.uid).status_code == 404


def test_who_asks_for_the_heads_alone_has_nothing_made_and_takes_nothing(
    cast: Cast, closed: Round, no_printing: list[Document]
) -> None:
    client = Client()
    client.force_login(cast.governor)
    address = reverse("team-report", args=[own(closed, cast).uid])
    assert client.head(address).status_code == 202
    assert no_printing == []
    assert client.get(address).status_code == client.head(address).status_code == 200
    assert AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED).count() == 1


def test_the_report_is_in_the_language_of_the_page(
    cast: Cast, closed: Round, no_printing: list[Document]
) -> None:
    client = Client()
    client.force_login(cast.manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.get(reverse("team-report", args=[own(closed, cast).uid]))
    assert '<html lang="en">' in no_printing[0].html


def test_an_unconfirmed_report_is_for_its_coordinator(
    cast: Cast, closed: Round, no_printing: list[Document]
) -> None:
    unconfirmed = closed.assessments.get(team=cast.sibling_team)
    for person in (cast.manager, cast.governor, cast.member, cast.team_coordinator):
        assert take(person, "team-report", unconfirmed.uid).status_code == 404
    assert no_printing == []
    assert take(cast.coordinator, "team-report", unconfirmed.uid).status_code == 200
    assert "Concept – nog niet vastgesteld" in no_printing[0].html
    assert not AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED, actor=cast.manager.uid).exists()


def test_words_of_unconfirmed_teams_are_in_no_school_report(
    cast: Cast, closed: Round, no_printing: list[Document]
) -> None:
    take(cast.manager, "school-report", cast.school.uid, closed.uid)
    (document,) = no_printing
    everything = (
        document.html + "".join(document.charts.values()) + str([file.content for file in document.files])
    )
    assert "Geheim woord" not in everything
    assert "1 van 2 teams" in document.html


def test_a_round_without_this_school_or_not_opened_is_not_found(cast: Cast, small_card: Card) -> None:
    other = make_round([cast.cousin_team], small_card)
    assert take(cast.governor, "school-report", cast.school.uid, other.uid).status_code == 404
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT)
    assert take(cast.coordinator, "school-report", cast.school.uid, draft.uid).status_code == 404
    assert take(cast.coordinator, "team-report", draft.assessments.get().uid).status_code == 404


@pytest.mark.parametrize("teams", [1, 3])
def test_reports_ask_a_fixed_number_of_queries(
    cast: Cast,
    real_card: Card,
    no_printing: list[Document],
    django_assert_num_queries: DjangoAssertNumQueries,
    teams: int,
) -> None:
    members: list[Team] = [cast.team, *(TeamFactory(school=cast.school) for _ in range(teams - 1))]
    make_round(members, real_card, starts_on=dt.date(2024, 1, 1), state=RoundState.CLOSED)
    round_ = make_round(members, real_card)
    for assessment in Assessment.objects.all():
        set_scores(assessment, {"VA1.1": 4, "VA1.2": 2})
        confirm(assessment)
    team_address = reverse("team-report", args=[own(round_, cast).uid])
    client = Client()
    client.force_login(cast.manager)
    for more in (5, 1):  # what was printed is kept, and then found
        client.force_login(cast.manager)
        with django_assert_num_queries(16 + more):
            client.get(team_address)
        with django_assert_num_queries(22 + more):
            client.get(reverse("school-report", args=[cast.school.uid, round_.uid]))
        client.force_login(cast.governor)
        with django_assert_num_queries(24 + more):
            client.get(reverse("board-report", args=[cast.board.uid]))
    assert len(no_printing) == 3


def test_without_pango_the_page_says_what_to_install(
    cast: Cast, closed: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(document: Document, *tick: object) -> bytes:
        raise engine.PangoMissing

    monkeypatch.setattr("assessments.reports.engine.print_pdf", missing)
    response = take(cast.governor, "team-report", own(closed, cast).uid)
    assert response.status_code == 503
    html = response.content.decode()
    assert "Pango" in html
    assert engine.PangoMissing().commands[0][1] in html
    assert not AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED).exists()


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_writes_the_latest_report_of_a_team(
    cast: Cast, closed: Round, small_card: Card, no_printing: list[Document], tmp_path: Path
) -> None:
    later = make_round([cast.team], small_card, title="Later", starts_on=dt.date(2026, 12, 1))
    target = tmp_path / "rapport.pdf"
    arguments = {"team": str(cast.team.uid), "output": str(target), "as_of": "2026-11-24", "language": "en"}
    call_command("report", **arguments, verbosity=0)
    assert target.read_bytes().startswith(b"%PDF")
    (document,) = no_printing
    assert document.as_of == dt.date(2026, 11, 24)
    assert '<html lang="en">' in document.html
    assert f"Resultaat van {later.title}" not in document.html
    assert AuditEvent.objects.get(verb=Verb.REPORT_DOWNLOADED).actor is None


def test_the_command_names_a_round(
    cast: Cast, closed: Round, no_printing: list[Document], tmp_path: Path
) -> None:
    target = str(tmp_path / "rapport.pdf")
    call_command("report", school=str(cast.school.uid), round=str(closed.uid), output=target)
    call_command("report", school=str(cast.school.uid), output=target)
    assert no_printing[0].html == no_printing[1].html
    call_command("report", team=str(cast.sibling_team.uid), round=str(closed.uid), output=target)
    assert "Concept – nog niet vastgesteld" in no_printing[2].html
    call_command("report", board=str(cast.board.uid), round=str(closed.uid), output=target)
    call_command("report", board=str(cast.board.uid), output=target)
    assert f"Zoals het stond in {closed.title}" in no_printing[3].html
    assert "Elke school in haar laatste meting" in no_printing[4].html


def test_the_command_takes_the_id_in_the_address_of_a_page(
    cast: Cast, closed: Round, small_card: Card, no_printing: list[Document], tmp_path: Path
) -> None:
    """That of a team in a round: not the latest round, but the one of that page."""
    later = make_round([cast.team], small_card, title="Later", starts_on=dt.date(2026, 12, 1))
    confirm(later.assessments.get())
    target, here = str(tmp_path / "rapport.pdf"), str(closed.assessments.get(team=cast.team).uid)
    assert here in reverse("team-result", args=[here])
    call_command("report", team=here, output=target)
    call_command("report", team=here, round=str(closed.uid), output=target)
    call_command("report", team=str(cast.team.uid), round=str(closed.uid), output=target)
    assert no_printing[0].html == no_printing[1].html == no_printing[2].html
    call_command("report", team=str(cast.team.uid), output=target)
    assert no_printing[3].html != no_printing[0].html
    with pytest.raises(
        CommandError, match=f"is van Havo 4-5 in {closed.title}, niet in Later. Laat --round weg"
    ):
        call_command("report", team=here, round=str(later.uid), output=target)


def test_the_command_does_not_know_a_team_in_a_planned_round(
    cast: Cast, small_card: Card, no_printing: list[Document], tmp_path: Path
) -> None:
    planned = make_round([cast.team], small_card, state=RoundState.DRAFT).assessments.get()
    with pytest.raises(CommandError, match=r"geen team met ID .* in een geopende meting. Je vindt het ID in"):
        call_command("report", team=str(planned.uid), output=str(tmp_path / "x.pdf"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"team": "geen-id"}, "is geen ID"),
        ({"team": "geen-id"}, "/resultaten/teams/<ID>/, /resultaten/scholen/<ID>/"),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "geen team met ID"),
        ({"school": "00000000-0000-0000-0000-000000000000"}, "geen school met ID"),
        ({"board": "00000000-0000-0000-0000-000000000000"}, "geen bestuur met ID"),
        ({"board": "{foreign_board}"}, "heeft nog geen geopende meting"),
        ({"board": "{foreign_board}", "round": "{round}"}, "is geen meting van"),
        ({"team": "{sibling_team}"}, "heeft nog niets vastgesteld"),
        ({"school": "{sibling_school}"}, "heeft nog geen team iets vastgesteld"),
        ({"team": "{cousin_team}", "round": "{round}"}, "doet niet mee"),
        ({"school": "{sibling_school}", "round": "{round}"}, "doet niet mee"),
        ({"team": "{team}", "round": "00000000-0000-0000-0000-000000000000"}, "geen geopende meting"),
        ({"team": "{team}", "as_of": "24-11-2026"}, "is geen datum"),
        ({"team": "{team}", "output": "/niet/daar/rapport.pdf"}, "kan niet naar"),
    ],
)
def test_the_command_says_what_is_wrong(
    cast: Cast,
    closed: Round,
    no_printing: list[Document],
    tmp_path: Path,
    arguments: dict[str, str],
    message: str,
) -> None:
    keys = {
        name: str(thing.uid) for name, thing in vars(cast).items() if isinstance(thing, Board | School | Team)
    }
    keys["round"] = str(closed.uid)
    filled = {name: value.format(**keys) for name, value in arguments.items()}
    with pytest.raises(CommandError, match=message):
        call_command("report", **{"output": str(tmp_path / "x.pdf"), **filled})
    assert not AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED).exists()


def test_the_command_wants_a_team_or_a_school(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("report", "--output", str(tmp_path / "x.pdf"))
