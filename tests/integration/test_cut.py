"""After closing, no table connects a person with an answer: no row, no key, no order, and no byte on the disk."""

from __future__ import annotations

import datetime as dt
import random
import string
import time
import uuid
from typing import Any

import psycopg
import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.utils import timezone

from assessments.database import CLEARED, _going_on, clear_space
from assessments.enums import MailKind, Via
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    Card,
    Participation,
    Receipt,
    Remark,
    Response,
    Tally,
)
from assessments.services.closing import close_answering
from assessments.services.mail import put
from tests.cast import Cast, make_cast
from tests.dump import Dump, dump_database, file_bytes, texts
from tests.factories import UserFactory, choice_of, make_card, make_individual, take_part

TOKENS = {name: f"hash-van-{name}".ljust(64, "x") for name in ("link", "device")}
ADDRESS = "zeldzaam.adres@voorbeeld.example"
PATIENCE = 120  # seconds
MARK = 1_234_567_890
"""How often an answer was written: a number that stands nowhere else, so that its bytes can be looked for."""


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    return a_team(cast, small_card)


def a_team(cast: Cast, card: Card) -> Assessment:
    """Seven people by every way in, who have opened their form and answered nothing yet."""
    assessment = make_individual(cast.team, card, team_token="t" * 43)
    mail = put(kind=MailKind.ANSWERING, to=ADDRESS, subject="x", text=ADDRESS, html="x")
    today = timezone.localdate()
    ways: list[dict[str, Any]] = [
        {"via": Via.ACCOUNT, "user": cast.member},
        {"via": Via.ACCOUNT, "user": UserFactory(name="Zelden Gehoord")},
        {"via": Via.LINK, "address": ADDRESS, "token_hash": TOKENS["link"], "mail": mail, "language": "en"},
        {"via": Via.TEAM_LINK, "number": 1, "token_hash": TOKENS["device"]},
        {"via": Via.TEAM_LINK, "number": 2},
        {"via": Via.PAPER, "number": 3, "typed_by": cast.coordinator},
        {"via": Via.PAPER, "number": 4, "typed_by": cast.coordinator},
    ]
    for number, way in enumerate(ways):
        began_on = today - dt.timedelta(days=number)
        take_part(assessment, {}, **way)
        Participation.objects.filter(pk=assessment.participations.latest("pk").pk).update(began_on=began_on)
    return assessment


Given = tuple[int | str | None, str]


def give(assessment: Assessment, answers: list[Given]) -> None:
    """Let each of them, in the order of `a_team`, choose this and write this on the first indicator."""
    indicator = assessment.round.card.indicators.get(code="VA1.1")
    forms = Response.objects.filter(participation__assessment=assessment).order_by("participation")
    for form, (choice, remark) in zip(forms, answers, strict=True):
        Answer.objects.create(
            response=form, indicator=indicator, remark=remark, version=MARK, **choice_of(choice)
        )
        Receipt.objects.create(response=form, indicator=indicator, version=MARK, key=uuid.uuid4())


GIVEN: list[Given] = [
    (1, "De eerste vindt dit"), (5, "De tweede niet"), (2, ""), ("?", "Geen idee"), ("-", ""), (3, "Papier"), (3, ""),
]  # fmt: skip


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_moment")
@pytest.mark.parametrize("turn", range(1, 7))
def test_who_gave_which_answer_makes_no_difference_to_any_table(
    cast: Cast, team: Assessment, turn: int
) -> None:
    """Had each given what another gave, every table would hold the same: so no table says who gave what."""
    turned = [*GIVEN[turn:], *GIVEN[:turn]]
    assert left_of(team, cast, GIVEN) == left_of(team, cast, turned)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_moment")
def test_what_was_given_does_make_a_difference(cast: Cast, team: Assessment) -> None:
    """The comparison sees what there is to see."""
    other = [(4, "De eerste vindt dit"), *GIVEN[1:]]
    assert left_of(team, cast, GIVEN) != left_of(team, cast, other)


def left_of(assessment: Assessment, cast: Cast, answers: list[Given]) -> Dump:
    """The whole database after closing, but for random keys and the numbers of new rows."""
    with transaction.atomic():
        give(assessment, answers)
        close_answering(by=cast.coordinator, assessment=Assessment.objects.get(pk=assessment.pk))
        assert Tally.objects.exists()
        assert Remark.objects.count() == 4
        dump = dump_database(but=(*NEW_ROWS, "django_migrations", "sqlite_sequence"))
        for table, model in NEW_ROWS.items():
            random_keys = {"id", "at"} if model is not Participation else {"uid"}
            kept = [f.attname for f in model._meta.concrete_fields if f.attname not in random_keys]
            dump[table] = sorted(model._default_manager.values_list(*kept), key=repr)
        transaction.set_rollback(True)
    return dump


