"""Pieces of the reports that need no database and no whole report: glyphs, CSV, addresses, the printing thread."""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import logging
import multiprocessing
import socket
import threading
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.checks import CheckMessage

from assessments import checks
from assessments.enums import BlockKind
from assessments.reports import document, drawings, engine, glyphs
from assessments.reports.background import BlockText, PassageText, in_columns
from assessments.reports.context.base import file_name
from assessments.reports.document import AttachedFile, Document
from assessments.reports.progress import Progress
from lobkwaliteit.tooling.system_packages import PANGO

AS_OF = dt.date(2026, 11, 24)


def page(body: str) -> str:
    return f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{body}</body></html>'


# --- characters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Şükrü Łukasz", "ı Ğ ğ ż ź ć", "Ελλάδα Жук", "4½ – 3 − 2 … “ja” → •", "a\nb\tc"]
)
def test_what_the_typeface_has_is_printed_as_it_is(text: str) -> None:
    assert glyphs.printed(text) == text


def test_a_character_without_glyph_prints_as_a_square() -> None:
    assert glyphs.printed("goed 🙂 مر") == "goed □ □□"


def test_what_is_invisible_anyway_leaves_no_square() -> None:
    assert glyphs.printed("a\u200db\ufe0fc\x07d") == "abcd"


def test_a_strange_space_is_a_space() -> None:
    assert glyphs.printed("a\u2028b\u3000c") == "a b c"


def test_letters_are_composed() -> None:
    assert glyphs.printed("S\u0327u\u0308kru") == "Şükru"


@pytest.mark.parametrize("marks", ["\u0338", "\u0327\u0338"])
def test_no_mark_becomes_part_of_the_tag_before_it(marks: str) -> None:
    assert glyphs.printed(f"<p>{marks} style=x</p>").startswith("<p>")


# --- drawings -------------------------------------------------------------------------------------------------------


def drawn(body: str) -> list[dict[str, str]]:
    """What the texts of a drawing become: their attributes, and their letters as "text"."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" font-size="10">{body}</svg>'
    texts = ElementTree.fromstring(drawings.for_print(svg)).iter("{http://www.w3.org/2000/svg}text")
    return [{**text.attrib, "text": text.text or ""} for text in texts]


@pytest.mark.parametrize(
    ("anchor", "places"), [("start", "100.00 104.97"), ("middle", "95.03 100.00"), ("end", "90.06 95.03")]
)
def test_a_letter_has_its_place_by_the_widths_of_the_typeface(anchor: str, places: str) -> None:
    (text,) = drawn(f'<text x="100" y="7" text-anchor="{anchor}">47</text>')
    assert text == {"x": places, "y": "7 7", "text-anchor": "start", "text": "47"}


def test_size_weight_and_anchor_come_from_around() -> None:
    (text,) = drawn('<g font-size="20" font-weight="600" text-anchor="end"><text x="100" y="7">4</text></g>')
    assert text["x"] == "89.74"


def test_texts_in_one_style_become_one() -> None:
    together = drawn('<g fill="red"><text x="1" y="2" lang="nl">Op 4</text><text x="9" y="3">5</text></g>')
    assert [text["text"] for text in together] == ["Op45"]
    assert together[0]["y"] == "2 2 2 3"
    for between in ("<rect/>", '<text x="1" y="1" fill="blue">6</text>'):
        apart = drawn(f'<text x="1" y="2">4</text>{between}<text x="9" y="3">5</text>')
        assert [apart[0]["text"], apart[-1]["text"]] == ["4", "5"]


def test_a_text_that_cannot_be_measured_keeps_its_anchor() -> None:
    for body in ("🙂", "a<tspan>b</tspan>"):
        (text,) = drawn(f'<text x="9" y="2" text-anchor="middle">{body}</text>')
        assert (text["x"], text["text-anchor"]) == ("9", "middle")


# --- names and order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Havo 4-5", "lob-rapport-havo-4-5-lob-najaar-2026.pdf"),
        ("Şükrü & “co”", "lob-rapport-sukru-co-lob-najaar-2026.pdf"),
        ("🙂", "lob-rapport-lob-najaar-2026.pdf"),
        ("../../etc", "lob-rapport-etc-lob-najaar-2026.pdf"),
    ],
)
def test_file_names_are_plain(name: str, expected: str) -> None:
    assert file_name("rapport", name, "LOB najaar 2026") == expected


def passage(title: str, length: int) -> PassageText:
    return PassageText(title, "", ((BlockText(BlockKind.PARAGRAPH, "", "x" * length),),))


def test_the_background_stands_in_two_even_columns() -> None:
    one, two, three = passage("1", 100), passage("2", 900), passage("3", 1000)
    assert in_columns((one, two, three)) == ((one, two), (three,))
    assert in_columns((one,)) == ((one,),)


def test_the_identifier_follows_from_all_that_is_in_the_file() -> None:
    def identifier(html: str = "a", day: dt.date = AS_OF, chart: str = "c", content: bytes = b"d") -> str:
        return Document(html, day, {"k": chart}, (AttachedFile("f", "", content),)).identifier

    different = {
        identifier(),
        identifier(html="b"),
        identifier(day=AS_OF + dt.timedelta(1)),
        identifier(chart="x"),
        identifier(content=b"e"),
    }
    assert len(different) == 5
    assert identifier() == identifier()


def test_no_two_documents_have_one_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not where drawings swap names, where a text stands in another place, nor with another version of the program."""
    alike = [
        Document("a", AS_OF, {"k": "x", "l": "y"}),
        Document("a", AS_OF, {"k": "y", "l": "x"}),
        Document("ak", AS_OF, {"": "x", "l": "y"}),
        Document("a", AS_OF, {"k": "x"}, (AttachedFile("l", "y", b""),)),
        Document("a", AS_OF, {"k": "x"}, (AttachedFile("l", "", b"y"),)),
    ]
    digests = {one.digest for one in alike}
    assert len(digests) == len(alike)
    assert {len(one) for one in digests} == {64}
    document.press.cache_clear()
    monkeypatch.setattr(settings, "VERSION", "99")
    assert alike[0].digest not in digests
    document.press.cache_clear()


