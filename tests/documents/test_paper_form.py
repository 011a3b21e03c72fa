"""The empty form to fill in by hand: its page, then its bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import cached_property
from itertools import pairwise
from typing import Any

import html5lib
import page as validator
import pypdf
import pytest
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from assessments.enums import Way
from assessments.models import Card
from assessments.reports.paper import PaperForm, paper_form
from assessments.reports.render import form_document, form_pdf
from tests.cast import Cast
from tests.documents.reading import one_line, words
from tests.factories import make_card, make_round
from tests.kept import Kept, put_back
from tests.report_cases import HOSTILE, LONG_NAME

AS_OF = dt.date(2026, 11, 24)


def make_form(cast: Cast, card: Card, *, way: Way, language: str = "nl", **names: str) -> PaperForm:
    round_ = make_round([cast.team], card, way=way)
    round_.assessments.update(**names)
    with translation.override(language):
        return paper_form(round_.assessments.select_related("round").get(), as_of=AS_OF)


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


class Printed:
    """The form of the real card in one way and language: its values, its page, and, when asked for, its bytes."""

    def __init__(self, form: PaperForm) -> None:
        self.form = form
        self.html = form_document(form).html

    @cached_property
    def pdf(self) -> bytes:
        return form_pdf(self.form)


WAYS = [(way, language) for way in Way for language in ("nl", "en")]


@pytest.fixture(scope="module")
def forms(kept_rows: Kept, django_db_blocker: DjangoDbBlocker) -> dict[tuple[Way, str], Printed]:
    made = {}
    for way, language in WAYS:
        with django_db_blocker.unblock(), transaction.atomic():
            cast, card = put_back(kept_rows.cast), put_back(kept_rows.real_card)
            made[way, language] = Printed(make_form(cast, card, way=way, language=language))
            transaction.set_rollback(True)
    return made


@pytest.mark.parametrize(("way", "language"), WAYS)
def test_the_page_is_strict_html_with_heads_on_its_tables(
    forms: dict[tuple[Way, str], Printed], way: Way, language: str
) -> None:
    html = forms[way, language].html
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html.strip())
    assert f'<html lang="{language}">' in html
    headings = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    for table in tree.findall(".//table"):
        assert table.findall("./thead/tr/th[@scope='col']")
        assert all(row.findall("./th[@scope='row']") for row in table.findall("./tbody/tr"))


def test_each_sentence_has_every_answer_once_and_nobody_is_asked_for_a_name(
    cast: Cast, real_card: Card
) -> None:
    form = make_form(cast, real_card, way=Way.INDIVIDUAL)
    html = form_document(form).html
    for indicator in form.card.indicators:
        (row,) = [row for row in html.split("<tr>") if f'<b class="c">{indicator.code}</b>' in row]
        row = row.partition("</tr>")[0]
        assert re.findall(r'<span class="box[^"]*">(.)</span>', row) == ["1", "2", "3", "4", "5", "?", "–"]
        assert indicator.text in words(row)
    text = words(html)
    for level in form.card.levels:
        assert level.meaning in text
    for criterion in form.card.criteria:
        assert f"Opmerkingen bij {criterion.code}." in text
    assert "Havo 4-5" in text
    assert "LOB najaar 2026" in text
    assert "tot en met 12 december 2026" in text
    assert not re.search(r"\bnaam:|\bdatum:|handtekening", text.lower())


def test_each_way_says_how_it_works_and_who_sees_what(cast: Cast, real_card: Card) -> None:
    alone = make_form(cast, real_card, way=Way.INDIVIDUAL)
    said = words(form_document(alone).html)
    assert "als minstens 5 mensen daar iets invulden" in said
    assert "zonder te overleggen" in said
    together = words(form_document(make_form(cast, make_card({"VA": [2]}, levels=7), way=Way.TOGETHER)).html)
    assert "Vul dit formulier samen in" in together
    assert "handschrift" not in together
    assert "Niveau 7" in together


def test_the_cards_sentences_are_dutch_in_an_english_form(cast: Cast, real_card: Card) -> None:
    html = form_document(make_form(cast, real_card, way=Way.INDIVIDUAL, language="en")).html
    assert '<th scope="row" lang="nl"><b class="c">VA1.1</b>' in html
    assert "The card is in Dutch" in words(html)
    assert 'lang="nl"' not in form_document(
        make_form(cast, make_card({"VA": [1]}), way=Way.TOGETHER)
    ).html.replace('<html lang="nl">', "")


@pytest.mark.parametrize(("way", "language"), WAYS)
def test_the_file_is_pdf_ua_of_few_pages(
    forms: dict[tuple[Way, str], Printed], way: Way, language: str
) -> None:
    form, content = forms[way, language].form, forms[way, language].pdf
    report = validator.validate_pdf_bytes(content, profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]
    pages = pages_of(content)
    assert len(pages) <= {"nl": 4, "en": 5}[language]
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert "1 Nog niet · 2 In aanzet" in one_line([page])
    reader: Any = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata.title == form.title
    assert reader.root_object["/Lang"] == language
    chapters = [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]
    assert chapters[1:] == ["Verankeren", "Faciliteren", "Verbeteren"] or language == "en"


def test_the_same_form_gives_the_same_bytes(cast: Cast, forms: dict[tuple[Way, str], Printed]) -> None:
    printed = forms[Way.INDIVIDUAL, "nl"]
    first = printed.pdf
    form_pdf(make_form(cast, make_card({"VA": [1]}), way=Way.TOGETHER))
    assert form_pdf(printed.form) == first


def test_hostile_and_long_names_are_shown_as_they_are(cast: Cast) -> None:
    hostile = make_form(cast, make_card({"VA": [1]}), way=Way.INDIVIDUAL, team_name=HOSTILE[:120])
    assert "<script>alert(1)</script>" in one_line(pages_of(form_pdf(hostile)))
    assert "<script" not in form_document(hostile).html
    assert hostile.file_name.isascii()
    long = make_form(cast, make_card(), way=Way.INDIVIDUAL, team_name=LONG_NAME)
    assert LONG_NAME in one_line(pages_of(form_pdf(long)))
