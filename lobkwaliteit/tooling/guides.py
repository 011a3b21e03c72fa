"""Print the guide of every role again, in Dutch and English: `python -m lobkwaliteit.tooling.guides`.

They are the pages of `/hulp/`: change the text there (`assessments/reports/guides/`) and run this. A test fails while
a PDF says something else than its page.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from lobkwaliteit.tooling.load import ROOT

FOLDER = ROOT / "docs" / "gidsen"
NAMES = {"nl": "gids", "en": "guide"}


def path_of(role: str, language: str) -> Path:
    return FOLDER / f"{NAMES[language]}-{role}.pdf"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lobkwaliteit.settings")
    import django

    django.setup()
    from assessments.reports.guides import GUIDES
    from assessments.reports.render import guide_pdf

    FOLDER.mkdir(exist_ok=True)
    for role, guide in GUIDES.items():
        for language in NAMES:
            path = path_of(role, language)
            path.write_bytes(guide_pdf(guide, language=language, as_of=dt.date.today()))
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
