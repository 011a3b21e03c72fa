"""The card as loaded is the card as published: sentence by sentence, but for the four slips that are noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessments.enums import BlockKind
from assessments.models import Actor, Block, Card, Criterion, Example, Indicator, Level, Passage, Theme

SOURCE = Path(__file__).parents[1] / "data" / "kwaliteitskaart-bron.md"

SLIPS = {
    "FA3.2": ("betreft bedrijven", "betrekt bedrijven"),
    "VB1.2": ("bepalen m hoe", "bepalen hoe"),
    "VB1.3": ("betreft alumni", "betrekt alumni"),
    "VB1.6": ("om inzicht krijgen", "om inzicht te krijgen"),
}

ACTORS = {
    "VA1": "school / medewerkers / lob-coordinatoren / bestuur / school / bestuur",
    "VA2": "school / school lob-betrokkenen / managers / onderwijsteams",
    "VA3": "onderwijsteams / onderwijsteams / bestuur managers / school",
    "VA4": "school / lob-coordinatoren / lob-coordinatoren / bestuur",
    "FA1": "lob-betrokkenen / lob-betrokkenen / school / managers / bestuur",
    "FA2": "school onderwijsteams / school / lob-betrokkenen",
    "FA3": "school / school / school / school",
    "VB1": "lob-betrokkenen / bestuur medewerkers / school / school / school / vo-mbo-ho-scholen",
}


def sentences(texts: Iterator[str]) -> list[str]:
    return [sentence for text in texts for sentence in re.split(r"(?<=[.:?]) (?=[A-Z])", text)]


def source_texts() -> Iterator[str]:
    """The words of the source in reading order, without its markup; of the table first one column, then the other."""
    text = SOURCE.read_text(encoding="utf-8").replace("*", "")
    text = text.removesuffix("Opzet voor de reflectieve dialoog")  # a heading over a figure that is lost
    text = text.replace(
        "# Loopbaanoriëntatie en -begeleiding\n\n## De vijf", "## De vijf"
    )  # the subtitle once more
    right: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| "):
            yield re.sub(r"^\d\. ", "", cells[0])
            right += filter(None, cells[1:])
        elif (words := re.sub(r"^(#+|\s*-) ", "", line).strip()) and "|" not in words:
            yield from right
            right = []
            yield words


def card_texts(card: Card) -> Iterator[str]:
    yield from (card.title, card.subtitle, card.question)
    for theme in card.themes.all():
        yield theme.name
        for criterion in theme.criteria.all():
            yield criterion.text
            for indicator in criterion.indicators.all():
                yield indicator.source_text or indicator.text
    for passage in card.passages.all():
        yield passage.title
        for block in passage.blocks.exclude(kind=BlockKind.NOTE):
            yield f"{block.label}: {block.text}" if block.label else block.text


def test_every_sentence_is_the_sources(real_card: Card) -> None:
    assert sentences(card_texts(real_card)) == sentences(source_texts())


def test_only_the_four_slips_are_corrected(real_card: Card) -> None:
    corrected = {indicator.code: indicator for indicator in real_card.indicators.exclude(source_text="")}
    assert corrected.keys() == SLIPS.keys()
    for code, (slip, correction) in SLIPS.items():
        assert corrected[code].source_text.replace(slip, correction) == corrected[code].text
        assert corrected[code].source_text.count(slip) == 1


def test_sizes_and_codes(real_card: Card) -> None:
    sizes = {
        theme.code: [criterion.indicators.count() for criterion in theme.criteria.all()]
        for theme in real_card.themes.all()
    }
    assert sizes == {"VA": [6, 4, 4, 4], "FA": [5, 3, 4], "VB": [6]}
    assert list(sizes) == ["VA", "FA", "VB"]
    assert (real_card.criteria.count(), real_card.indicators.count()) == (8, 36)
    for theme in real_card.themes.all():
        for c, criterion in enumerate(theme.criteria.all(), start=1):
            assert criterion.code == f"{theme.code}{c}"
            for i, indicator in enumerate(criterion.indicators.all(), start=1):
                assert indicator.code == f"{theme.code}{c}.{i}"


def test_short_names(real_card: Card) -> None:
    assert {criterion.code: criterion.short_name for criterion in real_card.criteria.all()} == {
        "VA1": "Bestuur draagt LOB uit",
        "VA2": "Sturingsinstrumenten",
        "VA3": "Blijvende aandacht",
        "VA4": "Kennis onderhouden",
        "FA1": "Werk goed kunnen doen",
        "FA2": "Kennis en vaardigheden",
        "FA3": "Banden met partners",
        "VB1": "Voortdurend verbeteren",
    }


def test_scale(real_card: Card) -> None:
    assert real_card.threshold == 4
    assert [(level.number, level.label, level.meaning) for level in real_card.levels.all()] == [
        (1, "Nog niet", "We doen dit niet, of alleen toevallig."),
        (2, "In aanzet", "Er zijn plannen of losse initiatieven; het hangt af van enkele mensen."),
        (3, "Gedeeltelijk", "We doen dit op sommige plekken of momenten."),
        (4, "Grotendeels", "We doen dit vrijwel overal; het is afgesproken en bekend."),
        (5, "Geborgd", "Het hoort bij hoe we werken; we evalueren het en stellen bij."),
    ]


def test_who_acts(real_card: Card) -> None:
    for code, expected in ACTORS.items():
        indicators = real_card.criteria.get(code=code).indicators.all()
        found = [" ".join(actor.code for actor in indicator.actors.all()) for indicator in indicators]
        assert " / ".join(found) == expected, code


def test_the_lost_figure_is_named_right_after_the_sentence_that_points_to_it(real_card: Card) -> None:
    blocks = list(real_card.passages.get(code="leeromgeving").blocks.all())
    note = next(block for block in blocks if block.kind == BlockKind.NOTE)
    assert blocks[blocks.index(note) - 1].text.endswith("vanuit onderstaande opzet.")
    assert Block.objects.filter(kind=BlockKind.NOTE).count() == 1


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Card, ("title", "subtitle", "question")),
        (Level, ("label", "meaning")),
        (Actor, ("name",)),
        (Theme, ("name",)),
        (Criterion, ("text", "short_name")),
        (Indicator, ("text",)),
        (Passage, ("title",)),
        (Block, ("label", "text")),
    ],
)
def test_every_text_has_an_english_translation(real_card: Card, model: Any, names: tuple[str, ...]) -> None:
    for row in model.objects.all():
        words = {name for name in names if getattr(row, name)}
        assert row.translations["en"].keys() == words, row


def all_rows() -> dict[str, list[dict[str, Any]]]:
    models: list[Any] = [
        Card,
        Level,
        Actor,
        Theme,
        Criterion,
        Indicator,
        Passage,
        Block,
        Indicator.actors.through,
    ]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def test_loading_twice_leaves_every_row_as_it_was(real_card: Card) -> None:
    before = all_rows()
    assert all(before.values())
    call_command("loaddata", "kwaliteitskaart", verbosity=0)
    assert all_rows() == before


def test_examples_of_actions_come_twice_as_once(real_card: Card) -> None:
    call_command("loaddata", "voorbeeldacties", verbosity=0)
    before = list(Example.objects.order_by("pk").values())
    assert {example["criterion_id"] for example in before} == set(
        real_card.criteria.values_list("pk", flat=True)
    )
    call_command("loaddata", "voorbeeldacties", verbosity=0)
    assert list(Example.objects.order_by("pk").values()) == before