NEW_ROWS: dict[str, type[models.Model]] = {
    model._meta.db_table: model for model in (Tally, Remark, AuditEvent, Participation)
}


def test_no_row_leads_from_an_answer_to_a_person() -> None:
    """Counts and remarks know a team in a round and an indicator, nothing else; and nothing refers to them."""
    for left in (Tally, Remark):
        ways = {field.name for field in left._meta.get_fields() if field.is_relation}
        assert ways == {"assessment", "indicator"}, left
    assert {field.name for field in Remark._meta.get_fields()} == {"id", "assessment", "indicator", "text"}
    answers = {Answer, Response, Receipt}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model in answers:
                assert model in answers, f"{model.__name__}.{field.name} refers to answers"


@pytest.mark.django_db
def test_every_table_is_rid_of_the_ways_back(cast: Cast, team: Assessment) -> None:
    give(team, GIVEN)
    secrets = {ADDRESS, "t" * 43, *TOKENS.values(), str(MARK)}
    found = texts(dump_database())
    assert {secret for secret in secrets if secret in found} == secrets
    close_answering(by=cast.coordinator, assessment=team)
    found = texts(dump_database())
    assert {secret for secret in secrets if secret in found} == set()
    for _choice, remark in GIVEN:
        assert not remark or found.count(remark) == 1, "a remark lies in one place, of nobody"


@pytest.mark.django_db
def test_no_key_leads_back_to_a_device_or_a_typist(cast: Cast, team: Assessment) -> None:
    """The device of a number holds its key too: whoever has the device could tell which row is of it."""
    before = {row.pk: row.uid for row in team.participations.all()}
    close_answering(by=cast.coordinator, assessment=team)
    after = {row.pk: row.uid for row in team.participations.all()}
    assert after.keys() == before.keys()
    assert not set(before.values()) & set(after.values())


# --- on disk ----------------------------------------------------------------------------------------------------------


def bytes_of_sqlite() -> bytes:
    """The database file and its log of writes."""
    return file_bytes("", "-wal")


def bytes_of_postgresql() -> bytes:
    """The files of the tables that hold what one person gave, with the long texts that lie apart from them."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT c.oid::regclass::text, c.reltoastrelid::regclass::text FROM pg_class c "
            "WHERE relname = ANY(%s)",
            [
                [
                    "assessments_answer",
                    "assessments_receipt",
                    "assessments_response",
                    "assessments_participation",
                ]
            ],
        )
        names = [name for row in cursor.fetchall() for name in row if name != "-"]
        found = []
        for name in names:
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [name])
            found.append(bytes(cursor.fetchone()[0]))
    return b"".join(found)


@pytest.mark.quiet
@pytest.mark.django_db(transaction=True)
def test_no_byte_on_disk_is_left_of_an_answer() -> None:
    """Neither the answers (their number of writes is looked for), nor remarks that nobody may read, nor a way in."""
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    letters = random.Random(4).choices(string.ascii_letters, k=4000)
    form = Response.objects.filter(participation__assessment=team)[0]
    for code, remark in (("FA1.1", "Onder de ondergrens"), ("FA1.2", long := "".join(letters))):
        few = team.round.card.indicators.get(code=code)
        Answer.objects.create(response=form, indicator=few, remark=remark, **choice_of(4))
    read, number = {
        "sqlite": (bytes_of_sqlite, MARK.to_bytes(4, "big")),
        "postgresql": (bytes_of_postgresql, MARK.to_bytes(4, "little")),
    }[connection.vendor]
    words = ("Onder de ondergrens", long[:40], ADDRESS, *TOKENS.values())
    kept = {number, *(word.encode() for word in words)}
    assert {one for one in kept if one in read()} == kept, "the search finds what is there"

    close_answering(by=cast.coordinator, assessment=team)
    wait_for_statistics()
    clear_all()
    assert {one for one in kept if one in read()} == set()
    if connection.vendor == "sqlite":
        assert bytes_of_sqlite().count(b"De eerste vindt dit") == 1


def wait_for_statistics() -> None:
    """Forget earlier looks, and let PostgreSQL tell of what was erased."""
    cache.clear()
    settle_statistics()


def clear_when_quiet() -> None:
    """As in two minutes in which nobody answers."""
    settle_statistics()
    clear_space()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        clear_space()


def clear_all() -> None:
    """As in so many quiet minutes as it takes: other tests write on this server meanwhile, and rows stay for them.

    What calls this is marked `quiet`, so that it runs after those that write for minutes on end.
    """
    before = cache.get(CLEARED)
    deadline = time.monotonic() + PATIENCE
    clear_when_quiet()
    while connection.vendor == "postgresql" and cache.get(CLEARED) == before:
        assert time.monotonic() < deadline, "something goes on for ever"
        clear_when_quiet()


def lying() -> dict[str, int]:
    """Of each table the file in which it lies; it is another one once the table was written anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relfilenode FROM pg_class WHERE relname LIKE 'assessments_%'")
        return dict(cursor.fetchall())


