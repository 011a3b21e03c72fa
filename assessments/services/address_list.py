"""Addresses as people paste them: from Outlook, from a spreadsheet, from a list in a mail."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from assessments.models import normalise_email

from .texts import clean_line

MAX_NAME = 120
MAX_ADDRESS = 254
SHOWN = 80
"""So much of something that is no address is repeated."""

# Bounded, so that a long text of anything is read in no time.
_ADDRESS = re.compile(
    r"<? ?(?:mailto:)?([^\s<>,;:\"'()\[\]]{1,254}@[^\s<>,;\"'()\[\]]{1,254}) ?>?", re.IGNORECASE
)
_TWICE = re.compile(r"['\"]?([^\s<>,;:\"']{1,254})['\"]? ?<(?:mailto:)?\1>", re.IGNORECASE)
"""An address that is its own name, as Outlook writes who is in no address book."""
_BEHIND = re.compile(r"\s*\(([^()]*)\)")
_AROUND = " \t,\"'<>()[]"


@dataclass(frozen=True, slots=True)
class Entry:
    """An address in the form in which it is stored, and the name that stood with it, if any."""

    address: str
    name: str = ""


@dataclass(slots=True)
class AddressList:
    entries: list[Entry] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    """What is no address, as it was written."""
    doubles: int = 0


def read_addresses(text: str) -> AddressList:
    """Read addresses with commas, semicolons or line breaks between them, each with a name or without.

    Knows `Jan Jansen <jan@x.nl>`, `"Jansen, Jan" <jan@x.nl>`, `jan@x.nl (Jan)` and `Jan Jansen jan@x.nl`.
    """
    found = AddressList()
    seen: set[str] = set()
    for piece in re.split(r"[;\r\n]+", _printable(text)):
        for entry in _read_piece(piece, found.bad):
            if entry.address in seen:
                found.doubles += 1
            else:
                seen.add(entry.address)
                found.entries.append(entry)
    return found


def _printable(text: str) -> str:
    """Without what cannot be seen, such as the marks of direction that Outlook copies along; one space at a time."""
    kept = "".join(c for c in text if c in "\r\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return _TWICE.sub(r"<\1>", re.sub(r"[^\S\r\n]+", " ", kept))


def _read_piece(piece: str, bad: list[str]) -> list[Entry]:
    entries = []
    end = 0
    for match in _ADDRESS.finditer(piece):
        before, end = piece[end : match.start()], match.end()
        if not match.group(0).lstrip().startswith("<") and "," in before:
            # Without angle brackets a name stands right before its address: what a comma parts from it is another.
            others, _comma, before = before.rpartition(",")
            bad += _words(others)
        name = _name(before)
        if behind := _BEHIND.match(piece, end):
            name, end = name or _name(behind.group(1)), behind.end()
        address = normalise_email(match.group(1).rstrip("."))
        if _is_address(address):
            entries.append(Entry(address, name))
        else:
            bad.append(match.group(1)[:SHOWN])
    bad += _words(piece[end:])
    return entries


def _words(text: str) -> list[str]:
    return [word[:SHOWN] for part in text.split(",") if (word := part.strip(_AROUND))]


def _name(text: str) -> str:
    """The name in what stands before an address; "Jansen, Jan" turned to "Jan Jansen"."""
    name = clean_line(text.strip(_AROUND))
    last, comma, first = name.partition(",")
    if comma and "," not in first:
        name = f"{first.strip()} {last.strip()}"
    return clean_line(name)[:MAX_NAME].strip()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= MAX_ADDRESS
