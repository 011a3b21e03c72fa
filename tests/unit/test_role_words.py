"""What a role may do, in plain words: neither more nor less than the table of rights gives."""

from __future__ import annotations

import pytest

from assessments.access.permissions import TABLE
from assessments.access.role_words import ROLE_WORDS
from assessments.enums import Role


@pytest.mark.parametrize("role", Role)
def test_the_words_tell_what_the_table_gives(role: Role) -> None:
    given = {ability for ability, roles in TABLE.items() if role in roles}
    told = set().union(*(sentence.gives for sentence in ROLE_WORDS[role]))
    assert told == given
    lacked = set().union(*(sentence.lacks for sentence in ROLE_WORDS[role]))
    assert not lacked & given


@pytest.mark.parametrize("role", Role)
def test_a_sentence_or_two(role: Role) -> None:
    assert 1 <= len(ROLE_WORDS[role]) <= 2