def test_how_far_a_report_is_only_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BEAT", 0.01)
    shares: list[float] = []
    one = '<section style="break-before: page"><h2>Kop</h2>' + "<p>Tekst</p>" * 40 + "</section>"
    pages = one * 8
    engine.print_pdf(Document(page(pages), AS_OF), shares.append)
    assert shares == sorted(shares)
    assert len(set(shares)) > 4
    assert 0.65 < shares[-1] < 1
    listening = logging.getLogger("weasyprint.progress").handlers
    assert not [one for one in listening if isinstance(one, Progress)], "nobody listens any more"


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/a.png",
        "https://voorbeeld.example/a.svg",
        "ftp://voorbeeld.example/a",
        "data:image/svg+xml,<svg/>",
        "chart:unknown",
        "font:../../report.css",
        "image:other",
    ],
)
def test_unknown_addresses_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from assessments.reports import printer

    def no_network(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    with pytest.raises(printer.UnknownAddress):
        engine.print_pdf(Document(page(f'<p><img src="{address}" alt="x"></p>'), AS_OF))


@pytest.mark.parametrize(
    "css", ["background: url(file:///etc/passwd)", "background: url(http://127.0.0.1:9/a)"]
)
def test_styles_cannot_fetch_either(css: str) -> None:
    from assessments.reports import printer

    with pytest.raises(printer.UnknownAddress):
        engine.print_pdf(Document(page(f'<p style="{css}">x</p>'), AS_OF))


# --- the thread -----------------------------------------------------------------------------------------------------


def test_all_printing_happens_in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    class Printer:
        @staticmethod
        def write(document: Document, *progress: object) -> bytes:
            threads.append(threading.current_thread().name)
            return b""

    monkeypatch.setattr(engine, "_printer", lambda: Printer)
    askers = [threading.Thread(target=engine.print_pdf, args=(Document("", AS_OF),)) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(threads) == 8
    assert len(set(threads)) == 1
    assert threads[0].startswith("report")


def test_the_answer_goes_before_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    order = []
    tidied = threading.Event()

    class Printer:
        @staticmethod
        def write(document: Document, *progress: object) -> bytes:
            order.append("printed")
            tidied.clear()
            return b""

    def collect() -> int:
        order.append("tidied")
        tidied.set()
        return 0

    monkeypatch.setattr(engine, "_printer", lambda: Printer)
    monkeypatch.setattr(gc, "collect", collect)
    monkeypatch.setattr(engine, "AFTER", 30)
    engine.print_pdf(Document("", AS_OF))
    assert order[-1] == "printed"
    engine.print_pdf(Document("", AS_OF))
    assert order[-3:] == ["printed", "tidied", "printed"], "the next report does not wait those seconds"
    engine._waiting.set()
    assert tidied.wait(timeout=10)


def _print_in_child(queue: multiprocessing.Queue[int]) -> None:
    queue.put(len(engine.print_pdf(Document(page("<p>Kind</p>"), AS_OF))))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_worker_gets_a_thread_of_its_own() -> None:
    engine.print_pdf(Document(page("<p>Ouder</p>"), AS_OF))
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[int] = context.Queue()
    child = context.Process(target=_print_in_child, args=(queue,))
    child.start()
    child.join(timeout=30)
    assert child.exitcode == 0
    assert queue.get(timeout=5) > 1000


# --- without Pango --------------------------------------------------------------------------------------------------


def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_library(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(importlib, "import_module", no_library)


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(monkeypatch)
    with pytest.raises(engine.PangoMissing, match="pango"):
        engine.print_pdf(Document(page(""), AS_OF))


def test_where_the_system_is_unknown_every_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "package_manager", lambda: None)
    commands = dict(engine.PangoMissing().commands)
    assert commands.keys() == PANGO.packages.keys()
    assert commands["brew"] == "brew install pango"


def test_the_start_up_check_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(present: bool) -> list[CheckMessage]:
        monkeypatch.setattr(checks, "PANGO", PANGO._replace(present=lambda: present))
        return checks.reports_can_be_printed(None)

    assert found(True) == []
    (warning,) = found(False)
    assert warning.id == "assessments.W001"
    assert "pango" in str(warning.hint)
