"""What was erased is read back from the log in any form and from among anything, and only as we wrote it."""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from dataclasses import replace

import pytest
from pytest_django import Settings

from assessments.services.cut_lines import Kind, Line, read, signed
from lobkwaliteit.logs import AsJson, WithoutWords

UID = uuid.UUID("0e1c7a52-9c1b-4b7e-8f5d-2f0c6f3a5f5c")
AT = dt.datetime(2026, 9, 2, 14, 4, 11, 118000, tzinfo=dt.UTC)
LINES = [
    Line(Kind.CUT, UID, AT, "9b0d" * 16),
    Line(Kind.GONE, UID, AT),
    Line(Kind.ERASED, UID, AT, "12"),
    Line(Kind.DISCARDED, UID, AT),
    Line(Kind.REMOVED, UID, AT),
    Line(Kind.LEFT, UID, AT),
]
TEXT = WithoutWords("{asctime} {levelname} {name} {message}", style="{")
FORMS = [TEXT, AsJson()]


def said(by: str, words: str) -> logging.LogRecord:
    return logging.LogRecord(by, logging.INFO, __file__, 1, "%s", (words,), None)


@pytest.mark.parametrize(
    "before", ["", "web-1  | ", "Nov 29 13:38:18 lob gunicorn[12]: ", "2026-11-29T13:38:18Z stderr F "]
)
@pytest.mark.parametrize("form", FORMS, ids=["text", "json"])
@pytest.mark.parametrize("line", LINES, ids=[line.kind for line in LINES])
def test_a_line_is_read_back_with_what_a_platform_put_before_it(
    line: Line, form: logging.Formatter, before: str
) -> None:
    written = form.format(said("assessments.cuts", signed(line)))
    for text in (written, json.dumps({"log": written, "stream": "stderr"})):
        found = read(["iets anders\n", f"{before}{text}\n", "\n"])
        assert (found.lines, found.unsigned) == ([line], 0)


def test_several_are_read_in_their_order() -> None:
    assert read([signed(line) for line in LINES]).lines == LINES
    assert read([" en ".join(map(signed, LINES))]).lines == LINES


def forged(settings: Settings) -> list[str]:
    """What a visitor could make of what the lines look like, and what somebody else's installation wrote."""
    made = []
    other = uuid.uuid4()
    for line in LINES:
        true = signed(line)
        words, _space, signature = true.rpartition(" ")
        made += [
            words,
            f"{words} {'A' * 43}",
            true[:-1],
            f"{true}A",
            f"{signed(replace(line, uid=other)).rpartition(' ')[0]} {signature}",
            f"{signed(replace(line, at=AT + dt.timedelta(1))).rpartition(' ')[0]} {signature}",
            *(true.replace(line.kind, kind, 1) for kind in Kind if kind != line.kind),
        ]
        if line.more:
            made.append(f"{signed(replace(line, more='99')).rpartition(' ')[0]} {signature}")
    settings.SECRET_KEY = "a secret of another installation, and long enough for one"
    return [*made, *map(signed, LINES)]


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        '192.0.2.7 - - [02/Sep/2026:16:04:11 +0200] "GET /{} HTTP/1.1" 404 179 "-" "Mozilla/5.0"',
        '192.0.2.7 - - [02/Sep/2026:16:04:11 +0200] "GET / HTTP/1.1" 200 179 "https://x.example/{}" "{}"',
        "2026-09-02 16:04:11,120 INFO assessments.cuts {}",
        '{{"time": "2026-09-02T14:04:11.120Z", "level": "INFO", "logger": "assessments.cuts", "message": "{}"}}',
    ],
)
def test_what_others_write_is_never_taken_for_one(settings: Settings, around: str) -> None:
    """In another program's log, as a whole line of ours, or in what one of our own lines quotes."""
    key = settings.SECRET_KEY
    texts = forged(settings)
    settings.SECRET_KEY = key
    for text in texts:
        line = around.format(text, text)
        for one in (line, *(form.format(said("elders", line)) for form in FORMS)):
            found = read([f"{one}\n"])
            assert (found.lines, found.unsigned) == ([], 1), one


def test_a_true_line_beside_a_forged_one_is_read() -> None:
    true = signed(LINES[0])
    assert read([f"{true.rpartition(' ')[0]} {true}"]).lines == [LINES[0]]


@pytest.mark.parametrize("line", ["", "iets anders", "{", "cut", "uncut gone 7", f"cut {UID}", f"{UID} cut"])
def test_what_is_nothing_like_it(line: str) -> None:
    found = read([line])
    assert (found.lines, found.unsigned) == ([], 0)
