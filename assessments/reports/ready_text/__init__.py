"""Texts to use elsewhere: a paragraph for a year report or budget guidelines, and a note for the medezeggenschapsraad.

Composed from a result in plain language. Every number is read from it and shown as everywhere; nothing is counted here,
and nothing is said of why something changed.
"""

from .board import board_text
from .school import school_text
from .team import team_text
from .text import Note, ReadyText

__all__ = ["Note", "ReadyText", "board_text", "school_text", "team_text"]
