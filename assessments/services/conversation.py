"""The conversation of a team: which indicator is on the big screen, and what is agreed there.

Only who leads the team takes a step, and only from the closing of answering until confirming. Each step raises the
version of the conversation, by which other screens see that they have to follow. What is agreed is a team score like
any other, written by `services.scores`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.policies import conversing, demand
from assessments.enums import Choice
from assessments.models import Assessment, Conversation, Indicator, User

from .locking import locked_for
from .score_edits import NOT_ON_CARD, Edit, Invalid
from .scores import save_page
from .writing import SavedPage

NOTHING_CHOSEN = _("Kies eerst wat jullie afspreken, of klik op ‘Later bespreken’.")


@transaction.atomic
def go_to(*, by: User, assessment: Assessment, code: str | None) -> Conversation:
    """Put an indicator on the big screen, or with None the agenda. Begins the conversation where it has not begun."""
    return _step(_led(by, assessment), code)


@transaction.atomic
def keep_words(*, by: User, assessment: Assessment, code: str, edit: Edit) -> SavedPage:
    """Keep the words of an indicator on which nothing is agreed yet, or not anew. The choice stays as it stands."""
    found = _led(by, assessment)
    return save_page(by=by, assessment=found, edits={code: edit.words_only})


@transaction.atomic
def agree(*, by: User, assessment: Assessment, code: str, edit: Edit, then: str | None) -> SavedPage:
    """Write what the team agrees on one indicator and go on to the next, or with None to the agenda.

    In a conflict nothing is written and the conversation stays where it is. Without a choice it raises `Invalid`.
    """
    found = _led(by, assessment)
    if edit.choice in (None, Choice.NONE):
        raise Invalid({(code, "choice"): NOTHING_CHOSEN})
    page = save_page(by=by, assessment=found, edits={code: edit})
    if not page.conflicts:
        _step(found, then)
    return page


@transaction.atomic
def accept_unanimous(*, by: User, assessment: Assessment, levels: Mapping[str, Edit]) -> SavedPage:
    """Agree at once on indicators on which everybody chose the same, as the preview showed them.

    What somebody wrote in between stays and is reported as a conflict.
    """
    found = _led(by, assessment)
    page = save_page(by=by, assessment=found, edits=levels)
    current = Conversation.objects.filter(assessment=found).values_list("indicator__code", flat=True).first()
    _step(found, current)
    return page


def _led(by: User, assessment: Assessment) -> Assessment:
    """Return the locked assessment if `by` may lead its conversation now."""
    found = locked_for(by, assessment, Ability.LEAD_TEAM)
    demand(conversing(found))
    return found


def _step(assessment: Assessment, code: str | None) -> Conversation:
    """Go where `code` says. The assessment is locked, so that steps of two screens come one after the other."""
    indicator = None
    if code is not None:
        indicator = Indicator.objects.filter(card=assessment.round.card_id, code=code).first()
        if indicator is None:
            raise Invalid({(code, "choice"): NOT_ON_CARD})
    conversation, is_new = Conversation.objects.get_or_create(
        assessment=assessment, defaults={"indicator": indicator}
    )
    if not is_new:
        conversation.indicator = indicator
        conversation.version += 1
        conversation.save(update_fields=["indicator", "version"])
    return conversation
