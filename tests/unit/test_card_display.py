"""Showing the words of a card."""

from __future__ import annotations

import pytest

from assessments.templatetags.cards import named, translated, whole


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Loopbaanoriëntatie en -begeleiding (LOB)",
            'Loopbaanoriëntatie en <span class="nw">-begeleiding</span> (LOB)',
        ),
        ("vo-/mbo-/ho-scholen en LOB-activiteiten", "vo-/mbo-/ho-scholen en LOB-activiteiten"),
        ("Vo-, mbo- en ho-scholen", "Vo-, mbo- en ho-scholen"),
        ("een - twee", "een - twee"),
        ("<b>-vet</b> & 'zo'", "&lt;b&gt;-vet&lt;/b&gt; &amp; &#x27;zo&#x27;"),
        ("<i> -en", '&lt;i&gt; <span class="nw">-en</span>'),
    ],
)
def test_whole_keeps_words_together_and_escapes(text: str, shown: str) -> None:
    assert whole(text) == shown


def test_named_keeps_the_order_of_the_things() -> None:
    assert named(("school", "bestuur", "weg"), {"bestuur": 1, "managers": 2, "school": 3}) == [1, 3]


def test_translated() -> None:
    assert translated({"en": {"name": "board"}}, "en") == {"name": "board"}
    assert translated({"en": {"name": "board"}}, "nl") == {}
