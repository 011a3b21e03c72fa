"""What must hold in a card file, whatever the card: codes, order, scale, texts, references.

How many themes, criteria and indicators there are, and which letters, is the card's own affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.enums import MAX_LEVELS, MIN_LEVELS, BlockKind

from .card_files import MODELS, TEXTS, CardRefused, Entry, capped, text_limit

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LETTERS = re.compile(r"[A-Z]{1,4}")
EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
MARKUP = re.compile(
    r"</?[A-Za-z!]|&(#\w+|[A-Za-z]+);"  # HTML
    r"|[*`]|~~|\]\(|^#+\s|^[-+]\s|(?<!\w)_{1,2}\S[^_]*_{1,2}(?!\w)"  # Markdown
)
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that nobody can read: line ends, marks of direction, halves of a pair."""

PARENTS = {
    "level": "card",
    "actor": "card",
    "theme": "card",
    "criterion": "theme",
    "indicator": "criterion",
    "passage": "card",
    "block": "passage",
}
CHILDREN = {"theme": "criterion", "criterion": "indicator", "passage": "block"}


def check(entries: list[Entry]) -> Entry:
    """Return the entry of the card itself. Raises `CardRefused` with everything that is wrong.

    Later checks rely on the types that earlier ones found right, so a file is told about them in three rounds.
    """
    for problems_of in (_value_problems, _reference_problems, _order_problems):
        problems = list(problems_of(entries))
        if problems:
            raise CardRefused(capped(problems))
    return next(entry for entry in entries if entry.model == "card")


def key_of(card: Entry) -> list[Any]:
    """The natural key of the card, as the file's references end."""
    return [card.fields.get("owner") and card.fields["owner"][0], card.fields["key"], card.fields["edition"]]


# --- values ---------------------------------------------------------------------------------------------------------


def _value_problems(entries: list[Entry]) -> Iterator[str]:
    for entry in entries:
        for name, value in entry.fields.items():
            said = _value_problem(entry, name, value)
            if said:
                yield f"{entry}, {name}: {said}"
        for name in TEXTS[entry.model]:
            if not entry.text(name) and not MODELS[entry.model]._meta.get_field(name).blank:  # type: ignore[union-attr]
                yield _("%(entry)s, %(name)s: deze tekst is leeg.") % {"entry": entry, "name": name}
        yield from _translation_problems(entry)
        if entry.model == "indicator" and entry.text("source_text") == entry.text("text"):
            yield _("%(entry)s, source_text: dit is dezelfde tekst; laat het veld dan weg.") % {
                "entry": entry
            }
    count = sum(entry.model == "card" for entry in entries)
    if count != 1:
        yield _("Een bestand heeft precies één kaart; dit heeft er %(count)s.") % {"count": count}


def _value_problem(entry: Entry, name: str, value: Any) -> str | None:
    """What is wrong with one value; None where nothing is."""
    if name in TEXTS[entry.model]:
        return text_problem(value, text_limit(entry.model, name))
    match name:
        case "position" | "number" | "threshold":
            good, want = type(value) is int and value > 0, _("een heel getal vanaf 1")
        case "uid":
            good, want = _is_uuid(value), _("een UUID")
        case "owner":
            good = value is None or (isinstance(value, list) and len(value) == 1 and _is_uuid(value[0]))
            want = _("leeg (null), of de UUID van het bestuur in een lijst")
        case "key":
            good, want = _fits(SLUG, value, 60), _("kleine letters, cijfers en streepjes")
        case "edition":
            good, want = _fits(EDITION, value, 20), _("letters, cijfers, punten en streepjes, hoogstens 20")
        case "language":
            good, want = _fits(LANGUAGE, value, 10), _("een taalcode zoals nl")
        case "kind":
            good, want = (
                value in BlockKind.values,
                _("een van %(kinds)s") % {"kinds": ", ".join(BlockKind.values)},
            )
        case "code":
            good, want = _is_code(entry.model, value)
        case "actors":
            good = isinstance(value, list) and all(_is_reference(item) for item in value)
            want = _("een lijst met verwijzingen, elk een lijst met code, eigenaar, kaart en editie")
        case "translations":
            good, want = isinstance(value, dict), _("een object met per taal de vertaalde teksten")
        case _:
            good, want = (
                _is_reference(value),
                _("een verwijzing: een lijst met code, eigenaar, kaart en editie"),
            )
    return None if good else _("dit moet zijn: %(want)s.") % {"want": want}


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _is_reference(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 3 <= len(value) <= 4
        and all(part is None or type(part) is str for part in value)
    )


def _fits(pattern: re.Pattern[str], value: Any, limit: int) -> bool:
    return isinstance(value, str) and len(value) <= limit and pattern.fullmatch(value) is not None


def _is_code(model: str, value: Any) -> tuple[bool, str]:
    if model in ("actor", "passage"):
        return _fits(SLUG, value, 20), _("kleine letters, cijfers en streepjes, hoogstens 20")
    if model == "theme":
        return _fits(LETTERS, value, 4), _("een tot vier hoofdletters")
    return isinstance(value, str), _("een code")  # what it must be, its place says: see `_order_problems`


def text_problem(value: Any, limit: int) -> str | None:
    """What is wrong with a text of a card; None where nothing is. Empty texts are told of elsewhere."""
    if not isinstance(value, str):
        return _("dit moet een tekst zijn.")
    if len(value) > limit:
        return _("deze tekst is te lang: hoogstens %(limit)s tekens.") % {"limit": limit}
    if any(unicodedata.category(character) in HIDDEN for character in value):
        return _("in deze tekst staan regeleinden of onzichtbare tekens.")
    if value != " ".join(value.split()):
        return _("deze tekst begint of eindigt met een spatie, of heeft dubbele spaties.")
    if MARKUP.search(value):
        return _("in deze tekst staat opmaak; een kaart heeft alleen gewone tekst.")
    return None


