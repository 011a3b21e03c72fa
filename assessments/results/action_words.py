"""Words about an action, the same on pages, in reports and in files."""

from __future__ import annotations

from typing import Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.enums import Role


class Owned(Protocol):
    """What says who does an action: a name, or a role, or neither."""

    @property
    def owner(self) -> str: ...

    @property
    def owner_role(self) -> Role | None: ...


def who_does(action: Owned) -> str:
    """The person or the role that does it; nobody yet where there is none."""
    if action.owner:
        return action.owner
    return str(capfirst(action.owner_role.label)) if action.owner_role else _("Nog niemand")
