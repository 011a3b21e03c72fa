"""Reading addresses as people paste them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.services.address_list import Entry, read_addresses


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("jan@x.nl", [("jan@x.nl", "")]),
        ("jan@x.nl, piet@y.nl;els@z.nl\r\n\r\nan@z.nl", ["jan@x.nl", "piet@y.nl", "els@z.nl", "an@z.nl"]),
        ("  Jan.Jansen@School.NL  ", [("jan.jansen@school.nl", "")]),
        ("Jan Jansen <jan@x.nl>", [("jan@x.nl", "Jan Jansen")]),
        ('"Jansen, Jan" <jan@x.nl>', [("jan@x.nl", "Jan Jansen")]),
        (
            "Jansen, Jan <jan@x.nl>; Berg, Els van den <els@x.nl>",
            [("jan@x.nl", "Jan Jansen"), ("els@x.nl", "Els van den Berg")],
        ),
        ("Jan <jan@x.nl>, Els <els@x.nl>", [("jan@x.nl", "Jan"), ("els@x.nl", "Els")]),
        ("'jan@x.nl' <jan@x.nl>", [("jan@x.nl", "")]),
        ("jan@x.nl (Jan Jansen), els@x.nl", [("jan@x.nl", "Jan Jansen"), ("els@x.nl", "")]),
        ("Şükrü Łukasz\tsukru@x.nl\nEls\tels@x.nl", [("sukru@x.nl", "Şükrü Łukasz"), ("els@x.nl", "Els")]),
        ("mailto:jan@x.nl", [("jan@x.nl", "")]),
        ("Ons team: jan@x.nl.", [("jan@x.nl", "Ons team:")]),
        ("\u202ajan@x.nl\u202c", [("jan@x.nl", "")]),
        ("jan@x.nl\u00a0", [("jan@x.nl", "")]),
        ("jan+lob@x.nl", [("jan+lob@x.nl", "")]),
        ("", []),
        (" ,; \n", []),
    ],
)
def test_addresses_are_found(text: str, entries: list[tuple[str, str] | str]) -> None:
    wanted = [Entry(one) if isinstance(one, str) else Entry(*one) for one in entries]
    found = read_addresses(text)
    assert found.entries == wanted
    assert not found.bad


@pytest.mark.parametrize(
    ("text", "bad", "good"),
    [
        ("jan.x.nl", ["jan.x.nl"], []),
        ("jan@x", ["jan@x"], []),
        ("jan@@x.nl", ["jan@@x.nl"], []),
        ("jan@x..nl", ["jan@x..nl"], []),
        ("kapot, jan@x.nl, ook kapot", ["kapot", "ook kapot"], ["jan@x.nl"]),
        ("Jan Jansen", ["Jan Jansen"], []),
        ("jan@ x.nl", ["jan@ x.nl"], []),
        (f"{'a' * 250}@x.nl", [f"{'a' * 80}"], []),
        ("<script>alert(1)</script>", ["script>alert(1)</script"], []),
    ],
)
def test_what_is_no_address_is_named(text: str, bad: list[str], good: list[str]) -> None:
    found = read_addresses(text)
    assert found.bad == bad
    assert [entry.address for entry in found.entries] == good


@pytest.mark.parametrize("text", ["a" * 40_000, " " * 40_000, "a@" * 20_000, "<" * 40_000, "a@b.nl " * 5_000])
def test_a_long_text_of_anything_is_read_in_no_time(text: str) -> None:
    began = time.perf_counter()
    read_addresses(text)
    assert time.perf_counter() - began < 5


def test_each_address_counts_once() -> None:
    assert read_addresses("'Jan@x.nl' <jan@x.nl>; els@x.nl <mailto:els@x.nl>").doubles == 0
    found = read_addresses("Jan <JAN@x.nl>; jan@X.nl\njan@x.nl; els@x.nl")
    assert found.entries == [Entry("jan@x.nl", "Jan"), Entry("els@x.nl")]
    assert found.doubles == 2


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = read_addresses(text)
    assert all(entry.address == entry.address.lower() and len(entry.name) <= 120 for entry in found.entries)