def _translation_problems(entry: Entry) -> Iterator[str]:
    translations = entry.fields.get("translations", {})
    if not isinstance(translations, dict):
        return
    for language, texts in translations.items():
        where = f"{entry}, translations, {language[:10]}"
        if not _fits(LANGUAGE, language, 10) or not isinstance(texts, dict):
            yield _("%(where)s: dit moet een taalcode met een object zijn.") % {"where": where}
            continue
        for name, text in texts.items():
            if name not in TEXTS[entry.model] or name == "source_text":
                yield _("%(where)s: “%(name)s” is geen tekst van dit onderdeel.") % {
                    "where": where,
                    "name": name[:60],
                }
            elif text == "":
                yield _("%(where)s, %(name)s: deze tekst is leeg.") % {"where": where, "name": name}
            elif said := text_problem(text, text_limit(entry.model, name)):
                yield f"{where}, {name}: {said}"


# --- references -----------------------------------------------------------------------------------------------------


def _reference_problems(entries: list[Entry]) -> Iterator[str]:
    """Everything belongs to the one card, and refers only to what stands before it in the file."""
    card_key = key_of(next(entry for entry in entries if entry.model == "card"))
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.model != "card" and ("card", str(card_key[1])) not in seen:
            yield _("%(entry)s: de kaart zelf moet bovenaan in het bestand staan.") % {"entry": entry}
            return
        if (entry.model, entry.code) in seen:
            yield _("%(entry)s komt twee keer voor.") % {"entry": entry}
        for name, to, reference in _references(entry):
            if (reference if to == "card" else reference[1:]) != card_key:
                yield _("%(entry)s, %(name)s: dit verwijst naar een andere kaart.") % {
                    "entry": entry,
                    "name": name,
                }
            elif to != "card" and (to, str(reference[0])) not in seen:
                yield _("%(entry)s, %(name)s: “%(code)s” staat hier niet boven in het bestand.") % {
                    "entry": entry,
                    "name": name,
                    "code": str(reference[0])[:60],
                }
        if entry.model == "indicator":
            actors = [actor[0] for actor in entry.fields.get("actors", [])]
            if not actors or len(actors) != len(set(actors)):
                yield _("%(entry)s, actors: noem een of meer actoren, elk één keer.") % {"entry": entry}
        seen.add((entry.model, entry.code))


def _references(entry: Entry) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield the name of the field, the model referred to, and the reference."""
    for name in ("card", "theme", "criterion", "passage"):
        if name in entry.fields:
            yield name, name, entry.fields[name]
    for reference in entry.fields.get("actors", []):
        yield "actors", "actor", reference


# --- order and scale ------------------------------------------------------------------------------------------------


def _order_problems(entries: list[Entry]) -> Iterator[str]:
    """Positions run 1 … n, codes follow them, nothing is empty, and the scale is whole."""
    siblings: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.model in PARENTS and entry.model != "level":
            siblings[entry.model, _parent_code(entry)].append(entry)
    for (model, parent), group in siblings.items():
        numbers = [entry.fields["position"] for entry in group]
        if sorted(numbers) != list(range(1, len(group) + 1)):
            yield _(
                "%(entry)s en wat ernaast staat: de posities moeten 1 tot en met %(count)s zijn, elk één keer."
            ) % {
                "entry": group[0],
                "count": len(group),
            }
        elif model in ("criterion", "indicator"):
            yield from _code_problems(group, f"{parent}." if model == "indicator" else parent)
    for model, child in CHILDREN.items():
        for entry in entries:
            if entry.model == model and not siblings[child, entry.code]:
                yield _("%(entry)s is leeg: er hoort niets bij.") % {"entry": entry}
    for model in ("theme", "actor"):
        if not any(entry.model == model for entry in entries):
            yield _("In het bestand ontbreken: %(model)s.") % {"model": model}
    yield from _scale_problems(entries)


def _parent_code(entry: Entry) -> str:
    reference = entry.fields[PARENTS[entry.model]]
    return "" if PARENTS[entry.model] == "card" else str(reference[0])


def _code_problems(group: list[Entry], start: str) -> Iterator[str]:
    for entry in group:
        expected = f"{start}{entry.fields['position']}"
        if entry.fields["code"] != expected:
            yield _("%(entry)s: de code hoort bij de plaats, en moet hier %(expected)s zijn.") % {
                "entry": entry,
                "expected": expected,
            }


def _scale_problems(entries: list[Entry]) -> Iterator[str]:
    card = next(entry for entry in entries if entry.model == "card")
    levels = [entry for entry in entries if entry.model == "level"]
    numbers = sorted(entry.fields["number"] for entry in levels)
    if not MIN_LEVELS <= len(numbers) <= MAX_LEVELS:
        yield _("Een schaal heeft %(low)s tot en met %(high)s niveaus; deze heeft er %(count)s.") % {
            "low": MIN_LEVELS,
            "high": MAX_LEVELS,
            "count": len(numbers),
        }
    elif numbers != list(range(1, len(numbers) + 1)):
        yield _("De niveaus moeten 1 tot en met %(count)s zijn, elk één keer.") % {"count": len(numbers)}
    elif not MIN_LEVELS <= card.fields["threshold"] <= len(numbers):
        yield _("De drempel (threshold) moet een niveau van 2 tot en met %(count)s zijn.") % {
            "count": len(numbers)
        }
    doubles = [
        label for label, count in Counter(entry.text("label") for entry in levels).items() if count > 1
    ]
    if doubles:
        yield _("Het label “%(label)s” staat bij meer dan één niveau.") % {"label": doubles[0]}
