"""The settings of a board: how long it keeps, and behind how many people it lets a spread be shown."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Board
from assessments.services.board_settings import MIN_GROUPS, MONTHS, YEARS

from .ground import PageForm


class BoundedField(forms.IntegerField):
    """A whole number within bounds; whatever else is written gets one sentence that says so."""

    def __init__(self, allowed: range, **kwargs: Any) -> None:
        self.allowed = allowed
        super().__init__(min_value=allowed.start, max_value=allowed.stop - 1, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            bounds = {"least": self.allowed.start, "most": self.allowed.stop - 1}
            raise ValidationError(
                gettext("Vul een heel getal in van %(least)s tot en met %(most)s.") % bounds
            ) from None


class SettingsForm(PageForm):
    """A form that opens with what the board has now."""

    stored: ClassVar[dict[str, str]]
    """The attribute of the board behind each field."""

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        initial = {field: getattr(board, attribute) for field, attribute in self.stored.items()}
        super().__init__(*args, initial=initial, **kwargs)


class RetentionForm(SettingsForm):
    stored: ClassVar[dict[str, str]] = {
        "people_months": "keep_people_months",
        "results_years": "keep_results_years",
        "audit_years": "keep_audit_years",
    }

    people_months = BoundedField(
        MONTHS,
        label=_("Wie geen rol meer heeft: hoeveel maanden?"),
        help_text=_(
            "Daarna wissen we naam, e-mailadres en alles om in te loggen. Zo lang kan iemand nog terugkomen."
        ),
    )
    results_years = BoundedField(
        YEARS,
        label=_("Gesloten metingen: hoeveel jaar?"),
        help_text=_(
            "Daarna wissen we de meting met alles wat teams invulden. Vergelijken kan dan niet meer."
        ),
    )
    audit_years = BoundedField(
        YEARS,
        label=_("Het logboek: hoeveel jaar?"),
        help_text=_("Daarna wissen we de regels. Zo lang kun je nagaan wie wat deed."),
    )


class MinGroupForm(SettingsForm):
    stored: ClassVar[dict[str, str]] = {"min_group": "min_group"}

    min_group = BoundedField(
        MIN_GROUPS,
        label=_("Vanaf hoeveel mensen tonen we hoe de antwoorden verdeeld zijn?"),
        help_text=_(
            "Minstens 5. Een hoger getal verbergt meer, en maakt het gesprek in kleine teams lastiger."
        ),
    )
