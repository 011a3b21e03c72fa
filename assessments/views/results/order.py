"""In which order the rows of a heatmap stand: by name, op orde, change, or what they have at one code of the card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from assessments.results.values import CardInfo

NAME, IN_ORDER, CHANGE = "naam", "op-orde", "verandering"

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Order:
    """By a key, from low to high unless `falling`."""

    key: str = NAME
    falling: bool = False

    @property
    def value(self) -> str:
        """What an address says of it; nothing where it is the usual one."""
        if self == BY_NAME:
            return ""
        return f"-{self.key}" if self.falling else self.key

    def by(self, key: str) -> Order:
        """The order that the heading of a column leads to: the other way round, or first what is best."""
        return Order(key, not self.falling if key == self.key else key != NAME)

    def aria(self, key: str) -> str:
        """The value of `aria-sort` of the heading of a column; empty where the rows are not ordered by it."""
        if key != self.key:
            return ""
        return "descending" if self.falling else "ascending"


BY_NAME = Order()


def known_order(text: str, card: CardInfo) -> Order | None:
    """Read an order from an address; None where the card has no such code."""
    order = Order(text.removeprefix("-"), text.startswith("-"))
    codes = {criterion.code for criterion in card.criteria} | card.places.keys()
    return order if order.key in {NAME, IN_ORDER, CHANGE} | codes else None


def arranged(rows: Sequence[R], order: Order, number: Callable[[R], Any]) -> list[R]:
    """Put rows that come by name in another order, by the `number` of each; those without one come last, both ways."""
    if order.key == NAME:
        return list(rows)[:: -1 if order.falling else 1]
    with_number = [row for row in rows if number(row) is not None]
    without = [row for row in rows if number(row) is None]
    return [*sorted(with_number, key=number, reverse=order.falling), *without]
