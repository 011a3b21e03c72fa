"""The real card's file as data, and ways to spoil it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = Path(settings.BASE_DIR) / "fixtures" / "kwaliteitskaart.json"
CARD: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))

Data = list[dict[str, Any]]
Change = Callable[[Data], object]
Load = Callable[..., str]
"""Loads the real card as changed, or the bytes given; returns what the command said."""


def fields(data: Data, model: str, code: str | int = "") -> dict[str, Any]:
    """The fields of the entry with this code (a level's number); of a block: passage.position."""

    def name(entry: dict[str, Any]) -> str:
        found = entry["fields"]
        if model == "block":
            return f"{found['passage'][0]}.{found['position']}"
        return str(found.get("code", found.get("number", "")))

    return next(e["fields"] for e in data if e["model"] == f"assessments.{model}" and name(e) == str(code))


def without(data: Data, model: str, code: str | int) -> None:
    gone = fields(data, model, code)
    data[:] = [entry for entry in data if entry["fields"] is not gone]


def as_edition(data: Data, edition: str, uid: str) -> None:
    """Make the file another edition of the same card."""
    text = json.dumps(data).replace('null, "lob", "2026"', f'null, "lob", "{edition}"')
    data[:] = json.loads(text)
    fields(data, "card").update(edition=edition, uid=uid)


def set_field(model: str, of: str | int, /, **values: Any) -> Change:
    return lambda data: fields(data, model, of).update(values)


def drop_field(model: str, of: str | int, name: str) -> Change:
    return lambda data: fields(data, model, of).pop(name)


def drop(model: str, code: str | int) -> Change:
    return lambda data: without(data, model, code)


def add(model: str, of: str | int, /, **values: Any) -> Change:
    """A second entry like the one named, with other values, right after everything else."""

    def change(data: Data) -> None:
        extra = {"model": f"assessments.{model}", "fields": copy.deepcopy(fields(data, model, of)) | values}
        data.append(extra)

    return change


def each(*changes: Change) -> Change:
    """One change after another."""

    def change(data: Data) -> None:
        for one in changes:
            one(data)

    return change
