"""The card's background as the annex of a report: its passages, and who made the card."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from assessments.enums import BlockKind
from assessments.models.cards import Block


@dataclass(frozen=True, slots=True)
class BlockText:
    """A paragraph, a list item with its label, or a note of the editors. `translation` is unofficial."""

    kind: BlockKind
    label: str
    text: str
    translation: str = ""
    label_translation: str = ""

    @property
    def is_item(self) -> bool:
        return self.kind == BlockKind.ITEM

    @property
    def is_note(self) -> bool:
        return self.kind == BlockKind.NOTE


@dataclass(frozen=True, slots=True)
class PassageText:
    title: str
    title_translation: str
    runs: tuple[tuple[BlockText, ...], ...]
    """Blocks that belong together: each run is either all list items or all running text."""

    @property
    def length(self) -> int:
        """About how much room it takes: characters, and a line's worth for each heading and block."""
        return LINE + sum(LINE + len(block.text) for run in self.runs for block in run)


LINE = 60
"""Characters on a line of the annex, about."""


def in_columns(passages: tuple[PassageText, ...]) -> tuple[tuple[PassageText, ...], ...]:
    """Return the passages as two columns of about the same length; one where there is one passage."""
    if len(passages) < 2:
        return (passages,)

    def unevenness(split: int) -> int:
        left, right = passages[:split], passages[split:]
        return abs(sum(one.length for one in left) - sum(one.length for one in right))

    split = min(range(1, len(passages)), key=unevenness)
    return passages[:split], passages[split:]


def _runs(blocks: list[BlockText]) -> tuple[tuple[BlockText, ...], ...]:
    runs: list[list[BlockText]] = []
    for block in blocks:
        if runs and runs[-1][-1].is_item == block.is_item:
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(tuple(run) for run in runs)


def load_background(card_pk: int, language: str) -> tuple[PassageText, ...]:
    """Return the card's passages in order, with translations in `language` where there are any. One query."""
    blocks = Block.objects.filter(passage__card=card_pk).order_by("passage__position", "position")
    return tuple(
        PassageText(
            title=passage.title,
            title_translation=passage.translations.get(language, {}).get("title", ""),
            runs=_runs([_text(block, language) for block in of_passage]),
        )
        for passage, of_passage in groupby(blocks.select_related("passage"), key=lambda block: block.passage)
    )


def _text(block: Block, language: str) -> BlockText:
    translation = block.translations.get(language, {})
    return BlockText(
        kind=BlockKind(block.kind),
        label=block.label,
        text=block.text,
        translation=translation.get("text", ""),
        label_translation=translation.get("label", ""),
    )
