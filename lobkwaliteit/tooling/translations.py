"""Keep the English catalogue in step with the Dutch source texts, and compile it; no GNU gettext needed.

    extract   bring assessments/locale/en/LC_MESSAGES/django.po in line with the sources
    check     fail where it is not, or where something is untranslated, fuzzy or has other placeholders
    compile   write the .mo files; refuses an untranslated or fuzzy text

The Dutch texts are their own translation. They still get a compiled catalogue, because Django's and allauth's Dutch
catalogues would otherwise translate a word of ours that happens to be an English one too ("Team", "Status").
"""

import re
import sys
from pathlib import Path

import polib

from lobkwaliteit.tooling.messages import Key, Message, collect

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "assessments" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
DUTCH = LOCALE / "nl" / "LC_MESSAGES" / "django.mo"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd%]|\{(\w*)\}")


def metadata(language: str) -> dict[str, str]:
    """Return the head of a catalogue: without dates and names, so that it changes only with its texts."""
    return {
        "Project-Id-Version": "LOB-kwaliteit",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }


def read() -> polib.POFile:
    """Return the English catalogue; an empty one where there is none yet."""
    return polib.pofile(str(ENGLISH), wrapwidth=110) if ENGLISH.exists() else polib.POFile(wrapwidth=110)


def key(entry: polib.POEntry) -> Key:
    """What identifies an entry, as in `messages`."""
    return (entry.msgctxt, entry.msgid)


def entry_for(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    """Return the catalogue's entry for a message, with what was already translated."""
    entry = polib.POEntry(msgctxt=message.context, msgid=message.singular)
    entry.occurrences = [(name, "") for name in message.files]
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
    if PLACEHOLDER.search(message.singular) and "%" in message.singular:
        entry.flags.append("python-format")
    if known is not None:
        entry.tcomment = known.tcomment
        if message.plural and known.msgstr_plural:
            entry.msgstr_plural = known.msgstr_plural
        elif not message.plural:
            entry.msgstr = known.msgstr
        entry.flags += [flag for flag in known.flags if flag == "fuzzy"]
    return entry


def extract() -> list[str]:
    """Write the catalogue anew from the sources; return what could not be read."""
    messages, problems = collect(ROOT)
    known = {key(entry): entry for entry in read()}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = metadata("en")
    catalogue.extend(entry_for(message, known.get(message.key)) for message in messages.values())
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(ENGLISH), newline="\n")
    open_ones = len([entry for entry in catalogue if not entry.translated()])
    gone = len(known.keys() - messages.keys())
    print(f"{len(catalogue)} texts: {open_ones} to translate, {gone} no longer used and taken out.")
    return problems


def placeholders(text: str) -> list[str]:
    """Return what has to be filled in, in a comparable order."""
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))


def faults(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one translation, in words."""
    if entry.fuzzy:
        return [f"fuzzy: {entry.msgid!r}"]
    if not entry.translated():
        return [f"not translated: {entry.msgid!r}"]
    plurals = entry.msgstr_plural
    # The singular may leave its number out ("one team").
    source, translation = (entry.msgid_plural, plurals[1]) if plurals else (entry.msgid, entry.msgstr)
    wrong = [translation] if placeholders(source) != placeholders(translation) else []
    allowed = set(placeholders(entry.msgid)) | set(placeholders(entry.msgid_plural))
    if plurals and not set(placeholders(plurals[0])) <= allowed:
        wrong.append(plurals[0])
    return [f"other placeholders: {text!r}" for text in wrong]


def check() -> list[str]:
    """Return everything that keeps English from being complete and true."""
    messages, problems = collect(ROOT)
    catalogue = {key(entry): entry for entry in read()}
    for message in messages.values():
        entry = catalogue.get(message.key)
        if entry is None:
            problems.append(f"not in the catalogue, run `make messages`: {message.singular!r}")
        elif (entry.msgid_plural or None) != message.plural:
            problems.append(f"other plural in the catalogue, run `make messages`: {message.singular!r}")
    unused = [entry for name, entry in catalogue.items() if name not in messages]
    problems += [f"no longer used, run `make messages`: {entry.msgid!r}" for entry in unused]
    return problems + [fault for entry in catalogue.values() for fault in faults(entry)]


def compile_catalogues() -> list[str]:
    """Write both compiled catalogues; return what is wrong instead where English has a gap."""
    english = read()
    problems = [fault for entry in english for fault in faults(entry)]
    if problems:
        return problems
    dutch = polib.POFile()
    dutch.metadata = metadata("nl")
    for entry in english:
        own = polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid)
        if entry.msgid_plural:
            own.msgid_plural = entry.msgid_plural
            own.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            own.msgstr = entry.msgid
        dutch.append(own)
    for catalogue, path in ((english, ENGLISH.with_suffix(".mo")), (dutch, DUTCH)):
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save_as_mofile(str(path))
    return []


COMMANDS = {"extract": extract, "check": check, "compile": compile_catalogues}


def main() -> int:
    """Run one command; 1 where it found something wrong."""
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    problems = COMMANDS[sys.argv[1]]()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
