"""The card: data, never code. Its rows carry no state; "in use" is derived from the rounds."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import MAX_LEVELS, BlockKind

from .base import PublicModel
from .organisation import Board

OwnerKey = str | None
CardKey = tuple[OwnerKey, str, str]


class CardQuerySet(models.QuerySet["Card"]):
    def shipped(self) -> CardQuerySet:
        """Cards that come with the product and belong to no board."""
        return self.filter(owner__isnull=True)

    def in_use(self) -> CardQuerySet:
        """Cards that a round uses: their codes, order, scale and threshold are frozen."""
        return self.filter(rounds__isnull=False).distinct()

    def with_sizes(self) -> CardQuerySet:
        """Cards with their owner, and how many themes, criteria and indicators each has."""
        return self.select_related("owner").annotate(
            theme_count=Count("themes", distinct=True),
            criterion_count=Count("criteria", distinct=True),
            indicator_count=Count("indicators", distinct=True),
        )


class CardManager(models.Manager["Card"]):
    def get_by_natural_key(self, owner: OwnerKey, key: str, edition: str) -> Card:
        of_owner = Q(owner__uid=uuid.UUID(owner)) if owner else Q(owner__isnull=True)
        return self.get(of_owner, key=key, edition=edition)


class Card(PublicModel):
    """One edition of a card family. A family is (owner, key); owner is empty for the cards we ship."""

    owner = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="cards")
    key = models.SlugField(max_length=60)
    edition = models.CharField(max_length=20)
    language = models.CharField(max_length=10, default="nl")
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    question = models.TextField()
    threshold = models.PositiveSmallIntegerField(
        help_text=_("het niveau vanaf waar een indicator op orde is")
    )
    translations = models.JSONField(default=dict, blank=True)

    objects = CardManager.from_queryset(CardQuerySet)()

    class Meta:
        ordering = ["key", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key", "edition"], name="card_natural_key"),
            models.UniqueConstraint(
                fields=["key", "edition"], condition=Q(owner__isnull=True), name="card_natural_key_shipped"
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=2, threshold__lte=MAX_LEVELS), name="card_threshold_in_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"

    def natural_key(self) -> CardKey:
        return (str(self.owner.uid) if self.owner else None, self.key, self.edition)

    natural_key.dependencies = ["assessments.board"]  # type: ignore[attr-defined]

    @property
    def family(self) -> str:
        """The family as one text, for comparing: "owner uid/key", the owner empty for shipped cards."""
        return f"{self.owner.uid if self.owner else ''}/{self.key}"


class CardPartManager(models.Manager[Any]):
    """Natural keys of parts that are named by a code within their card."""

    def get_by_natural_key(self, code: str | int, owner: OwnerKey, key: str, edition: str) -> Any:
        card = Card.objects.get_by_natural_key(owner, key, edition)
        return self.get(card=card, code=code)


class CardPart(models.Model):
    """A part of a card with a code that is unique and stable within it."""

    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    translations = models.JSONField(default=dict, blank=True)

    objects = CardPartManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[Any, ...]:
        return (self.code, *self.card.natural_key())  # type: ignore[attr-defined]

    natural_key.dependencies = ["assessments.card"]  # type: ignore[attr-defined]


def part_constraints(name: str, within: str) -> list[models.BaseConstraint]:
    """Code unique in the card, position unique in the part's parent."""
    return [
        models.UniqueConstraint(fields=["card", "code"], name=f"{name}_code_unique"),
        models.UniqueConstraint(fields=[within, "position"], name=f"{name}_position_unique"),
    ]


class Level(models.Model):
    """A step of the card's scale, 1 … n, with its own words."""

    class Manager(models.Manager["Level"]):
        def get_by_natural_key(self, number: int, owner: OwnerKey, key: str, edition: str) -> Level:
            return self.get(card=Card.objects.get_by_natural_key(owner, key, edition), number=number)

    card = models.ForeignKey(Card, models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    meaning = models.CharField(max_length=200)
    translations = models.JSONField(default=dict, blank=True)

    objects = Manager()

    class Meta:
        ordering = ["card", "number"]
        constraints = [
            models.UniqueConstraint(fields=["card", "number"], name="level_number_unique"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MAX_LEVELS), name="level_number_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    def natural_key(self) -> tuple[Any, ...]:
        return (self.number, *self.card.natural_key())

    natural_key.dependencies = ["assessments.card"]  # type: ignore[attr-defined]


class Actor(CardPart):
    """Who acts in an indicator, as its own sentence says."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="actors")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["card", "position"]
        constraints = part_constraints("actor", "card")


class Theme(CardPart):
    card = models.ForeignKey(Card, models.CASCADE, related_name="themes")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["card", "position"]
        constraints = part_constraints("theme", "card")


class Criterion(CardPart):
    """A criterion with the source's sentence and a short name of our own for charts and headings."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="criteria")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="criteria")
    text = models.TextField()
    short_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["theme__card", "theme__position", "position"]
        constraints = part_constraints("criterion", "theme")
        verbose_name_plural = "criteria"


class Indicator(CardPart):
    """One sentence to score. `source_text` is filled only where a slip of the source was corrected."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="indicators")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="indicators")
    text = models.TextField()
    source_text = models.TextField(blank=True)
    actors = models.ManyToManyField(Actor, related_name="indicators", blank=True)

    class Meta:
        ordering = ["criterion__theme__card", "criterion__theme__position", "criterion__position", "position"]
        constraints = [
            *part_constraints("indicator", "criterion"),
            models.CheckConstraint(condition=~Q(source_text=F("text")), name="indicator_source_differs"),
        ]


class Passage(CardPart):
    """A piece of background that a team reads beside the scoring: a heading and its blocks."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="passages")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["card", "position"]
        constraints = part_constraints("passage", "card")


class Block(models.Model):
    """A paragraph, a list item (with a label where the source has one) or an editor's note."""

    class Manager(models.Manager["Block"]):
        def get_by_natural_key(
            self, position: int, code: str, owner: OwnerKey, key: str, edition: str
        ) -> Block:
            return self.get(
                passage=Passage.objects.get_by_natural_key(code, owner, key, edition), position=position
            )

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=BlockKind)
    label = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    translations = models.JSONField(default=dict, blank=True)

    objects = Manager()

    class Meta:
        ordering = ["passage", "position"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "position"], name="block_position_unique"),
            models.CheckConstraint(condition=Q(kind__in=BlockKind.values), name="block_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id}.{self.position}"

    def natural_key(self) -> tuple[Any, ...]:
        return (self.position, *self.passage.natural_key())

    natural_key.dependencies = ["assessments.passage"]  # type: ignore[attr-defined]
