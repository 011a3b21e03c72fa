"""HTML in every text that people write: accepted as it is, and shown as the letters it is made of, everywhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from typing import Any

import html5lib
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from assessments.enums import ActionStatus, Choice, MailKind, Role
from assessments.models import (
    Action,
    Assessment,
    Card,
    Confirmation,
    Indicator,
    Mail,
    Round,
    School,
    Team,
    User,
)
from assessments.reports.context import school_report, team_report
from assessments.reports.render import render_document
from assessments.services import confirmations, organisation, people, rounds
from assessments.services.actions import Draft, make_action, move_action
from assessments.services.imports.at_once import import_now
from assessments.services.imports.samples import write_csv
from assessments.services.priorities import choose_priorities
from tests.factories import UserFactory, make_card, save_score

pytestmark = pytest.mark.django_db


def wild(name: str) -> str:
    """A text that breaks out of wherever it is not escaped: an element, an attribute, a title, a comment."""
    return f"<b onclick=f()>{name}</b>\"'><script>{name}()</script></title></textarea>&amp; {{{{ {name} }}}} <!--"


BOARD, SCHOOL, TEAM, PERSON, TITLE = (wild(name) for name in ("bestuur", "school", "team", "mens", "meting"))
RATIONALE, EVIDENCE, DISSENT, REASON = (wild(name) for name in ("waarom", "bewijs", "anders", "reden"))
WHAT, WHY, HOW_SEEN, PROGRESS = (wild(name) for name in ("wat", "omdat", "zien", "stand"))
TODAY = dt.date(2026, 11, 24)


@dataclass
class Wild:
    """An organisation with wild names, two rounds made by their services, and its one person signed in."""

    card: Card
    person: User
    team: Team
    school: School
    before: Assessment
    now: Assessment
    action: Action
    client: Client


def organisation_files() -> dict[str, bytes]:
    address, roles = "mens@voorbeeld.example", ("coördinator", "bestuur", "beheerder")
    return {
        "scholen": write_csv("school", [("school", SCHOOL, "vo", "", "")]),
        "teams": write_csv("team", [("team", TEAM, "school")]),
        "mensen": write_csv(
            "person",
            [*((PERSON, address, "", role, "") for role in roles), (PERSON, address, "", "teamlid", "team")],
        ),
    }


@pytest.fixture
def wilds() -> Wild:
    card, today = make_card(), timezone.localdate()
    board, _admin = organisation.create_board(
        by=None, name=BOARD, number="", admin_email="eerste@voorbeeld.example", admin_name=PERSON
    )
    import_now(board=board, files=organisation_files(), save=True, accounts=True)
    person, team = User.objects.get(email="mens@voorbeeld.example"), Team.objects.get()
    made = []
    for start in (today - dt.timedelta(days=400), today):
        round_ = rounds.plan_round(
            by=person, title=TITLE, card=card, starts_on=start, ends_on=today, teams=[team]
        )
        rounds.open_round(by=person, round_=round_)
        made.append(round_.assessments.get())
        save_score(
            by=person,
            assessment=made[-1],
            indicator_code="VA1.1",
            version=0,
            choice=Choice.LEVEL,
            level=4,
            rationale=RATIONALE,
            evidence=EVIDENCE,
            dissent=DISSENT,
        )
        if start < today:
            confirmations.confirm(by=person, assessment=made[-1], with_gaps=True)
            rounds.close_round(by=person, round_=round_)
    client = Client()
    client.force_login(person)
    before, now = made
    draft = Draft(WHAT, today, tuple(Indicator.objects.filter(code="VA1.1")), WHY, HOW_SEEN, owner=person)
    action = make_action(by=person, place=team, draft=draft, assessment=before)
    move_action(by=person, action=action, status=ActionStatus.BUSY, text=PROGRESS)
    Action.objects.update(made_at=timezone.now() - dt.timedelta(days=200))  # between the two rounds
    choose_priorities(by=person, assessment=before, codes=["VA1.1"], seen=[])
    return Wild(card, person, team, team.school, before, now, action, client)


def words_of(html: str) -> str:
    """What a reader can read, attributes too, of a page in which nothing wild came to life."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html.strip())
    found = []
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not any(name.startswith("on") for name in element.attrib), element.attrib
            assert element.tag != "script" or not "".join(element.itertext()).strip()
            found += element.attrib.values()
    return " ".join(" ".join([*tree.itertext(), *found]).split())


def read(response: Any, *expected: str, status: int = 200) -> str:
    assert response.status_code == status
    text = words_of(response.content.decode())
    for words in expected:
        assert words in text, words
    return text


