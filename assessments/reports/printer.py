"""The only importer of WeasyPrint: a document to PDF/UA-1 bytes. Runs in the one thread of `engine`.

Reads the packaged stylesheet and fonts and the document's own drawings, and refuses every other address.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pydyf  # type: ignore[import-untyped]
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Page as PrintedPage
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .document import Document
from .drawings import for_print
from .glyphs import FILES, FONTS, printed
from .progress import Progress

HERE = Path(__file__).parent
STYLESHEET = HERE / "report.css"
MARK = HERE / "mark.svg"
SVG_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


class UnknownAddress(Exception):
    """A report named something that it does not carry with it."""


class Fetcher(URLFetcher):
    """Knows `font:NAME`, `image:mark` and `chart:KEY`. No file, no network; an unknown address stops the report."""

    def __init__(self, charts: dict[str, str]) -> None:
        super().__init__(fail_on_errors=True)
        self._charts = charts

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme == "font" and name in FILES.values():
            return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})
        if url == "image:mark":
            return URLFetcherResponse(url, MARK.read_bytes(), {"Content-Type": "image/svg+xml"})
        if scheme == "chart" and name in self._charts:
            svg = self._charts[name]
            if SVG_NAMESPACE not in svg:
                svg = svg.replace("<svg", f"<svg {SVG_NAMESPACE}", 1)
            return URLFetcherResponse(url, for_print(svg).encode(), {"Content-Type": "image/svg+xml"})
        raise UnknownAddress(url)


DOCTYPE = re.compile(r"^\s*<!doctype html>\s*", re.IGNORECASE)
VOID = re.compile(r"<((?:br|img|meta)\b[^>]*)>")


def as_xml(html: str) -> str:
    """Return a page of ours as XML: it closes what it opens, all but the void elements."""
    return VOID.sub(r"<\1/>", DOCTYPE.sub("", html))


class Page(HTML):
    """A page read by Python's parser of XML, in C: 1 ms, where that of HTML, in Python, takes 25 to 40.

    A page that is no XML takes the long way.
    """

    def __init__(self, html: str, fetcher: URLFetcher) -> None:
        try:
            # S314: there is no doctype that could define an entity.
            tree = ElementTree.fromstring(as_xml(html))  # noqa: S314
        except ElementTree.ParseError:
            super().__init__(string=html, url_fetcher=fetcher)
            return
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"


@dataclass(frozen=True, slots=True)
class Ground:
    """What every report shares, read once per process."""

    fonts: FontConfiguration
    styles: CSS


@cache
def ground() -> Ground:
    fonts = FontConfiguration()
    styles = CSS(string=STYLESHEET.read_text(), font_config=fonts, url_fetcher=Fetcher({}))
    return Ground(fonts, styles)


_build_box_tree = tags._build_box_tree


def _as_said(box: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Give a tag the language of its element, and a link its title: WeasyPrint tells the document's, and an address.

    Without it a screen reader would pronounce the Dutch sentences in an English report as English, and call a link
    by the id of what it leads to.
    """
    box_itself = getattr(box, "_box", box)
    element = getattr(box_itself, "element", None)
    language = element.get("lang") if element is not None else None
    link = getattr(box_itself, "link_annotation", None)
    if link and element is not None and element.get("title"):
        link["Contents"] = pydyf.String(element.get("title"))
    for tag in _build_box_tree(box, *args, **kwargs):
        if language and element is not None and element.tag != "html":
            tag["Lang"] = pydyf.String(language)
        yield tag


tags._build_box_tree = _as_said


class Written(pydyf.Object):
    """An object of the file as bytes, under the number of the one it stands for."""

    def __init__(self, part: pydyf.Object) -> None:
        super().__init__()
        self.number = part.number
        self._bytes: bytes = part.data

    @property
    def data(self) -> bytes:
        return self._bytes


def _write_once(_rendered: Any, pdf: pydyf.PDF) -> None:
    """Turn every part into bytes before the file is put together: pydyf does so each time it reads one, so twice.

    Streams are compressed at level 6 instead of 9: half the time for a few kilobytes.
    """
    for number, part in enumerate(pdf.objects):
        if isinstance(part, pydyf.Stream):
            if part.compress:
                content = b"\n".join(map(pydyf._to_bytes, part.stream))
                part.stream, part.compress = [zlib.compress(content, 6)], False
                part.extra["Filter"] = "/FlateDecode"
        elif part.free != "f":
            pdf.objects[number] = Written(part)


STEPS = logging.getLogger("weasyprint.progress")
STEPS.propagate = False


@contextmanager
def told(progress: Progress) -> Iterator[None]:
    """Let `progress` hear of the steps of printing, and of each page that is painted."""

    def paint(self: PrintedPage, *args: Any, **kwargs: Any) -> None:
        paint_page(self, *args, **kwargs)
        progress.painted()

    paint_page, level = PrintedPage.paint, STEPS.level
    STEPS.setLevel(logging.INFO)
    STEPS.addHandler(progress)
    PrintedPage.paint = paint
    try:
        yield
    finally:
        PrintedPage.paint = paint_page
        STEPS.removeHandler(progress)
        STEPS.setLevel(level)


def write(document: Document, progress: Progress) -> bytes:
    """Return the document as PDF/UA-1: tagged, with bookmarks, our fonts, and its files inside."""
    with told(progress):
        return _write(document)


def _write(document: Document) -> bytes:
    shared = ground()
    day = dt.datetime.combine(document.as_of, dt.time())
    charts = {key: printed(svg) for key, svg in document.charts.items()}
    try:
        page = Page(printed(document.html), Fetcher(charts))
        result: bytes = page.write_pdf(
            font_config=shared.fonts,
            stylesheets=[shared.styles],
            finisher=_write_once,
            pdf_variant="pdf/ua-1",
            pdf_identifier=document.identifier,
            attachments=[
                Attachment(
                    file_obj=BytesIO(file.content),
                    name=file.name,
                    description=file.description,
                    created=day,
                    modified=day,
                )
                for file in document.files
            ],
        )
    except FatalURLFetchingError as error:
        # It is no Exception, and would pass by every handler above.
        raise UnknownAddress(str(error)) from error
    return result
