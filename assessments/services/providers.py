"""Coming in by an identity provider: which organisations a board lets in, and which account belongs to whom there.

A person is found by the provider's key for them alone. An address that is already here is never a reason to be let in.
"""

from __future__ import annotations

import datetime as dt

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access.identities import KINDS, Identity
from assessments.access.policies import Refused
from assessments.enums import Verb
from assessments.models import AllowedProvider, Board, User

from .audit import record
from .people import make_person
from .places import demand_right, lock_board
from .signing_in import way_changed
from .texts import clean_line

SAID_LATELY = dt.timedelta(minutes=15)
"""So long what a provider said of somebody counts for allowing: who left later is turned away there."""

# --- what a board allows --------------------------------------------------------------------------------------------


@transaction.atomic
def allow_provider(*, by: User | None, board: Board, provider: str, organisation: str) -> AllowedProvider:
    """Let in who belongs to an organisation, as the provider names it. What is already allowed stays as it is.

    A beheerder allows only where they belong themselves, as the provider said minutes ago: else a board could name the
    organisation of another, also one that its beheerder left long ago, and get its people. Who runs the installation
    (None) has looked into it.
    """
    demand_right(by, board)
    kind = KINDS[provider]
    if not (folded := kind.organisation_from(organisation)):
        raise Refused(
            _("Dit herkennen we niet. Schrijf het zoals dit voorbeeld: %(example)s.")
            % {"example": kind.example}
        )
    if by is not None and folded not in organisations_of(by).get(provider, ()):
        raise Refused(
            _(
                "Je kunt alleen een organisatie toestaan waar je zelf bij hoort. Log daarvoor eerst in bij "
                "%(provider)s: dat geldt een kwartier. Hoor je niet bij %(organisation)s, dan kan wie LOB-kwaliteit "
                "bij jullie draait het doen."
            )
            % {"provider": kind.name, "organisation": folded}
        )
    allowed, made = AllowedProvider.objects.get_or_create(
        provider=provider, organisation=folded, defaults={"board": board}
    )
    if allowed.board_id != board.pk:
        raise Refused(
            _(
                "Wie bij %(organisation)s hoort, komt al binnen bij een ander bestuur. Klopt dat niet, vraag dan wie "
                "LOB-kwaliteit bij jullie draait."
            )
            % {"organisation": folded}
        )
    if made:
        record(Verb.PROVIDER_ALLOWED, by=by, thing=board, board=board)
    return allowed


@transaction.atomic
def end_provider(*, by: User | None, board: Board, provider: str, organisation: str) -> bool:
    """Let nobody new in from an organisation. Who has an account keeps it. False where it was not allowed."""
    demand_right(by, board)
    gone, _per_model = AllowedProvider.objects.filter(
        board=board, provider=provider, organisation=KINDS[provider].fold(organisation.strip())
    ).delete()
    if gone:
        record(Verb.PROVIDER_ENDED, by=by, thing=board, board=board)
    return bool(gone)


def organisations_of(user: User) -> dict[str, list[str]]:
    """Per provider by which somebody signed in or connected minutes ago: where they belong, as it said then."""
    found: dict[str, list[str]] = {}
    for account in connections(user):
        if account.last_login < timezone.now() - SAID_LATELY:
            continue
        own = found.setdefault(account.provider, [])
        if (organisation := account.extra_data.get("organisation")) and organisation not in own:
            own.append(organisation)
    return found


# --- who comes in ---------------------------------------------------------------------------------------------------


def board_for(identity: Identity) -> Board | None:
    """The board that lets in the organisation somebody belongs to."""
    if not identity.organisation:
        return None
    allowed = AllowedProvider.objects.filter(
        provider=identity.provider, organisation=identity.organisation
    ).select_related("board")
    found = allowed.first()
    return found.board if found else None


def account_of(identity: Identity) -> SocialAccount | None:
    accounts = SocialAccount.objects.filter(provider=identity.provider, uid=identity.uid)
    return accounts.select_related("user").first()


@transaction.atomic
def admit(*, identity: Identity, language: str) -> User | None:
    """Make an account, without any role, for somebody from an organisation that a board allows, who proved that they
    read the mail of the address that the provider gave.

    Asked twice, it is made once; the second time there is nobody new.
    """
    board = board_for(identity)
    if board is not None:  # who asks twice at the same time waits here
        lock_board(board)
    if account_of(identity):
        return None
    if board is None or identity.is_student:
        raise Refused(_("Je hebt nog geen account"))
    if not identity.email:
        raise Refused(_("We kregen geen e-mailadres van je door"))
    user = make_person(
        identity.email,
        None,
        taken=_("Er is al een account met jouw e-mailadres"),
        name=clean_line(identity.name)[:120],
        language=language,
        home_board=board,
    )
    record(Verb.PERSON_ADDED, by=user, thing=user, board=board)
    tie(user, identity)
    return user


@transaction.atomic
def connect(*, by: User, identity: Identity, here: str | None) -> bool:
    """Let somebody sign in by a provider from now on. False where they already could. `here` is their session."""
    # Lock the person: the same answer arriving twice must not fail the second time.
    User.objects.select_for_update().get(pk=by.pk)
    known = account_of(identity)
    if known is not None and known.user_id != by.pk:
        raise Refused(
            _("Dit account bij %(provider)s hoort al bij een ander account hier. Er is niets veranderd.")
            % {"provider": identity.kind.name}
        )
    if known is not None:
        return False
    tie(by, identity)
    way_changed(by=by, here=here)
    return True


@transaction.atomic
def disconnect(*, by: User, provider: str, uid: str, here: str | None) -> bool:
    """Let somebody no longer sign in by a provider. A code by mail always remains as a way in."""
    gone, _per_model = SocialAccount.objects.filter(user=by, provider=provider, uid=uid).delete()
    if gone:
        way_changed(by=by, here=here)
    return bool(gone)


def connections(user: User) -> list[SocialAccount]:
    return list(SocialAccount.objects.filter(user=user).order_by("provider", "pk"))


def tie(user: User, identity: Identity) -> None:
    """Store that an identity is this person: its key, and the organisation so that they can tell two apart. One that
    is somebody already stays theirs.
    """
    if account_of(identity):
        return
    SocialAccount.objects.create(
        user=user,
        provider=identity.provider,
        uid=identity.uid,
        extra_data={"organisation": identity.organisation},
    )
