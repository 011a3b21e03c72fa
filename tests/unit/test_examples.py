"""The examples of actions that we ship: enough for each criterion, short, observable, and in both languages."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import pytest
from django.conf import settings

MOST = 200
SENTENCES = re.compile(r"[.?!](?= |$)")
MOMENT_OR_NUMBER = re.compile(
    r"\d|\b(minstens|twee|beide|drie|vier|vijf|zes|acht|negen|tien|helft|elke?|alle|januari|mei|juni|september|oktober"
    r"|november|december|zomer|voorjaar)\b",
    re.IGNORECASE,
)


def entries(name: str, model: str) -> list[dict[str, Any]]:
    data = json.loads((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8"))
    return [entry["fields"] for entry in data if entry["model"] == f"assessments.{model}"]


EXAMPLES = entries("voorbeeldacties.json", "example")


def test_every_criterion_of_the_card_has_three_to_five_in_order() -> None:
    positions = defaultdict(list)
    for example in EXAMPLES:
        positions[tuple(example["criterion"])].append(example["position"])
    criteria = entries("kwaliteitskaart.json", "criterion")
    assert set(positions) == {(one["code"], *one["card"]) for one in criteria}
    for found in positions.values():
        assert 3 <= len(found) <= 5
        assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['criterion'][0]}-{one['position']}")
def test_an_example_is_short_and_says_when_or_how_many_in_both_languages(example: dict[str, Any]) -> None:
    english = example["translations"]["en"]
    assert english.keys() == {"what", "how_seen"}
    for words in (example, english):
        assert 0 < len(words["what"]) <= MOST
        assert 1 <= len(SENTENCES.findall(words["how_seen"])) <= 2
    assert MOMENT_OR_NUMBER.search(example["how_seen"])


def test_no_two_are_the_same() -> None:
    assert len({example["what"] for example in EXAMPLES}) == len(EXAMPLES)
