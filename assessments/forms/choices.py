"""A choice of which each option says what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One of the options, for `components/choices.html`."""

    id: str
    value: str
    label: str
    words: str
    checked: bool
