"""Texts in their stored form: what is pasted from anywhere can be kept, printed and read."""

from __future__ import annotations

import pytest

from assessments.services.texts import clean_line, clean_text


def test_texts_are_kept_in_one_form() -> None:
    assert clean_text(" \r\neen\r\ntwee\rdrie\nvier\0 \n") == "een\ntwee\ndrie\nvier"
    assert clean_text("een\x0btwee\u2028drie") == "een\ntwee\ndrie"
    assert clean_line(" LOB\r\n  najaar\t2026 ") == "LOB najaar 2026"


@pytest.mark.parametrize(
    "text", ["<b>\u00a0&amp; 🎓</b>", "👩\u200d🏫", "Şükrü Łukasz", "مدرسة", "zo\u00adne", "a\tb"]
)
def test_what_can_be_read_stays(text: str) -> None:
    assert clean_text(text) == text


def test_what_cannot_be_stored_or_printed_is_left_out() -> None:
    assert clean_text("a\x00b\x07c\x1b[31md\x7fe\ud800f") == "abc[31mdef"


def test_a_name_does_not_turn_the_words_after_it_around() -> None:
    assert clean_line("LOB \u202e6202\u202c \u2066x\u2069") == "LOB 6202 x"


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u200b \ufeff\u2060", "\u202e", "\u3000"])
def test_what_cannot_be_seen_is_no_text(text: str) -> None:
    assert clean_text(text) == clean_line(text) == ""
