"""`make lint`: every check runs, side by side, and each failure shows what it found."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
TEMPLATES = "templates"
# A complete set of production settings; none of it leads anywhere.
PRODUCTION = {
    "LOB_ENV": "production",
    "SECRET_KEY": "lint-k3y!" * 8,
    "ALLOWED_HOSTS": "lob.example",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "submission://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "noreply@lob.example",
    "SILENCED_SYSTEM_CHECKS": "assessments.W001",  # a machine without Pango has sound settings too
}
TEST = {"DJANGO_SETTINGS_MODULE": "tests.settings"}


class Check(NamedTuple):
    """One command, and the environment it needs."""

    name: str
    command: list[str]
    environment: dict[str, str] = {}


class Result(NamedTuple):
    """How a check went; seconds are wall time."""

    check: Check
    passed: bool
    output: str
    seconds: float


def tool(name: str, *arguments: str) -> list[str]:
    """Return the command of a tool inside the environment."""
    return [str(BIN / name), *arguments]


def python(*arguments: str) -> list[str]:
    """Return a command for the environment's Python."""
    return [sys.executable, *arguments]


CHECKS = [
    Check("types (mypy)", tool("mypy"), TEST),
    Check("style (ruff check)", tool("ruff", "check", "--output-format=concise", ".")),
    Check("format (ruff format)", tool("ruff", "format", "--check", "--output-format=concise", ".")),
    Check("templates (djlint)", tool("djlint", TEMPLATES, "--lint", "--quiet")),
    Check("template format (djlint)", tool("djlint", TEMPLATES, "--check")),
    Check("translations complete", python("-m", "lobkwaliteit.tooling.translations", "check")),
    Check("no missing migration", python("manage.py", "makemigrations", "--check", "--dry-run"), TEST),
    Check(
        "production settings", python("manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION
    ),
    Check("lock file in step", tool("uv", "lock", "--check", "--offline", "--quiet")),
]


def run(check: Check) -> Result:
    """Run one check to its end."""
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(check, done.returncode == 0, done.stdout.strip(), time.monotonic() - start)


def main() -> int:
    """Run all checks; 1 where one failed."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(run, CHECKS))
    for result in results:
        print(f"{'ok    ' if result.passed else 'FAILED'}  {result.check.name}  ({result.seconds:.1f} s)")
        if not result.passed:
            print("\n".join("        " + line for line in result.output.splitlines()))
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
