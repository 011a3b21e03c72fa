"""What a ready text is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

SHORT = 100
"""Characters of a sentence of the card that reads easily within one of ours."""


@dataclass(frozen=True, slots=True)
class Note:
    """A title and a few short paragraphs; half a page."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def plain(self) -> str:
        """As it is copied: the title, and an empty line between paragraphs."""
        return "\n\n".join([self.title, *self.paragraphs])


@dataclass(frozen=True, slots=True)
class ReadyText:
    """Plain text. Names and sentences of the card stand between quotation marks, as they are."""

    paragraph: str
    note: Note


def joined(*sentences: str) -> str:
    """Sentences after one another; what is empty is left out."""
    return " ".join(filter(None, sentences))


def paragraphs(*found: str) -> tuple[str, ...]:
    return tuple(filter(None, found))


def quoted(text: str) -> str:
    """A text of others as it is, but for the full stop at its end: that of our sentence follows."""
    return f"“{text.strip().removesuffix('.')}”"


def easiest(items: Sequence[T], standing: Callable[[T], object], text: Callable[[T], str]) -> T:
    """The first; or of those that stand as it does the first whose text reads easily, where there is one."""
    alike = [item for item in items if standing(item) == standing(items[0])]
    return min(alike, key=lambda item: len(text(item)) > SHORT)


def listed(items: Iterable[str], last: str) -> str:
    """One, two or more things in a sentence: "a, b en c"."""
    *first, end = items
    return f"{', '.join(first)} {last} {end}" if first else end
