"""Results in a real browser: axe finds nothing, nothing sticks out, all of it by keyboard and without a script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.enums import RoundState, Way
from assessments.models import Assessment, Card, Round, Team
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import TeamFactory, confirm, make_round, set_scores, tally


@dataclass
class Scene:
    cast: Cast
    round: Round
    own: Assessment
    under_way: Assessment

    def url(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.cast.school.uid, self.round.uid, *args])

    def team_url(self) -> str:
        return reverse("team-result", args=[self.own.uid])


@pytest.fixture
def scene(transactional_db: None, cast: Cast, real_card: Card) -> Scene:
    """The real card; two rounds of a school with many teams. In the latest two are confirmed, one is filled in."""
    card = real_card
    codes = [indicator.code for indicator in card.indicators.all()]
    teams: list[Team] = [cast.team, cast.sibling_team]
    teams += [TeamFactory(school=cast.school, name=f"Team {number:02}") for number in range(20)]
    before, now = (
        make_round(teams, card, title=f"LOB najaar {year}", state=state, starts_on=dt.date(year, 11, 2))
        for year, state in ((2025, RoundState.CLOSED), (2026, RoundState.OPEN))
    )
    for round_ in (before, now):
        for place, one in enumerate(round_.assessments.order_by("pk")[:3]):
            shift = place + (round_ == now)
            scores: dict[str, int | str | None] = {
                code: "?" if index % 17 == 9 else 1 + (index * 3 + shift) % 5
                for index, code in enumerate(codes)
            }
            set_scores(one, scores, rationale="Zo doen we het.", evidence="Jaarverslag")
            if round_ == before or one.team_id != cast.sibling_team.pk:
                confirm(one)
                tally(one, {codes[6]: "1123345", codes[7]: "444444444?-", codes[8]: "5" * 9})
    now.assessments.update(way=Way.INDIVIDUAL, answering_closed_at=timezone.now())
    return Scene(cast, now, *(Assessment.objects.get(round=now, team=team) for team in teams[:2]))


def test_pages_read_well(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    at_widths: AtWidths,
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = open_page(scene.cast.coordinator)
    for url in (
        reverse("results"),
        scene.team_url(),
        reverse("team-result", args=[scene.under_way.uid]),
        scene.url("school-result"),
        scene.url("school-criterion", "VA2"),
        reverse("team-over-time", args=[scene.own.uid]),
        reverse("school-over-time", args=[scene.cast.school.uid]),
    ):
        page.goto(url)
        at_widths(page, (1280, 390, 360, 320), no_overflow)
        at_widths(page, (1280, 390), axe)
        page.locator("main details").evaluate_all("all => all.forEach((part) => { part.open = true; })")
        at_widths(page, (1280, 390, 360, 320), no_overflow, within_reach)
    page.goto(scene.url("school-criterion", "VA2"))
    page.get_by_role("navigation", name="Andere criteria").get_by_role("link", name="VA3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Blijvende aandacht")


def test_a_board_reads_well(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    at_widths: AtWidths,
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = open_page(scene.cast.governor)
    board = reverse("board-result", args=[scene.cast.board.uid])
    for url in (
        f"{board}?thema=xx",
        reverse("board-criterion", args=[scene.cast.board.uid, "VA2"]),
        reverse("board-over-time", args=[scene.cast.board.uid]),
    ):
        page.goto(url)
        page.locator("main details").evaluate_all("all => all.forEach((part) => { part.open = true; })")
        at_widths(page, (1280, 390), axe)
        at_widths(page, (1280, 390, 320), no_overflow, within_reach)
    page.goto(board)
    heading = page.get_by_role("columnheader", name="VA2 Sturingsinstrumenten")
    heading.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    page.get_by_text("Kies een meting, scholen of een thema").click()
    page.get_by_label("Duinmark College").check()
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_role("table", name="Per school en criterium").get_by_role("rowheader")).to_have_count(
        2
    )
    expect(page.get_by_text("Je ziet Duinmark College")).to_be_visible()
    expect(heading).to_have_attribute("aria-sort", "descending")


def test_a_text_is_copied_or_selected(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    scene: Scene,
) -> None:
    page = open_page(scene.cast.governor, width=390)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(scene.url("school-text"))
    no_overflow(page)
    axe(page)
    first, second = page.get_by_role("button", name="Kopieer").all()
    second.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Gekopieerd")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    title = "Voor de medezeggenschapsraad: LOB op Duinmark College"
    assert copied.startswith(f"{title}\n\nOnze school bekijkt in de meting")
    assert len(copied.split("\n\n")) == 6
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    first.click()
    expect(page.get_by_text("De tekst is geselecteerd.").last).to_be_visible()
    assert page.evaluate("getSelection().toString().trim()").startswith("Onze school bekijkt")


def test_under_way_and_empty_pages_read_well(
    open_page: OpenPage, axe: Callable[[Page], None], no_overflow: Callable[[Page], None], scene: Scene
) -> None:
    page = open_page(scene.cast.governor, width=390)
    for url in (
        reverse("team-result", args=[scene.under_way.uid]),
        reverse("school-latest", args=[scene.cast.sibling_school.uid]),
    ):
        page.goto(url)
        no_overflow(page)
        axe(page)


def rows_as_heard(page: Page, name: str) -> list[list[str]]:
    """The rows of a table as Chromium itself hands them to a screen reader: each cell by its role and name.

    Not by Playwright, which reads the document: a table that is laid out as something else may be none any more.
    """
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def words(node: dict[str, Any]) -> tuple[str, str]:
        return node["role"]["value"], node.get("name", {}).get("value", "").replace("\N{SOFT HYPHEN}", "")

    def under(node: dict[str, Any], *roles: str) -> Iterator[dict[str, Any]]:
        for child in (by_id[key] for key in node["childIds"]):
            if words(child)[0] in roles:
                yield child
            else:
                yield from under(child, *roles)

    (table,) = (node for node in under(nodes[0], "table") if words(node)[1].startswith(name))
    return [
        [" ".join(words(cell)) for cell in under(row, "columnheader", "rowheader", "cell")]
        for row in under(table, "row")
    ]


def is_heard_in_order(page: Page) -> None:
    """The heatmap goes row by row: the heads, then who it is of, and the figures of each column in words."""
    rows = rows_as_heard(page, "Per team en criterium")
    rows = rows[[row[0] for row in rows].index("columnheader Team") :]
    assert [row[0] for row in rows[4:]] == [f"rowheader Team {number:02}" for number in range(20)]
    heads, everyone, waiting, own = rows[:4]
    assert heads[:5] == [
        "columnheader Team",
        "columnheader Op orde",
        "columnheader Verschil",
        "columnheader VA1 Bestuur draagt LOB uit",
        "columnheader VA2 Sturingsinstrumenten",
    ]
    assert heads[-1] == "columnheader VB1 Voortdurend verbeteren"
    assert everyone[:4] == [
        "rowheader Samen",
        "cell 27 van 68 gemiddelde 3,0",
        "cell +1",
        "cell 5 van 12 gemiddelde 3,0",
    ]
    assert waiting == ["rowheader Brugklas", "cell Alles besproken 36 van 36 ingevuld"]
    assert own[:5] == [
        "rowheader Havo 4-5",
        "cell 12 van 34 gemiddelde 2,9",
        "cell −1",
        "cell Bestuur draagt LOB uit: 2 van 6 gemiddelde 2,8",
        "cell Sturingsinstrumenten: 1 van 3 gemiddelde 3,0",
    ]
    assert own[-1] == "cell Voortdurend verbeteren: 2 van 6 gemiddelde 2,8"
    assert len(heads) == len(everyone) == len(own) == 11


def test_heatmap_is_a_table_that_opens_by_keyboard(
    open_page: OpenPage, at_widths: AtWidths, scene: Scene
) -> None:
    page = open_page(scene.cast.manager)
    page.goto(scene.url("school-result"))
    at_widths(page, (390, 1280), is_heard_in_order)
    table = page.get_by_role("table", name="Per team en criterium")
    expect(table.get_by_role("columnheader", name="VA1 Bestuur draagt LOB uit")).to_be_visible()
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Havo 4-5"))
    cell = row.get_by_role("link", name="Sturingsinstrumenten")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sturingsinstrumenten")
    expect(page.locator(f"#team-{scene.own.uid}")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 390])
def test_what_has_focus_is_never_hidden(open_page: OpenPage, scene: Scene, width: int) -> None:
    page = open_page(scene.cast.manager, width=width, height=600)
    page.goto(scene.url("school-result"))
    page.get_by_role("region", name="Voortgang en rapporten").get_by_role("link").first.focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(
            """() => {
              const { x, y, width, height } = document.activeElement.getBoundingClientRect();
              return document.activeElement.contains(document.elementFromPoint(x + width / 2, y + height / 2));
            }"""
        )
    heads = page.get_by_role("table", name="Per team en criterium").locator("thead tr:last-child > *")
    assert heads.count() == 11
    assert all(heads.evaluate_all("all => all.map((head) => head.checkVisibility())"))


def test_column_names_stay_in_sight_over_many_teams(open_page: OpenPage, scene: Scene) -> None:
    page = open_page(scene.cast.manager)
    page.goto(scene.url("school-result"))
    page.get_by_role("rowheader", name="Team 15").first.scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    expect(page.get_by_role("columnheader", name="VA1 Bestuur draagt LOB uit")).to_be_in_viewport()


def test_without_a_script_the_tables_open(open_page: OpenPage, scene: Scene) -> None:
    page = open_page(scene.cast.member, javascript=False)
    page.goto(scene.team_url())
    table = page.get_by_role("table", name="Per criterium")
    expect(table).to_be_hidden()
    page.get_by_text("Bekijk als tabel").last.click()
    expect(table.get_by_role("rowheader", name="VB1 Voortdurend verbeteren")).to_be_visible()


def test_on_paper_everything_is_unfolded(open_page: OpenPage, scene: Scene) -> None:
    page = open_page(scene.cast.member)
    page.goto(scene.team_url())
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Per criterium")).to_be_visible()
    expect(page.get_by_text("Download het rapport (PDF)")).to_be_hidden()
    captions = page.locator(".as-table caption").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert len(captions) > 2
    assert min(captions) > 9
