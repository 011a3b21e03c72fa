"""What a team improves first: chosen by people, from its confirmed scores, and as a whole list at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.access import policies
from assessments.access.permissions import Ability
from assessments.access.policies import Refused, demand
from assessments.enums import MOST_PRIORITIES, Verb
from assessments.models import Assessment, Indicator, Priority, User

from .audit import record
from .locking import locked_for

TOO_MANY = _("Kies hoogstens vijf prioriteiten. Wie alles het eerst wil doen, doet niets het eerst.")
NOT_ON_CARD = _(
    "Een van deze indicatoren staat niet op de kaart. Laad de pagina opnieuw en kies nog een keer."
)


class Overtaken(Refused):
    """Somebody chose otherwise since the list was shown. `codes` is what stands now, in order."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(_("Iemand anders koos intussen andere prioriteiten. Kies welke jullie houden."))
        self.codes = codes


@transaction.atomic
def choose_priorities(
    *, by: User, assessment: Assessment, codes: Sequence[str], seen: Sequence[str]
) -> tuple[str, ...]:
    """Replace the priorities of a team by the indicators with these codes, first things first; none clears them.

    `seen` are the codes that stood when the list was shown: where others stand by now nothing is written and
    `Overtaken` tells which. Who does not lead the team raises `PermissionDenied`.
    """
    found = locked_for(by, assessment, Ability.CHOOSE_PRIORITIES)
    demand(policies.choosing_priorities(found))
    wanted = tuple(dict.fromkeys(codes))
    demand(TOO_MANY if len(wanted) > MOST_PRIORITIES else None)
    known = {
        one.code: one
        for one in Indicator.objects.filter(card=found.round.card_id, code__in=wanted).order_by()
    }
    demand(NOT_ON_CARD if len(known) < len(wanted) else None)
    stands = tuple(found.priorities.values_list("indicator__code", flat=True))
    if stands == wanted:
        return stands
    if stands != tuple(seen):
        raise Overtaken(stands)
    found.priorities.all().delete()
    Priority.objects.bulk_create(
        Priority(assessment=found, indicator=known[code], position=position, chosen_by=by)
        for position, code in enumerate(wanted, start=1)
    )
    record(Verb.PRIORITIES_CHOSEN, by=by, thing=found, board=found.school.board)
    return wanted
