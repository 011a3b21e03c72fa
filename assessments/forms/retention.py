"""How long a board keeps people, results and its log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Board
from assessments.services.retention import MONTHS, YEARS

from .own import OwnForm


class TermField(forms.IntegerField):
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


class RetentionForm(OwnForm):
    people_months = TermField(
        MONTHS,
        label=_("Wie geen rol meer heeft: hoeveel maanden?"),
        help_text=_(
            "Daarna wissen we naam, e-mailadres en alles om in te loggen. Zo lang kan iemand nog terugkomen."
        ),
    )
    results_years = TermField(
        YEARS,
        label=_("Gesloten metingen: hoeveel jaar?"),
        help_text=_(
            "Daarna wissen we de meting met alles wat teams invulden. Vergelijken kan dan niet meer."
        ),
    )
    audit_years = TermField(
        YEARS,
        label=_("Het logboek: hoeveel jaar?"),
        help_text=_("Daarna wissen we de regels. Zo lang kun je nagaan wie wat deed."),
    )

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        initial = {
            "people_months": board.keep_people_months,
            "results_years": board.keep_results_years,
            "audit_years": board.keep_audit_years,
        }
        super().__init__(*args, initial=initial, **kwargs)
