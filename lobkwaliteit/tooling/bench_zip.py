"""Measure all reports of a board as one file, and the first time that a report is asked for: a part of `make bench`.

Two workers beside the web server: the seconds from asking until it can be taken, with nothing printed before (cold) and
with everything (warm), the seconds that taking it takes, and how much memory both need at most.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lobkwaliteit.tooling.load import ROOT, Client, Server, memory_of

WORKERS = 2
TEAMS = 10


def measure_zip(server: Server, session: str, board: str) -> None:
    """Print the figures for the board with this name. The database is that of our own environment."""
    from django.urls import reverse

    from assessments.models import Assessment, Board, PrintedFile, PrintJob

    of = Board.objects.get(name=board)
    client = Client(server.port, {"sessionid": session})
    teams = Assessment.objects.filter(school__board=of).confirmed().order_by("-pk")[:TEAMS]
    PrintedFile.objects.all().delete()
    first = [_timed(client, reverse("team-report", args=[one.uid]))[0] for one in teams]
    print(f"  team PDF the first time, median of {TEAMS}: {statistics.median(first):.2f} s")
    PrintedFile.objects.all().delete()
    with _workers() as processes, _peaks(server, processes) as peaks:
        for words in ("cold", "warm"):
            PrintJob.objects.all().delete()
            started = time.perf_counter()
            client.post(reverse("board-files", args=[of.uid]), {})
            job = PrintJob.objects.get()
            while PrintJob.objects.filter(pk=job.pk, finished_at=None).exists():
                time.sleep(0.1)
            made = time.perf_counter() - started
            taking, size = _timed(client, reverse("print-file", args=[job.uid]))
            print(
                f"  ZIP of {job.parts.made().count()} reports, {WORKERS} workers, {words}: {made:.1f} s, "
                f"then {taking:.2f} s to take its {size / 1e6:.1f} MB",
                flush=True,
            )
    web, worker = peaks
    print(
        f"  memory at the peak: web {web:.0f} MB (all its workers), {WORKERS} workers {worker:.0f} MB (PSS)"
    )


def _timed(client: Client, path: str) -> tuple[float, int]:
    answer = client.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: status {answer.status}")
    return answer.milliseconds / 1000, len(answer.body)


@contextmanager
def _workers() -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, str(ROOT / "manage.py"), "worker"]
    processes = [subprocess.Popen(command, cwd=ROOT) for _worker in range(WORKERS)]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


@contextmanager
def _peaks(server: Server, workers: Sequence[subprocess.Popen[bytes]]) -> Iterator[list[float]]:
    """Look ten times a second how much memory the web server and the workers have; give the most of each."""
    peaks, done = [0.0, 0.0], threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            now = server.memory(), sum(memory_of(process.pid) for process in workers)
            peaks[:] = map(max, peaks, now)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()
