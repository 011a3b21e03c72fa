"""The pages of what takes long to print: asking, waiting, taking, and every way in which that does not work out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from assessments.enums import MailKind, PrintFault, Verb
from assessments.models import Assessment, AuditEvent, Card, Membership, PrintJob, Round, Team
from assessments.reports import document, engine
from assessments.reports.document import Document
from assessments.services import heartbeats, mail, queue
from assessments.services.printing import hands
from tests.cast import Cast
from tests.factories import TeamFactory, confirm, make_round, set_scores
from tests.integration.imports.doing import run_queue
from tests.reading import signed_in, text_of

pytestmark = pytest.mark.page


@pytest.fixture
def governor(cast: Cast, round_: Round, printed: list[Document]) -> Client:
    return signed_in(cast.governor)


def ask(client: Client, cast: Cast, **data: str) -> str:
    response = client.post(reverse("board-files", args=[cast.board.uid]), data)
    return str(response["Location"])


def test_from_the_page_of_the_board_to_the_file(
    governor: Client, cast: Cast, printed: list[Document]
) -> None:
    page = text_of(governor.get(reverse("board-result", args=[cast.board.uid])))
    assert "6 rapporten, van elke school en elk vastgesteld team. Dat duurt minder dan een minuut." in page
    address = ask(governor, cast)
    job = PrintJob.objects.get()
    assert address == reverse("print-job", args=[job.uid])
    assert ask(governor, cast) == address
    waiting = text_of(governor.get(address))
    assert "We maken alle rapporten van Stichting De Noordzoom – LOB-kwaliteit</title>" in waiting
    assert "Het maken begint zo." in waiting
    assert f'<a href="{address}">Kijk hoe ver het is</a>' in waiting, "for who has no script"
    for _part in range(3):
        hands.print_next.call(str(job.uid))
    assert governor.get(reverse("print-progress", args=[job.uid])).json() == {
        "state": "bezig", "busy": True, "done": 500, "total": 1000, "text": "3 van 6 rapporten klaar",
    }  # fmt: skip
    file = reverse("print-file", args=[job.uid])
    assert governor.get(file)["Location"] == address, "not yet"
    run_queue()
    done = text_of(governor.get(address))
    assert "De rapporten van Stichting De Noordzoom staan klaar" in done
    assert f'class="btn" href="{file}" data-take' in done
    assert done.partition("</main>")[0].count('class="btn"') == 1
    response: Any = governor.get(file)
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    content = b"".join(response.streaming_content)
    assert int(response["Content-Length"]) == len(content)
    assert content.startswith(b"PK")
    governor.head(file)
    assert AuditEvent.objects.filter(verb=Verb.ALL_REPORTS_DOWNLOADED).count() == 1


def test_the_page_asks_a_fixed_number_of_queries(
    governor: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = ask(governor, cast)
    governor.get(address)
    with django_assert_num_queries(12):
        governor.get(address)
    with django_assert_num_queries(12):
        governor.get(reverse("print-progress", args=[PrintJob.objects.get().uid]))


def test_it_is_there_for_who_asked_alone(governor: Client, cast: Cast) -> None:
    address = ask(governor, cast)
    run_queue()
    pages = [address, f"{address}stand/", f"{address}rapporten.zip"]
    for person in (cast.board_coordinator, cast.manager, cast.foreign_governor, cast.stranger):
        assert {signed_in(person).get(page).status_code for page in pages} == {404}
    assert {governor.get(page).status_code for page in pages} == {200}
    Membership.objects.filter(user=cast.governor).update(ended_on=timezone.localdate())
    assert {governor.get(page).status_code for page in pages} == {404}
    assert governor.post(address).status_code == 404


def test_of_data_that_changed_the_page_says_so_and_makes_it_again(
    governor: Client, cast: Cast, printed: list[Document]
) -> None:
    address = ask(governor, cast)
    run_queue()
    Assessment.objects.filter(team=cast.team).update(confirmed_at=None, marks="")
    stale = text_of(governor.get(address))
    assert "De rapporten van Stichting De Noordzoom zijn verouderd" in stale
    assert "rapporten.zip" not in stale
    assert governor.get(f"{address}rapporten.zip")["Location"] == address
    anew = governor.post(address)["Location"]
    assert anew != address
    run_queue()
    assert "ZIP met 5 rapporten" in text_of(governor.get(anew))
    Assessment.objects.update(confirmed_at=None, marks="")
    response: Any = governor.post(anew, follow=True)
    assert "geen enkel team heeft zijn scores vastgesteld" in text_of(response)


def test_what_could_not_be_made_is_named(governor: Client, cast: Cast) -> None:
    address = ask(governor, cast)
    job = PrintJob.objects.get()
    job.parts.filter(position=0).update(fault=PrintFault.FAILED)
    run_queue()
    page = text_of(governor.get(address))
    assert "1 rapport is niet gelukt" in page
    assert "bestuursrapport-stichting-de-noordzoom.pdf" in page
    assert "ZIP met 5 rapporten" in page
    assert governor.post(address)["Location"] == address
    run_queue()
    assert "ZIP met 6 rapporten" in text_of(governor.get(address))
    job.parts.update(fault=PrintFault.FAILED, digest="")
    assert "zijn niet gelukt" in text_of(governor.get(address))
    job.parts.update(fault=PrintFault.NO_PANGO, digest="")
    assert engine.PangoMissing().commands[0][1] in text_of(governor.get(address))


def test_without_a_worker_it_says_whom_to_ask(governor: Client, cast: Cast) -> None:
    address = ask(governor, cast)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(minutes=5))
    assert "of de worker loopt" in text_of(governor.get(address))
    assert queue.is_stuck()
    heartbeats.beat("een worker")
    assert "of de worker loopt" not in text_of(governor.get(address)), "one is at something else"
    assert not queue.is_stuck(), "this may wait"
    mail.put(kind=MailKind.TEST, to="a@voorbeeld.example", subject="x", text="x", html="x")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(minutes=5))
    assert queue.is_stuck(), "mail may not"


def test_a_board_seen_in_part_has_all_its_reports(governor: Client, cast: Cast, round_: Round) -> None:
    page = reverse("board-result", args=[cast.board.uid])
    found = text_of(governor.get(page, {"school": str(cast.school.uid)}))
    assert "Van alle scholen, ook die je nu niet ziet." in found
    chosen = text_of(governor.get(page, {"meting": str(round_.uid)}))
    assert f'<input type="hidden" name="meting" value="{round_.uid}">' in chosen
    ask(governor, cast, meting=str(round_.uid))
    assert PrintJob.objects.get().round == round_
    ask(governor, cast, meting="geen-meting")
    assert PrintJob.objects.first().round is None  # type: ignore[union-attr]
    assert governor.get(reverse("board-files", args=[cast.board.uid])).status_code == 302


# --- one long report --------------------------------------------------------------------------------------------------


def test_a_long_report_is_printed_by_a_worker(
    cast: Cast, round_: Round, printed: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "LONG", 0)
    client = signed_in(cast.manager)
    own = round_.assessments.get(team=cast.team)
    for name, args, words in (
        ("team-report", [own.uid], "rapport van Havo 4-5"),
        ("school-report", [cast.school.uid, round_.uid], "rapport van Duinmark College"),
    ):
        address = reverse(name, args=args)
        assert client.head(address).status_code == 202
        jobs = PrintJob.objects.count()
        page = client.get(address)["Location"]
        assert client.get(address)["Location"] == page, "asked twice is asked once"
        assert PrintJob.objects.count() == jobs + 1
        assert f"We maken het {words}" in text_of(client.get(page))
        assert signed_in(cast.governor).get(page).status_code == 404
        run_queue()
        assert f'href="{address}" data-take' in text_of(client.get(page))
        response = client.get(address)
        assert response.content.startswith(b"%PDF-")
        assert client.get(f"{page}rapporten.zip")["Location"] == page
    assert len(printed) == 2
    assert AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED).count() == 2
    of_board = reverse("board-report", args=[cast.board.uid]) + f"?meting={round_.uid}"
    governor = signed_in(cast.governor)
    waits = governor.get(of_board)["Location"]
    run_queue()
    assert f'href="{of_board}" data-take' in text_of(governor.get(waits))
    assert governor.get(of_board).content.startswith(b"%PDF-")
    assert len(printed) == 3
    waiting = client.get(reverse("school-report", args=[cast.school.uid, round_.uid]))
    assert waiting.status_code == 200
    Membership.objects.filter(user=cast.manager).update(ended_on=timezone.localdate())
    assert client.get(page).status_code == client.get(address).status_code == 404


def test_of_one_report_under_way_only_the_latest_is_made(
    cast: Cast, round_: Round, printed: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who changes it and asks again, over and over, keeps no queue filled; other reports go on."""
    monkeypatch.setattr(document, "LONG", 0)
    client = signed_in(cast.coordinator)
    own, twin, late = round_.assessments.filter(school=cast.school).order_by("pk")
    for other in (twin, own):
        client.get(reverse("team-report", args=[other.uid]))
    for level in (1, 2, 3):
        late.scores.all().delete()
        set_scores(late, {"VA1.1": level})
        client.get(reverse("team-report", args=[late.uid]))
    client.get(reverse("school-report", args=[cast.school.uid, round_.uid]))
    parts = PrintJob.objects.values_list("parts__assessment", flat=True)
    assert sorted(pk or 0 for pk in parts) == sorted([0, own.pk, twin.pk, late.pk])
    run_queue()
    assert len(printed) == 4


def test_a_right_lost_before_it_is_printed(
    cast: Cast, round_: Round, printed: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "LONG", 0)
    client = signed_in(cast.manager)
    client.get(reverse("team-report", args=[round_.assessments.get(team=cast.team).uid]))
    Membership.objects.filter(user=cast.manager).update(ended_on=timezone.localdate())
    run_queue()
    assert printed == []
    assert not PrintJob.objects.exists()


def test_how_many_teams_a_board_has_makes_no_difference(
    governor: Client, cast: Cast, small_card: Card, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Asking reads a board at once, whatever its size; so does the file."""
    for more in (0, 3):
        teams: list[Team] = [TeamFactory(school=cast.school) for _ in range(more)]
        if teams:
            later = make_round(teams, small_card, title="Later")
            for one in later.assessments.all():
                set_scores(one, {"VA1.1": 4})
                confirm(one)
        PrintJob.objects.all().delete()
        DBTaskResult.objects.all().delete()
        with django_assert_num_queries(38):
            address = ask(governor, cast)
        run_queue()
        with django_assert_num_queries(21):
            response: Any = governor.get(f"{address}rapporten.zip")
        assert response.status_code == 200
