"""Measure how long reports take to print, beside Chromium printing the same page: a part of `make bench`.

Each printer is a process of its own on one core: cold in seconds from its start, warm in seconds of processor time,
which others on the machine do not lengthen, as the median of later prints; and its memory. Linux only. Of a document in
a file: `python -m lobkwaliteit.tooling.bench_print PRINTER FILE`.
"""

from __future__ import annotations

import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lobkwaliteit.tooling.load import ROOT, memory_of

if TYPE_CHECKING:
    from assessments.reports.document import Document

TIMES = 5
PRINTERS = ("ours", "chromium")


class Measured(NamedTuple):
    """Seconds of the first print, start of the process included; processor seconds of a later one; MB; pages."""

    cold: float
    warm: float
    memory: float
    pages: int


def compare(documents: Mapping[str, Document]) -> None:
    """Print a line per document: ours, Chromium, and how many times as long ours takes when warm."""
    print("  printing on one core: seconds when cold, processor seconds when warm, MB")
    print(f"  {'':<30} {'ours':>20} {'Chromium':>20}  warm, ours / Chromium")
    with tempfile.TemporaryDirectory() as temporary:
        for place, (name, document) in enumerate(documents.items()):
            file = Path(temporary) / f"{place}.pickle"
            file.write_bytes(pickle.dumps(document))
            ours, theirs = (_apart(printer, file) for printer in PRINTERS)
            figures = " ".join(f"{one.cold:6.2f} {one.warm:6.2f} {one.memory:6.0f}" for one in (ours, theirs))
            pages = f"{name}, {ours.pages} pages"
            print(f"  {pages:<30} {figures}  {ours.warm / theirs.warm:.2f}", flush=True)


def _apart(printer: str, file: Path) -> Measured:
    command = [sys.executable, "-m", "lobkwaliteit.tooling.bench_print", printer, str(file)]
    environment = os.environ | {"STARTED": repr(time.time())}
    done = subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    return Measured(*json.loads(done.stdout))


def ours(document: Document) -> Measured:
    """Print as a worker does."""
    import resource

    from assessments.reports.engine import print_pdf

    cold, warm, content = _timed(lambda: print_pdf(document), time.process_time)
    return Measured(cold, warm, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, _pages(content))


def chromium(document: Document) -> Measured:
    """Print the same page, with the same stylesheet, typeface and drawings, tagged and with an outline too.

    What drives the browser is counted with it: some 60 MB, and next to no time.
    """
    from playwright.sync_api import sync_playwright

    from lobkwaliteit.tooling.system_packages import chromium

    with tempfile.TemporaryDirectory() as temporary:
        address = _as_files(document, Path(temporary))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page()

            def once() -> bytes:
                page.goto(address)
                return page.pdf(prefer_css_page_size=True, tagged=True, outline=True)

            cold, warm, content = _timed(once, _processor_time_of_children)
            memory = sum(map(memory_of, _children()))
            browser.close()
    return Measured(cold, warm, memory, _pages(content))


def _timed(once: Callable[[], bytes], spent: Callable[[], float]) -> tuple[float, float, bytes]:
    content = once()
    cold = time.time() - float(os.environ["STARTED"])
    taken = []
    for _turn in range(TIMES):
        before = spent()
        once()
        taken.append(spent() - before)
    return cold, statistics.median(taken), content


def _pages(content: bytes) -> int:
    import io

    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


def _as_files(document: Document, folder: Path) -> str:
    """Write what the printer knows by names of its own as files beside the page. Return the page's address."""
    from assessments.reports import glyphs, printer

    html, styles = document.html, printer.STYLESHEET.read_text()
    for number, (key, svg) in enumerate(document.charts.items()):
        html = html.replace(f'"chart:{key}"', f'"{number}.svg"')
        if printer.SVG_NAMESPACE not in svg:
            svg = svg.replace("<svg", f"<svg {printer.SVG_NAMESPACE}", 1)
        (folder / f"{number}.svg").write_text(svg)
    for name in glyphs.FILES.values():
        styles = styles.replace(f"font:{name}", (glyphs.FONTS / name).as_uri())
    (folder / "report.css").write_text(styles.replace("image:mark", printer.MARK.as_uri()))
    page = folder / "report.html"
    page.write_text(html.replace("</head>", '<link rel="stylesheet" href="report.css"></head>', 1))
    return page.as_uri()


def _children() -> list[int]:
    """Every process that this one started, or that those started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int(_fields(int(folder.name))[1])

    def is_ours(pid: int) -> bool:
        return pid in parents and (parents[pid] == os.getpid() or is_ours(parents[pid]))

    return [pid for pid in parents if is_ours(pid)]


def _fields(pid: int) -> list[str]:
    """What the system tells of a process, from its state on (see proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _processor_time_of_children() -> float:
    ticks = 0
    for pid in _children():
        with suppress(OSError):
            ticks += sum(map(int, _fields(pid)[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    printer, file = sys.argv[1:]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    document = pickle.loads(Path(file).read_bytes())  # noqa: S301 - written by `compare` a moment ago
    measured = {"ours": ours, "chromium": chromium}[printer](document)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
