"""The audit log: whoever writes, it is recorded; and the database itself refuses to change what was recorded."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.database import audit_release
from assessments.enums import Verb
from assessments.models import AuditEvent
from assessments.services.audit import record
from tests.cast import Cast

pytestmark = pytest.mark.django_db

TABLE = AuditEvent._meta.db_table


@pytest.fixture
def event(cast: Cast) -> AuditEvent:
    record(Verb.ROUND_PLANNED, by=cast.coordinator, thing=cast.team, board=cast.board)
    return AuditEvent.objects.get()


def sql(statement: str) -> Callable[[AuditEvent], object]:
    def run(event: AuditEvent) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(statement)

    return run


def saved(event: AuditEvent) -> None:
    event.verb = Verb.ROUND_OPENED
    event.save()


CHANGES: dict[str, Callable[[AuditEvent], object]] = {
    "save": saved,
    "update": lambda event: AuditEvent.objects.update(actor=None),
    "bulk update": lambda event: AuditEvent.objects.bulk_update([event], ["verb"]),
    "delete": lambda event: event.delete(),
    "delete all": lambda event: AuditEvent.objects.all().delete(),
    "raw update": sql(f"UPDATE {TABLE} SET verb = 'x'"),
    "raw delete": sql(f"DELETE FROM {TABLE}"),
}


def test_an_event_holds_keys_and_a_verb_alone(cast: Cast, event: AuditEvent) -> None:
    assert (event.actor, event.verb, event.object_type, event.object_key, event.board) == (
        cast.coordinator.uid,
        Verb.ROUND_PLANNED,
        "team",
        cast.team.uid,
        cast.board.uid,
    )
    texts = [str(getattr(event, field.name)) for field in AuditEvent._meta.fields]
    assert not any(word in text for text in texts for word in ("Fatma", "Havo", "@", "Noordzoom"))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_changes_what_was_recorded(event: AuditEvent, change: Callable[[AuditEvent], object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(event)
    stored = AuditEvent.objects.get()
    assert (stored.pk, stored.verb) == (event.pk, Verb.ROUND_PLANNED)


@pytest.mark.postgres
def test_the_table_is_not_emptied_by_truncate(event: AuditEvent) -> None:
    for statement in (f"TRUNCATE {TABLE}", f"TRUNCATE {TABLE} CASCADE"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)(event)
    assert AuditEvent.objects.exists()


def test_only_retention_and_test_flush_release_rows_and_never_for_change(event: AuditEvent) -> None:
    with audit_release("retention"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEvent.objects.update(actor=None)
        AuditEvent.objects.all().delete()
    assert not AuditEvent.objects.exists()


def test_a_release_ends_with_its_block(event: AuditEvent) -> None:
    with audit_release("retention"):
        pass
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()
    with audit_release("something else"), pytest.raises(DatabaseError), transaction.atomic():  # type: ignore[arg-type]
        AuditEvent.objects.all().delete()


def test_every_verb_is_recorded_somewhere() -> None:
    services = Path(__file__).parents[2] / "assessments" / "services"
    used = set(re.findall(r"Verb\.([A-Z_]+)", "".join(path.read_text() for path in services.rglob("*.py"))))
    assert used == set(Verb.__members__)
