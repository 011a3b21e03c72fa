"""What every model with a public identity shares."""

import unicodedata
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from assessments.enums import MAX_TEXT


class PublicModel(models.Model):
    """A row that is named in URLs: by a random `uid`, never by its primary key."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def sort_key(name: str) -> str:
    """Return `name` folded for sorting and comparing: no case, no diacritics.

    SQLite's LOWER() knows ASCII only, so names that sort or must be unique are stored folded.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


def text_at_most(name: str, field: str) -> models.CheckConstraint:
    """At most `MAX_TEXT` characters, on SQLite too (which ignores a column's length)."""
    return models.CheckConstraint(
        condition=Q(LessThanOrEqual(Length(field), MAX_TEXT)), name=f"{name}_{field}_length"
    )
