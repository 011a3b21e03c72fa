"""`make test`, after lint: all tests on SQLite, then on PostgreSQL, where one can be had, all that can differ there:
each that uses a database, but for what pages say, pages in a browser and finished PDFs. The journeys, in a browser too,
run on both. Who may see what, every route as every person, runs on PostgreSQL alone: it is the longest, and asks of a
database nothing that the other tests do not ask of both. Without PostgreSQL, and where tests were chosen, it runs on
SQLite.

The summary hides nothing that was left out.
PostgreSQL is what TEST_DATABASE_URL names, else a throw-away cluster made by pg_virtualenv.
With CI=true whatever is left out is a failure.
"""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from lobkwaliteit.tooling.system_packages import POSTGRESQL, command, missing

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"
AFTER_THE_DATABASE = {"browser", "documents"}
"""Kinds of test that look at what no database changes."""
ONCE_ON_POSTGRESQL = {"access"}
"""Kinds of test that run on one database, and there on the stricter one."""
PYTEST = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal"]
# What is written survives no power cut: nobody needs it afterwards. Nothing is vacuumed but by the tests themselves.
PG_VIRTUALENV = [
    "pg_virtualenv",
    "-t",
    *("-c", "--locale C.UTF-8 --encoding UTF8"),
    *(
        part
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
        for part in ("-o", f"{name}=off")
    ),
]
WITH_URL = 'TEST_DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/lobkwaliteit" exec "$@"'


class Run(NamedTuple):
    """One pass over the tests; `counts` is by (kind, outcome), `reasons` by the words of a skip."""

    database: str
    code: int
    seconds: float
    counts: Counter[tuple[str, str]]
    reasons: Counter[str]

    def total(self, outcome: str) -> int:
        """Return how many tests of all kinds ended so."""
        return sum(number for (_, ended), number in self.counts.items() if ended == outcome)


def read(report: Path) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Count the tests of a junit report by kind (the directory under tests/) and outcome."""
    counts: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    cases = ElementTree.parse(report).iter("testcase") if report.exists() else ()  # noqa: S314 - our own file
    for case in cases:
        parts = case.get("classname", "").split(".")
        kind = parts[1] if len(parts) > 2 else "other"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            counts[kind, "failed"] += 1
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            counts[kind, "skipped"] += 1
            reasons[skipped.get("message", "")] += 1
        else:
            counts[kind, "passed"] += 1
    return counts, reasons


def run(database: str, prefix: list[str], environment: dict[str, str], arguments: list[str]) -> Run:
    """Run pytest once, on `database`."""
    print(f"\n=== Tests on {database} ===", flush=True)
    report = RESULTS / f"{database.lower()}.xml"
    report.unlink(missing_ok=True)
    start = time.monotonic()
    done = subprocess.run(
        [*prefix, *PYTEST, f"--junitxml={report}", *arguments], cwd=ROOT, env=environment, check=False
    )
    return Run(database, done.returncode, time.monotonic() - start, *read(report))


def has_postgresql() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL") or shutil.which("pg_virtualenv"))


def on_sqlite(arguments: list[str]) -> Run:
    """Run everything, or what was chosen; without what runs on PostgreSQL alone, where there is one."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    ignored = [f"--ignore=tests/{kind}" for kind in sorted(ONCE_ON_POSTGRESQL)]
    return run("SQLite", [], environment, arguments or (ignored if has_postgresql() else []))


def on_postgresql(arguments: list[str]) -> Run:
    """Run on PostgreSQL what can differ there."""
    given = "TEST_DATABASE_URL" in os.environ
    prefix = [] if given else [*PG_VIRTUALENV, "sh", "-c", WITH_URL, "sh"]
    return run("PostgreSQL", prefix, dict(os.environ), ["--uses-database", *arguments])


def kinds() -> list[str]:
    """Return the kinds of test there are: the directories that hold test files."""
    return sorted(
        {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")}
    )


def left_out(runs: list[Run], arguments: list[str]) -> list[str]:
    """Return in words what was not run."""
    notes = []
    if len(runs) == 1:
        notes.append(f"everything on PostgreSQL: there is none. Get it by: {command(POSTGRESQL)}")
    notes += [
        f"{part.purpose}: {part.name} is missing. Get it by: {command(part)}" for part in missing("test")
    ]
    for done in runs:
        notes += [
            f"{number} x on {done.database}: {reason}" for reason, number in sorted(done.reasons.items())
        ]
        ran = {kind for (kind, outcome) in done.counts if outcome != "skipped"}
        if not arguments:
            elsewhere = AFTER_THE_DATABASE if done.database == "PostgreSQL" else ONCE_ON_POSTGRESQL
            expected = set(kinds()) - (elsewhere if len(runs) > 1 else set())
            notes += [f"all {kind} tests on {done.database}" for kind in sorted(expected - ran)]
    return notes


def summary(runs: list[Run], notes: list[str]) -> None:
    """Print what ran where, what was left out and why, and one closing line."""
    print("\n" + "=" * 78)
    for done in runs:
        print(f"{done.database}: {'green' if done.code == 0 else 'FAILED'} in {done.seconds:.0f} s")
        for kind in sorted({kind for kind, _ in done.counts}):
            numbers = [
                f"{done.counts[kind, outcome]} {outcome}" for outcome in ("passed", "failed", "skipped")
            ]
            print(f"    {kind:12} {', '.join(text for text in numbers if not text.startswith('0 '))}")
    print(
        "On both: every test that uses a database, but for what pages say, pages in a browser and finished PDFs "
        "(SQLite) and who may see what (PostgreSQL). What uses none ran once."
    )
    print("LEFT OUT:" if notes else "Nothing was left out.")
    for note in notes:
        print(f"    {note}")
    print("=" * 78)
    print(
        ", ".join(
            f"{sum(done.total(outcome) for done in runs)} {outcome}"
            for outcome in ("passed", "failed", "skipped")
        )
    )


def main() -> int:
    """Run both; 1 where a test failed, or in CI where something was left out."""
    arguments = sys.argv[1:]
    RESULTS.mkdir(exist_ok=True)
    runs = [on_sqlite(arguments)]
    if has_postgresql():
        runs.append(on_postgresql(arguments))
    notes = left_out(runs, arguments)
    summary(runs, notes)
    if os.environ.get("CI") == "true" and notes:
        print("CI=true: nothing may be left out.", file=sys.stderr)
        return 1
    return 1 if any(done.code for done in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
