"""Paper: the empty form to take, and forms typed in as numbers by a coordinator."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from assessments.access.policies import Refused
from assessments.enums import Choice, Verb, Via
from assessments.models import Answer, Assessment, AuditEvent, Card, Participation, User
from assessments.reports.document import Document
from assessments.services.closing import close_answering
from assessments.services.paper import change_form, delete_form, type_in
from assessments.services.score_edits import Edit, Invalid
from tests.cast import Cast
from tests.factories import make_individual, make_round, take_part

SIGNS = {"VA1.1": "4", "VA1.2": "W", "VA1.3": "n", "VA2.1": "1", "VA2.2": "?", "FA1.1": "-", "FA1.2": "5"}
STORED = {
    "VA1.1": (Choice.LEVEL, 4),
    "VA1.2": (Choice.UNKNOWN, None),
    "VA1.3": (Choice.NOT_APPLICABLE, None),
    "VA2.1": (Choice.LEVEL, 1),
    "VA2.2": (Choice.UNKNOWN, None),
    "FA1.1": (Choice.NOT_APPLICABLE, None),
    "FA1.2": (Choice.LEVEL, 5),
}


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card, size=3)


def level(number: int, version: int = 0, **words: str) -> Edit:
    return Edit(version, Choice.LEVEL, number, **words)


def typed(assessment: Assessment, by: User, **edits: Edit) -> Participation:
    return type_in(by=by, assessment=assessment, edits=edits or {"VA1.1": level(2)}, key=uuid4().hex)


def answers(form: Participation) -> dict[str, tuple[str, int | None]]:
    rows = Answer.objects.filter(response__participation=form)
    return {
        code: (choice, number)
        for code, choice, number in rows.values_list("indicator__code", "choice", "level")
    }


# --- the services ---------------------------------------------------------------------------------------------------


def test_a_form_becomes_the_lowest_free_number_and_counts_as_begun(
    cast: Cast, assessment: Assessment
) -> None:
    take_part(assessment, {"VA1.1": 3})
    edits = {"VA1.1": level(4, remark="  Van papier "), "VA2.1": Edit(0, Choice.UNKNOWN)}
    form = type_in(by=cast.coordinator, assessment=assessment, edits=edits, key=uuid4().hex)
    form.refresh_from_db()
    assert (form.number, form.via, form.typed_by, form.user) == (2, Via.PAPER, cast.coordinator, None)
    assert form.began_on is not None
    assert answers(form) == {"VA1.1": (Choice.LEVEL, 4), "VA2.1": (Choice.UNKNOWN, None)}
    assert form.response.answers.get(indicator__code="VA1.1").remark == "Van papier"
    event = AuditEvent.objects.get(verb=Verb.PAPER_TYPED)
    assert (event.actor, event.object_key) == (cast.coordinator.uid, assessment.uid)


def test_what_is_sent_twice_is_one_form(cast: Cast, assessment: Assessment) -> None:
    key = uuid4().hex
    both = [
        type_in(by=cast.coordinator, assessment=assessment, edits={"VA1.1": level(4)}, key=key)
        for _ in range(2)
    ]
    assert both[0] == both[1]
    assert assessment.participations.count() == 1
    assert AuditEvent.objects.filter(verb=Verb.PAPER_TYPED).count() == 1
    other = type_in(by=cast.team_coordinator, assessment=assessment, edits={"VA1.1": level(1)}, key=key)
    assert other != both[0], "a key is one's own"
    other.delete()
    with pytest.raises(Refused, match="al opgeslagen, als nummer 1"), transaction.atomic():
        type_in(
            by=cast.coordinator,
            assessment=assessment,
            edits={"VA1.1": level(5), "VA1.2": level(1)},
            key=key,
        )
    assert answers(both[0]) == {"VA1.1": (Choice.LEVEL, 4)}


def test_nobody_types_above_the_declared_size(cast: Cast, assessment: Assessment) -> None:
    for _ in range(2):
        take_part(assessment, {"VA1.1": 3})
    take_part(assessment, {})  # has a number, and no place yet
    form = typed(assessment, cast.coordinator)
    with pytest.raises(Refused, match="Maak het team eerst groter"), transaction.atomic():
        typed(assessment, cast.coordinator)
    assert assessment.participations.begun().count() == 3
    delete_form(by=cast.coordinator, form=form)
    assert typed(assessment, cast.coordinator).number == form.number


def test_an_empty_form_and_a_wrong_level_are_not_stored(cast: Cast, assessment: Assessment) -> None:
    with pytest.raises(Refused, match="staat nog niets"), transaction.atomic():
        typed(assessment, cast.coordinator, **{"VA1.1": Edit(0, Choice.NONE, remark=" ")})
    with pytest.raises(Invalid), transaction.atomic():
        typed(assessment, cast.coordinator, **{"VA1.1": level(6), "VA1.2": level(1)})
    assert not assessment.participations.exists()
    assert not AuditEvent.objects.exists()


def test_the_typist_corrects_a_form_and_takes_it_back(
    cast: Cast,
    assessment: Assessment,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    form = typed(assessment, cast.coordinator)
    change_form(by=cast.coordinator, form=form, edits={"VA1.1": level(5, 1), "FA1.1": level(1)})
    assert answers(form) == {"VA1.1": (Choice.LEVEL, 5), "FA1.1": (Choice.LEVEL, 1)}
    with pytest.raises(Refused, match="ander venster"), transaction.atomic():
        change_form(by=cast.coordinator, form=form, edits={"VA1.1": level(2, 1), "FA1.1": level(2, 1)})
    with pytest.raises(Refused, match="staat nog niets"), transaction.atomic():
        change_form(
            by=cast.coordinator,
            form=form,
            edits={"VA1.1": Edit(2, Choice.NONE), "FA1.1": Edit(1, Choice.NONE)},
        )
    assert answers(form)["FA1.1"] == (Choice.LEVEL, 1)
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level("INFO", "assessments.cuts"):
        delete_form(by=cast.coordinator, form=form)
    assert not assessment.participations.exists()
    assert not Answer.objects.exists()
    assert f"gone {form.uid}" in caplog.text, "a backup that is restored does not bring it back"
    assert AuditEvent.objects.filter(verb=Verb.ANSWERING_WITHDRAWN).count() == 1


def test_only_who_typed_a_form_in_touches_it(cast: Cast, assessment: Assessment) -> None:
    form = typed(assessment, cast.coordinator)
    by_link = take_part(assessment, {"VA1.1": 3})
    for who in (cast.team_coordinator, cast.board_coordinator, cast.member):
        with pytest.raises(PermissionDenied), transaction.atomic():
            change_form(by=who, form=form, edits={"VA1.1": level(1, 1)})
        with pytest.raises(PermissionDenied), transaction.atomic():
            delete_form(by=who, form=form)
    with pytest.raises(PermissionDenied), transaction.atomic():
        change_form(by=cast.coordinator, form=by_link, edits={"VA1.1": level(1, 1)})
    assert answers(form) == {"VA1.1": (Choice.LEVEL, 2)}
    assert answers(by_link) == {"VA1.1": (Choice.LEVEL, 3)}


@pytest.mark.parametrize("who", ["member", "manager", "governor", "administrator", "foreign_coordinator"])
def test_only_a_coordinator_types_in(cast: Cast, assessment: Assessment, who: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        typed(assessment, getattr(cast, who))


def test_nothing_is_typed_once_answering_is_closed(cast: Cast, assessment: Assessment) -> None:
    form = typed(assessment, cast.coordinator)
    close_answering(by=cast.coordinator, assessment=assessment)
    with pytest.raises(Refused, match="gesloten"), transaction.atomic():
        typed(assessment, cast.coordinator)
    with pytest.raises(Refused, match="gesloten"), transaction.atomic():
        delete_form(by=cast.coordinator, form=form)
    form.refresh_from_db()
    assert form.typed_by is None


def test_a_team_that_fills_in_together_has_no_paper_of_people(cast: Cast, small_card: Card) -> None:
    together = make_round([cast.team], small_card).assessments.get()
    with pytest.raises(Refused, match="samen"), transaction.atomic():
        typed(together, cast.coordinator)


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def sent(signs: dict[str, str], **more: Any) -> dict[str, Any]:
    return (
        {f"{code}-choice": sign for code, sign in signs.items()} | {"once": uuid4().hex, "go": "next"} | more
    )


def page(assessment: Assessment) -> str:
    return reverse("paper", args=[assessment.uid])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_whole_form_is_typed_and_the_next_one_opens(client: Client, assessment: Assessment) -> None:
    response = client.post(page(assessment), sent(SIGNS, **{"VA1.1-remark": "Zo staat het er"}), follow=True)
    (form,) = assessment.participations.all()
    assert answers(form) == STORED
    assert form.response.answers.get(indicator__code="VA1.1").remark == "Zo staat het er"
    shown = text(response)
    assert "Opgeslagen als nummer 1. Schrijf dat nummer op het papier." in shown
    assert "Bekijken of wijzigen" in shown
    assert "autofocus data-sign" in shown
    assert "Zo staat het er" not in shown
    stop = client.post(page(assessment), sent(SIGNS, go="stop"))
    assert stop["Location"] == reverse("response", args=[assessment.uid])


def test_in_english_every_sentence_has_its_translation_beside_it_as_on_the_form_itself(
    client: Client, cast: Cast, real_card: Card
) -> None:
    assessment = make_individual(cast.team, real_card, size=3)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = unescape(text(client.get(page(assessment))))
    for indicator in real_card.indicators.all():
        both = (
            rf'<span class="ind-t" lang="nl">{re.escape(indicator.text)}</span>\s*'
            rf'<span class="ind-tr" lang="en">{re.escape(indicator.translations["en"]["text"])}</span>'
        )
        assert re.search(both, shown), indicator.code
    assert "unofficial" in shown
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert "ind-tr" not in text(client.get(page(assessment)))


def test_sentences_without_an_answer_are_asked_about_once(client: Client, assessment: Assessment) -> None:
    some = SIGNS | {"VA1.2": "", "FA1.2": ""}
    asked = client.post(page(assessment), sent(some))
    assert asked.status_code == 422
    assert "Bij 2 zinnen staat niets" in text(asked)
    assert 'href="#VA1.2-choice">VA1.2</a>' in text(asked)
    assert 'value="4"' in text(asked)
    assert not assessment.participations.exists()
    key = asked.context["key"]
    assert client.post(page(assessment), sent(some, once=key, sure="next")).status_code == 302
    assert set(answers(assessment.participations.get())) == {"VA1.1", "VA1.3", "VA2.1", "VA2.2", "FA1.1"}


def test_what_is_wrong_is_named_and_everything_typed_stays(client: Client, assessment: Assessment) -> None:
    wrong = sent(SIGNS | {"VA2.1": "9", "FA1.1": "x"}, **{"VA1.1-remark": "a" * 4001})
    response = client.post(page(assessment), wrong)
    assert response.status_code == 422
    shown = text(response)
    assert "VA2.1: Typ een cijfer van 1 tot en met 5, w of n." in shown
    assert 'href="#VA2.1-choice"' in shown
    assert "VA1.1: Deze tekst is langer dan 4.000 tekens." in shown
    for sign in ("9", "x", "W"):
        assert f'value="{sign}"' in shown
    assert "a" * 4001 in shown
    assert response.context["key"] == wrong["once"]
    assert not assessment.participations.exists()


def test_a_refused_save_keeps_what_was_typed(client: Client, cast: Cast, assessment: Assessment) -> None:
    for _ in range(3):
        take_part(assessment, {"VA1.1": 3})
    full = text(client.get(page(assessment)))
    assert "data-sign" not in full, "full: said before typing"
    assert reverse("response-raise", args=[assessment.uid]) in full
    response = client.post(page(assessment), sent(SIGNS, **{"VA1.2-remark": "Blijft staan"}))
    assert response.status_code == 422
    assert "al zoveel mensen" in text(response)
    assert "Blijft staan" in text(response)
    assessment.participations.filter(number=3).delete()
    close_answering(by=cast.coordinator, assessment=assessment)
    response = client.post(page(assessment), sent(SIGNS, **{"VA1.2-remark": "Blijft staan"}))
    assert "Het invullen is gesloten" in text(response)
    assert "Blijft staan" in text(response)
    assert "data-sign" not in text(client.get(page(assessment)))


def test_the_typist_alone_opens_what_was_typed(client: Client, cast: Cast, assessment: Assessment) -> None:
    client.post(page(assessment), sent(SIGNS, **{"VA1.1-remark": "Alleen voor wie typte"}))
    form = assessment.participations.get()
    own = reverse("typed-form", args=[form.uid])
    shown = text(client.get(own))
    assert "Alleen voor wie typte" in shown
    assert 'name="VA1.1-version" value="1"' in shown
    other = Client()
    other.force_login(cast.team_coordinator)
    assert other.get(own).status_code == 404
    assert other.get(reverse("typed-delete", args=[form.uid])).status_code == 404
    listed = text(other.get(page(assessment)))
    assert "overgetypt door Fatma Şahin" in listed
    assert own not in listed
    assert "Alleen voor wie typte" not in listed


def test_a_form_is_corrected_and_taken_away(client: Client, assessment: Assessment) -> None:
    client.post(page(assessment), sent(SIGNS))
    form = assessment.participations.get()
    own = reverse("typed-form", args=[form.uid])
    changed = sent(SIGNS | {"VA1.1": "2", "FA1.2": ""}) | {f"{code}-version": "1" for code in SIGNS}
    assert client.post(own, changed)["Location"] == page(assessment)
    assert answers(form) == STORED | {"VA1.1": (Choice.LEVEL, 2), "FA1.2": (Choice.NONE, None)}
    stale = client.post(own, changed | {"VA1.1-choice": "3"})
    assert stale.status_code == 422
    assert "ander venster" in text(stale)
    assert client.post(own, changed | {"VA1.1-choice": "8"}).status_code == 422
    leave = reverse("typed-delete", args=[form.uid])
    assert "Wil je dit formulier weghalen?" in text(client.get(leave))
    assert client.post(leave)["Location"] == page(assessment)
    assert not assessment.participations.exists()


@pytest.mark.parametrize("forms", [1, 3])
def test_the_page_asks_as_much_for_one_form_as_for_three(
    client: Client,
    cast: Cast,
    assessment: Assessment,
    forms: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assessment.declared_size = 9
    assessment.save()
    for _ in range(forms):
        typed(assessment, cast.team_coordinator)
    client.get(page(assessment))
    with django_assert_num_queries(8):
        assert client.get(page(assessment)).status_code == 200


def test_the_empty_form_is_taken_by_who_fills_in(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[Document] = []

    def keep(document: Document, *tick: object) -> bytes:
        printed.append(document)
        return b"%PDF-1.7"

    monkeypatch.setattr("assessments.reports.engine.print_pdf", keep)
    for who in (cast.member, cast.coordinator):
        client = Client()
        client.force_login(who)
        response = client.get(reverse("paper-form", args=[assessment.uid]))
        assert response["Content-Type"] == "application/pdf"
        assert "lob-formulier-havo-4-5-lob-najaar-2026.pdf" in response["Content-Disposition"]
        assert response["Cache-Control"] == "private, no-store"
    assert len(printed) == 2
    assert not AuditEvent.objects.exists()
