"""Who somebody is according to an identity provider: the three kinds we know, and what we keep of what they say.

A person is the provider's own persistent key for them, never an address: addresses change hands. What is held here
while somebody decides (an identity without an account) is in their session and nowhere else. It counts for a quarter of
an hour. If that browser does not come back, it goes with the session: that expires after half a day, and the nightly
work erases it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models.school_codes import BRANCH_CODE, BRIN

HELD = "identity"
HELD_FOR = 15 * 60
"""Seconds: as long as a code by mail works."""
MAX_SUBJECT = 191
"""Characters of a subject that fit in a SocialAccount."""
MAX_ADDRESS = 254
"""Characters of an address that fit in an account and a mail; they may be longer in theory."""
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STAFF = {"employee", "staff", "faculty"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identity provider. `organisation` is the claim that says where somebody belongs.

    `by_tenant`: one address stands for many tenants, so that a subject is only unique with its tenant.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    organisation: str
    has_userinfo: bool
    by_tenant: bool
    pattern: re.Pattern[str]
    fold: Callable[[str], str]
    example: str
    known_as: Promise
    """What an organisation looks like here, for who allows one."""

    def organisation_from(self, text: object) -> str:
        """Return the one form in which an organisation is stored and compared, or "" where it is none."""
        found = self.fold(text.strip()) if isinstance(text, str) else ""
        return found if self.pattern.fullmatch(found) else ""


KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind(
            id="surfconext",
            name="SURFconext",
            scopes=("openid",),
            organisation="schac_home_organization",
            has_userinfo=True,
            by_tenant=False,
            pattern=re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+"),
            fold=str.lower,
            example="noordzoom.nl",
            known_as=_(
                "SURFconext kent je organisatie als een domein, zoals noordzoom.nl. Je ICT-afdeling noemt het "
                "schacHomeOrganization."
            ),
        ),
        Kind(
            id="entree",
            name="Entree Federatie",
            scopes=("openid", "profile"),
            organisation="nlEduPersonHomeOrganizationId",
            has_userinfo=True,
            by_tenant=False,
            pattern=re.compile(f"{BRIN.pattern}|{BRANCH_CODE.pattern}"),
            fold=str.upper,
            example="99AA",
            known_as=_(
                "Entree kent een school als haar BRIN-nummer (4 tekens), of als een vestigingscode (6 tekens). Heeft "
                "je bestuur meer scholen, dan zijn het er ook meer."
            ),
        ),
        Kind(
            id="entra",
            name="Microsoft",
            scopes=("openid", "profile", "email"),
            organisation="tid",
            has_userinfo=False,
            by_tenant=True,
            pattern=GUID,
            fold=str.lower,
            example="00000000-0000-0000-0000-000000000000",
            known_as=_(
                "Microsoft kent je organisatie als een tenant-ID, een lange code. Microsoft zegt niet wie leerling is: "
                "laat je ICT-afdeling alleen medewerkers toelaten."
            ),
        ),
    )
}


def configured() -> list[Kind]:
    """The kinds that this installation has set up, in the order in which they are offered."""
    return [kind for kind in KINDS.values() if kind.id in settings.IDENTITY_PROVIDERS]


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody at a provider. `organisation`, `name` and `email` are empty where it did not say."""

    provider: str
    uid: str
    organisation: str
    name: str
    email: str
    is_student: bool
    """The provider says that they are a student and not on the staff."""

    @property
    def kind(self) -> Kind:
        return KINDS[self.provider]

    @property
    def known_as(self) -> str:
        """Whom it is about, for who looks at the screen: they must see that it is they."""
        return ", ".join(part for part in (self.name, self.email) if part)


def identity_from(kind: Kind, claims: dict[str, Any]) -> Identity | None:
    """Read claims that were verified; None where they do not say who somebody is."""
    organisation = kind.organisation_from(_one(claims, kind.organisation))
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or not subject.isprintable():
        return None
    if kind.by_tenant and not organisation:
        return None
    uid = f"{organisation}/{subject}" if kind.by_tenant else subject
    if len(uid) > MAX_SUBJECT:
        return None
    parts = [
        _one(claims, *names)
        for names in (("given_name", "givenName"), ("nlEduPersonTussenvoegsels",), ("family_name", "sn"))
    ]
    affiliations = {text.lower() for text in _all(claims, "eduperson_affiliation", "eduPersonAffiliation")}
    return Identity(
        provider=kind.id,
        uid=uid,
        organisation=organisation,
        name=_one(claims, "name") or " ".join(part for part in parts if part),
        email=_address(_one(claims, "email", "mail")),
        is_student="student" in affiliations and not affiliations & STAFF,
    )


def _all(claims: dict[str, Any], *names: str) -> list[str]:
    """What the first of these claims says, which may be one text or a list."""
    for name in names:
        value = claims.get(name)
        values: Iterable[object] = value if isinstance(value, list) else [value]
        if found := [text for text in values if isinstance(text, str) and text.strip()]:
            return found
    return []


def _one(claims: dict[str, Any], *names: str) -> str:
    """The one text that a claim holds; several are none, because we cannot choose."""
    found = _all(claims, *names)
    return found[0].strip() if len(found) == 1 else ""


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= MAX_ADDRESS else ""


# --- somebody without an account, while they decide -----------------------------------------------------------------


def hold(session: SessionBase, identity: Identity, *, code: str = "") -> None:
    """Keep an identity from now on, with the code that was mailed to its address: of no other identity."""
    session[HELD] = {"at": time.time(), "code": code, "identity": asdict(identity)}


def held(session: SessionBase) -> tuple[Identity | None, str]:
    """Whoever was recognised in this session, or got a code, in the last quarter of an hour and has no account yet;
    and that code, or "" where none was mailed.
    """
    stored = session.get(HELD)
    if not isinstance(stored, dict):
        return None, ""
    if not 0 <= time.time() - stored["at"] <= HELD_FOR:
        let_go(session)
        return None, ""
    return Identity(**stored["identity"]), stored["code"]


def let_go(session: SessionBase) -> None:
    session.pop(HELD, None)
