"""Another e-mail address: proven by a code that goes to it, and told to the old one.

Whether an address is somebody's already is told to its owner alone, by mail; who asks sees the same either way.
"""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from assessments.access.policies import Refused
from assessments.enums import MailKind
from assessments.models import Membership, User, normalise_email

from .mail import put, written
from .nudges.readers import follow
from .one_form import take_over_links
from .open_answers import lock_open_ones
from .people import lock_person
from .signing_in import way_changed

LIVES = dt.timedelta(minutes=15)
SAME = _("Dit is het e-mailadres dat je nu hebt. Vul een ander in.")
GONE = _("Deze code werkt niet meer. Vraag een nieuwe code aan.")


@transaction.atomic
def ask_for_address(*, user: User, address: str) -> str:
    """Send a code to a new address and return it; who has that address already is told so, and their code is no use."""
    address = normalise_email(address)
    if address == user.email:
        raise Refused(SAME)
    code = get_random_string(8, "0123456789")
    owner = _owner(address, user)
    if owner is None:
        words = {"name": user.name, "code": code, "useful_for": LIVES}
        _send("adres-bewijzen", address, user.language, words, about=user)
        return code
    _send("adres-bezet", address, owner.language, {"name": owner.name}, about=owner)
    return get_random_string(12)


def change_address(*, user: User, address: str, here: str | None) -> None:
    """Give somebody the address that they proved; on other devices (than session `here`) they sign in anew."""
    address = normalise_email(address)
    try:
        with transaction.atomic():
            found = lock_person(user)
            # Before the address changes: a first answer refers to this row, and would wait for it.
            lock_open_ones(found)
            old = found.email
            if _owner(address, found) is not None:
                raise Refused(GONE)
            found.email = address
            found.save(update_fields=["email"])
            follow(old, address)
            EmailAddress.objects.filter(user=found).delete()
            EmailAddress.objects.create(user=found, email=address, verified=True, primary=True)
            take_over_links(Membership.objects.active().filter(user=found).select_related("user"))
            way_changed(by=found, here=here)
            _send("adres-gewijzigd", old, found.language, {"name": found.name}, about=found)
    except IntegrityError as error:
        raise Refused(GONE) from error  # somebody else got it meanwhile
    user.email = address


def _owner(address: str, asker: User) -> User | None:
    """Whose address it is, other than the asker's: by the account, or by what a sign-in service proved."""
    found = User.objects.filter(email=address).exclude(pk=asker.pk).first()
    if found is None:
        proven = EmailAddress.objects.filter(email=address, verified=True).exclude(user=asker)
        row = proven.select_related("user").first()
        found = row.user if row else None
    return found


def _send(name: str, address: str, language: str, context: dict[str, object], *, about: User) -> None:
    """Leave a mail that names somebody: by its sender it is found when they are removed."""
    words = written(f"mail/{name}", language=language, context=context)
    useful_for = LIVES if name == "adres-bewijzen" else None
    put(
        kind=MailKind.ACCOUNT,
        to=address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender=about,
        useful_for=useful_for,
    )