def test_names_are_stored_as_they_were_written(wilds: Wild) -> None:
    assert (wilds.team.name, wilds.school.name, wilds.school.board.name) == (TEAM, SCHOOL, BOARD)
    assert (wilds.person.name, wilds.now.round.title, wilds.now.team_name) == (PERSON, TITLE, TEAM)


def test_every_page_shows_the_letters(wilds: Wild) -> None:
    get, now, before = wilds.client.get, wilds.now, wilds.before
    place = {"uid": wilds.school.uid, "round_uid": before.round.uid}
    pages: dict[tuple[Any, ...], tuple[str, ...]] = {
        ("home",): (PERSON, TITLE, TEAM, SCHOOL, BOARD),
        ("round-list",): (TITLE,),
        ("round-plan",): (TEAM, SCHOOL),
        ("round-detail", now.round.uid): (BOARD, TITLE, SCHOOL, TEAM),
        ("round-change", now.round.uid): (BOARD, TITLE, SCHOOL, TEAM),
        ("round-close", now.round.uid): (BOARD, TITLE, TEAM, SCHOOL),
        ("scoring-start", now.uid): (SCHOOL, TEAM, TITLE),
        ("scoring-criterion", now.uid, "VA1"): (SCHOOL, TEAM, TITLE, RATIONALE, EVIDENCE),
        ("scoring-criterion", before.uid, "VA1"): (SCHOOL, TEAM, TITLE, RATIONALE, EVIDENCE),
        ("scoring-confirm", now.uid): (SCHOOL, TEAM, TITLE),
        ("scoring-reopen", before.uid): (SCHOOL, TEAM, TITLE),
        ("results",): (SCHOOL, TEAM, TITLE),
        ("team-result", now.uid): (BOARD, SCHOOL, TEAM, TITLE, RATIONALE, EVIDENCE, DISSENT),
        ("team-result", before.uid): (BOARD, SCHOOL, TEAM, TITLE, RATIONALE, EVIDENCE, DISSENT, WHAT),
        ("school-result", *place.values()): (BOARD, SCHOOL, TEAM, TITLE),
        ("school-criterion", *place.values(), "VA1"): (BOARD, SCHOOL, TEAM, TITLE),
        ("board-result", wilds.school.board.uid): (BOARD, SCHOOL, TITLE),
        ("board-criterion", wilds.school.board.uid, "VA1"): (BOARD, SCHOOL),
        ("team-text", before.uid): (BOARD, SCHOOL, TEAM, TITLE),
        ("school-text", *place.values()): (BOARD, SCHOOL, TITLE),
        ("team-over-time", before.uid): (BOARD, SCHOOL, TEAM, TITLE),
        ("school-over-time", wilds.school.uid): (BOARD, SCHOOL, TITLE),
        ("board-over-time", wilds.school.board.uid): (BOARD, TITLE),
        ("own-data",): (PERSON, TEAM, SCHOOL, BOARD, WHAT),
        ("priorities", before.uid): (TITLE, TEAM),
        ("actions",): (WHAT, PERSON, TEAM, SCHOOL, TITLE),
        ("action", wilds.action.uid): (WHAT, WHY, HOW_SEEN, PROGRESS, PERSON, TEAM, TITLE),
        ("action-change", wilds.action.uid): (WHAT, WHY, HOW_SEEN, PERSON, TEAM),
        ("action-move", wilds.action.uid): (WHAT,),
        ("card-indicator", wilds.card.uid, "VA1.1"): (WHAT, PERSON, TEAM, SCHOOL, TITLE, RATIONALE),
    }
    for language in ("nl", "en"):
        wilds.client.cookies["django_language"] = language
        for (name, *args), expected in pages.items():
            text = read(get(reverse(name, args=args)), *expected)
            if args and args[0] == now.uid and name == "scoring-criterion":
                assert f"({TITLE})" in text, "what was agreed last time"
        both = {"van": str(before.round.uid), "tot": str(now.round.uid)}
        read(get(reverse("school-over-time", args=[wilds.school.uid]), both), TEAM, TITLE)
        read(get(reverse("results"), {"q": TITLE}), TITLE)
        read(get(reverse("search"), {"q": "VA1.1"}), WHAT, PERSON, TEAM)
        read(get(reverse("search"), {"q": TITLE}), TITLE)
        read(get(reverse("round-detail", args=[now.round.uid]), {"q": TITLE}), TITLE)
        read(get("/bestaat-niet/", {"q": TITLE}), PERSON, status=404)


