"""How static files are found and stored: one stylesheet for a page, and in production each by the hash of its contents,
also where one script names another.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "assessments/css/app.css"
IMPORT = re.compile(r'@import url\("(?P<part>[^"]+)"\) layer\((?P<layer>[\w-]+)\);')
ADDRESS = re.compile(r"""url\((?!\s*["']?data:)""")


class HashedFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True


class OneStylesheet(BaseFinder):
    """Finds the stylesheet of all pages with what it imports written out in it.

    A browser asks for one file instead of two dozen, and not for most of them only once it has read the first.
    """

    def __init__(self) -> None:
        self._source = Path(settings.BASE_DIR) / "assessments" / "static" / SHEET
        self._made = FileSystemStorage(location=settings.VAR_DIR / "made")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SHEET:
            return []
        return [self._make()] if find_all else self._make()

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self._make()
        yield SHEET, self._made

    def _make(self) -> str:
        """Write it where it is not there or no longer the same; other processes may read it at this moment."""
        text = written_out(self._source)
        target = Path(self._made.path(SHEET))
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent)
            with os.fdopen(handle, "w") as file:
                file.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        return str(target)


def written_out(sheet: Path) -> str:
    """Return the stylesheet with each sheet it imports in its place, as a block of its layer.

    Raises ValueError where that would not mean the same.
    """

    def part(found: re.Match[str]) -> str:
        path = (sheet.parent / found["part"]).resolve()
        text = path.read_text().removeprefix('@charset "UTF-8";')
        if path.parent != sheet.parent.resolve() and ADDRESS.search(text):
            raise ValueError(f"{path} names a file beside itself, which is not beside {sheet}.")
        return f"@layer {found['layer']} {{\n{text}\n}}"

    text = IMPORT.sub(part, sheet.read_text())
    if "@import" in text or "@charset" in text:
        raise ValueError(
            f"{sheet} imports a sheet otherwise than by url and layer, or one that imports another."
        )
    return text
