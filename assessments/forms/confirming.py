"""The form that reopens confirmed scores."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.services.confirmations import NO_REASON

from .ground import PageForm
from .scoring import TextField


class ReopenForm(PageForm):
    reason = TextField(_("Waarom heropen je de scores?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = True
        reason.help_text = _(
            "Bijvoorbeeld: bij VA1.2 is per ongeluk niveau 5 vastgesteld. Het team leest dit ook later terug."
        )
        reason.error_messages["required"] = NO_REASON
        reason.widget.attrs["rows"] = 4
