"""What `load_card` loads, and how a card in use is kept as it is."""

from __future__ import annotations

import copy
import json

import pytest
from django.core.management import CommandError

from assessments.enums import Verb
from assessments.models import AuditEvent, Board, Card, Criterion, Example, Indicator, Level
from tests.factories import BoardFactory, SchoolFactory, TeamFactory, make_round
from tests.integration.test_card_source import all_rows

from .card_file import Change, Data, Load, add, as_edition, drop, drop_field, each, fields, set_field, without

# --- what works -----------------------------------------------------------------------------------------------------


def test_loads_a_new_card_and_records_it(load: Load) -> None:
    assert load() == "De kaart “Kwaliteitskaart (2026)” is geladen.\n"
    card = Card.objects.get()
    assert card.indicators.count() == 36
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.object_key, event.board) == (
        Verb.CARD_LOADED,
        None,
        card.uid,
        None,
    )


def test_the_same_rows_as_loaddata(real_card: Card, load: Load, unchanged: None) -> None:
    assert "precies zo. Er is niets veranderd." in load()


def test_a_card_not_yet_in_use_is_replaced(real_card: Card, load: Load) -> None:
    def change(data: Data) -> None:
        without(data, "indicator", "VA1.6")
        fields(data, "card")["threshold"] = 3
        fields(data, "theme", "VA").update(position=2)
        fields(data, "theme", "FA").update(position=1)

    assert "is vervangen; ze was nog niet in gebruik" in load(change)
    card = Card.objects.get()
    assert (card.pk, card.threshold, card.indicators.count()) == (real_card.pk, 3, 35)
    assert [theme.code for theme in card.themes.all()] == ["FA", "VA", "VB"]
    assert AuditEvent.objects.get().verb == Verb.CARD_LOADED


def test_examples_of_actions_stay_with_the_criteria_that_stay(real_card: Card, load: Load) -> None:
    for code in ("VA1", "VB1"):
        criterion = Criterion.objects.get(card=real_card, code=code)
        Example.objects.create(criterion=criterion, position=1, what=code, how_seen="Aan de uitkomst.")

    def change(data: Data) -> None:
        for number in range(1, 7):
            without(data, "indicator", f"VB1.{number}")
        for model, code in (("criterion", "VB1"), ("theme", "VB")):
            without(data, model, code)

    load(change)
    assert list(Example.objects.values_list("criterion__card", "criterion__code", "what")) == [
        (real_card.pk, "VA1", "VA1")
    ]


def test_a_new_edition_loads_beside_one_in_use(used_card: Card, load: Load) -> None:
    before = list(used_card.indicators.values())

    def change(data: Data) -> None:
        as_edition(data, "2027", "11111111-2222-4333-8444-555555555555")
        without(data, "indicator", "VB1.6")

    load(change)
    assert {card.edition: card.indicators.count() for card in Card.objects.all()} == {"2026": 36, "2027": 35}
    assert list(used_card.indicators.values()) == before


def test_a_board_can_have_its_own_card(load: Load) -> None:
    board = BoardFactory()

    def change(data: Data) -> None:
        data[:] = json.loads(json.dumps(data).replace('null, "lob"', f'"{board.uid}", "lob"'))
        fields(data, "card")["owner"] = [str(board.uid)]

    load(change)
    assert Card.objects.get().owner == board
    assert AuditEvent.objects.get().board == board.uid
    assert "precies zo" in load(change)


def test_a_scale_of_two_and_of_seven(load: Load) -> None:
    def two(data: Data) -> None:
        for number in (3, 4, 5):
            without(data, "level", number)
        fields(data, "card")["threshold"] = 2

    def seven(data: Data) -> None:
        as_edition(data, "7", "11111111-2222-4333-8444-555555555555")
        for number in (6, 7):
            extra = copy.deepcopy(next(e for e in data if e["model"] == "assessments.level"))
            extra["fields"].update(number=number, label=f"Niveau {number}")
            data.insert(1, extra)

    load(two)
    load(seven)
    assert [Level.objects.filter(card=card).count() for card in Card.objects.order_by("edition")] == [2, 7]


# --- a card in use --------------------------------------------------------------------------------------------------

