"""The audit log as a file: who by key, never by name, so that it can be kept and shown elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import Verb
from assessments.models import AuditEvent

from .sheet import csv_lines

AT_A_TIME = 2_000


def audit_csv(events: QuerySet[AuditEvent]) -> Iterator[str]:
    """The lines of the file, read from the database while they are sent. Times are those of the Netherlands."""
    head = [_("tijdstip"), _("wie (sleutel)"), _("wat"), _("code"), _("waarover"), _("waarover (sleutel)")]
    labels = {verb.value: str(verb.label) for verb in Verb}
    rows = events.values_list("at", "actor", "verb", "object_type", "object_key")
    return csv_lines(
        head,
        (
            (
                timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S"),
                actor,
                labels.get(verb, verb),
                verb,
                kind,
                key,
            )
            for at, actor, verb, kind, key in rows.iterator(chunk_size=AT_A_TIME)
        ),
    )
