"""The library's pages on which a password is changed, set for the first time, or chosen anew after it was forgotten."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django.db import transaction
from django.http import HttpResponse
from django.views.generic.edit import FormView

from assessments.access.guards import View, open_to_all, signed_in

from .confirmation import confirmed


def _whole(page: type[FormView[Any]]) -> View:
    """The page, with what it stores, records and mails in one transaction. The limits on guesses stay outside it."""

    class Whole(page):  # type: ignore[valid-type,misc]
        @transaction.atomic
        def form_valid(self, form: Any) -> HttpResponse:
            response: HttpResponse = super().form_valid(form)
            return response

    view: View = Whole.as_view()
    return view


change = signed_in(_whole(account.PasswordChangeView))
set_first = signed_in(confirmed(_whole(account.PasswordSetView)))
choose = open_to_all(_whole(account.PasswordResetFromKeyView))
