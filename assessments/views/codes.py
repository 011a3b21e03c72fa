"""A code by mail that a page of ours asks for, within the limits that hold for signing in by one."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from assessments.access.guessing import may_ask_code


def mail_code(request: HttpRequest, address: str) -> str | None:
    """Mail a code to an address and return it; None where too many were asked."""
    if not may_ask_code(request, address):
        return None
    adapter = get_adapter()
    code: str = adapter.generate_login_code()
    adapter.send_mail("account/email/login_code", address, {"code": code})
    return code
