"""Find every text marked for translation, in Python with `ast` and in templates with Django's own lexer.

Does what `makemessages` does, without GNU gettext.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

# Positions of (context, singular, plural) among the arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEMPLATE_CALL = re.compile(r"(?<!\w)(?:_|n?gettext|n?pgettext)\(")
SUFFIXES = {".html", ".txt", ".svg", ".xml"}
Key = tuple[str | None, str]


class UnreadableMessageError(Exception):
    """A text marked for translation that no catalogue can hold, such as an f-string."""


@dataclass
class Message:
    """One text, with the files it is used in."""

    context: str | None
    singular: str
    plural: str | None = None
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What identifies it in a catalogue."""
        return (self.context, self.singular)


def from_call(call: ast.Call) -> Message | None:
    """Return the message of a call of a translation function; None for any other call."""
    function = call.func
    name = (
        function.id
        if isinstance(function, ast.Name)
        else function.attr
        if isinstance(function, ast.Attribute)
        else ""
    )
    if name not in FUNCTIONS:
        return None

    def text(position: int | None) -> str | None:
        if position is None:
            return None
        value = call.args[position] if position < len(call.args) else None
        if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            raise UnreadableMessageError(f"{name}() needs a plain text: {ast.unparse(call)}")
        return value.value

    context, singular, plural = (text(position) for position in FUNCTIONS[name])
    return Message(context, singular, plural) if singular else None


def _demand_known_names(statement: ast.ImportFrom) -> None:
    """Refuse a translation function under a name by which its texts would not be found."""
    for one in statement.names:
        names_it = one.asname in FUNCTIONS and FUNCTIONS[one.asname] == FUNCTIONS.get(one.name)
        if one.asname and one.name in FUNCTIONS and not names_it:
            raise UnreadableMessageError(f"{one.name} under the name {one.asname}: its texts are not found")


def in_python(source: str) -> Iterator[Message]:
    """Yield the messages of a Python file in the order in which they stand."""
    nodes = list(ast.walk(ast.parse(source)))
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            _demand_known_names(node)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if message := from_call(call):
            yield message


def in_template(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of a template, as its translation tags look them up."""
    text = templatize(source, origin=name)
    for match in TEMPLATE_CALL.finditer(text):
        end = text.index(")", match.end())
        while True:
            try:
                call = ast.parse(text[match.start() : end + 1].replace(",count)", ",0)"), mode="eval").body
                break
            except SyntaxError:
                end = text.index(")", end + 1)
        if isinstance(call, ast.Call) and (message := from_call(call)):
            yield message


def sources(root: Path) -> Iterator[Path]:
    """Yield the files that may hold messages, always in the same order."""
    yield from sorted(path for path in (root / "templates").rglob("*") if path.suffix in SUFFIXES)
    for package in ("assessments", "lobkwaliteit"):
        yield from sorted(
            path for path in (root / package).rglob("*.py") if not {"migrations", "tooling"} & set(path.parts)
        )


def collect(root: Path) -> tuple[dict[Key, Message], list[str]]:
    """Return all messages under `root`, and what could not be read or contradicts itself, in words."""
    found: dict[Key, Message] = {}
    problems: list[str] = []
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        source = path.read_text(encoding="utf-8")
        try:
            messages = list(in_python(source) if path.suffix == ".py" else in_template(source, name))
        except (UnreadableMessageError, SyntaxError, ValueError) as error:
            problems.append(f"{name}: {error}")
            continue
        for message in messages:
            known = found.setdefault(message.key, message)
            if message.plural and known.plural and message.plural != known.plural:
                problems.append(f"{name}: two plurals for {message.singular!r}")
            known.plural = known.plural or message.plural
            if name not in known.files:
                known.files.append(name)
    return found, problems
