"""Mail to whom an action was given: by somebody else, and only if they want it."""

from __future__ import annotations

from assessments.enums import MailKind
from assessments.models import Action, Mail, User

from .addresses import link_to
from .invitation_limits import Limit
from .mail import forget, post_once
from .mail_choices import is_wanted
from .places import board_of, named

ONE_ACTION = Limit("one-action", 3)
ALL_ACTIONS = Limit("all-actions", 20)
"""So often somebody is told on one day of the same action, and of all those of a board: to give it, to take it back and
to give it again fills nobody's mailbox. What they are not told of stands on their page of today."""


def tell_owner(action: Action, *, by: User) -> None:
    """Tell who does an action that it is theirs, where somebody else gave it; once for each time that it was given, up
    to what one day allows.

    In the transaction of that deed, with the version of the action that it left; its owner is locked.
    """
    owner = action.owner
    if owner is None or owner.pk == by.pk or not owner.is_active or not is_wanted(owner, MailKind.ACTION):
        return
    limits = ((ONE_ACTION, action), (ALL_ACTIONS, board_of(action.place)))
    if any(limit.reached(within, [owner.email]) for limit, within in limits):
        return
    for limit, within in limits:
        limit.count(within, [owner.email])
    post_once(
        f"{_about(action)}{action.version}:{owner.uid}",
        kind=MailKind.ACTION,
        to=owner.email,
        language=owner.language,
        context={
            "name": owner.name,
            "giver": by.name,
            "board": board_of(action.place).name,
            "what": action.what,
            "place": named(action.place),
            "due_on": action.due_on,
            "url": link_to("action", action.uid),
            "off_url": link_to("own-mail"),
        },
        sender=by,
        board=board_of(action.place),
    )


def stop_telling(action: Action) -> None:
    """Stop what waits about an action that is somebody else's now, or gone."""
    forget(Mail.objects.filter(once__startswith=_about(action)))


def _about(action: Action) -> str:
    return f"actie:{action.uid}:"
