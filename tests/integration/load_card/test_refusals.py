"""What `load_card` refuses: broken and hostile files, each with its message and nothing changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Card
from tests.factories import make_card

from .card_file import Change, Data, Load, add, drop, drop_field, each, fields, set_field


def another_user(data: Data) -> None:
    values = {"email": "boef@voorbeeld.example", "is_superuser": True, "password": "x"}
    data.append({"model": "assessments.user", "fields": values})


def owned_by_nobody_here(data: Data) -> None:
    owner = "99999999-2222-4333-8444-555555555555"
    data[:] = json.loads(json.dumps(data).replace('null, "lob"', f'"{owner}", "lob"'))
    fields(data, "card")["owner"] = [owner]


OTHER = [None, "lob", "1999"]

drop_indicators = each(*[drop("indicator", f"VB1.{number}") for number in range(1, 7)])

BROKEN: dict[str, tuple[Change, str]] = {
    "empty list": (
        lambda data: data.clear(),
        "Het bestand moet een lijst met de onderdelen van een kaart zijn.",
    ),
    "another model": (another_user, "Onderdeel 79: “assessments.user” hoort niet in een kaart."),
    "another app": (
        lambda data: data[3].update(model="auth.permission"),
        "Onderdeel 4: “auth.permission” hoort niet in een kaart.",
    ),
    "primary key": (
        lambda data: data[0].update(pk=1),
        "alleen “model” en “fields” zijn toegestaan, geen “pk”.",
    ),
    "no object": (lambda data: data.append("kaart"), "Onderdeel 79: dit moet een object met “model”"),  # type: ignore[arg-type]
    "unknown field": (
        set_field("theme", "VA", colour="red"),
        "Onderdeel 15 (thema): het veld “colour” bestaat niet.",
    ),
    "missing field": (drop_field("theme", "VA", "name"), "Onderdeel 15 (thema): het veld “name” ontbreekt."),
    "no uid": (drop_field("card", "", "uid"), "Onderdeel 1 (kaart): het veld “uid” ontbreekt."),
    "uid is none": (set_field("card", "", uid="lob"), "kaart lob, uid: dit moet zijn: een UUID."),
    "no card": (lambda data: data.pop(0), "Een bestand heeft precies één kaart; dit heeft er 0."),
    "two cards": (lambda data: data.append(data[0]), "Een bestand heeft precies één kaart; dit heeft er 2."),
    "card not first": (lambda data: data.append(data.pop(0)), "de kaart zelf moet bovenaan"),
    "bad key": (
        set_field("card", "", key="LOB kaart"),
        "kaart LOB kaart, key: dit moet zijn: kleine letters",
    ),
    "empty text": (set_field("indicator", "VA1.1", text=""), "indicator VA1.1, text: deze tekst is leeg."),
    "blank text": (
        set_field("indicator", "VA1.1", text="  "),
        "indicator VA1.1, text: deze tekst begint of eindigt",
    ),
    "leading blank": (
        set_field("criterion", "FA2", text=" De school"),
        "criterium FA2, text: deze tekst begint",
    ),
    "trailing blank": (
        set_field("theme", "VB", name="Verbeteren "),
        "thema VB, name: deze tekst begint of eindigt",
    ),
    "HTML": (
        set_field("indicator", "VA1.1", text="<b>LOB</b>"),
        "indicator VA1.1, text: in deze tekst staat opmaak",
    ),
    "HTML entity": (
        set_field("indicator", "VA1.1", text="a &lt; b"),
        "indicator VA1.1, text: in deze tekst staat opmaak",
    ),
    "emphasis": (
        set_field("block", "leeromgeving.2", text="is *heel* goed"),
        "blok leeromgeving.2, text: in deze",
    ),
    "underscores": (
        set_field("passage", "toelichting", title="_Let op_"),
        "achtergrond toelichting, title: in deze",
    ),
    "line end": (
        set_field("indicator", "VA1.1", text="Een\ntwee"),
        "indicator VA1.1, text: in deze tekst staan regeleinden",
    ),
    "NUL": (set_field("level", 1, label="Nog\x00niet"), "niveau 1, label: in deze tekst staan regeleinden"),
    "lone surrogate": (set_field("level", 1, label="Nog\ud800"), "niveau 1, label: in deze tekst staan"),
    "right to left": (set_field("level", 1, label="Nog\u202eniet"), "niveau 1, label: in deze tekst staan"),
    "too long": (
        set_field("level", 2, label="x" * 41),
        "niveau 2, label: deze tekst is te lang: hoogstens 40 tekens.",
    ),
    "much too long": (set_field("indicator", "VA1.1", text="x" * 4001), "hoogstens 4000 tekens."),
    "number for text": (set_field("theme", "VA", name=5), "thema VA, name: dit moet een tekst zijn."),
    "same source": (
        lambda data: fields(data, "indicator", "FA3.2").update(
            source_text=fields(data, "indicator", "FA3.2")["text"]
        ),
        "indicator FA3.2, source_text: dit is dezelfde tekst",
    ),
    "duplicate code": (add("indicator", "VA1.1"), "indicator VA1.1 komt twee keer voor."),
    "duplicate theme": (add("theme", "VA", position=4), "thema VA komt twee keer voor."),
    "wrong order": (
        set_field("indicator", "VA1.3", code="VA1.9"),
        "indicator VA1.9: de code hoort bij de plaats, en moet hier VA1.3 zijn.",
    ),
    "swapped": (
        each(
            set_field("indicator", "VA1.1", position=2),
            set_field("indicator", "VA1.2", position=1),
        ),
        "indicator VA1.1: de code hoort bij de plaats, en moet hier VA1.2 zijn.",
    ),
    "gap": (
        drop("indicator", "VA1.3"),
        "indicator VA1.1 en wat ernaast staat: de posities moeten 1 tot en met 5 zijn",
    ),
    "position twice": (
        set_field("theme", "FA", position=1),
        "thema VA en wat ernaast staat: de posities moeten",
    ),
    "position zero": (
        set_field("theme", "VA", position=0),
        "thema VA, position: dit moet zijn: een heel getal vanaf 1.",
    ),
    "position true": (
        set_field("theme", "VA", position=True),
        "thema VA, position: dit moet zijn: een heel getal",
    ),
    "position text": (
        set_field("theme", "VA", position="1"),
        "thema VA, position: dit moet zijn: een heel getal",
    ),
    "small letters": (
        set_field("theme", "VB", code="vb"),
        "thema vb, code: dit moet zijn: een tot vier hoofdletters.",
    ),
    "criterion of another theme": (
        set_field("criterion", "FA3", theme=["VA", None, "lob", "2026"], position=5),
        "criterium FA3: de code hoort bij de plaats, en moet hier VA5 zijn.",
    ),
    "empty criterion": (drop_indicators, "criterium VB1 is leeg: er hoort niets bij."),
    "empty theme": (
        each(drop_indicators, drop("criterion", "VB1")),
        "thema VB is leeg: er hoort niets bij.",
    ),
    "empty passage": (drop("block", "toelichting.1"), "achtergrond toelichting is leeg"),
    "unknown actor": (
        set_field("indicator", "VA1.1", actors=[["inspectie", None, "lob", "2026"]]),
        "indicator VA1.1, actors: “inspectie” staat hier niet boven in het bestand.",
    ),
    "no actor": (
        set_field("indicator", "VA1.1", actors=[]),
        "indicator VA1.1, actors: noem een of meer actoren",
    ),
    "actor twice": (
        set_field("indicator", "VA1.1", actors=[["school", None, "lob", "2026"]] * 2),
        "indicator VA1.1, actors: noem een of meer actoren, elk één keer.",
    ),
    "unknown criterion": (
        set_field("indicator", "VA1.1", criterion=["ZZ9", None, "lob", "2026"]),
        "indicator VA1.1, criterion: “ZZ9” staat hier niet boven in het bestand.",
    ),
    "another card": (
        set_field("indicator", "VA1.1", card=OTHER),
        "indicator VA1.1, card: dit verwijst naar een andere kaart.",
    ),
    "criterion of another card": (
        set_field("indicator", "VA1.1", criterion=["VA1", *OTHER]),
        "indicator VA1.1, criterion: dit verwijst naar een andere kaart.",
    ),
    "reference is a number": (set_field("level", 1, card=1), "niveau 1, card: dit moet zijn: een verwijzing"),
    "one level": (
        each(*[drop("level", number) for number in (2, 3, 4, 5)]),
        "Een schaal heeft 2 tot en met 7 niveaus; deze heeft er 1.",
    ),
    "eight levels": (
        each(*[add("level", 1, number=n, label=f"Niveau {n}") for n in (6, 7, 8)]),
        "Een schaal heeft 2 tot en met 7 niveaus; deze heeft er 8.",
    ),
    "levels with a gap": (drop("level", 3), "De niveaus moeten 1 tot en met 4 zijn, elk één keer."),
    "level without a label": (set_field("level", 3, label=""), "niveau 3, label: deze tekst is leeg."),
    "label twice": (
        set_field("level", 3, label="Geborgd"),
        "Het label “Geborgd” staat bij meer dan één niveau.",
    ),
    "threshold above the scale": (
        set_field("card", "", threshold=6),
        "De drempel (threshold) moet een niveau van 2 tot en met 5 zijn.",
    ),
    "threshold 1": (set_field("card", "", threshold=1), "De drempel (threshold) moet een niveau van 2"),
    "unknown kind": (
        set_field("block", "toelichting.1", kind="plaatje"),
        "blok toelichting.1, kind: dit moet zijn: een van alinea",
    ),
    "translation of nothing": (
        set_field("theme", "VA", translations={"en": {"code": "VA"}}),
        "thema VA, translations, en: “code” is geen tekst van dit onderdeel.",
    ),
    "empty translation": (
        set_field("theme", "VA", translations={"en": {"name": ""}}),
        "thema VA, translations, en, name: deze tekst is leeg.",
    ),
    "HTML in a translation": (
        set_field("theme", "VA", translations={"en": {"name": "<script>"}}),
        "thema VA, translations, en, name: in deze tekst staat opmaak",
    ),
    "deep translation": (
        set_field("theme", "VA", translations={"en": {"name": {"a": {}}}}),
        "thema VA, translations, en, name: dit moet een tekst zijn.",
    ),
    "no language": (
        set_field("theme", "VA", translations={"Engels": "Embedding"}),
        "thema VA, translations, Engels: dit moet een taalcode",
    ),
    "unknown owner": (
        owned_by_nobody_here,
        "de eigenaar van deze kaart, bestaat hier niet.",
    ),
}


@pytest.mark.parametrize(("change", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused(load: Load, unchanged: None, change: Change, message: str) -> None:
    with pytest.raises(CommandError) as refused:
        load(change)
    assert str(refused.value).startswith("De kaart is niet geladen en er is niets veranderd.\n- ")
    assert message in str(refused.value)


RAW: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"[{", "Het bestand is geen geldige JSON: zie regel 1, teken 3."),
    "empty": (b"", "Het bestand is geen geldige JSON"),
    "not UTF-8": ("é".encode("latin-1"), "Het bestand is geen tekst in UTF-8."),
    "an object": (b"{}", "Het bestand moet een lijst"),
    "too big": (b"[" + b" " * 1_000_000 + b"]", "Het bestand is te groot: hoogstens 1000000 bytes."),
    "too deep": (b"[" * 200_000 + b"]" * 200_000, "Het bestand is te diep genest."),
    "deep in a field": (
        b'[{"model": "assessments.card", "fields": {"translations": '
        + b'{"a":' * 9_000
        + b"1"
        + b"}" * 9_000
        + b"}}]",
        "",
    ),
    "a field twice": (
        b'[{"model": "a.b", "fields": {"code": "VA", "code": "VB"}}]',
        "Het veld “code” staat twee keer",
    ),
    "not a number": (b'[{"model": "a.b", "fields": {"position": NaN}}]', "“NaN” is geen waarde"),
    "a number without end": (b"[" + b"9" * 10_000 + b"]", "In het bestand staat een onmogelijk getal."),
}


@pytest.mark.parametrize(("content", "message"), RAW.values(), ids=RAW.keys())
def test_a_hostile_file_is_refused(load: Load, unchanged: None, content: bytes, message: str) -> None:
    with pytest.raises(CommandError, match="niets veranderd") as refused:
        load(content=content)
    assert message in str(refused.value)


def test_all_problems_are_told_at_once_and_a_flood_is_cut(load: Load, unchanged: None) -> None:
    def two(data: Data) -> None:
        fields(data, "theme", "VA")["name"] = ""
        fields(data, "level", 2)["label"] = "<i>"

    with pytest.raises(CommandError) as refused:
        load(two)
    assert "thema VA, name" in str(refused.value)
    assert "niveau 2, label" in str(refused.value)
    with pytest.raises(CommandError, match=r"… en nog 900 problemen\.") as refused:
        load(content=json.dumps([{}] * 1000).encode())
    assert len(str(refused.value).splitlines()) == 102


def test_a_file_that_is_not_there(tmp_path: Path, unchanged: None) -> None:
    for path in (tmp_path / "weg.json", tmp_path):
        with pytest.raises(CommandError, match="Dit bestand kan niet gelezen worden"):
            call_command("load_card", str(path))


def test_the_uid_of_another_card(load: Load) -> None:
    other = make_card()
    with pytest.raises(CommandError, match=r"Dit uid hoort al bij een andere kaart: Proefkaart \(1\)"):
        load(set_field("card", "", uid=str(other.uid)))
    assert list(Card.objects.all()) == [other]


def test_another_uid_for_the_same_card(real_card: Card, load: Load, unchanged: None) -> None:
    with pytest.raises(CommandError, match="dat verandert nooit"):
        load(set_field("card", "", uid="11111111-2222-4333-8444-555555555555"))
