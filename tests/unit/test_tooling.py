"""The tools behind `make`, and the files made by others."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import polib
import pytest

from lobkwaliteit.tooling import system_packages, translations
from lobkwaliteit.tooling.messages import UnreadableMessageError, in_python, in_template
from lobkwaliteit.tooling.suite import Run, read, summary

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "assessments" / "static" / "vendor"


def test_messages_of_python_are_found_in_order() -> None:
    source = """
_("een " "twee")
translation.pgettext_lazy("maand", "mei")
ngettext("%(n)s team", "%(n)s teams", n)
other("niet")
"""
    found = [(message.context, message.singular, message.plural) for message in in_python(source)]
    assert found == [
        (None, "een twee", None),
        ("maand", "mei", None),
        (None, "%(n)s team", "%(n)s teams"),
    ]


def test_a_text_that_no_catalogue_can_hold_is_refused() -> None:
    with pytest.raises(UnreadableMessageError, match="plain text"):
        list(in_python('_(f"{count} teams")'))


@pytest.mark.parametrize("name", ["gettext_lazy as _l", "ngettext as _", "pgettext as gettext"])
def test_a_name_by_which_texts_would_not_be_found_is_refused(name: str) -> None:
    with pytest.raises(UnreadableMessageError, match="its texts are not found"):
        list(in_python(f"from django.utils.translation import {name}"))


def test_messages_of_a_template_are_those_that_its_tags_look_up() -> None:
    source = """{% translate "50% klaar (nu)" %}{% translate "mei" context "maand" as may %}
        {% blocktranslate count n=teams|length with name=school.name trimmed %}
          {{ n }} team
          (in {{ name }})
        {% plural %}{{ n }} teams{% endblocktranslate %}
        {% page title=_("Hoi (jij)") %}{{ name|default:_("geen") }}{# _("niet") #}{{ plain }}"""
    found = [(message.context, message.singular, message.plural) for message in in_template(source, "x.html")]
    assert found == [
        (None, "50%% klaar (nu)", None),
        ("maand", "mei", None),
        (None, "%(n)s team (in %(name)s)", "%(n)s teams"),
        (None, "Hoi (jij)", None),
        (None, "geen", None),
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Scores", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Scores", msgstr="Scores", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="Van %(name)s", msgstr="From %(naam)s"), "other placeholders"),
        (polib.POEntry(msgid="Van {name}", msgstr="From name"), "other placeholders"),
        (
            polib.POEntry(
                msgid="%(n)s team", msgid_plural="%(n)s teams", msgstr_plural={0: "%(n)s team", 1: "teams"}
            ),
            "other placeholders",
        ),
    ],
)
def test_each_fault_of_a_translation_is_named(entry: polib.POEntry, fault: str) -> None:
    assert [text for text in translations.faults(entry) if fault in text]


def test_a_sound_translation_has_no_faults() -> None:
    plurals = {0: "one team", 1: "%(n)s teams"}
    entry = polib.POEntry(msgid="%(n)s team", msgid_plural="%(n)s teams", msgstr_plural=plurals)
    assert translations.faults(entry) == []


@pytest.mark.parametrize("manager", list(system_packages.INSTALL))
def test_every_system_package_has_its_exact_command(manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "apt_knows", lambda name: True)
    for part in system_packages.NEEDED["test"]:
        assert system_packages.INSTALL[manager] in system_packages.command(part, manager)
        for names in part.packages[manager].split():
            assert any(name in system_packages.command(part, manager).split() for name in names.split("|"))


def test_of_packages_that_do_the_same_the_first_that_is_known_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-cache"
    apt.write_text('#!/bin/sh\n[ "$2" = chromium ] && echo "Package: chromium"\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_packages.packages(system_packages.CHROMIUM, "apt-get") == ["chromium", "libatomic1"]
    apt.write_text("#!/bin/sh\n")
    assert system_packages.packages(system_packages.CHROMIUM, "apt-get")[0] == "chromium-headless-shell"


def test_the_summary_counts_by_kind_and_names_what_was_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "sqlite.xml"
    report.write_text(
        """<testsuites><testsuite>
        <testcase classname="tests.unit.test_a" name="one"/>
        <testcase classname="tests.access.test_b" name="two"><failure/></testcase>
        <testcase classname="tests.browser.test_c" name="three"><skipped message="no Chromium"/></testcase>
        </testsuite></testsuites>"""
    )
    counts, reasons = read(report)
    assert counts == Counter({("unit", "passed"): 1, ("access", "failed"): 1, ("browser", "skipped"): 1})
    assert reasons == Counter({"no Chromium": 1})
    summary([Run("SQLite", 1, 2.0, counts, reasons)], ["everything on PostgreSQL: there is none."])
    printed = capsys.readouterr().out
    assert "SQLite: FAILED" in printed
    assert "LEFT OUT:\n    everything on PostgreSQL" in printed
    assert printed.splitlines()[-1] == "1 passed, 1 failed, 1 skipped"


def test_bootstrap_is_as_the_readme_says() -> None:
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    sums = re.findall(r"`([0-9a-f]{64})`", readme)
    assert hashlib.sha256((VENDOR / "bootstrap.min.css").read_bytes()).hexdigest() in sums


def test_report_fonts_hold_the_letters_of_names() -> None:
    from fontTools.ttLib import TTFont

    fonts = sorted((ROOT / "assessments" / "reports" / "fonts").glob("*.ttf"))
    assert len(fonts) == 3
    for path in fonts:
        letters = TTFont(path).getBestCmap()
        assert [letter for letter in "ŞşŁłüĳńœžčćőÉ€–“" if ord(letter) not in letters] == []
