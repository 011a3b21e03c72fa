"""Names of files that people take away."""

from __future__ import annotations

from django.utils.text import slugify


def file_name(kind: str, *names: str, suffix: str) -> str:
    """In ASCII, and short enough for every disk."""
    parts = [kind, *(slugify(name)[:60].strip("-") for name in names)]
    return "-".join(["lob", *filter(None, parts)]) + f".{suffix}"
