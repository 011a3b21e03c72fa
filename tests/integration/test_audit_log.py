"""The page of the audit log: what it says, to whom, and what it never says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Verb
from assessments.models import AuditEvent, Board, Card, Membership, School, Team, User
from assessments.results.audit_log import Wanted, entries_of, events_of
from assessments.results.audit_words import DEEDS, GROUPS, UNKNOWN_DEED, deed, verbs_of
from assessments.services.audit import record
from assessments.services.teams import move_team
from tests.cast import Cast
from tests.factories import confirm, give_role, make_round
from tests.reading import text_of

pytestmark = pytest.mark.django_db

AMSTERDAM = timezone.get_default_timezone()
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=AMSTERDAM)


def put(
    cast: Cast,
    verb: Verb = Verb.ROUND_OPENED,
    *,
    at: dt.datetime = NOON,
    by: User | None = None,
    **fields: Any,
) -> AuditEvent:
    values = {"board": cast.board.uid, "actor": (by or cast.coordinator).uid} | fields
    return AuditEvent.objects.create(at=at, verb=verb, **values)


def read(client: Client, person: User, board: Board, **query: str) -> str:
    """The lines of the log as they read, without tags, on one line each."""
    client.force_login(person)
    response = client.get(reverse("audit-board", args=[board.uid]), query)
    assert response.status_code == 200
    lines = re.findall(r"<li> <time[^>]*>(.*?)</time> <span>(.*?)</span> </li>", text_of(response))
    return "\n".join(f"{at} {re.sub('<[^>]*>', '', said)}" for at, said in lines)


# --- what it says ---------------------------------------------------------------------------------------------------


def test_who_did_what_about_what_in_plain_words(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, title="LOB 2026")
    role = give_role(cast.member, Role.MEMBER, cast.sibling_team)
    things: list[tuple[Verb, Any, str]] = [
        (Verb.ROLE_GIVEN, role, "gaf een rol: Şükrü Łukasz, teamlid bij Brugklas"),
        (Verb.ROUND_OPENED, round_, "opende een meting: LOB 2026"),
        (Verb.CONFIRMED, round_.assessments.get(), "stelde teamscores vast: Havo 4-5 in LOB 2026"),
        (Verb.REPORT_DOWNLOADED, cast.school, "downloadde een rapport: Duinmark College"),
        (
            Verb.TEAM_CHANGED,
            cast.cousin_team,
            "wijzigde een team: Zorg &amp; Welzijn (nu bij Mbo De Zilte Delta)",
        ),
        (Verb.PERSON_CHANGED, cast.member, "wijzigde de gegevens van iemand: Şükrü Łukasz"),
        (Verb.PERSON_CHANGED, cast.coordinator, "wijzigde de gegevens van iemand: zichzelf"),
        (Verb.DATA_DOWNLOADED, cast.coordinator, "downloadde de eigen gegevens"),
        (Verb.BOARD_CREATED, cast.board, "maakte het bestuur aan: Stichting De Noordzoom"),
        (Verb.CARD_LOADED, small_card, "laadde een kaart: Proefkaart (1)"),
    ]
    for verb, thing, _words in things:
        record(verb, by=cast.coordinator, thing=thing, board=cast.board)
    record(Verb.RETENTION_DONE, by=None, thing=cast.board, board=cast.board)
    said = read(client, cast.governor, cast.board).splitlines()
    told = [f"Fatma Şahin {words}" for _verb, _thing, words in things]
    told.append("De server wiste wat de bewaartermijn voorbij was: Stichting De Noordzoom")
    assert [line.partition(" ")[2] for line in said] == told[::-1]


def test_a_team_that_moves_makes_no_line_untrue(client: Client, cast: Cast) -> None:
    """The school that a line names is said to be that of now: the log does not keep which it was then."""
    record(Verb.TEAM_ADDED, by=cast.administrator, thing=cast.team, board=cast.board)
    there = move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo 4-5")
    name = "Havo 4-5 (nu bij Mbo De Zilte Delta)"
    lines = read(client, cast.governor, cast.board).splitlines()
    assert [line.partition(": ")[2] for line in lines] == [name, name]
    move_team(by=cast.administrator, team=there, to=cast.school, name="Havo 4-5")
    lines = read(client, cast.governor, cast.board).splitlines()
    assert [line.partition(": ")[2] for line in lines] == ["Havo 4-5 (nu bij Duinmark College)"] * 3


def test_latest_first_by_the_clock_of_the_netherlands(client: Client, cast: Cast) -> None:
    put(cast, Verb.ROUND_PLANNED, at=dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC))
    put(cast, Verb.ROUND_OPENED, at=dt.datetime(2026, 7, 1, 21, 30, tzinfo=dt.UTC))
    put(cast, Verb.ROUND_CLOSED, at=dt.datetime(2026, 12, 1, 22, 30, tzinfo=dt.UTC))
    client.force_login(cast.administrator)
    text = text_of(client.get(reverse("audit-board", args=[cast.board.uid])))
    days = re.findall(r'<h2 id="dag-\d+">(.*?)</h2>', text)
    assert days == ["1 december 2026", "2 juli 2026", "1 juli 2026"]
    said = read(client, cast.administrator, cast.board).splitlines()
    assert [line[:5] for line in said] == ["23:30", "00:30", "23:30"]


def test_nothing_yet(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    text = text_of(client.get(reverse("audit-board", args=[cast.board.uid])))
    assert "nog niets gedaan" in text
    assert "Downloaden" not in text


def test_one_line(client: Client, cast: Cast) -> None:
    put(cast)
    client.force_login(cast.administrator)
    text = text_of(client.get(reverse("audit-board", args=[cast.board.uid])))
    assert "1 regel<" in text


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_reads_as_a_sentence_in_both_languages(verb: Verb) -> None:
    words = {}
    for language in ("nl", "en"):
        with translation.override(language):
            words[language] = deed(verb)
            assert words[language] != str(UNKNOWN_DEED) % {"verb": verb}
            assert words[language][0].islower()
    assert words["nl"] != words["en"]
    assert sum(verb in verbs_of(group) for group in GROUPS) == 1, "the filter offers it once"


def test_a_verb_of_another_version_is_told_all_the_same(client: Client, cast: Cast) -> None:
    put(cast, verb="iets.nieuws")  # type: ignore[arg-type]
    assert "deed iets wat deze versie niet kent (iets.nieuws)" in read(client, cast.governor, cast.board)
    assert set(DEEDS) == set(Verb)


def test_the_page_of_the_organisation_leads_there_for_who_may(client: Client, cast: Cast) -> None:
    for person, expected in ((cast.administrator, True), (cast.governor, True), (cast.coordinator, False)):
        client.force_login(person)
        assert (reverse("audit-log") in client.get(reverse("organisation")).content.decode()) is expected


# --- what it does not say ---------------------------------------------------------------------------------------------


def test_names_are_those_of_the_board_that_are_still_there(client: Client, cast: Cast) -> None:
    gone, removed, foreign = uuid4(), cast.member, cast.foreign_coordinator
    put(cast, actor=gone, object_type="team", object_key=uuid4())
    put(cast, by=removed)
    put(cast, by=foreign, object_type="school", object_key=cast.foreign_school.uid)
    put(cast, Verb.ROLE_ENDED, object_type="membership", object_key=removed.memberships.get().uid)
    User.objects.filter(pk=removed.pk).update(removed_on=timezone.localdate())
    said = read(client, cast.administrator, cast.board)
    for key in (gone, removed.uid, foreign.uid):
        assert f"Iemand die weg is ({str(key)[:8]})" in said
    assert "niet meer te vinden" in said
    assert "Foreign" not in said
    assert removed.name not in said


def test_a_round_is_named_for_who_may_see_it_alone(client: Client, cast: Cast, small_card: Card) -> None:
    """A concept is for who plans it, and a beheerder sees no rounds; the log tells them that one was planned."""
    draft = make_round([cast.team], small_card, title="Concept 2027", state=RoundState.DRAFT)
    opened = make_round([cast.sibling_team], small_card, title="LOB 2026")
    for round_ in (draft, opened):
        record(Verb.ROUND_PLANNED, by=cast.coordinator, thing=round_, board=cast.board)
        record(Verb.REOPENED, by=cast.coordinator, thing=round_.assessments.get(), board=cast.board)
    put(cast, Verb.ROUND_DISCARDED, object_type="round", object_key=uuid4())

    def said(person: User) -> list[str]:
        return sorted(line.partition(" ")[2] for line in read(client, person, cast.board).splitlines())

    kinds = ["heropende teamscores", "plande een meting"]
    gone = "Fatma Şahin gooide een meting weg"
    assert said(cast.administrator) == sorted([*(f"Fatma Şahin {kind}" for kind in kinds * 2), gone])
    assert said(cast.governor) == sorted(
        [
            *(f"Fatma Şahin {kind}" for kind in kinds),
            "Fatma Şahin plande een meting: LOB 2026",
            "Fatma Şahin heropende teamscores: Brugklas in LOB 2026",
            gone,
        ]
    )
    give_role(cast.administrator, Role.COORDINATOR, cast.school)
    told = said(cast.administrator)
    assert "Fatma Şahin plande een meting: Concept 2027" in told
    assert "Fatma Şahin heropende teamscores: Havo 4-5 in Concept 2027" in told


def test_a_place_does_not_find_rounds_that_one_does_not_see(
    client: Client, cast: Cast, small_card: Card
) -> None:
    """Else to search place by place tells which teams are in a concept."""
    draft = make_round([cast.team], small_card, title="Concept 2027", state=RoundState.DRAFT)
    opened = make_round([cast.team], small_card, title="LOB 2026")
    for round_ in (draft, opened):
        record(Verb.ROUND_PLANNED, by=cast.coordinator, thing=round_, board=cast.board)
        record(Verb.REOPENED, by=cast.coordinator, thing=round_.assessments.get(), board=cast.board)

    def found(person: User, place: School | Team) -> set[UUID | None]:
        person = User.objects.get(pk=person.pk)  # with the roles of now
        events = set(events_of(person, cast.board, Wanted(place=place)).values_list("object_key", flat=True))
        client.force_login(person)
        file = client.get(reverse("audit-export", args=[cast.board.uid]), {"waar": str(place.uid)})
        text = file.getvalue().decode()
        assert {key for key in keys if str(key) in text} == events
        return events

    hidden = {draft.uid, draft.assessments.get().uid}
    seen = {opened.uid, opened.assessments.get().uid}
    keys = hidden | seen
    for place in (cast.team, cast.school):
        assert found(cast.administrator, place) == set()
        assert found(cast.governor, place) == seen
    give_role(cast.administrator, Role.COORDINATOR, cast.school)
    assert found(cast.administrator, cast.team) == hidden | seen


def test_who_had_a_role_that_ended_keeps_the_name(client: Client, cast: Cast) -> None:
    put(cast, by=cast.former_member)
    assert "Joëlle van ’t Hof" in read(client, cast.governor, cast.board)


def test_rows_of_other_boards_and_of_none_are_not_there(client: Client, cast: Cast) -> None:
    put(cast, Verb.ROUND_CLOSED, board=cast.foreign_board.uid)
    put(cast, Verb.CARD_LOADED, board=None, actor=None)
    assert read(client, cast.administrator, cast.board) == ""
    assert read(client, cast.governor, cast.board) == ""


def test_the_log_holds_keys_and_words_of_a_closed_list_alone(
    client: Client, cast: Cast, small_card: Card
) -> None:
    """Every column of every row, after deeds of all kinds."""
    role = give_role(cast.member, Role.MEMBER, cast.sibling_team)
    for verb in Verb:
        for thing in (cast.board, cast.school, cast.team, cast.member, role, small_card, None):
            record(verb, by=cast.coordinator, thing=thing, board=cast.board)
    kinds = {model._meta.model_name for model in AuditEvent._meta.apps.get_models()} | {""}
    columns = {field.name for field in AuditEvent._meta.fields}
    assert columns == {"id", "at", "actor", "verb", "object_type", "object_key", "board"}
    for row in AuditEvent.objects.values():
        assert row["verb"] in Verb.values
        assert row["object_type"] in kinds
        assert isinstance(row["at"], dt.datetime)
        assert all(row[key] is None or isinstance(row[key], UUID) for key in ("actor", "object_key", "board"))


# --- searching --------------------------------------------------------------------------------------------------------


@pytest.fixture
def several(cast: Cast, small_card: Card) -> Cast:
    round_ = make_round([cast.team, cast.cousin_team], small_card, title="LOB 2026")
    role = give_role(cast.member, Role.MEMBER, cast.sibling_team)
    day = dt.timedelta(days=1)
    put(cast, Verb.ROUND_OPENED, object_type="round", object_key=round_.uid, at=NOON - 3 * day)
    put(cast, Verb.ROLE_GIVEN, by=cast.administrator, object_type="membership", object_key=role.uid, at=NOON)
    put(
        cast, Verb.SCHOOL_CHANGED, actor=None, object_type="school", object_key=cast.school.uid, at=NOON - day
    )
    put(cast, Verb.TEAM_CHANGED, object_type="team", object_key=cast.cousin_team.uid, at=NOON - 2 * day)
    return cast


def verbs_in(said: str) -> list[str]:
    known = {str(words): verb.name for verb, words in DEEDS.items()}
    return [next(name for words, name in known.items() if words in line) for line in said.splitlines()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["ROLE_GIVEN", "SCHOOL_CHANGED", "TEAM_CHANGED", "ROUND_OPENED"]),
        ({"van": "2026-11-23"}, ["ROLE_GIVEN", "SCHOOL_CHANGED"]),
        ({"tot": "2026-11-22"}, ["TEAM_CHANGED", "ROUND_OPENED"]),
        ({"van": "2026-11-22", "tot": "2026-11-22"}, ["TEAM_CHANGED"]),
        ({"wat": "rol.gegeven"}, ["ROLE_GIVEN"]),
        ({"wat": "organisatie"}, ["SCHOOL_CHANGED", "TEAM_CHANGED"]),
        ({"wie": "administrator"}, ["ROLE_GIVEN"]),
        ({"wie": "server"}, ["SCHOOL_CHANGED"]),
        ({"waar": "school"}, ["ROLE_GIVEN", "SCHOOL_CHANGED", "ROUND_OPENED"]),
        ({"waar": "sibling_team"}, ["ROLE_GIVEN"]),
        ({"waar": "cousin_team"}, ["TEAM_CHANGED", "ROUND_OPENED"]),
        ({"waar": "school", "wie": "coordinator"}, ["ROUND_OPENED"]),
        ({"pagina": "999"}, ["ROLE_GIVEN", "SCHOOL_CHANGED", "TEAM_CHANGED", "ROUND_OPENED"]),
        ({"pagina": "x"}, ["ROLE_GIVEN", "SCHOOL_CHANGED", "TEAM_CHANGED", "ROUND_OPENED"]),
    ],
)
def test_searching(client: Client, several: Cast, query: dict[str, str], found: list[str]) -> None:
    sent = {name: str(getattr(getattr(several, value, None), "uid", value)) for name, value in query.items()}
    assert verbs_in(read(client, several.governor, several.board, **sent)) == found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"van": "31-31-2026"}, "Dit is geen datum. Kies er een, of laat dit leeg."),
        ({"van": "0001-01-01"}, "Dit is geen datum. Kies er een, of laat dit leeg."),
        ({"tot": "9999-12-31"}, "Dit is geen datum. Kies er een, of laat dit leeg."),
        ({"van": "2026-11-24", "tot": "2026-11-01"}, "Kies een latere dag."),
        ({"wie": "foreign_governor"}, "Kies iets uit de lijst."),
        ({"waar": "foreign_school"}, "Kies iets uit de lijst."),
        ({"wat": "x' OR 1=1"}, "Kies iets uit de lijst."),
        ({"wie": "\x00"}, "Kies iets uit de lijst."),
    ],
)
def test_what_cannot_be_searched_finds_nothing(
    client: Client, several: Cast, query: dict[str, str], words: str
) -> None:
    sent = {name: str(getattr(getattr(several, value, None), "uid", value)) for name, value in query.items()}
    client.force_login(several.administrator)
    text = text_of(client.get(reverse("audit-board", args=[several.board.uid]), sent))
    assert words in text
    assert "<time" not in text
    assert "Foreign" not in text
    export = client.get(reverse("audit-export", args=[several.board.uid]), sent)
    assert export.status_code == 302


def test_no_name_stands_in_an_address(client: Client, several: Cast) -> None:
    client.force_login(several.administrator)
    text = text_of(client.get(reverse("audit-board", args=[several.board.uid])))
    values = re.findall(r'<option value="([^"]*)"', text)
    assert str(several.coordinator.uid) in values
    assert not any(part in value for value in values for part in ("Fatma", "Havo", "Duin", "@"))


def test_the_log_is_read_in_pages(client: Client, cast: Cast) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(at=NOON, verb=Verb.ROUND_OPENED, board=cast.board.uid, actor=cast.coordinator.uid)
        for _number in range(205)
    )
    client.force_login(cast.governor)
    address = reverse("audit-board", args=[cast.board.uid])
    seen: list[int] = []
    for number, links in ((1, ["2"]), (2, ["1", "3"]), (3, ["2"])):
        response = client.get(address, {"wat": "metingen", "pagina": str(number)})
        text = text_of(response)
        assert re.findall(r'href="\?wat=metingen&amp;pagina=(\d)"', text) == links
        assert f"Pagina {number} van 3" in text
        seen += [event.pk for event in response.context["page"].object_list]
    assert len(seen) == len(set(seen)) == 205


@pytest.mark.parametrize("count", [1, 3, 150])
def test_the_number_of_queries_does_not_grow(
    client: Client,
    cast: Cast,
    small_card: Card,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    """Session, person, roles; board; who, with names; schools, teams; count, page; names of rounds, roles, people."""
    for _number in range(count):
        round_ = make_round([cast.team], small_card, title="LOB 2026", state="gesloten")  # type: ignore[arg-type]
        put(cast, object_type="round", object_key=round_.uid)
        put(cast, Verb.ROLE_GIVEN, object_type="membership", object_key=cast.member.memberships.get().uid)
    client.force_login(cast.governor)
    with django_assert_num_queries(13):
        client.get(reverse("audit-board", args=[cast.board.uid]))


def test_an_index_serves_each_way_of_reading(cast: Cast) -> None:
    if connection.vendor == "postgresql":  # its planner reads a small table whole, unless it may not
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    for wanted, index in (
        (Wanted(), "audit_of_board"),
        (Wanted(since=dt.date(2026, 1, 1)), "audit_of_board"),
        (Wanted(actor=uuid4()), "audit_by_person"),
        (Wanted(verbs=(Verb.CONFIRMED,)), "audit_of_board_by_verb"),
    ):
        plan = events_of(cast.governor, cast.board, wanted)[:100].explain()
        assert f" {index} " in plan
        assert "TEMP B-TREE" not in plan, "nothing is sorted"
        assert "Sort" not in plan, "nothing is sorted"


def test_an_index_finds_what_was_about_a_place(cast: Cast) -> None:
    """The few deeds about it are looked up, wherever they stand in the log, and then put in order."""
    AuditEvent.objects.bulk_create(
        AuditEvent(at=NOON, verb=Verb.ROUND_OPENED, board=cast.board.uid, object_key=uuid4())
        for _number in range(3000)
    )
    if (
        connection.vendor == "postgresql"
    ):  # its planner reads a small table whole, and one of which it knows nothing
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE")
    for place in (cast.school, cast.team):
        plan = events_of(cast.governor, cast.board, Wanted(place=place))[:100].explain()
        assert re.search(r"USING INDEX audit_of_thing \(object_key=\?\)|Scan using audit_of_thing ", plan), (
            plan
        )


def test_a_name_that_is_erased_is_gone_from_the_log(cast: Cast) -> None:
    event = put(cast)
    assert entries_of(cast.governor, cast.board, [event])[0].who == "Fatma Şahin"
    User.objects.filter(pk=cast.coordinator.pk).update(name="", removed_on=timezone.localdate())
    assert "Iemand die weg is" in entries_of(cast.governor, cast.board, [event])[0].who


# --- taking it away ---------------------------------------------------------------------------------------------------


def export(client: Client, person: User, board: Board, **query: str) -> Any:
    client.force_login(person)
    return client.get(reverse("audit-export", args=[board.uid]), query)


def rows_of(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_file_holds_the_rows_found_with_keys(client: Client, several: Cast) -> None:
    response = export(client, several.governor, several.board, wat="rol.gegeven")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="logboek-{timezone.localdate():%Y-%m-%d}.csv"'
    )
    assert response.streaming
    head, *lines = rows_of(response)
    assert head == ["tijdstip", "wie (sleutel)", "wat", "code", "waarover", "waarover (sleutel)"]
    role = Membership.objects.get(user=several.member, team=several.sibling_team)
    assert lines == [
        [
            "2026-11-24 12:00:00",
            str(several.administrator.uid),
            "rol gegeven",
            "rol.gegeven",
            "membership",
            str(role.uid),
        ]
    ]


def test_dutch_excel_opens_it(client: Client, several: Cast) -> None:
    content = b"".join(export(client, several.governor, several.board).streaming_content)
    assert content.startswith(b"\xef\xbb\xbftijdstip;")
    assert content.count(b"\r\n") == 5


def test_no_name_of_anybody_or_anything_is_in_it(client: Client, several: Cast) -> None:
    content = b"".join(export(client, several.governor, several.board).streaming_content).decode()
    names = [person.name for person in several.everyone().values()]
    names += ["Havo", "Brugklas", "Zorg", "Duinmark", "Noordzoom", "LOB 2026", "@"]
    assert not [name for name in names if name in content]


def test_that_it_was_taken_is_in_the_log_and_not_yet_in_the_file(client: Client, several: Cast) -> None:
    lines = rows_of(export(client, several.governor, several.board))
    assert len(lines) == 1 + 4
    event = AuditEvent.objects.get(verb=Verb.AUDIT_EXPORTED)
    assert (event.actor, event.board, event.object_key) == (several.governor.uid, several.board.uid, None)
    assert "Marieke Postma downloadde het logboek" in read(client, several.administrator, several.board)


def test_a_cell_never_calculates(client: Client, cast: Cast) -> None:
    put(cast, verb="=1+1", object_type="@x")  # type: ignore[arg-type]
    _head, line = rows_of(export(client, cast.governor, cast.board))
    assert line[2:5] == ["'=1+1", "'=1+1", "'@x"]


def test_thousands_of_rows_are_streamed_in_a_few_queries(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(at=NOON, verb=Verb.ROUND_OPENED, board=cast.board.uid) for _number in range(5_000)
    )
    client.force_login(cast.governor)
    with django_assert_num_queries(11):
        response = client.get(reverse("audit-export", args=[cast.board.uid]))
        assert len(rows_of(response)) == 5_001


# --- who may ----------------------------------------------------------------------------------------------------------


def test_with_one_board_one_comes_straight_to_its_log(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    response = client.get(reverse("audit-log"))
    assert response.headers["Location"] == reverse("audit-board", args=[cast.board.uid])


def test_with_several_boards_one_chooses(client: Client, cast: Cast) -> None:
    give_role(cast.administrator, Role.GOVERNOR, cast.foreign_board)
    client.force_login(cast.administrator)
    text = text_of(client.get(reverse("audit-log")))
    for board in (cast.board, cast.foreign_board):
        assert reverse("audit-board", args=[board.uid]) in text
        assert board.name in text


@pytest.mark.parametrize("person", ["coordinator", "board_coordinator", "manager", "member", "stranger"])
def test_for_others_there_is_no_log(client: Client, cast: Cast, person: str) -> None:
    client.force_login(getattr(cast, person))
    for address in (
        reverse("audit-log"),
        reverse("audit-board", args=[cast.board.uid]),
        reverse("audit-export", args=[cast.board.uid]),
    ):
        assert client.get(address).status_code == 404
    assert not AuditEvent.objects.exists()


def test_a_confirmed_value_is_nowhere_in_the_log(client: Client, cast: Cast, small_card: Card) -> None:
    """A beheerder may read the log and no result: it says that something was confirmed, not what."""
    assessment = make_round([cast.team], small_card).assessments.get()
    confirm(assessment)
    record(Verb.CONFIRMED, by=cast.coordinator, thing=assessment, board=cast.board)
    client.force_login(cast.administrator)
    text = text_of(client.get(reverse("audit-board", args=[cast.board.uid])))
    assert "op orde" not in text
    assert reverse("team-result", args=[assessment.uid]) not in text
