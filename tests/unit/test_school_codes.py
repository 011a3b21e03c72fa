"""The codes of a school, as forms, files and identity providers all know them."""

from __future__ import annotations

import pytest

from assessments.access.identities import KINDS
from assessments.models.school_codes import BRANCH_CODE, BRIN, brin_of, codes_differ, school_code


@pytest.mark.parametrize(
    ("text", "is_brin", "is_branch"),
    [
        ("01ab", True, False),
        (" 01 AB 07 ", False, True),
        ("1ab", False, False),
        ("01AB0", False, False),
        ("٠١AB", False, False),
        ("01AB07\n", False, True),
        ("", False, False),
    ],
)
def test_what_is_a_code(text: str, is_brin: bool, is_branch: bool) -> None:
    code = school_code(text)
    assert bool(BRIN.fullmatch(code)) is is_brin
    assert bool(BRANCH_CODE.fullmatch(code)) is is_branch
    assert bool(KINDS["entree"].organisation_from(code)) is (is_brin or is_branch)


def test_a_vestigingscode_begins_with_its_brin() -> None:
    assert brin_of("01AB07") == "01AB"
    assert codes_differ("01AC", "01AB07")
    assert not codes_differ("01AB", "01AB07")
    assert not codes_differ("", "01AB07")
    assert not codes_differ("01AB", "")
