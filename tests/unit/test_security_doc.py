"""The threat model names tests; each of them is there, and the page stays one page."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_answer_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) > 20
    for row in rows:
        shown = re.findall(r"`(?:([\w/]+\.py)::)?(test_\w+)`", row.rpartition("|")[0].rpartition("|")[2])
        assert shown, row
        file = ""
        for named, test in shown:
            file = named or file
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), (file, test)
