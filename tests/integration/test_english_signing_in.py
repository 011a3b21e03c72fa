"""The pages, refusals and mails of signing in, in English: no Dutch outside what is marked as Dutch."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import User
from assessments.views.security import passkey_uid
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.integration.test_english import DUTCH, client_of, in_dutch
from tests.passkeys import give_passkey
from tests.signing_in import CODE_ENTER, Deliver, ask_code, by_password, give_app

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_coming_in(cast: Cast) -> None:
    give_app(cast.governor)
    give_passkey(cast.governor)
    asking = ask_code(cast.member.email, client_of())
    halfway = by_password(cast.governor, client_of())
    answers = [
        client_of().post(reverse("account_request_login_code"), {"email": "x"}),
        asking.get(reverse(CODE_ENTER)),
        *(asking.post(reverse(CODE_ENTER), {"code": "1"}, follow=True) for _time in range(3)),
        *(ask_code_again(cast.member) for _time in range(3)),
        halfway.get(reverse("mfa_authenticate")),
        *(halfway.post(reverse("mfa_authenticate"), {"code": "1"}) for _time in range(6)),
        client_of().post(reverse("mfa_login_webauthn"), {"credential": "{}"}, follow=True),
    ]
    assert [text for answer in answers for text in in_dutch(answer)] == []


def ask_code_again(person: User) -> Any:
    data = {"email": person.email}
    return client_of().post(reverse("account_request_login_code"), data, follow=True)


def test_the_ways_of_signing_in(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    new = by_password(cast.administrator, client_of())
    _passkey, stored = give_passkey(cast.governor)
    app = give_app(cast.governor)
    full = by_password(cast.governor, client_of())
    full.post(reverse("mfa_authenticate"), {"code": app.code()})
    named = [reverse(f"passkey-{deed}", args=[passkey_uid(stored)]) for deed in ("change", "remove")]
    confirming, bare = client_of(cast.governor), client_of(cast.member)
    answers = [
        new.get("/", follow=True),
        new.get(reverse("security-app-add")),
        new.post(reverse("security-app-add"), {"code": "1"}),
        new.get(reverse("passkey-add")),
        new.post(reverse("passkey-add"), {"credential": "{}"}),
        *(full.get(reverse(f"security{page}")) for page in ("", "-codes", "-codes-file", "-app-remove")),
        *(full.get(path) for path in named),
        full.post(named[0], {"name": ""}),
        full.post(reverse("security-app-remove"), follow=True),
        full.post(named[1]),
        full.post(reverse("security-devices-end"), {"all": "1"}, follow=True),
        bare.get(reverse("security")),
        bare.get(reverse("security-confirm")),
        bare.post(reverse("security-confirm"), {"action": "send"}, follow=True),
        bare.post(reverse("security-confirm"), {"code": "1"}),
        confirming.get(reverse("mfa_reauthenticate_webauthn")),
    ]
    found = [
        text for answer in answers for text in (in_dutch(answer) if is_page(answer) else dutch_lines(answer))
    ]
    assert found == []


def is_page(answer: Any) -> bool:
    return str(answer.headers["Content-Type"]).startswith("text/html")


def dutch_lines(answer: Any) -> list[str]:
    return [line for line in answer.content.decode().splitlines() if DUTCH.search(line)]


def test_the_mails(cast: Cast, deliver_mail: Deliver) -> None:
    User.objects.filter(pk=cast.member.pk).update(language="en")
    client = by_password(cast.member, Client())
    _passkey, stored = give_passkey(cast.member)
    client.post(reverse("passkey-remove", args=[passkey_uid(stored)]))
    new = "a rather different long password"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), data)
    ask_code(cast.member.email)
    mails = deliver_mail()
    assert len(mails) == 3
    for mail in mails:
        assert not DUTCH.search(f"{mail.subject}\n{mail.body}"), mail.body
