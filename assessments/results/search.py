"""Finding indicators, teams, schools and actions by a few words, in any order, without regard to case or diacritics.

Who may see which is decided before: these functions look in what they are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessments.models import Action, Card, Indicator, School, Team, sort_key
from assessments.models.actions import ActionQuerySet
from assessments.models.rounds import AssessmentQuerySet

from .actions import action_list
from .values.actions import ActionInfo

MOST_WORDS = 8
LONGEST = 100
"""Characters of what is asked that count."""
NO_SIGN = re.compile(r"[\W_]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: `text` as typed, `words` folded. `code` is it all run together: "FA 2.1" is "fa21"."""

    text: str
    words: tuple[str, ...]
    code: str

    @classmethod
    def of(cls, text: str) -> Query:
        text = text[:LONGEST].strip()
        words = tuple(dict.fromkeys(sort_key(text).split()))[:MOST_WORDS]
        return cls(text, words, _run_together(text))

    def __bool__(self) -> bool:
        return bool(self.words)

    def matches(self, *texts: str) -> bool:
        """Whether every word is somewhere in these texts."""
        within = " ".join(map(sort_key, texts))
        return all(word in within for word in self.words)

    def within(self, *columns: str) -> Q:
        """The condition that every word is in one of these columns, which hold folded text."""
        condition = Q()
        for word in self.words:
            condition &= _any_of(Q(**{f"{column}__contains": word}) for column in columns)
        return condition


def _run_together(text: str) -> str:
    return NO_SIGN.sub("", sort_key(text))


def _any_of(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


@dataclass(frozen=True, slots=True)
class FoundIndicator:
    """An indicator with what it was found by. The translations are in `language`, empty where they were neither asked
    for nor what matched.
    """

    card_uid: UUID
    card: str
    code: str
    text: str
    translation: str
    criterion: str
    criterion_translation: str
    language: str


def find_indicators(cards: QuerySet[Card], query: Query, language: str) -> tuple[list[FoundIndicator], bool]:
    """Return the indicators that a query means, of the latest edition of each card family, in card order, and whether
    it named their code. One query.

    A code means that indicator alone, or those of that criterion or theme; else words are looked for in the sentence,
    in the short name of its criterion and in their translations.
    """
    rows = Indicator.objects.filter(card__in=cards.order_by().values("pk")).select_related(
        "card", "criterion__theme"
    )
    latest: dict[tuple[int | None, str], str] = {}
    for one in rows:
        family = (one.card.owner_id, one.card.key)
        latest[family] = max(latest.get(family, ""), one.card.edition)
    each = [one for one in rows if one.card.edition == latest[one.card.owner_id, one.card.key]]
    named = [one for one in each if _run_together(one.code) == query.code] or [
        one
        for one in each
        if query.code in (_run_together(one.criterion.code), _run_together(one.criterion.theme.code))
    ]
    chosen = named or [one for one in each if _speaks_of(one, query)]
    return [_found(one, query, language) for one in chosen], bool(named)


def _speaks_of(one: Indicator, query: Query) -> bool:
    own, about = one.translations.values(), one.criterion.translations.values()
    translations = [
        *(words.get("text", "") for words in own),
        *(words.get("short_name", "") for words in about),
    ]
    return query.matches(one.code, one.text, one.criterion.short_name, *translations)


def _found(one: Indicator, query: Query, language: str) -> FoundIndicator:
    criterion = one.criterion
    if not query.matches(one.code, one.text, criterion.short_name) and language not in one.translations:
        language = next(iter(one.translations), language)
    return FoundIndicator(
        card_uid=one.card.uid,
        card=str(one.card),
        code=one.code,
        text=one.text,
        translation=one.translations.get(language, {}).get("text", ""),
        criterion=criterion.short_name,
        criterion_translation=criterion.translations.get(language, {}).get("short_name", ""),
        language=language,
    )


def find_teams(
    teams: QuerySet[Team], seen: AssessmentQuerySet, query: Query, most: int
) -> tuple[list[Team], bool]:
    """Return open teams by their name and that of their school, each with `latest`: the key of its latest assessment
    of those `seen`. And whether there are more. One query.
    """
    of_team = seen.started().filter(team=OuterRef("pk"), round__is_trial=False).latest_first()
    found = (
        teams.filter(query.within("sort_name", "school__sort_name"), closed_on=None)
        .select_related("school")
        .annotate(latest=Subquery(of_team.values("uid")[:1]))
        .order_by("school__sort_name", "sort_name", "pk")
    )
    return _most(found, most)


def find_schools(schools: QuerySet[School], query: Query, most: int) -> tuple[list[School], bool]:
    """Return open schools by their name, and whether there are more. One query."""
    return _most(schools.filter(query.within("sort_name"), closed_on=None).order_by("sort_name", "pk"), most)


def find_actions(
    actions: ActionQuerySet, query: Query, codes: Sequence[str], most: int
) -> tuple[list[ActionInfo], bool]:
    """Return the most urgent actions by what is done, and those about an indicator of which the code was asked for, and
    whether there are more. One query.
    """
    about = Action.indicators.through.objects.filter(indicator__code__in=codes).values("action")
    found = actions.filter(query.within("sort_what") | Q(pk__in=about))
    infos = action_list(found, as_of=timezone.localdate(), most=most + 1).actions
    return list(infos[:most]), len(infos) > most


def _most(found: QuerySet[T], most: int) -> tuple[list[T], bool]:  # type: ignore[type-var]
    rows = list(found[: most + 1])
    return rows[:most], len(rows) > most


# --- showing what matched ---------------------------------------------------------------------------------------------


def pieces(text: str, query: Query) -> list[tuple[str, bool]]:
    """Cut a text in pieces, each with whether a word of the query is in it; together they are the text again."""
    folded, origin = "", []
    for place, character in enumerate(text):
        plain = sort_key(character) or (" " if character.isspace() else "")
        folded += plain
        origin += [place] * len(plain)
    hit = [False] * len(text)
    for word in query.words:
        for match in re.finditer(re.escape(word), folded):
            for place in origin[match.start() : match.end()]:
                hit[place] = True
    cut: list[tuple[str, bool]] = []
    for character, is_hit in zip(text, hit, strict=True):
        if cut and cut[-1][1] is is_hit:
            cut[-1] = (cut[-1][0] + character, is_hit)
        else:
            cut.append((character, is_hit))
    return cut
