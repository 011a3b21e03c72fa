"""What the pages of a conversation show: the order, what is on the screen, what people chose, and what is agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, Person, can
from assessments.enums import Choice
from assessments.forms.score_data import TALK_WORDS
from assessments.forms.scoring import level_option
from assessments.models import Assessment, Conversation
from assessments.results.cards import load_card
from assessments.results.consensus import consensus
from assessments.results.privacy import Spread, remarks_of, team_spreads
from assessments.results.topics import Topic, topics_of
from assessments.results.values import CardInfo
from assessments.services.score_edits import Standing

from . import scoring_pages as pages
from .breadcrumbs import Crumbs, assessment_crumbs
from .form_pages import agreed_before, mark

ONE_BY_ONE = 14
"""Up to so many answers each is drawn; above that a bar per level, with its number outside it."""

LONG, VERY_LONG = 120, 190
"""Characters from which a sentence is set smaller, so that it and its answers fit on one screen."""


def stamp_now(assessment: Assessment) -> str:
    return stamp_of(Assessment.objects.with_stamp().only("confirmed_at").get(pk=assessment.pk))


def stamp_of(followed: Any) -> str:
    """The stamp of a conversation in one text, of a row loaded `with_stamp`."""
    return f"{followed.step or 0}-{followed.written or 0}-{int(followed.is_confirmed)}"


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of a team as one person may see it; `current` is what is on the screen, None for the agenda."""

    assessment: Assessment
    card: CardInfo
    topics: list[Topic]
    scores: dict[str, pages.Stored]
    current: Topic | None
    stamp: str
    leads: bool

    @property
    def agreed(self) -> set[str]:
        """The indicators on which something is agreed: a level, weet ik niet or n.v.t."""
        return {code for code, stored in self.scores.items() if stored.standing.is_answered}

    def standing(self, topic: Topic) -> Standing:
        stored = self.scores.get(topic.code)
        return stored.standing if stored else Standing()

    def beside(self, topic: Topic) -> tuple[Topic | None, Topic | None]:
        """The topics before and after one, in the order of the conversation."""
        here = topic.number - 1
        before = self.topics[here - 1] if here else None
        return before, self.topics[here + 1] if here + 1 < len(self.topics) else None


def load_talk(user: Person, assessment: Assessment) -> Talk:
    """Load a conversation, in six queries. Its stamp first: what changes meanwhile is then seen as a change."""
    stamp = stamp_now(assessment)
    card = load_card(assessment.round.card_id, get_language())
    spreads = team_spreads(user, assessment)
    topics = topics_of(card, spreads)
    code = (
        Conversation.objects.filter(assessment=assessment).values_list("indicator__code", flat=True).first()
    )
    return Talk(
        assessment=assessment,
        card=card,
        topics=topics,
        scores=pages.load_scores(assessment),
        current=next((topic for topic in topics if topic.code == code), None),
        stamp=stamp,
        leads=can(user, Ability.LEAD_TEAM, assessment),
    )


def crumbs_of(user: Person, assessment: Assessment, here: str = "") -> Crumbs:
    """The way to the conversation, and to a page named `here` within it."""
    *way, (round_, _url) = assessment_crumbs(user, assessment, form=True)
    name = _("Gesprek")
    if not here:
        return [*way, (round_, None), (name, None)]
    return [*way, (round_, None), (name, reverse("conversation", args=[assessment.uid])), (here, None)]


# --- what people chose ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pile:
    """How many people chose one thing, as a pile of marks or, with many people, a bar (its length in percents)."""

    count: int
    marks: tuple[int, ...]
    bar: int

    @property
    def words(self) -> str:
        return people(self.count)

    @property
    def rest(self) -> int:
        """What the bar leaves empty, in percents."""
        return 100 - self.bar


def people(count: int) -> str:
    return ngettext("%(count)s persoon", "%(count)s mensen", count) % {"count": count}


