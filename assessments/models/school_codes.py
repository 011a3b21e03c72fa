"""The codes of Dutch schools: the BRIN of an institution, the vestigingscode that begins with it, and the number of a
bevoegd gezag.
"""

from __future__ import annotations

import re

BRIN = re.compile(r"[0-9]{2}[A-Z]{2}")
BRANCH_CODE = re.compile(rf"{BRIN.pattern}[0-9]{{2}}")


def school_code(text: str) -> str:
    """The one form in which a code is stored and compared."""
    return "".join(text.split()).upper()


def brin_of(branch_code: str) -> str:
    return branch_code[:4]


def codes_differ(brin: str, branch_code: str) -> bool:
    """Whether a vestigingscode is of another institution than a BRIN; not where one of the two is empty."""
    return bool(brin and branch_code) and brin_of(branch_code) != brin


def same_number(one: str, other: str) -> bool:
    """Whether two numbers of a bevoegd gezag are the same, zeros in front or not."""
    return bool(one.strip("0")) and one.lstrip("0") == other.lstrip("0")
