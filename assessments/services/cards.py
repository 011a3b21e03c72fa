"""Loading a card. A card in use never changes, but for its spelling; a new meaning is a new edition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core import serializers
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import Verb
from assessments.models import Board, Card, Criterion, Example

from . import audit
from .card_checks import check
from .card_files import MODELS, NAMES, TEXTS, CardRefused, Entry, capped, read

Place = tuple[str, str]
"""A model and a code: what an entry is called in this card."""


class Outcome(Enum):
    NEW = "new"
    REPLACED = "replaced"
    SPELLING = "spelling"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Correction:
    """A text that became another one. `name` is the field, with the language where it is a translation."""

    model: str
    code: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Loaded:
    card: Card
    outcome: Outcome
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An entry in two halves: its frame (code, order, scale, actors) and its words."""

    frame: dict[str, Any]
    words: dict[str, str]


def load_card(*, content: bytes, spelling: bool = False) -> Loaded:
    """Load the card file `content`, or with `spelling` only correct texts of a card that is here already.

    Called by a command on the machine, so recorded without a person. Raises `CardRefused`, with nothing changed,
    where the file is not right or changes more than it may.
    """
    entries = read(content)
    found = check(entries)
    with transaction.atomic():
        card = _stored_card(found)
        if card is None:
            if spelling:
                raise CardRefused([_("Deze kaart staat hier nog niet. Laad haar eerst zonder --spelling.")])
            return Loaded(_write(entries, Verb.CARD_LOADED), Outcome.NEW)
        before, after = _parts(_stored_entries(card)), _parts(entries)
        corrections = tuple(_corrections(before, after))
        changes = list(_changes(before, after))
        if not corrections and not changes:
            return Loaded(card, Outcome.UNCHANGED)
        if spelling:
            if changes:
                raise CardRefused(
                    capped([_("Met --spelling verbeter je alleen teksten. Dit is meer dan dat:"), *changes])
                )
            return Loaded(_write(entries, Verb.CARD_SPELLING), Outcome.SPELLING, corrections)
        if Card.objects.in_use().filter(pk=card.pk).exists():
            raise CardRefused(capped(_why_frozen(changes)))
        return Loaded(
            _replace(card, entries) if changes else _write(entries, Verb.CARD_LOADED), Outcome.REPLACED
        )


def _replace(card: Card, entries: list[Entry]) -> Card:
    """Start anew, for other positions and codes: nothing hangs on the rows yet but examples of actions. Those stay
    with the criteria that stay.
    """
    examples = list(Example.objects.filter(criterion__card=card).select_related("criterion"))
    for parts in (card.themes, card.levels, card.actors, card.passages):
        parts.all().delete()
    written = _write(entries, Verb.CARD_LOADED)
    criteria = {one.code: one for one in Criterion.objects.filter(card=written)}
    kept = [one for one in examples if one.criterion.code in criteria]
    for example in kept:
        example.pk, example.criterion = None, criteria[example.criterion.code]
    Example.objects.bulk_create(kept)
    return written


def _why_frozen(changes: list[str]) -> list[str]:
    if not changes:
        return [
            _(
                "Deze kaart is in gebruik en de teksten zijn anders. Is het alleen spelling, gebruik dan --spelling."
            )
        ]
    reason = _(
        "Deze kaart is in gebruik: codes, volgorde, schaal, drempel en actoren liggen vast. Geef een nieuwe editie uit."
    )
    return [reason, *changes]


def _stored_card(found: Entry) -> Card | None:
    """The card here that the file is about, held until the end of the transaction; None where it is new."""
    owner, uid = found.fields.get("owner"), found.fields["uid"]
    if owner and not Board.objects.filter(uid=owner[0]).exists():
        raise CardRefused(
            [_("Het bestuur %(owner)s, de eigenaar van deze kaart, bestaat hier niet.") % {"owner": owner[0]}]
        )
    rows = Card.objects.select_for_update(of=("self",)).filter(
        key=found.fields["key"], edition=found.fields["edition"]
    )
    card = (rows.filter(owner__uid=owner[0]) if owner else rows.shipped()).first()
    if card and str(card.uid) != uid:
        raise CardRefused([_("Het uid van deze kaart is %(uid)s; dat verandert nooit.") % {"uid": card.uid}])
    if not card and (other := Card.objects.filter(uid=uid).first()):
        raise CardRefused([_("Dit uid hoort al bij een andere kaart: %(card)s.") % {"card": other}])
    return card


def _write(entries: list[Entry], verb: Verb) -> Card:
    """Write all entries: rows that are there, found by natural key, are overwritten in place."""
    objects = [{"model": f"assessments.{entry.model}", "fields": dict(entry.fields)} for entry in entries]
    for row in serializers.deserialize("python", objects):
        row.save()
    card = Card.objects.get(uid=next(entry.fields["uid"] for entry in entries if entry.model == "card"))
    audit.record(verb, by=None, thing=card, board=card.owner)
    return card


# --- comparing ------------------------------------------------------------------------------------------------------


def _stored_entries(card: Card) -> list[Entry]:
    """The card here in the same form as a file."""
    sources: dict[str, dict[str, Any]] = {"card": {"pk": card.pk}, "block": {"passage__card": card}}
    entries = []
    for model, kind in MODELS.items():
        chosen = kind._default_manager.filter(**sources.get(model, {"card": card}))
        rows = serializers.serialize("python", chosen, use_natural_foreign_keys=True)
        entries += [Entry(0, model, json.loads(json.dumps(row["fields"]))) for row in rows]
    return entries


def _parts(entries: list[Entry]) -> dict[Place, Part]:
    parts = {}
    for entry in entries:
        fields = {
            field.name: field.get_default()
            for field in (*MODELS[entry.model]._meta.fields, *MODELS[entry.model]._meta.many_to_many)
            if not field.primary_key
        } | entry.fields
        translations = fields.pop("translations")
        words = {name: fields.pop(name) for name in TEXTS[entry.model]}
        for language, texts in translations.items():
            words |= {f"{name} ({language})": text for name, text in texts.items()}
        if actors := fields.get("actors"):
            fields["actors"] = sorted(actor[0] for actor in actors)
        parts[entry.model, entry.code] = Part(fields, words)
    return parts


def _corrections(before: dict[Place, Part], after: dict[Place, Part]) -> Iterator[Correction]:
    for (model, code), part in after.items():
        old = before[model, code].words if (model, code) in before else {}
        for name, text in part.words.items():
            if text != old.get(name, ""):
                yield Correction(model, code, name, old.get(name, ""), text)


def _changes(before: dict[Place, Part], after: dict[Place, Part]) -> Iterator[str]:
    """Everything that is more than another text, in words."""
    for (model, code), part in before.items():
        at: dict[str, object] = {"what": f"{NAMES[model]} {code}"}
        if (model, code) not in after:
            yield _("%(what)s vervalt.") % at
            continue
        new = after[model, code]
        for name, value in part.frame.items():
            if value != new.frame[name]:
                yield _("%(what)s, %(name)s: dit was %(old)s en wordt %(new)s.") % (
                    at | {"name": name, "old": _shown(value), "new": _shown(new.frame[name])}
                )
        for name, text in part.words.items():
            if text and not new.words.get(name):
                yield _("%(what)s, %(name)s: deze tekst vervalt.") % (at | {"name": name})
    for model, code in after:
        if (model, code) not in before:
            yield _("%(what)s is nieuw.") % {"what": f"{NAMES[model]} {code}"}


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