def test_somebody_who_waits_reads_the_letters(wilds: Wild) -> None:
    """The page of a team that is under way, and the name of who leads it."""
    colleague = UserFactory(name=PERSON)
    people.give_role(by=None, user=colleague, role=Role.MEMBER, place=wilds.team)
    client = Client()
    client.force_login(colleague)
    read(client.get(reverse("team-result", args=[wilds.now.uid])), BOARD, SCHOOL, TEAM, TITLE)
    read(client.get(reverse("scoring-start", args=[wilds.now.uid])), PERSON, TEAM)
    read(client.get(reverse("scoring-confirm", args=[wilds.now.uid])), PERSON, TEAM)


def test_what_was_sent_comes_back_as_letters(wilds: Wild) -> None:
    """Forms that are refused keep what was written; messages name what was done; a conflict shows both."""
    post, long = wilds.client.post, f"{REASON}{'x' * 4_000}"
    criterion = reverse("scoring-criterion", args=[wilds.now.uid, "VA1"])
    plan = {"title": TITLE, "card": wilds.card.uid, "starts_on": "2027-01-02", "ends_on": "2027-01-01"}
    read(post(reverse("round-plan"), plan | {"teams": [wilds.team.uid]}), TITLE)
    right = plan | {"teams": [wilds.team.uid], "ends_on": "2027-02-01", "is_trial": "on"}
    read(post(reverse("round-plan"), right, follow=True), f"“{TITLE}” is gepland")
    draft = Round.objects.get(starts_on="2027-01-02")
    read(wilds.client.get(reverse("round-discard", args=[draft.uid])), TITLE)
    read(post(reverse("round-discard", args=[draft.uid]), follow=True), f"“{TITLE}” is weggegooid")
    read(post(criterion, {"VA1.2-rationale": long, "VA1.2-choice": REASON}), REASON, status=422)
    other = UserFactory(name=PERSON)
    people.give_role(by=None, user=other, role=Role.MEMBER, place=wilds.team)
    colleague = Client()
    colleague.force_login(other)
    stale = {"VA1.1-choice": "2", "VA1.1-rationale": REASON, "VA1.1-evidence": REASON, "VA1.1-version": "0"}
    both = (f"{PERSON} heeft dit intussen ook ingevuld", RATIONALE, EVIDENCE, REASON)
    read(colleague.post(criterion, stale), *both, status=409)
    answer = colleague.post(
        criterion, stale | {"indicator": "VA1.1"}, headers={"X-Requested-With": "fetch"}
    ).json()
    assert "<script>" not in answer["html"]
    assert "<b onclick" not in answer["html"]
    confirm, reopen = (reverse(f"scoring-{name}", args=[wilds.now.uid]) for name in ("confirm", "reopen"))
    read(post(confirm, {"with_gaps": "on"}, follow=True), f"De teamscores van {TEAM} zijn vastgesteld")
    read(post(reopen, {"reason": long}), REASON, status=422)
    read(post(reopen, {"reason": REASON}, follow=True), f"De teamscores van {TEAM} zijn heropend")
    assert Confirmation.objects.get(assessment=wilds.now).reopen_reason == REASON
    signing_in = {"login": TITLE, "password": TITLE, "next": TITLE}
    read(Client().post(reverse("account_login"), signing_in), TITLE)


def test_mail_about_an_action_reads_the_letters(wilds: Wild) -> None:
    colleague = UserFactory(name=PERSON)
    people.give_role(by=None, user=colleague, role=Role.MEMBER, place=wilds.team)
    indicators = tuple(wilds.action.indicators.all())
    draft = Draft(f"{WHAT}\r\nBcc: ander@voorbeeld.example", TODAY, indicators, owner=colleague)
    make_action(by=wilds.person, place=wilds.team, draft=replace(draft, due_on=timezone.localdate()))
    mail = Mail.objects.get(kind=MailKind.ACTION)
    for words in (WHAT, PERSON, BOARD, TEAM):
        assert words in words_of(mail.html), words
        assert words in mail.text, words
    assert "\n" not in mail.subject
    assert mail.subject.startswith("Een actie voor jou: <b onclick")


