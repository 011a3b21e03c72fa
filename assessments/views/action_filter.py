"""Which actions somebody wants to see. All of it stands in the address, as keys: no name of a person is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.permissions import Person
from assessments.enums import ActionStatus, Role
from assessments.forms.places import Choices, by_school, choices_of
from assessments.models.actions import ActionQuerySet
from assessments.results.action_lines import (
    ORDER,
    ActionLine,
    Part,
    Place,
    Places,
    about,
    parts_of,
    places_of_lines,
)
from assessments.services.places import named

ME = "ik"
ROLE = "rol-"
YEAR = dt.timedelta(days=365)
"""So long ago what ended is shown; what ended before that only where it is asked for."""
NAMES = ("plek", "status", "wie", "over", "meting", "laat", "ouder")


@dataclass(frozen=True)
class Options:
    """What somebody can choose from: only what the actions that they see have."""

    user: Person
    places: Places
    lines: Sequence[ActionLine]
    parts: Sequence[Part]

    @classmethod
    def of(cls, user: Person, seen: ActionQuerySet, lines: Sequence[ActionLine]) -> Options:
        """At most four queries."""
        return cls(user, places_of_lines(lines), lines, parts_of(seen) if lines else [])

    @cached_property
    def place_list(self) -> list[Place]:
        boards = sorted(self.places.boards.values(), key=lambda board: (board.name, board.pk))
        return [*boards, *by_school(self.places.schools.values(), self.places.teams.values())]

    @property
    def place_choices(self) -> Choices:
        return choices_of(self.place_list)

    @property
    def status_choices(self) -> list[tuple[str, str]]:
        return [(status.value, str(status.label)) for status in ORDER]

    @property
    def order(self) -> str:
        """The columns from left to right, for keys."""
        return " ".join(ORDER)

    @cached_property
    def by_uid(self) -> dict[str, Place]:
        return {str(place.uid): place for place in self.place_list}

    @cached_property
    def people(self) -> dict[str, str]:
        """The names of who does one, by their public keys."""
        found = {str(line.owner_uid): line.owner_name for line in self.lines if line.owner_uid}
        return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))

    @cached_property
    def roles(self) -> dict[str, str]:
        found = {line.owner_role for line in self.lines}
        return {f"{ROLE}{role.value}": str(capfirst(role.label)) for role in Role if role in found}

    @cached_property
    def rounds(self) -> dict[str, str]:
        found = {
            (line.round_starts_on, line.round_title, str(line.round_uid))
            for line in self.lines
            if line.round_starts_on
        }
        return {uid: title for _day, title, uid in sorted(found, reverse=True)}

    @cached_property
    def families(self) -> list[str]:
        return list(dict.fromkeys(part.family for part in self.parts))

    def value_of(self, part: Part) -> str:
        """Its code; with its family where there are several, which may have the same codes."""
        return part.code if len(self.families) == 1 else f"{part.family.strip('/')}:{part.code}"

    @cached_property
    def parts_by_value(self) -> dict[str, list[Part]]:
        """Parts by what an address says: a code alone is that code in every family."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            for value in {part.code, self.value_of(part)}:
                found.setdefault(value, []).append(part)
        return found

    @property
    def part_choices(self) -> Choices:
        """Parts per criterion, after the themes."""
        several = len(self.families) > 1
        groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
        titles: dict[tuple[str, str], str] = {}
        for part in self.parts:
            key = (part.family, part.criterion)
            within = f"{part.card}: " if several else ""
            if part.code == part.criterion:
                titles[key] = f"{within}{part.code} {part.text}"
                label = _("heel %(code)s") % {"code": part.code}
            else:
                titles.setdefault(key, f"{within}{_('Thema’s')}")
                label = f"{part.code} {Truncator(part.text).chars(70)}"
            groups.setdefault(key, []).append((self.value_of(part), label))
        ordered = sorted(groups, key=lambda key: (self.families.index(key[0]), bool(key[1])))
        return [(titles[key], groups[key]) for key in ordered]


