"""What people come for most, from home: by what each page itself offers, in at most four clicks.

A click is following a link, pressing a button, or opening the menu; filling in a field is none. Each walk reads
the page where it stands, as a newcomer would, and finds there the very words of its next step.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from assessments.enums import Role, RoundState, Way
from assessments.models import Card
from tests.cast import Cast
from tests.factories import confirm, give_role, make_action, make_round, set_scores

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
ALL_THREES: dict[str, int | str | None] = dict.fromkeys(
    ("VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2"), 3
)
MOST_CLICKS = 4


@dataclass(frozen=True)
class Press:
    """A button, after filling in these fields; None empties one."""

    words: str
    fields: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, words: str, **fields: Any) -> Press:
        return cls(words, tuple(fields.items()))


@dataclass(frozen=True)
class Task:
    """`more` are the clicks that no page of ours is asked for: opening the menu, taking a file once it is made."""

    who: str
    steps: tuple[str | Press, ...]
    ends: str
    more: int = 0


SOON = (TODAY + 30 * DAY).isoformat()
TASKS = {
    "plan a round": Task(
        "coordinator",
        (
            "Metingen",
            "Meting plannen",
            Press.of(
                "Meting plannen",
                title="LOB volgend jaar",
                starts_on=TODAY.isoformat(),
                ends_on=SOON,
                teams="{team}",
            ),
        ),
        "<h1>LOB volgend jaar</h1>",
    ),
    "find who has not answered, and remind them": Task(
        "board_coordinator",
        ("Bekijk deelname Zorg & Welzijn", Press.of("1 persoon vragen om in te vullen")),
        "Wacht op versturen",
    ),
    "which school is weakest on a theme": Task(
        "governor",
        ("Naar de resultaten", "Thema FA"),
        'aria-sort="ascending"><a href="?thema=FA&amp;sorteer=-op-orde#heatmap">Op orde',
    ),
    "what was agreed about an indicator": Task(
        "coordinator",
        (Press.of("Zoeken", q="VA1.1"), "VA1.1 Zin van VA1.1"),
        "Wat is afgesproken over VA1.1?",
    ),
    "what was agreed, for who is teamlid": Task(
        "member", (Press.of("Zoeken", q="VA1.1"), "VA1.1 Zin van VA1.1"), "Wat is afgesproken over VA1.1?"
    ),
    "change a deadline": Task(
        "manager",
        ("Bijwerken Te laat", "Datum of iets anders wijzigen", Press.of("Wijzigingen opslaan", due_on=SOON)),
        "De actie is opgeslagen.",
    ),
    "download the reports of a board": Task(
        "governor",
        ("Naar de resultaten", Press.of("Download alle rapporten (ZIP)")),
        "We maken alle rapporten",
        more=1,
    ),
    "say that an action is done": Task(
        "member", ("Bijwerken Van mij", Press.of("Stand opslaan", status="afgerond")), "staat nu op afgerond"
    ),
    "which actions are late": Task("coordinator", ("Naar wat te laat is",), "Je ziet alleen:"),
    "what improved": Task("manager", ("2 meer Duinmark College",), 'id="veranderd"'),
    "give a new colleague a role": Task(
        "coordinator",
        (
            "Organisatie",
            "Mensen uitnodigen met een rol",
            Press.of("Verder: bekijken wat er gebeurt", addresses="nieuw@voorbeeld.example", place="{team}"),
            Press.of("Uitnodigingen versturen"),
        ),
        "1 uitnodiging",
    ),
    "switch off the weekly mail": Task(
        "coordinator",
        ("Welke mail je krijgt", Press.of("Keuze opslaan", digest=None)),
        "Je keuze is opgeslagen.",
        more=1,
    ),
    "confirm, and choose what comes first": Task(
        "team_coordinator",
        (
            "Naar vaststellen",
            Press.of("Teamscores vaststellen"),
            Press.of("Verder naar de volgorde", code=["VA1.1", "FA1.1"]),
            Press.of("Prioriteiten vastleggen"),
        ),
        "2 prioriteiten vastgelegd.",
    ),
}


@pytest.fixture
def year(cast: Cast, small_card: Card) -> Cast:
    """A second year: one team filled in and one confirmed, one that answers individually, and late actions."""
    other = cast.sibling_school.teams.exclude(pk=cast.cousin_team.pk).get()
    done = [cast.sibling_team, other]
    before = make_round(
        [cast.team, *done],
        small_card,
        title="Vorig jaar",
        state=RoundState.CLOSED,
        starts_on=TODAY - 365 * DAY,
    )
    now = make_round(
        [cast.team, cast.cousin_team, *done], small_card, title="Dit jaar", starts_on=TODAY - 9 * DAY
    )
    for assessment in before.assessments.all():
        set_scores(assessment, ALL_THREES)
    for assessment in now.assessments.exclude(team=cast.cousin_team):
        set_scores(assessment, ALL_THREES | {"VA1.1": 4, "VA1.2": 4})
    confirm(*before.assessments.all(), *now.assessments.filter(team__in=done))
    now.assessments.filter(team=cast.cousin_team).update(way=Way.INDIVIDUAL, declared_size=12)
    give_role(cast.former_member, Role.MEMBER, cast.cousin_team)
    make_action(cast.team, small_card, what="Van mij", owner=cast.member)
    make_action(cast.school, small_card, what="Te laat", owner=cast.manager, due_on=TODAY - DAY)
    return cast


# --- reading a page and going on ------------------------------------------------------------------------------------


def words_of(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def sent_by(form: Element, button: Element) -> Iterator[tuple[str, str]]:
    """What a browser would send with this form as it stands."""
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "input" and (kind not in {"checkbox", "radio"} or field.get("checked") is not None):
            yield name, field.get("value", "on")
        elif field.tag == "textarea":
            yield name, field.text or ""
        elif field.tag == "select":
            options = list(field.iter("option"))
            yield (
                name,
                next((one for one in options if one.get("selected") is not None), options[0]).get(
                    "value", ""
                ),
            )
    if button.get("name"):
        yield button.get("name", ""), button.get("value", "")


@dataclass
class Walk:
    client: Client
    places: dict[str, str]
    path: str = "/"
    page: str = ""

    def open(self, path: str, data: dict[str, Any] | None = None, *, post: bool = False) -> None:
        method = self.client.post if post else self.client.get
        response: Any = method(path, data, follow=True)
        assert response.status_code == 200, path
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else path
        self.page = response.content.decode()

    def elements(self, tag: str) -> Iterator[Element]:
        return iter(html5lib.parse(self.page, namespaceHTMLElements=False).iter(tag))

    def follow(self, words: str) -> None:
        found = next((one for one in self.elements("a") if words_of(one) == words), None)
        assert found is not None, f"{words!r} is not on {self.path}"
        self.open(urljoin(self.path, found.get("href", "")))

    def press(self, step: Press) -> None:
        for form in self.elements("form"):
            for button in form.iter("button"):
                if words_of(button) == step.words:
                    return self.send(form, button, step)
        raise AssertionError(f"{step.words!r} is not on {self.path}")

    def send(self, form: Element, button: Element, step: Press) -> None:
        data: dict[str, Any] = {}
        for name, value in sent_by(form, button):
            data.setdefault(name, []).append(value)
        for name, value in step.fields:
            data[name] = value.format(**self.places) if isinstance(value, str) else value
        data = {name: value for name, value in data.items() if value is not None}
        action = urljoin(self.path, form.get("action") or self.path)
        self.open(action, data, post=form.get("method", "get").lower() == "post")


@pytest.mark.parametrize("name", TASKS)
def test_within_four_clicks_of_home(name: str, year: Cast, client: Client) -> None:
    task = TASKS[name]
    client.force_login(getattr(year, task.who))
    walk = Walk(client, {"team": str(year.team.uid)})
    walk.open("/")
    for step in task.steps:
        if isinstance(step, Press):
            walk.press(step)
        else:
            walk.follow(step)
    assert task.ends in re.sub(r"\s+", " ", walk.page)
    assert len(task.steps) + task.more <= MOST_CLICKS
