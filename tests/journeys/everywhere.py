"""One set of figures wherever it is told: on pages of results, on the home of each role, in reports and in files."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments.models import Assessment

from .year import SCHOOL, TEAM, WHAT, Stand, Story

Pages = Mapping[str, Page]
"""The page of each role that there is."""

Row = dict[str, str]


def told_everywhere(pages: Pages, story: Story, assessment: Assessment, stand: Stand) -> None:
    """The latest round: of the team, the school and the board, and what is to be done on the home of each role."""
    _tell(pages, story, assessment, stand, is_latest=True)
    homes_tell(pages, story, stand)


def told_of_before(pages: Pages, story: Story, assessment: Assessment, stand: Stand) -> None:
    """A round that another one came after: of the team and the school."""
    _tell(pages, story, assessment, stand, is_latest=False)


def _tell(pages: Pages, story: Story, assessment: Assessment, stand: Stand, *, is_latest: bool) -> None:
    team = f"teams/{assessment.uid}"
    school = f"scholen/{assessment.school.uid}/{assessment.round.uid}"
    board = f"besturen/{assessment.school.board.uid}"
    places = {"coordinator": team, "manager": school, **({"governor": board} if is_latest else {})}
    for who, place in places.items():
        _page_tells(pages[who], story, f"/resultaten/{place}/", stand)
    for place in (team, school):
        text = pdf_of(pages["governor"], f"/rapporten/{place}.pdf")
        assert story.figure(stand.round_) in text
        assert story.mean(stand.round_) in text
    for place in places.values():
        _files_tell(pages["governor"], story, f"/resultaten/{place}", stand)


# --- pages and reports ------------------------------------------------------------------------------------------------


def _page_tells(page: Page, story: Story, path: str, stand: Stand) -> None:
    number, total = story.figures[stand.round_]
    page.goto(path)
    of = story.say("van %(scored)s op orde", scored=total)
    expect(page.locator(".fig").first).to_have_text(re.compile(rf"{number}\s+{of}"))
    expect(page.locator(".facts").first).to_contain_text(story.mean(stand.round_))


def pdf_of(page: Page, path: str) -> str:
    """The words of a report, as its reader downloads it."""
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(_taken(page, path))).pages)
    return re.sub(r"\s+", " ", text)


def _taken(page: Page, path: str) -> bytes:
    answer = page.request.get(path)
    assert answer.ok, (path, answer.status)
    return answer.body()


# --- spreadsheets and CSV ---------------------------------------------------------------------------------------------


def _files_tell(page: Page, story: Story, path: str, stand: Stand) -> None:
    """The spreadsheet as one program reads it, and its tables as CSV as another does."""
    book: Any = openpyxl.load_workbook(io.BytesIO(_taken(page, f"{path}.xlsx")))
    number, total = story.figures[stand.round_]
    read = [[_written(cell, story) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    (headline,) = (row for row in read if story.say("van %(scored)s op orde", scored=total) in row)
    assert str(number) in headline
    assert story.mean(stand.round_) in next(row for row in read if story.say("Gemiddelde") in row)
    names = {
        "gegevens": "Gegevens",
        "criteria": "Criteria",
        "teams": "Teams",
        "scholen": "Scholen",
        "prioriteiten": "Prioriteiten",
        "acties": "Acties",
    }
    for key, name in names.items():
        if (title := story.say(name)) in book.sheetnames:
            heads, *rows = book[title].iter_rows(values_only=True)
            found = [dict(zip(heads, (_written(cell, story) for cell in row), strict=True)) for row in rows]
            TABLES[key](story, found, stand)
            TABLES[key](story, _csv(page, story, f"{path}/{key}.csv"), stand)


def _written(cell: object, story: Story) -> str:
    """What a reader of this language sees in a cell."""
    text = "" if cell is None else str(cell)
    return text.replace(".", ",") if isinstance(cell, float) and story.language == "nl" else text


def _csv(page: Page, story: Story, path: str) -> list[Row]:
    text = io.StringIO(_taken(page, path).decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";" if story.language == "nl" else ","))


def _added_up(story: Story, rows: list[Row], head: str) -> int:
    return sum(int(row[story.say(head)] or 0) for row in rows)


def _observations(story: Story, rows: list[Row], stand: Stand) -> None:
    number, total = story.figures[stand.round_]
    assert len(rows) == story.size
    assert len([row for row in rows if row[story.say("Niveau")]]) == total
    assert _added_up(story, rows, "Op orde") == number


def _criteria(story: Story, rows: list[Row], stand: Stand) -> None:
    found = (_added_up(story, rows, "Op orde"), _added_up(story, rows, "Met een score"))
    assert found == story.figures[stand.round_]


def _summary(head: str, name: str) -> Callable[[Story, list[Row], Stand], None]:
    """One row, of a team or a school, with all three figures."""

    def check(story: Story, rows: list[Row], stand: Stand) -> None:
        (row,) = rows
        number, total = story.figures[stand.round_]
        heads = (head, "Op orde", "Met een score", "Gemiddelde")
        wanted = [name, str(number), str(total), story.mean(stand.round_)]
        assert [row[story.say(one)] for one in heads] == wanted

    return check


def _priorities(story: Story, rows: list[Row], stand: Stand) -> None:
    assert tuple(row[story.say("Code")] for row in rows) == stand.priorities
    assert {row[story.say("Team")] for row in rows} <= {TEAM}


def _actions(story: Story, rows: list[Row], stand: Stand) -> None:
    found = [(row[story.say("Wat")], row[story.say("Te laat")]) for row in rows]
    assert found == (
        [] if stand.is_late is None else [(WHAT, story.say("ja") if stand.is_late else story.say("nee"))]
    )


TABLES = {
    "gegevens": _observations,
    "criteria": _criteria,
    "teams": _summary("Team", TEAM),
    "scholen": _summary("School", SCHOOL),
    "prioriteiten": _priorities,
    "acties": _actions,
}


# --- the home of each role --------------------------------------------------------------------------------------------


def homes_tell(pages: Pages, story: Story, stand: Stand) -> None:
    """How many filled in and are confirmed, what is late, what is to be chosen, and the figures once there are any."""
    home = {who: _words(_taken(page, "/").decode()) for who, page in pages.items()}
    confirmed = int(stand.is_confirmed)
    teams = story.say_of(1, "%(done)s van %(n)s team", "%(done)s van %(n)s teams", done=confirmed)
    filled = story.part(story.size if stand.is_confirmed else 0, story.size)
    late = story.say_of(1, "%(n)s te laat", "%(n)s te laat") if stand.is_late else story.say("niets te laat")
    lead = _words(
        story.say(
            "<b>%(n)s</b> van %(scored)s op orde, gemiddeld %(mean)s",
            n=story.figures[stand.round_][0],
            scored=story.figures[stand.round_][1],
            mean=story.mean(stand.round_),
        )
    )
    for who, words in {
        "coordinator": (teams, filled, late),
        "member": (filled,),
        "manager": (teams, late, *([] if stand.is_closed else [filled])),
        "governor": (teams, late),
        "administrator": (_words(story.say_of(1, "<b>%(n)s</b> school", "<b>%(n)s</b> scholen")),),
    }.items():
        for one in words:
            assert one in home[who], (who, one, home[who])
    for who in ("coordinator", "manager", "governor", "administrator"):
        is_told = stand.is_confirmed and who != "administrator"
        assert (story.figure(stand.round_) in home[who]) == is_told, (who, home[who])
        assert (lead in home[who]) == (is_told and who == "governor"), (who, home[who])
    asked = story.say("Kies wat %(team)s het eerst verbetert", team=TEAM)
    assert [who for who, text in home.items() if asked in text] == ["coordinator"] * stand.must_choose
    own = story.say("Werk “%(what)s” bij", what=WHAT)
    assert [who for who, text in home.items() if own in text] == ["member"] * bool(stand.is_late)


def _words(page: str) -> str:
    """What somebody reads of a page."""
    body = page.partition("</head>")[2] or page
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", body)))
