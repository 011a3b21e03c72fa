"""What somebody types to find something, and what of a text it was that matched."""

from __future__ import annotations

import pytest

from assessments.results.search import MOST_WORDS, Query, pieces


@pytest.mark.parametrize("typed", ["fa2.1", "FA 2.1", " Fa2.1 ", "fa21", "FA-2-1"])
def test_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert Query.of(typed).code == "fa21"


@pytest.mark.parametrize("typed", ["", "   ", "\u0301"])
def test_nothing_is_nothing(typed: str) -> None:
    assert not Query.of(typed)


def test_words_match_in_any_order_without_case_or_diacritics() -> None:
    query = Query.of("Sükrü ambities")
    assert query.matches("AMBITIES van", "Team Şükrü")
    assert not query.matches("ambities van Sokru")


def test_so_much_counts() -> None:
    assert len(Query.of(" ".join(f"w{n}" for n in range(50))).words) == MOST_WORDS


def test_what_matched_is_marked_in_the_text_as_it_is_written() -> None:
    assert pieces("Team Şükrü Łukasz", Query.of("sukru")) == [
        ("Team ", False),
        ("Şükrü", True),
        (" Łukasz", False),
    ]
    assert pieces("ﬁets en fiets", Query.of("iet")) == [
        ("ﬁet", True),
        ("s en f", False),
        ("iet", True),
        ("s", False),
    ]
    assert pieces("[x]+ (a|b)", Query.of("(a|b)")) == [("[x]+ ", False), ("(a|b)", True)]