STRUCTURE: dict[str, tuple[Change, str]] = {
    "an indicator less": (drop("indicator", "VA1.6"), "indicator VA1.6 vervalt."),
    "an indicator more": (add("indicator", "VB1.6", code="VB1.7", position=7), "indicator VB1.7 is nieuw."),
    "another threshold": (set_field("card", "", threshold=3), "kaart lob, threshold: dit was 4 en wordt 3."),
    "a level less": (
        drop("level", 5),
        "niveau 5 vervalt.",
    ),
    "another order": (
        each(set_field("theme", "VA", position=2), set_field("theme", "FA", position=1)),
        "thema VA, position: dit was 1 en wordt 2.",
    ),
    "another actor": (
        set_field("indicator", "VA1.1", actors=[["bestuur", None, "lob", "2026"]]),
        "indicator VA1.1, actors: dit was school en wordt bestuur.",
    ),
    "another kind of block": (
        set_field("block", "leeromgeving.5", kind="alinea"),
        "blok leeromgeving.5, kind: dit was noot en wordt alinea.",
    ),
}


@pytest.mark.parametrize("spelling", [False, True])
@pytest.mark.parametrize(("change", "message"), STRUCTURE.values(), ids=STRUCTURE.keys())
def test_the_structure_of_a_card_in_use_is_frozen(
    used_card: Card, load: Load, unchanged: None, change: Change, message: str, spelling: bool
) -> None:
    with pytest.raises(CommandError) as refused:
        load(change, spelling=spelling)
    assert message in str(refused.value)
    reason = "Met --spelling verbeter je alleen teksten" if spelling else "Geef een nieuwe editie uit."
    assert reason in str(refused.value)


def test_texts_of_a_card_in_use_change_only_with_spelling(
    used_card: Card, load: Load, unchanged: None
) -> None:
    with pytest.raises(CommandError, match="gebruik dan --spelling"):
        load(set_field("indicator", "VA1.1", text="LOB staat in de visie van de school"))


def test_spelling_corrects_in_place_and_tells_which(used_card: Card, load: Load) -> None:
    before = {model: [row["id"] for row in rows] for model, rows in all_rows().items()}
    old = Indicator.objects.get(code="VA1.1").text

    def change(data: Data) -> None:
        fields(data, "indicator", "VA1.1")["text"] = "LOB heeft een vaste plek in de visie van de school"
        fields(data, "theme", "VA")["translations"]["en"]["name"] = "Anchoring"

    said = load(change, spelling=True)
    assert said.splitlines() == [
        "De teksten van de kaart “Kwaliteitskaart (2026)” zijn verbeterd:",
        "thema VA, name (en)",
        "  - Embedding",
        "  + Anchoring",
        "indicator VA1.1, text",
        f"  - {old}",
        "  + LOB heeft een vaste plek in de visie van de school",
    ]
    assert Indicator.objects.get(code="VA1.1").text == "LOB heeft een vaste plek in de visie van de school"
    assert {model: [row["id"] for row in rows] for model, rows in all_rows().items()} == before
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_key) == (Verb.CARD_SPELLING, used_card.uid)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (drop_field("theme", "VA", "translations"), "thema VA, name (en): deze tekst vervalt."),
        (
            drop_field("indicator", "FA3.2", "source_text"),
            "indicator FA3.2, source_text: deze tekst vervalt.",
        ),
    ],
)
def test_spelling_deletes_nothing(
    used_card: Card, load: Load, unchanged: None, change: Change, message: str
) -> None:
    with pytest.raises(CommandError) as refused:
        load(change, spelling=True)
    assert message in str(refused.value)


def test_spelling_of_a_card_that_is_not_here(load: Load, unchanged: None) -> None:
    with pytest.raises(CommandError, match="Laad haar eerst zonder --spelling"):
        load(spelling=True)


def test_spelling_without_any_correction_records_nothing(
    used_card: Card, load: Load, unchanged: None
) -> None:
    assert "Er is niets veranderd" in load(spelling=True)


def test_a_trial_or_concept_uses_the_card_too(real_card: Card, load: Load) -> None:
    make_round([TeamFactory(school=SchoolFactory())], real_card, is_trial=True)
    with pytest.raises(CommandError, match="Deze kaart is in gebruik"):
        load(drop("indicator", "VA1.6"))
    assert Board.objects.count() == 1
