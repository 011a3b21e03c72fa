"""The small requests of the page's script, and how many queries a page and a save take."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.enums import RoundState
from assessments.models import Assessment, TeamScore
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round, set_scores

from .asking import body, fetch, field, row, url

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HTML = "<script>alert('x')</script> & <b>vet</b>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;"


def test_one_choice_is_saved(member: Client, assessment: Assessment) -> None:
    answer = fetch(member, assessment, "VA1.2", choice="3", rationale="", evidence="", version="0")
    assert answer.status_code == 200
    assert answer.json() | {"saved_at": ""} == {"state": "saved", "version": 1, "saved_at": ""}
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    score = row(assessment, "VA1.2")
    assert score is not None
    assert score.level == 3


def test_one_conflict_shows_both_and_either_can_be_chosen(
    member: Client, cast: Cast, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.1": 4}, rationale=HTML, version=7, updated_by=cast.coordinator)
    answer = fetch(member, assessment, "VA1.1", choice="2", rationale=HTML + "!", version="0")
    assert (answer.status_code, answer.json()["state"]) == (409, "conflict")
    assert ESCAPED in answer.json()["html"]
    assert HTML not in answer.json()["html"]
    theirs = fetch(member, assessment, "VA1.1", choice="2", version="0", resolve="theirs:7")
    assert theirs.json()["state"] == "replaced"
    assert field(theirs.json()["html"], "VA1.1-version") == "7"
    mine = fetch(member, assessment, "VA1.1", choice="2", version="0", resolve="mine:7")
    assert mine.json()["version"] == 8


def test_signed_out_is_never_saved(assessment: Assessment) -> None:
    answer = fetch(Client(), assessment, "VA1.1", choice="3", version="0")
    assert (answer.status_code, answer.url.startswith("/inloggen/")) == (302, True)
    answer = fetch(Client(enforce_csrf_checks=True), assessment, "VA1.1", choice="3", version="0")
    assert answer.status_code in (302, 403)
    assert TeamScore.objects.count() == 0


def count(act: Any) -> int:
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_saving_one_choice_takes_eight_queries(member: Client, assessment: Assessment) -> None:
    versions = iter(range(9))

    def save() -> None:
        version = next(versions)
        answer = fetch(
            member, assessment, "VA1.1", choice=str(version + 1), rationale="x", version=str(version)
        )
        assert answer.status_code == 200

    assert count(save) == 8


@pytest.mark.parametrize("indicators", [1, 3])
def test_opening_a_criterion_takes_nine_queries(member: Client, cast: Cast, indicators: int) -> None:
    card = make_card({"VA": [indicators, indicators], "FA": [indicators]})
    old = make_round(
        [cast.team], card, starts_on=dt.date(2025, 11, 3), state=RoundState.CLOSED
    ).assessments.get()
    now = make_round([cast.team], card).assessments.get()
    codes = [f"{criterion}.{n}" for criterion in ("VA1", "VA2", "FA1") for n in range(1, indicators + 1)]
    for one in (old, now):
        set_scores(one, dict.fromkeys(codes, 3), rationale="x", updated_by=cast.coordinator)
    confirm(old)
    assert count(lambda: body(member.get(url(now)))) == 9
