"""Find, and as root on Debian or Ubuntu install, the system packages that a make target needs.

Elsewhere it prints the exact command and goes on: the app runs without Pango, the tests say what they leave out.
With CI=true whatever is still missing afterwards is a failure.

Standard library only; kept readable for an old Python too, so that it can be told that it is too old.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

# The headless shell, without the browser's own windows, does the same tests in two thirds of the time.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
)
CHROMIUM_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# What WeasyPrint loads, by the name on Linux and by the short name that other systems search for.
PANGO_LIBRARIES = (
    ("libgobject-2.0.so.0", "gobject-2.0"),
    ("libpango-1.0.so.0", "pango-1.0"),
    ("libpangoft2-1.0.so.0", "pangoft2-1.0"),
    ("libharfbuzz.so.0", "harfbuzz"),
    ("libharfbuzz-subset.so.0", "harfbuzz-subset"),
    ("libfontconfig.so.1", "fontconfig"),
)


def loads(names: Iterable[str]) -> bool:
    """Say whether a shared library can be loaded under one of these names."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            found = ctypes.util.find_library(name)
            if found:
                return True
        else:
            return True
    return False


def has_pango() -> bool:
    """Say whether WeasyPrint would find its libraries."""
    return all(loads(names) for names in PANGO_LIBRARIES)


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome for the browser tests, `LOB_CHROMIUM` first."""
    named = os.environ.get("LOB_CHROMIUM", "")
    if named:
        return shutil.which(named)
    for name in CHROMIUM_NAMES:
        path = shutil.which(name)
        if path:
            return path
    return next((path for path in CHROMIUM_PATHS if Path(path).exists()), None)


def has_browser() -> bool:
    """Say whether the browser tests can run: a browser, and on Linux the library that Playwright's driver loads."""
    return chromium() is not None and (sys.platform != "linux" or loads(["libatomic.so.1"]))


def has_poppler() -> bool:
    """Say whether the tools are there with which the tests look at a finished PDF."""
    return all(shutil.which(name) for name in ("pdftotext", "pdftoppm", "pdffonts"))


def has_postgresql() -> bool:
    """Say whether the tests can have a PostgreSQL: one that was named, or a throw-away one."""
    return bool(os.environ.get("TEST_DATABASE_URL") or shutil.which("pg_virtualenv"))


def nginx() -> str | None:
    """Return the path of nginx; on Debian it stands where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def has_venv() -> bool:
    """Say whether this Python can make a virtual environment (Debian packs that part apart)."""
    return importlib.util.find_spec("venv") is not None and importlib.util.find_spec("ensurepip") is not None


class Part(NamedTuple):
    """One thing needed from the system, and what it is called where; `a|b` is the first that the system knows."""

    name: str
    purpose: str
    present: Callable[[], bool]
    packages: dict[str, str]


VENV = Part(
    "Python's venv",
    "the environment",
    has_venv,
    {"apt-get": "python3-venv", "dnf": "python3", "pacman": "python", "apk": "python3", "brew": "python"},
)
PANGO = Part(
    "Pango",
    "PDF reports",
    has_pango,
    {
        "apt-get": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "dnf": "pango harfbuzz",
        "pacman": "pango harfbuzz",
        "apk": "pango harfbuzz-subset fontconfig",
        "brew": "pango",
    },
)
CHROMIUM = Part(
    "Chromium",
    "the browser tests",
    has_browser,
    {
        "apt-get": "chromium-headless-shell|chromium|chromium-browser libatomic1",
        "dnf": "chromium libatomic",
        "pacman": "chromium gcc-libs",
        "apk": "chromium libatomic",
        "brew": "--cask chromium",
    },
)
POPPLER = Part(
    "poppler",
    "tests that look at a finished PDF",
    has_poppler,
    {
        "apt-get": "poppler-utils",
        "dnf": "poppler-utils",
        "pacman": "poppler",
        "apk": "poppler-utils",
        "brew": "poppler",
    },
)
POSTGRESQL = Part(
    "PostgreSQL",
    "the tests on PostgreSQL",
    has_postgresql,
    {
        "apt-get": "postgresql postgresql-common",
        "dnf": "postgresql-server",
        "pacman": "postgresql",
        "apk": "postgresql",
        "brew": "postgresql",
    },
)
NGINX = Part(
    "nginx",
    "the test of several servers behind a proxy",
    lambda: nginx() is not None,
    {"apt-get": "nginx", "dnf": "nginx", "pacman": "nginx", "apk": "nginx", "brew": "nginx"},
)
NEEDED = {"run": (VENV, PANGO), "test": (VENV, PANGO, CHROMIUM, POPPLER, POSTGRESQL, NGINX)}
INSTALL = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install",
    "pacman": "pacman -S",
    "apk": "apk add",
    "brew": "brew install",
}


def missing(purpose: str) -> list[Part]:
    """Return what `purpose` ("run" or "test") needs and this system lacks."""
    return [part for part in NEEDED[purpose] if not part.present()]


def command(part: Part, manager: str | None = None) -> str:
    """Return the exact command that installs `part` here; without a known package manager, its name."""
    manager = manager or package_manager()
    if manager is None:
        return f"install {part.name} with your system's package manager"
    sudo = "" if manager == "brew" or is_root() else "sudo "
    extra = " and set TEST_DATABASE_URL" if part is POSTGRESQL and manager != "apt-get" else ""
    return f"{sudo}{INSTALL[manager]} {' '.join(packages(part, manager))}{extra}"


def packages(part: Part, manager: str) -> list[str]:
    """Return the names of the packages that bring `part`."""
    return [first_known(names.split("|")) for names in part.packages[manager].split()]


def first_known(names: list[str]) -> str:
    """Return the first of Debian's or Ubuntu's packages that can be had here; where none is known, the first."""
    if len(names) == 1 or not shutil.which("apt-cache"):
        return names[0]
    return next((name for name in names if apt_knows(name)), names[0])


def apt_knows(name: str) -> bool:
    """Say whether apt has a package of this name."""
    shown = subprocess.run(["apt-cache", "show", name], check=False, capture_output=True)
    return bool(shown.stdout)


def package_manager() -> str | None:
    """Return the first package manager found on this system."""
    return next((name for name in INSTALL if shutil.which(name)), None)


def is_root() -> bool:
    """Say whether packages can be installed without asking for more rights."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install(parts: list[Part]) -> None:
    """Install with apt-get; a failure is left to the check that follows."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NOWARNINGS": "yes"}
    quiet = {"env": environment, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
    names = [name for part in parts for name in packages(part, "apt-get")]
    print("Installing system packages: " + " ".join(names), flush=True)
    subprocess.run([*INSTALL["apt-get"].split(), "-q", *names], check=False, **quiet)  # type: ignore[call-overload]


def main() -> int:
    """Return 0, or 1 where something is missing that cannot be done without."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--for", dest="purpose", choices=sorted(NEEDED), required=True)
    purpose = parser.parse_args().purpose
    lacking = missing(purpose)
    if lacking and package_manager() == "apt-get" and is_root():
        install(lacking)
        importlib.invalidate_caches()
        lacking = missing(purpose)
    for part in lacking:
        print(
            f"{part.name} is missing, needed for {part.purpose}. Get it by:\n    {command(part)}",
            file=sys.stderr,
        )
    fatal = os.environ.get("CI") == "true" or VENV in lacking
    return 1 if lacking and fatal else 0


if __name__ == "__main__":
    sys.exit(main())
