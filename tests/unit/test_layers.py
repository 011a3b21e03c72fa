"""Imports go one way: enums → models → access → results → charts, exports → reports → services → forms, views."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "assessments"

MAY_IMPORT: dict[str, set[str]] = {
    "enums": set(),
    "palette": set(),
    "database": set(),
    "models": {"enums"},
    "access": {"enums", "models"},
    "services": {"enums", "models", "access", "database", "results", "reports"},
    "results": {"enums", "models", "access"},
    "charts": {"enums", "results", "templatetags", "palette"},
    "templatetags": {"enums", "results", "palette"},
    "forms": {"enums", "models", "access", "services", "results"},
    "reports": {"enums", "models", "access", "results", "charts", "templatetags", "exports"},
    "exports": {"enums", "models", "access", "results", "templatetags", "palette"},
    "views": {"enums", "models", "access", "services", "results", "charts", "forms", "reports", "exports"},
    "admin": {"enums", "models"},
    "tasks": {"enums", "models", "access", "services", "results", "reports", "database"},
    "management": {"tasks", "enums", "models", "access", "services", "results", "reports", "exports"},
}


def room(module: str) -> str:
    return module.split(".")[1]


def imports(path: Path) -> Iterator[str]:
    """Return every module of the app that a file imports, with its full name."""
    package = [APP.name, *path.relative_to(APP).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module.split(".") if node.module else [])])
            if module == APP.name:
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


FILES = [
    path
    for path in sorted(APP.rglob("*.py"))
    if "migrations" not in path.parts and path.name not in {"__init__.py", "urls.py", "apps.py", "checks.py"}
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_imports_go_downward(path: Path) -> None:
    own = path.relative_to(APP).parts[0].removesuffix(".py")
    assert own in MAY_IMPORT, f"the room {own!r} has no place in the flow"
    for module in imports(path):
        if module.startswith(f"{APP.name}.") and room(module) != own:
            assert room(module) in MAY_IMPORT[own], f"{own} may not import {module}"


def test_only_reports_import_weasyprint() -> None:
    users = {
        path.relative_to(APP).parts[0]
        for path in FILES
        if any(m.startswith("weasyprint") for m in imports(path))
    }
    assert users <= {"reports"}


def test_results_scoring_knows_no_orm() -> None:
    results = APP / "results"
    pure = [results / f"{name}.py" for name in ("scoring", "rounding", "consensus")]
    for path in (*pure, *(results / "values").glob("*.py")):
        assert not [m for m in imports(path) if m.startswith(("django", "assessments.models"))]


def test_the_readers_of_files_know_no_database() -> None:
    """What stands in a file is read without asking anybody; of the models they know only how to spell."""
    for name in (
        "faults",
        "tables",
        "heads",
        "csv_file",
        "xlsx_file",
        "duo",
        "entries",
        "reading",
        "samples",
    ):
        path = APP / "services" / "imports" / f"{name}.py"
        assert not [module for module in imports(path) if module.startswith("django.db")], name
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or node.module == "assessments.models.school_codes":
                continue
            if (node.module or "").startswith("assessments.models"):
                assert {alias.name for alias in node.names} <= {"normalise_email", "sort_key"}, name
