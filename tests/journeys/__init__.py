"""The main jobs from their beginning to their end, by the people who do them."""

from pathlib import Path

SECOND_CARD = Path(__file__).parents[1] / "data" / "tweede-kaart.json"
"""A card of two themes, with four levels, another threshold and no translation."""
