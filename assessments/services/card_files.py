"""A card file, read strictly: a Django fixture with the parts of one card and nothing else.

A file may come from anywhere. Nothing here touches the database; what is read is plain values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.enums import MAX_TEXT
from assessments.models import Actor, Block, Card, Criterion, Indicator, Level, Passage, Theme

MAX_BYTES = 1_000_000
MAX_PROBLEMS = 100
MODELS = {
    model._meta.model_name or "": model
    for model in (Card, Level, Actor, Theme, Criterion, Indicator, Passage, Block)
}

TEXTS: dict[str, tuple[str, ...]] = {
    "card": ("title", "subtitle", "question"),
    "level": ("label", "meaning"),
    "actor": ("name",),
    "theme": ("name",),
    "criterion": ("text", "short_name"),
    "indicator": ("text", "source_text"),
    "passage": ("title",),
    "block": ("label", "text"),
}
"""The words of each model. Only these, and their translations, may be corrected once the card is in use."""

NAMES = {
    "card": gettext_lazy("kaart"),
    "level": gettext_lazy("niveau"),
    "actor": gettext_lazy("actor"),
    "theme": gettext_lazy("thema"),
    "criterion": gettext_lazy("criterium"),
    "indicator": gettext_lazy("indicator"),
    "passage": gettext_lazy("achtergrond"),
    "block": gettext_lazy("blok"),
}


class CardRefused(Exception):
    """A card file that is not loaded. `problems` says what is wrong, each with the part it is about."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the file; `place` counts from 1."""

    place: int
    model: str
    fields: dict[str, Any]

    def __str__(self) -> str:
        """Name the entry as its author knows it: by its code."""
        return f"{NAMES[self.model]} {self.code}"

    @property
    def code(self) -> str:
        """What names it within the card: its code, a level's number, or a block's passage and position."""
        match self.model:
            case "card":
                return str(self.fields.get("key"))
            case "level":
                return str(self.fields.get("number"))
            case "block":
                passage = self.fields.get("passage")
                return f"{passage[0] if isinstance(passage, list) and passage else '?'}.{self.fields.get('position')}"
            case _:
                return str(self.fields.get("code"))

    def text(self, name: str) -> str:
        return str(self.fields.get(name) or "")


def is_optional(field: Any) -> bool:
    """Whether an entry may leave the field out. A card always says its `uid`, so that loading twice finds it."""
    return field.name != "uid" and (field.blank or field.has_default())


def text_limit(model: str, name: str) -> int:
    """The most characters that a text of a card may have."""
    field = MODELS[model]._meta.get_field(name)
    return (field.max_length if isinstance(field, Field) else None) or MAX_TEXT


def capped(problems: list[str]) -> list[str]:
    """Keep a long list of problems readable."""
    rest = len(problems) - MAX_PROBLEMS
    if rest <= 0:
        return problems
    return [
        *problems[:MAX_PROBLEMS],
        ngettext("… en nog %(rest)s probleem.", "… en nog %(rest)s problemen.", rest) % {"rest": rest},
    ]


def read(content: bytes) -> list[Entry]:
    """Return the entries of a card file. Raises `CardRefused` where it is not one."""
    data = _parsed(content)
    if not isinstance(data, list) or not data:
        raise CardRefused([_("Het bestand moet een lijst met de onderdelen van een kaart zijn.")])
    problems: list[str] = []
    entries = []
    for place, item in enumerate(data, start=1):
        found = _problems_of_item(place, item)
        problems += found
        if not found:
            model = item["model"].removeprefix("assessments.")
            entries.append(Entry(place, model, item["fields"]))
    if problems:
        raise CardRefused(capped(problems))
    return entries


def _parsed(content: bytes) -> Any:
    if len(content) > MAX_BYTES:
        raise CardRefused([_("Het bestand is te groot: hoogstens %(limit)s bytes.") % {"limit": MAX_BYTES}])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CardRefused([_("Het bestand is geen tekst in UTF-8.")]) from error
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except RecursionError as error:
        raise CardRefused([_("Het bestand is te diep genest.")]) from error
    except json.JSONDecodeError as error:
        raise CardRefused(
            [
                _("Het bestand is geen geldige JSON: zie regel %(line)s, teken %(column)s.")
                % {"line": error.lineno, "column": error.colno}
            ]
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise CardRefused([_("In het bestand staat een onmogelijk getal.")]) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise CardRefused(
            [_("Het veld “%(name)s” staat twee keer in hetzelfde onderdeel.") % {"name": double}]
        )
    return found


def _no_constant(name: str) -> NoReturn:
    raise CardRefused([_("“%(name)s” is geen waarde die in een kaart kan staan.") % {"name": name}])


def _problems_of_item(place: int, item: Any) -> list[str]:
    """What is wrong with the shape of one object: its model, and the names of its fields."""
    at: dict[str, object] = {"place": place}
    if (
        not isinstance(item, dict)
        or not isinstance(item.get("fields"), dict)
        or not isinstance(item.get("model"), str)
    ):
        return [_("Onderdeel %(place)s: dit moet een object met “model” en “fields” zijn.") % at]
    app, _dot, model = item["model"].partition(".")
    if app != "assessments" or model not in MODELS:
        return [
            _("Onderdeel %(place)s: “%(model)s” hoort niet in een kaart.")
            % (at | {"model": item["model"][:60]})
        ]
    problems = []
    if item.keys() - {"model", "fields"}:
        problems.append(_("Onderdeel %(place)s: alleen “model” en “fields” zijn toegestaan, geen “pk”.") % at)
    fields = {
        field.name: field
        for field in (*MODELS[model]._meta.fields, *MODELS[model]._meta.many_to_many)
        if not field.primary_key
    }
    at |= {"model": NAMES[model]}
    problems += [
        _("Onderdeel %(place)s (%(model)s): het veld “%(name)s” bestaat niet.") % (at | {"name": name[:60]})
        for name in item["fields"]
        if name not in fields
    ]
    problems += [
        _("Onderdeel %(place)s (%(model)s): het veld “%(name)s” ontbreekt.") % (at | {"name": name})
        for name, field in fields.items()
        if name not in item["fields"] and not is_optional(field)
    ]
    return problems
