"""What somebody corrects about themselves: their name, their language, and that they took their data away."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.access.policies import Refused
from assessments.enums import Verb
from assessments.models import User

from .audit import record
from .texts import clean_line

NO_NAME = _("Vul je naam in: zo herkennen collega’s je.")


@transaction.atomic
def change_own(*, user: User, name: str, language: str) -> User:
    """Correct one's own name and language; mail comes in that language from now on."""
    name = clean_line(name)
    if not name:
        raise Refused(NO_NAME)
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    record(Verb.PERSON_CHANGED, by=user, thing=user, board=user.home_board)
    return user


@transaction.atomic
def data_downloaded(*, user: User) -> None:
    """Record that somebody takes what is kept about them. It concerns no board: it is theirs alone."""
    record(Verb.DATA_DOWNLOADED, by=user, thing=user)