def settle_statistics() -> None:
    """PostgreSQL tells of erased rows once the session that erased them is at rest."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_space_is_cleared_once_for_what_was_erased() -> None:
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    close_answering(by=cast.coordinator, assessment=team)
    wait_for_statistics()
    before = lying()
    clear_all()
    after = lying()
    assert {name for name in after if after[name] != before[name] and "_answer" in name}
    clear_when_quiet()
    assert lying() == after, "nothing was erased since"


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_somebody_changed_or_erased_themselves_is_cleared_too() -> None:
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    wait_for_statistics()
    clear_all()
    Answer.objects.filter(remark="De tweede niet").update(remark="")
    assert b"De tweede niet" in bytes_of_postgresql()
    clear_all()
    assert b"De tweede niet" not in bytes_of_postgresql()


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_clearing_waits_until_nobody_answers_but_not_for_ever() -> None:
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    start = timezone.now()
    cache.clear()
    before = lying()
    minutes = 0
    for minutes in range(20):
        Answer.objects.filter(remark__startswith="De eerste").update(remark=f"De eerste {minutes}")
        settle_statistics()
        with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
            clear_space()
        if lying()["assessments_answer"] != before["assessments_answer"]:
            break
    assert minutes == 10


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_clearing_is_left_to_the_next_minute_where_somebody_holds_a_table() -> None:
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    wait_for_statistics()
    Answer.objects.filter(remark="De tweede niet").update(remark="")
    other = connection.copy()
    other.set_autocommit(False)
    try:
        other.cursor().execute("LOCK TABLE assessments_answer IN ACCESS SHARE MODE")
        clear_when_quiet()
        assert b"De tweede niet" in bytes_of_postgresql()
    finally:
        other.rollback()
        other.close()
    clear_all()
    assert b"De tweede niet" not in bytes_of_postgresql()


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_clearing_is_done_again_once_nobody_reads_what_was_before() -> None:
    """A long report that began before an answer was changed may read it as it was, so that clearing leaves it."""
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    wait_for_statistics()
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM assessments_card")
        Answer.objects.filter(remark="De tweede niet").update(remark="")
        clear_when_quiet()
        settle_statistics()
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=12)):
            clear_space()
        assert b"De tweede niet" in bytes_of_postgresql()
    finally:
        other.rollback()
        other.close()
    clear_all()
    assert b"De tweede niet" not in bytes_of_postgresql()


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_was_erased_is_cleared_too_where_the_server_lost_count() -> None:
    """After a crash PostgreSQL counts from nothing."""
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    wait_for_statistics()
    clear_all()
    Answer.objects.filter(remark="De tweede niet").update(remark="")
    settle_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_reset()")
    clear_all()
    assert b"De tweede niet" not in bytes_of_postgresql()


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_reads_what_was_before_is_seen_whatever_their_role() -> None:
    """PostgreSQL hides from an ordinary role since when the transactions of others go on: a backup, say."""
    plain = "lob_plain"
    other = connection.copy()
    other.set_autocommit(False)
    with connection.cursor() as cursor:
        with other.cursor() as another:
            another.execute("SELECT virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() LIMIT 1")
            (reading,) = another.fetchone()
        cursor.execute(f"CREATE ROLE {plain}")
        try:
            cursor.execute(f"SET ROLE {plain}")
            assert reading in _going_on(cursor)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP ROLE {plain}")
            other.rollback()
            other.close()
        assert reading not in _going_on(cursor)


@pytest.mark.quiet
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_clearing_is_done_again_once_nobody_writes_in_another_database() -> None:
    """To the server it is one row of transactions: what ended after one began, elsewhere too, it keeps for that one."""
    cast = make_cast()
    team = a_team(cast, make_card())
    give(team, GIVEN)
    wait_for_statistics()
    params = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(**params) as other:
        other.execute("SELECT pg_current_xact_id()")
        Answer.objects.filter(remark="De tweede niet").update(remark="")
        cache.delete(CLEARED)
        clear_when_quiet()
        assert cache.get(CLEARED) is None
        assert b"De tweede niet" in bytes_of_postgresql()
    clear_all()
    assert b"De tweede niet" not in bytes_of_postgresql()
