"""What only the printed reports need. Formatting only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from assessments.results.privacy import Spread
from assessments.results.values import Cell, Change, IndicatorInfo, ScoreKind, Summary, Words

from .numbers import decimal, signed, signed_int
from .results import worded

register = template.Library()

BRIEF = 120
"""Characters of an indicator's sentence in the summary: three lines."""

LONG_WORDS = 420
"""Characters of a team's words about one indicator above which they get a row of their own, over the full width."""


@register.simple_tag
def chart(report: Any, *key: str) -> SafeString:
    """A drawing of the report, with its finding as alternative text. `key` may come in parts."""
    drawn = report.charts["".join(key)]
    return format_html('<img src="chart:{}" alt="{}">', drawn.key, drawn.title)


@register.simple_tag
def spread(report: Any, info: IndicatorInfo) -> SafeString:
    """What people of a team chose for an indicator, or that too few did; nothing where nobody's choice can be shown."""
    layer = report.layers.now
    if layer is None or not layer.spreads:
        return SafeString("")
    if info.code in layer.spreads:
        return format_html('<p class="s">{}</p>', chart(report, "spread-", info.code))
    return format_html('<p class="s">{}</p>', gettext("Wat iedereen koos: te weinig mensen."))


FIGURE_SPACE = "\u2007"
"""As wide as a figure."""

COLUMN, SUM = 3, 6
"""Characters of a number in a row of counts, and of their sum."""


def in_columns(numbers: Iterable[str], width: int = COLUMN) -> str:
    """Numbers below each other, a plain space between them: read aloud, figure spaces may join them to one number."""
    return " ".join(number.rjust(width, FIGURE_SPACE) for number in numbers)


@register.simple_tag
def spread_head(report: Any) -> str:
    """What the numbers of `spread_counts` are of, each above its own."""
    signs = [*(str(level.number) for level in report.levels), "?", "×"]
    return f"{in_columns(signs)} {FIGURE_SPACE * 3}{gettext('mensen')}"


@register.simple_tag
def spread_counts(spread: Spread | None) -> str:
    """How many chose each level, weet ik niet and niet van toepassing, and their sum; or that they are too few."""
    if spread is None:
        return gettext("te weinig mensen")
    counts = [*spread.levels, spread.unknown, spread.not_applicable]
    return f"{in_columns(map(str, counts))} {str(spread.people).rjust(SUM, FIGURE_SPACE)}"


@register.simple_tag
def figures(summary: Summary) -> SafeString:
    """What stands in a field of the heatmap: how many are op orde of how many, and on a line below it the mean."""
    return format_html("<b>{}/{}</b>\n{}", summary.in_order, summary.scored, decimal(summary.mean))


@register.simple_tag
def spelled_out(report: Any, summary: Summary) -> SafeString:
    """How many teams chose what, under a drawing that has no room for every count; of few teams the drawing says it."""
    if summary.total <= report.most_tiles:
        return SafeString("")
    parts = [
        f"{level.number}: {count}" for level, count in zip(report.levels, summary.distribution, strict=True)
    ]
    for words, count in (
        (gettext("weet ik niet"), summary.unknown),
        (gettext("n.v.t."), summary.not_applicable),
        (gettext("niet ingevuld"), summary.empty),
    ):
        if count:
            parts.append(f"{words}: {count}")
    return format_html('<span class="st">{}</span>', ", ".join(parts))


@register.simple_tag
def changed_in_words(change: Change) -> SafeString:
    """What changed, first the number op orde; in small letters over what."""
    words = [gettext("op orde")]
    if change.mean is not None:
        words.append(gettext("gemiddeld %(mean)s") % {"mean": signed(change.mean)})
    if change.of_teams == 1:
        over = ngettext(
            "over %(n)s score die je kunt vergelijken",
            "over %(n)s scores die je kunt vergelijken",
            change.matched,
        )
    else:
        over = ngettext(
            "over %(n)s score die je kunt vergelijken, van %(teams)s van %(of)s teams",
            "over %(n)s scores die je kunt vergelijken, van %(teams)s van %(of)s teams",
            change.matched,
        )
    return format_html(
        '<b>{}</b> {} <span class="st">{}</span>',
        signed_int(change.in_order),
        ", ".join(words),
        over % {"n": change.matched, "teams": change.teams, "of": change.of_teams},
    )


@register.simple_tag
def brief(report: Any, info: IndicatorInfo, length: int = BRIEF) -> SafeString:
    """An indicator where there is little room: its code, and as many whole words of its sentence as `length`
    characters hold.

    In another language than the card's the translation alone; the card's own sentence stands in the chapter.
    """
    sentence = info.translation or info.text
    text = Truncator(sentence).chars(length)
    if text != sentence:
        text = text[:-1].rpartition(" ")[0].rstrip(" ,;:(") + "…" if " " in text else text
    return format_html(
        '<b class="c">{}</b> {}', info.code, text if info.translation else in_dutch(report, text)
    )


@register.simple_tag
def worded_in(report: Any, cell: Cell) -> SafeString:
    """A cell in words: the card's own word for a level, with its unofficial translation where the report has one."""
    word = worded(cell, report.card)
    if cell.kind is not ScoreKind.AGREED or cell.level is None:
        return format_html("{}", word)
    translation = report.card.level(cell.level).translation.get("label", "")
    return format_html("{} {}", in_dutch(report, word), translated(report, translation))


@register.simple_tag
def in_dutch(report: Any, text: str) -> SafeString:
    """A text in the card's language within one of ours; bare where that is the same: every element costs time."""
    return format_html("<span{}>{}</span>" if report.dutch else "{1}", report.dutch, text)


@register.simple_tag
def translated(report: Any, text: str) -> SafeString:
    """The unofficial translation below a text of the card, where there is one.

    No include: the space that a file ends with makes WeasyPrint break the line before it too early.
    """
    return (
        format_html('<span class="tr" lang="{}">{}</span>', report.language, text) if text else SafeString("")
    )


@register.filter
def is_long(words: Words) -> bool:
    """Whether a team's words are too long for their column."""
    return len(words.rationale) + len(words.evidence) + len(words.dissent) > LONG_WORDS