def test_support_reads_the_letters(wilds: Wild) -> None:
    confirmations.reopen(by=wilds.person, assessment=wilds.before, reason=REASON)
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    shown = {
        "board": (wilds.school.board, [BOARD]),
        "school": (wilds.school, [SCHOOL, BOARD]),
        "team": (wilds.team, [TEAM, SCHOOL]),
        "user": (wilds.person, [PERSON]),
        "round": (wilds.now.round, [TITLE]),
        "assessment": (wilds.now, [TEAM, SCHOOL]),
        "confirmation": (wilds.before.confirmations.get(), [REASON, PERSON]),
        "teamscore": (wilds.now.scores.get(), [RATIONALE, EVIDENCE, DISSENT]),
        "membership": (wilds.person.memberships.earliest("pk"), [PERSON]),
    }
    for model, (thing, expected) in shown.items():
        for page in (f"{thing.pk}/change/", ""):
            response = client.get(f"/beheer/assessments/{model}/{page}")
            assert response.status_code == 200
            text = response.content.decode()
            assert "<b onclick" not in text
            assert "()</script>" not in text
            if page:
                tree = html5lib.parse(text, namespaceHTMLElements=False)
                words = " ".join(" ".join(tree.itertext()).split())
                assert all(one in words for one in expected), model


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_reports_print_the_letters(wilds: Wild, language: str) -> None:
    with translation.override(language):
        of_team = team_report(wilds.before, reader=None, as_of=TODAY)
        of_school = school_report(wilds.school, wilds.before.round, reader=None, as_of=TODAY)
    team, school = render_document(of_team), render_document(of_school)
    text = words_of(team.html)
    for words in (BOARD, SCHOOL, TEAM, TITLE, RATIONALE, EVIDENCE, DISSENT, WHAT):
        assert words in text, words
    text = words_of(school.html)
    for words in (BOARD, SCHOOL, TEAM, TITLE):
        assert words in text, words
    for document in (team, school):
        for svg in document.charts.values():
            assert "<b " not in svg
            assert "<script" not in svg
    for words in (RATIONALE, WHAT, WHY, HOW_SEEN):
        assert any(words in _cells(file.content) for file in team.files), words
    assert any(TEAM in _cells(file.content) for file in school.files)
    for report in (of_team, of_school):
        assert report.file_name.isascii()
        assert not set(report.file_name) & set("<>\"'/\\;\r\n ")


def test_the_files_of_results_hold_the_letters(wilds: Wild) -> None:
    place = [wilds.school.uid, wilds.before.round.uid]
    files: dict[tuple[Any, ...], str] = {
        ("team-table", wilds.before.uid, "indicatoren"): RATIONALE,
        ("school-table", *place, "teams"): TEAM,
        ("board-table", wilds.school.board.uid, "scholen"): SCHOOL,
        ("team-over-time-table", wilds.before.uid, "metingen"): TITLE,
    }
    for (name, *args), words in files.items():
        response = wilds.client.get(reverse(name, args=args))
        assert words in _cells(response.content)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert re.fullmatch(r'attachment; filename="[a-z-]+\.csv"', response["Content-Disposition"])


def test_a_spreadsheet_holds_the_letters(wilds: Wild) -> None:
    response = wilds.client.get(reverse("team-workbook", args=[wilds.before.uid]))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.xlsx"', response["Content-Disposition"])
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {BOARD, SCHOOL, TEAM, TITLE, RATIONALE, EVIDENCE, DISSENT} <= cells


def _cells(content: bytes) -> list[str]:
    """The cells of a CSV file, as a spreadsheet reads them."""
    text = content.decode("utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]


# --- what no database can hold ------------------------------------------------------------------------------


def test_a_nul_breaks_nothing(wilds: Wild) -> None:
    """PostgreSQL refuses it in a text, even to look for."""
    criterion = reverse("scoring-criterion", args=[wilds.now.uid, "VA1"])
    client = wilds.client
    assert client.get(reverse("results"), {"q": "a\0b"}).status_code == 200
    assert client.get(reverse("round-detail", args=[wilds.now.round.uid]), {"q": "\0"}).status_code == 200
    data = {"indicator": "VA1.2\0", "VA1.2\0-choice": "3", "VA1.2\0-version": "0"}
    assert client.post(criterion, data, headers={"X-Requested-With": "fetch"}).status_code == 422
    assert client.post(criterion, {"VA1.2-choice": "3\0"}).status_code == 422
    assert client.post(criterion, {"VA1.2-rationale": "a\0b\x07"}).status_code == 302
    assert wilds.now.scores.get(indicator__code="VA1.2").rationale == "ab"
    for page in ("account_login", "account_reset_password"):
        data = {"login": "a\0@voorbeeld.example", "email": "a\0@voorbeeld.example", "password": "x\0"}
        assert Client().post(reverse(page), data).status_code == 200
