"""The card as results know it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from uuid import UUID

from .counts import Scale

HUES = 3
"""How many theme hues there are: as many as `palette.THEME_HUES`."""


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """A step of the scale. `step` is its colour step 1-5 (4 and 5 only from the threshold up)."""

    number: int
    label: str
    meaning: str
    step: int
    in_order: bool
    translation: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    pk: int
    code: str
    text: str
    actors: tuple[str, ...] = ()
    translation: str = ""
    """The unofficial translation in the language asked for; empty where there is none (Dutch too)."""


@dataclass(frozen=True, slots=True)
class ActorInfo:
    """Somebody who acts in indicators: het bestuur, de managers …"""

    code: str
    name: str
    translation: str = ""


@dataclass(frozen=True, slots=True)
class CriterionInfo:
    code: str
    text: str
    short_name: str
    indicators: tuple[IndicatorInfo, ...]
    translation: str = ""
    short_name_translation: str = ""


@dataclass(frozen=True, slots=True)
class ThemeInfo:
    """`number` is its place on the card, from 1."""

    code: str
    name: str
    number: int
    criteria: tuple[CriterionInfo, ...]
    translation: str = ""

    @property
    def indicators(self) -> tuple[IndicatorInfo, ...]:
        return tuple(indicator for criterion in self.criteria for indicator in criterion.indicators)

    @property
    def hue(self) -> int:
        """Which of the theme hues is its accent, from 1 (`th-1` in the style sheets); a fourth theme begins anew."""
        return (self.number - 1) % HUES + 1


@dataclass(frozen=True, slots=True)
class CardInfo:
    """One edition of a card; its family is (`owner_pk`, `key`), the owner None for a shipped card."""

    pk: int
    uid: UUID
    owner_pk: int | None
    key: str
    title: str
    edition: str
    question: str
    threshold: int
    levels: tuple[LevelInfo, ...]
    themes: tuple[ThemeInfo, ...]
    actors: tuple[ActorInfo, ...] = ()
    """In the card's order; empty where they were not asked for."""
    part_of: CardInfo | None = field(default=None, repr=False, compare=False)
    """The whole card, of a card that was narrowed to one of its parts."""
    scale: Scale = field(init=False, compare=False)
    criteria: tuple[CriterionInfo, ...] = field(init=False, repr=False, compare=False)
    indicators: tuple[IndicatorInfo, ...] = field(init=False, repr=False, compare=False)
    places: dict[str, int] = field(init=False, repr=False, compare=False)
    """The place of each indicator on the card by its code, from 0: where its mark stands."""
    spans: dict[str, slice] = field(init=False, repr=False, compare=False)
    """Where the marks of each theme and criterion stand, by its code."""

    def __post_init__(self) -> None:
        criteria = tuple(criterion for theme in self.themes for criterion in theme.criteria)
        indicators = tuple(indicator for criterion in criteria for indicator in criterion.indicators)
        object.__setattr__(self, "scale", Scale(len(self.levels), self.threshold))
        object.__setattr__(self, "criteria", criteria)
        object.__setattr__(self, "indicators", indicators)
        object.__setattr__(self, "places", {indicator.code: n for n, indicator in enumerate(indicators)})
        spans, start = {}, 0
        for theme in self.themes:
            first = start
            for criterion in theme.criteria:
                spans[criterion.code] = slice(start, start + len(criterion.indicators))
                start += len(criterion.indicators)
            spans.setdefault(theme.code, slice(first, start))
        object.__setattr__(self, "spans", spans)

    @property
    def whole(self) -> CardInfo:
        return self.part_of or self

    def known_part(self, *, theme: str = "", criterion: str = "") -> str:
        """The code of the theme or the criterion asked for; empty where the card has none with it."""
        themes = [one.code for one in self.themes if one.code == theme]
        criteria = [one.code for one in self.criteria if one.code == criterion]
        return next(iter(themes + criteria), "")

    def narrowed(self, code: str) -> CardInfo:
        """The card with nothing but its theme or criterion with this code; empty where it has no such part."""
        themes = (
            replace(theme, criteria=tuple(one for one in theme.criteria if code in {theme.code, one.code}))
            for theme in self.themes
        )
        return replace(self, themes=tuple(theme for theme in themes if theme.criteria), part_of=self.whole)

    def span(self, part: ThemeInfo | CriterionInfo) -> slice:
        """Where the marks of a theme or criterion of this card stand: its indicators follow one another."""
        return self.spans[part.code]

    @property
    def has_translation(self) -> bool:
        """Whether the card comes with an unofficial translation in the language asked for."""
        return any(indicator.translation for indicator in self.indicators)

    def level(self, number: int) -> LevelInfo:
        return self.levels[number - 1]

    def step_of(self, value: Fraction | int | None) -> int:
        """The colour step 1-5 of a level or mean, rounded *down*: 3,5 must not look op orde. 0 for None."""
        return 0 if value is None else self.levels[int(value) - 1].step
