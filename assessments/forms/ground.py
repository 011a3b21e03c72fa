"""The ground of the forms that stand in a page."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


class PageForm(forms.Form):
    """A form whose tag, token and buttons are the page's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
