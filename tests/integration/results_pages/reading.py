"""Rounds with scores, asking for a page of results, and reading it as a person would."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments.enums import RoundState
from assessments.models import Assessment, Round, School, Team, User
from tests.factories import TeamFactory, confirm, make_card, make_round, set_scores

REAL_SHAPE = {"VA": [6, 4, 4, 4], "FA": [5, 3, 4], "VB": [6]}
BEFORE = dt.date(2025, 11, 3)
SECRET = "Dit mag niemand lezen"

Scores = dict[str, int | str | None]

# The small card: VA1.1-3, VA2.1-2, FA1.1-2.
NOW: Scores = {"VA1.1": 4, "VA1.2": 5, "VA1.3": 2, "VA2.1": 3, "VA2.2": "?", "FA1.1": 4, "FA1.2": "-"}
"""3 of 5 op orde, mean 18/5; VA1 2 of 3 with mean 11/3, VA2 0 of 1 with 3, FA1 1 of 1 with 4."""
THEN: Scores = {"VA1.1": 3, "VA1.2": 5, "VA1.3": 3, "VA2.1": "?", "FA1.1": 2}


def page(user: User, name: str, *args: object, **query: str | list[str]) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def html(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def text(response: Any) -> str:
    """The words of the main part on a wide screen, as one line."""
    main = html(response).split("<main", 1)[1].split("</main>")[0]
    main = re.sub(r'<span class="lb">.*?</span>', " ", main)
    words = unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", main, flags=re.DOTALL)).split()
    return " ".join(words).replace(" ,", ",")


def the(team: Team, round_: Round) -> Assessment:
    return Assessment.objects.get(team=team, round=round_)


def scored(team: Team, round_: Round, scores: Scores, **words: str) -> Assessment:
    """The team's assessment with scores, confirmed."""
    assessment = the(team, round_)
    set_scores(assessment, scores, **words)
    confirm(assessment)
    return assessment


def many_rounds(school: School, teams: int, rounds: int) -> Round:
    """Rounds in which every team has every score, all confirmed; returns the latest."""
    card = make_card(REAL_SHAPE)
    codes = [indicator.code for indicator in card.indicators.all()]
    members: list[Team] = [TeamFactory(school=school, name=f"Team {number:02}") for number in range(teams)]
    for year in range(rounds):
        round_ = make_round(
            members, card, state=RoundState.CLOSED, starts_on=dt.date(2024 + year, 11, 1), title=f"LOB {year}"
        )
        for place, team in enumerate(members):
            scored(team, round_, {code: 1 + (index + year + place) % 5 for index, code in enumerate(codes)})
    return round_
