"""The empty scoring form of a team: what it says. It holds the card and no answer, and asks for no name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.results.cards import load_card

from .context import Printed
from .context.base import file_name, running_head, shortened


@dataclass(frozen=True, slots=True)
class PaperForm(Printed):
    """A form to fill in by hand. `individual`: everybody their own; else the team fills in one together.

    `ends_on` is the last day of the round; None while it is a concept, whose days can still change.
    """

    team: str
    school: str
    round_title: str
    individual: bool
    min_group: int
    ends_on: dt.date | None

    @property
    def legend(self) -> str:
        """What stands in the boxes, at the foot of each page."""
        levels = [f"{level.number} {level.label}" for level in self.card.levels]
        return " · ".join([*levels, f"? {_('Weet ik niet')}", f"– {_('Niet van toepassing')}"])


def paper_form(assessment: Assessment, *, as_of: dt.date) -> PaperForm:
    """Return the empty form of a team in the active language, in two queries."""
    language, round_ = get_language(), assessment.round
    names = {"team": assessment.team_name, "school": assessment.school_name, "round": round_.title}
    return PaperForm(
        title=_("Formulier %(team)s, %(school)s – %(round)s") % names,
        team=assessment.team_name,
        school=assessment.school_name,
        round_title=round_.title,
        individual=assessment.is_individual,
        min_group=assessment.min_group,
        ends_on=None if round_.is_draft else round_.ends_on,
        heads=(running_head(assessment.team_name, round_.title), shortened(assessment.school_name)),
        file_name=file_name(_("formulier"), assessment.team_name, round_.title),
        card=load_card(round_.card_id, language),
        as_of=as_of,
        language=language,
        version=settings.VERSION,
    )