def pile_of(spread: Spread, count: int) -> Pile:
    many = spread.people > ONE_BY_ONE
    most = max(*spread.levels, spread.unknown, spread.not_applicable)
    return Pile(
        count=count,
        marks=() if many else tuple(range(count)),
        bar=round(100 * count / most) if many and count else 0,
    )


def said_of(topic: Topic) -> str:
    """How much the people agree, in a sentence. Only where their spread is shown."""
    spread = topic.spread
    if spread is None or topic.agreement is None:
        return ""
    levels = sum(spread.levels)
    if not levels and not spread.unknown:
        return _("Iedereen vindt dit niet van toepassing.")
    if not levels:
        return _("Niemand van jullie koos een niveau.")
    if topic.unanimous:
        return _("Jullie zijn het helemaal eens.")
    if spread.unknown >= levels:
        return _("Veel van jullie weten dit niet.")
    if consensus(spread.levels) < 0.7:
        return _("Jullie denken hier verschillend over.")
    return _("Jullie zitten dicht bij elkaar.")


def options_of(
    card: CardInfo, topic: Topic, chosen: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The levels, and the answers that are no score: each with what people chose above it."""
    spread = topic.spread
    levels = [
        level_option(level, chosen)
        | {"pile": pile_of(spread, spread.levels[level.number - 1]) if spread else None}
        for level in card.levels
    ]
    counts = (spread.unknown, spread.not_applicable) if spread else (0, 0)
    no_score = (
        (Choice.UNKNOWN, "?", _("Weet ik niet")),
        (Choice.NOT_APPLICABLE, "×", _("N.v.t.")),
    )
    others = [
        {
            "value": choice.value,
            "number": sign,
            "label": label,
            "meaning": _("Telt niet mee als score."),
            "step": 0,
            "checked": chosen == choice,
            "pile": pile_of(spread, count) if spread else None,
        }
        for (choice, sign, label), count in zip(no_score, counts, strict=True)
    ]
    return levels, others


def height_of(options: list[dict[str, Any]]) -> int:
    """How many marks the highest pile has."""
    return max((len(option["pile"].marks) for option in options if option["pile"]), default=0)


# --- what is agreed ---------------------------------------------------------------------------------------------


def last_time(talk: Talk, topic: Topic) -> list[str]:
    """What was agreed on one indicator in the round before and done about it since, in sentences. Two queries."""
    return agreed_before(talk.assessment, talk.card, topic.criterion).get(topic.code, [])


def topic_context(
    user: Person, talk: Talk, topic: Topic, shown: Mapping[str, str], version: int
) -> dict[str, Any]:
    """What the page of one indicator needs. `shown` is what its fields hold, by name.

    What was agreed last time is there only once something is agreed anew, so that it does not steer.
    """
    standing = talk.standing(topic)
    levels, others = options_of(talk.card, topic, shown["choice"])
    before, after = talk.beside(topic)
    size = len(topic.info.text)
    _first, *words = TALK_WORDS.fields  # the first has its place beside the choice
    return {
        "topic": topic,
        "levels": levels,
        "others": others,
        "is_tall": height_of(levels + others) > 4,
        "is_agreed": standing.is_answered,
        "mark": mark(talk.card, standing),
        "standing": standing,
        "shown": shown,
        "fields": [word.field(topic.code, shown[word.name]) for word in words],
        "summary": TALK_WORDS.add,
        "summary_open": TALK_WORDS.opened,
        "has_words": any(shown[word.name] for word in words),
        "version": version,
        "said": said_of(topic),
        "count": people(topic.spread.people) if topic.spread else "",
        "remarks": remarks_of(user, talk.assessment).get(topic.code, []) if topic.spread else [],
        "last_time": last_time(talk, topic) if standing.is_answered else [],
        "before": before,
        "after": after,
        "is_ordered": any(one.spread for one in talk.topics),
        "size": "s" if size > VERY_LONG else "m" if size > LONG else "l",
        "top": talk.card.levels[-1],
    }
