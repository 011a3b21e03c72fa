"""Signing in with a code by mail: the library's pages, and what they leave unsaid."""

from __future__ import annotations

from allauth.account import views as account
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.access.guards import open_to_all
from assessments.forms.accounts import CODE_GONE, AskCodeForm, SignInForm

NOBODY = "0"
"""The key of nobody, as the library keeps keys in a session."""


def _alike(request: HttpRequest) -> None:
    """Let an address that nobody has be looked up like one that somebody has, at each page until the code is there:
    the library leaves it out, and that tells them apart. `forms.accounts.CodeForm` is the other half.
    """
    under_way = request.session.get(LOGIN_SESSION_KEY)
    if under_way and under_way["user_pk"] is None:
        request.session[LOGIN_SESSION_KEY] = under_way | {"user_pk": NOBODY}


# Both ways stand on one page: the form that was not sent is empty.
sign_in = open_to_all(account.LoginView.as_view(extra_context={"code_form": AskCodeForm}))
_ask_code = account.RequestLoginCodeView.as_view(extra_context={"password_form": SignInForm})


@open_to_all
def ask_code(request: HttpRequest) -> HttpResponse:
    """Mail a code. Who was sent one may ask for another here, within the same limits; then the first works no more."""
    under_way = request.session.pop(LOGIN_SESSION_KEY, None) if request.method == "POST" else None
    response: HttpResponse = _ask_code(request)
    if under_way and LOGIN_SESSION_KEY not in request.session:  # too many: the one they have still works
        request.session[LOGIN_SESSION_KEY] = under_way
    _alike(request)
    return response


@open_to_all
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code. Where it is too old or was tried too often, say so on the page where one asks for another."""
    was_asked = LOGIN_SESSION_KEY in request.session
    response: HttpResponse = account.confirm_login_code(request)
    _alike(request)
    is_gone = was_asked and LOGIN_SESSION_KEY not in request.session and request.user.is_anonymous
    if is_gone and response.headers.get("Location") == reverse("account_request_login_code"):
        list(messages.get_messages(request))  # drop the library's own words
        messages.error(request, CODE_GONE)
    return response
