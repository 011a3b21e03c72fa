"""A page links to one stylesheet, which holds all others."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from lobkwaliteit.static_files import IMPORT, SHEET, written_out


def test_the_stylesheet_holds_each_other_in_its_layer() -> None:
    source = Path(settings.BASE_DIR) / "assessments" / "static" / SHEET
    found = finders.find(SHEET)
    assert found is not None
    text = Path(found).read_text()
    assert text.index("@layer bootstrap, tokens") < text.index("@layer bootstrap {")
    place = 0
    for part in IMPORT.finditer(source.read_text()):
        rules = (source.parent / part["part"]).read_text().removeprefix('@charset "UTF-8";')
        place = text.index(f"@layer {part['layer']} {{\n{rules}\n}}", place)
    assert "@import" not in text


def test_a_change_shows_at_once_and_the_rest_is_found_as_ever(tmp_path: Path) -> None:
    sheet, part = tmp_path / "app.css", tmp_path / "part.css"
    sheet.write_text('@layer a;\n@import url("part.css") layer(a);\n')
    for rules in ("p {}", "b {}"):
        part.write_text(rules)
        assert written_out(sheet) == f"@layer a;\n@layer a {{\n{rules}\n}}\n"
    assert str(finders.find("assessments/css/base.css")).endswith(
        "assessments/static/assessments/css/base.css"
    )


@pytest.mark.parametrize(
    ("imports", "part"),
    [
        ('@import url("part.css");', ""),
        ('@import url("part.css") layer(a);', '@import url("more.css");'),
        ('@import url("other/part.css") layer(a);', "p { background: url(image.svg) }"),
    ],
    ids=["no layer", "one within one", "a file elsewhere"],
)
def test_what_would_mean_something_else_is_refused(tmp_path: Path, imports: str, part: str) -> None:
    (tmp_path / "other").mkdir()
    for path in (tmp_path / "part.css", tmp_path / "other" / "part.css"):
        path.write_text(part)
    (tmp_path / "app.css").write_text(imports)
    with pytest.raises(ValueError, match=r"app\.css"):
        written_out(tmp_path / "app.css")
