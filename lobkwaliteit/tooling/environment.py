"""Make `.venv` from the lock file: `run` holds what the app needs, `dev` also what the tests need.

Standard library only. The version of uv is pinned in pyproject.toml and installed inside `.venv`, so that nothing
outside this directory is touched and everybody resolves alike.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
KINDS = {"run": ["--no-dev", "--inexact"], "dev": []}


def pinned_uv() -> str:
    """Return the version that pyproject.toml requires."""
    found = re.search(
        r'^required-version = "==([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M
    )
    if not found:
        sys.exit('pyproject.toml names no uv: [tool.uv] required-version = "==…"')
    return found[1]


def output(*command: str | Path) -> str:
    """Return what a command printed, or nothing where it could not run."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def make(kind: str) -> None:
    """Bring `.venv` in line with uv.lock; made anew where its Python is gone or another one."""
    version = "{}.{}".format(*sys.version_info)
    show_version = "import sys; print('{}.{}'.format(*sys.version_info))"
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {"VIRTUAL_ENV", "PYTHONPATH", "UV_PYTHON"}
    }
    if output(BIN / "python", "-c", show_version) != version:
        print(f"Making .venv with Python {version}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True, env=clean)
    uv = pinned_uv()
    if f"uv {uv}" not in output(BIN / "uv", "--version") + " ":
        pip: list[str | Path] = [
            BIN / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            f"uv=={uv}",
        ]
        subprocess.run(pip, check=True, env=clean)
    print("Installing what uv.lock names", flush=True)
    subprocess.run([BIN / "uv", "sync", "--locked", "--quiet", *KINDS[kind]], check=True, cwd=ROOT, env=clean)


def main() -> int:
    """Run `make`, with a failure in words instead of a traceback."""
    kind = sys.argv[1] if len(sys.argv) == 2 else ""
    if kind not in KINDS:
        sys.exit("usage: python3 -m lobkwaliteit.tooling.environment run|dev")
    try:
        make(kind)
    except subprocess.CalledProcessError as error:
        print(f"\nThis step failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        print("Is there a connection to PyPI? Then run the same make command again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