@dataclass(frozen=True)
class Filter:
    """What was asked; what is not known is left out, as if it had not been asked."""

    options: Options
    place: Place | None = None
    status: ActionStatus | None = None
    who: str = ""
    about: str = ""
    round_: str = ""
    late: bool = False
    older: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, Any], options: Options) -> Filter:
        def known(name: str, values: Iterable[str]) -> str:
            value = str(asked.get(name, ""))
            return value if value in values else ""

        status = known("status", ActionStatus.values)
        return cls(
            options,
            place=options.by_uid.get(str(asked.get("plek", ""))),
            status=ActionStatus(status) if status else None,
            who=known("wie", {ME, *options.people, *options.roles}),
            about=known("over", options.parts_by_value),
            round_=known("meting", options.rounds),
            late=bool(asked.get("laat")),
            older=bool(asked.get("ouder")),
        )

    @property
    def asked(self) -> dict[str, str]:
        """For the address of the same list."""
        wanted = {
            "plek": str(self.place.uid) if self.place else "",
            "status": self.status.value if self.status else "",
            "wie": self.who,
            "over": self.about,
            "meting": self.round_,
            "laat": self.late and "1",
            "ouder": self.older and "1",
        }
        return {name: str(value) for name, value in wanted.items() if value}

    @property
    def query(self) -> str:
        """What the address asks, for a form that comes back to the same list."""
        return urlencode(self.asked)

    def url(self, **more: object) -> str:
        return address({**self.asked, **more})

    @property
    def late_url(self) -> str:
        return self.url(laat="1")

    @property
    def undo(self) -> list[dict[str, str]]:
        """Each thing asked for in words, with the address without it."""
        part = next(iter(self.options.parts_by_value.get(self.about, [])), None)
        doers = {ME: _("wat ik doe"), **self.options.people, **self.options.roles}
        said = {
            "plek": named(self.place) if self.place else "",
            "status": str(self.status.label) if self.status else "",
            "wie": doers.get(self.who, ""),
            "over": f"{part.code} {Truncator(part.text).chars(60)}" if part else "",
            "meting": self.options.rounds.get(self.round_, ""),
            "laat": _("wat te laat is") if self.late else "",
            "ouder": _("ook ouder dan een jaar") if self.older else "",
        }
        asked = self.asked
        return [
            {"words": said[name], "url": address({key: value for key, value in asked.items() if key != name})}
            for name in asked
        ]

    def among(self, seen: ActionQuerySet, as_of: dt.date) -> list[ActionLine]:
        """The lines that are asked for, in their order, what ended long ago too. At most two queries."""
        parts = self.options.parts_by_value.get(self.about)
        keys = about(seen, parts) if parts else None
        return [
            line
            for line in self._of_who(seen)
            if (keys is None or line.pk in keys)
            and (self.status is None or line.status == self.status)
            and (not self.place or self.options.places.holds(self.place, line))
            and (not self.round_ or str(line.round_uid) == self.round_)
            and (not self.late or line.is_late(as_of))
        ]

    def _of_who(self, seen: ActionQuerySet) -> list[ActionLine]:
        lines = self.options.lines
        if self.who == ME:
            own = rows.own_action(self.options.user)
            mine = set(seen.order_by().filter(own).values_list("pk", flat=True))
            return [line for line in lines if line.pk in mine]
        if self.who.startswith(ROLE):
            return [line for line in lines if line.owner_role == self.who.removeprefix(ROLE)]
        return [line for line in lines if not self.who or str(line.owner_uid) == self.who]


def address(asked: Mapping[str, Any]) -> str:
    """The list of actions with what is asked of it, of the names that it knows."""
    known = {name: asked[name] for name in (*NAMES, "pagina") if asked.get(name)}
    return f"{reverse('actions')}?{urlencode(known)}" if known else reverse("actions")
