"""Two people at one answer, without a script: both values are shown, and one is chosen."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import Assessment
from tests.cast import Cast
from tests.factories import set_scores

from .asking import body, fetch, field, row, url

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def clash(member: Client, cast: Cast, assessment: Assessment) -> str:
    """The page on which two people meet: 4 stands, 2 was meant; the other answer of the page was saved."""
    set_scores(
        assessment, {"VA1.1": 4}, rationale="Staat in het plan.", version=7, updated_by=cast.coordinator
    )
    data = {
        "VA1.1-choice": "2",
        "VA1.1-rationale": "Nee.",
        "VA1.1-version": "6",
        "VA1.2-choice": "3",
        "VA1.2-version": "0",
    }
    response = member.post(url(assessment), data | {"go": "next"})
    assert response.status_code == 409
    return body(response)


def test_both_values_are_shown_and_the_rest_is_saved(clash: str, assessment: Assessment) -> None:
    assert "Fatma Şahin heeft dit intussen ook ingevuld" in clash
    assert "Staat in het plan." in clash
    assert 'value="theirs:7"' in clash
    assert 'value="mine:7"' in clash
    assert (field(clash, "VA1.1-choice"), field(clash, "VA1.1-version")) == ("2", "6")
    assert (field(clash, "VA1.2-choice"), field(clash, "VA1.2-version")) == ("3", "1")
    score = row(assessment, "VA1.1")
    assert score is not None
    assert (score.level, score.version) == (4, 7)


def test_ones_own_other_tab_is_named_so(member: Client, cast: Cast, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4}, version=7, updated_by=cast.member)
    answer = fetch(member, assessment, "VA1.1", choice="2", version="6")
    assert "Je hebt dit intussen ook op een andere plek ingevuld" in answer.json()["html"]


def test_sending_it_again_is_the_same_conflict(clash: str, member: Client, assessment: Assessment) -> None:
    response = member.post(url(assessment), {"VA1.1-choice": "2", "VA1.1-version": "6", "go": "next"})
    assert response.status_code == 409


@pytest.mark.parametrize(("whose", "level", "version"), [("mine:7", 2, 8), ("theirs:7", 4, 7)])
def test_one_of_both_is_chosen(
    clash: str, member: Client, assessment: Assessment, whose: str, level: int, version: int
) -> None:
    data = {"VA1.1-choice": "2", "VA1.1-rationale": "Nee.", "VA1.1-version": "6", "VA1.1-resolve": whose}
    response = member.post(url(assessment), data)
    assert response.url == url(assessment) + "#VA1.1"  # type: ignore[attr-defined]
    score = row(assessment, "VA1.1")
    assert score is not None
    assert (score.level, score.version) == (level, version)


def test_a_third_value_in_between_is_a_conflict_again(
    clash: str, member: Client, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.1": 5}, version=8)
    data = {"VA1.1-choice": "2", "VA1.1-version": "6", "VA1.1-resolve": "mine:7"}
    response = member.post(url(assessment), data)
    assert response.status_code == 409
    assert 'value="mine:8"' in body(response)
