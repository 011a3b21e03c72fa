"""What is said of a file and its rows, in the reader's language: what is the matter, and what to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import Role, Sector

from .faults import Fault
from .plan import Line

FIELDS: dict[str, Promise] = {
    "key": _("sleutel"),
    "name": _("naam"),
    "sector": _("sector"),
    "brin": _("BRIN"),
    "branch_code": _("vestigingscode"),
    "school": _("school"),
    "email": _("e-mail"),
    "language": _("taal"),
    "role": _("rol"),
    "place": _("plek"),
}
KINDS: dict[str, Promise] = {"school": _("school"), "team": _("team"), "person": _("persoon")}

FILE: dict[str, Promise] = {
    "unexpected": _("Dit bestand kunnen we niet lezen. Sla het opnieuw op als CSV of XLSX en probeer het nog eens."),
    "too_large": _("Het bestand is te groot: meer dan %(most)s MB. Verdeel de rijen over meer bestanden."),
    "empty": _("Het bestand is leeg. Kies een bestand met rijen erin."),
    "only_heads": _("Onder de koppen staat niets. Vul onder de koppen een rij in voor elke school, elk team of elke persoon."),
    "no_text": _("Dit is geen CSV en geen XLSX. Sla het op als een van die twee en kies het dan opnieuw."),
    "utf16": _("Dit bestand is opgeslagen als “Unicode-tekst”. Sla het op als “CSV UTF-8” of als XLSX."),
    "bad_quotes": _("Ergens in het bestand staat een aanhalingsteken dat niet wordt gesloten. Open het in een rekenblad en sla het opnieuw op."),
    "pdf": _("Dit is een pdf. Kies een CSV of XLSX."),
    "html": _("Dit is een webpagina. Kies een CSV of XLSX."),
    "xls": _("Dit is een bestand van een oude versie van Excel (.xls). Sla het op als XLSX."),
    "xlsb": _("Dit is een binaire werkmap van Excel (.xlsb). Sla het op als XLSX."),
    "ods": _("Dit is een bestand van LibreOffice (.ods). Sla het op als XLSX of CSV."),
    "other_zip": _("Dit is een ingepakt bestand, maar geen XLSX. Pak het uit, en kies de CSV of XLSX die erin zit."),
    "password": _("Op dit bestand zit een wachtwoord. Haal het wachtwoord eraf en kies het dan opnieuw."),
    "macros": _("In dit bestand zitten macro’s. Sla het op als XLSX zonder macro’s."),
    "links": _("Dit bestand haalt gegevens uit andere bestanden. Plak alles als waarden in een nieuw bestand."),
    "hostile_xml": _("In dit bestand zit iets wat niet in een rekenblad hoort. Plak de rijen in een nieuw bestand."),
    "broken_xlsx": _("Dit XLSX-bestand is beschadigd. Open het in een rekenblad en sla het opnieuw op."),
    "too_large_inside": _("Uitgepakt is dit bestand te groot. Plak alleen de rijen met gegevens in een nieuw bestand."),
    "too_many_sheets": _("Dit bestand heeft meer dan %(most)s bladen. Laat alleen scholen, teams en mensen staan."),
    "too_many_rows": _("Dit bestand heeft meer dan %(most)s rijen. Verdeel ze over meer bestanden."),
    "too_many_columns": _("Dit bestand heeft meer dan %(most)s kolommen. Laat alleen de kolommen van het sjabloon staan."),
    "cell_too_long": _("In rij %(row)s staat een cel met meer dan %(most)s tekens. Maak de tekst korter."),
    "unknown_heads": _("In de eerste rij staan niet de koppen die we kennen. Neem de koppen over uit een van de sjablonen."),
    "unknown_heads_sheet": _("Op het blad “%(sheet)s” staan niet de koppen die we kennen. Neem ze over uit het sjabloon, of haal het blad weg."),
    "unknown_head": _("De kolom “%(head)s” kennen we niet. Haal haar weg, of verbeter de kop. Dit zijn de koppen: %(heads)s."),
    "nameless_column": _("Er is een kolom zonder kop. Geef haar een kop, of haal haar weg."),
    "duplicate_head": _("De kolom “%(head)s” staat er twee keer. Haal er een weg."),
    "duo_boards": _("Dit is de lijst van besturen van DUO. Kies de lijst van vestigingen (vo) of van instellingen (mbo, ho)."),
    "duo_other": _("Dit is een bestand van DUO, maar niet dat van vo, mbo of ho. Kies de lijst van vestigingen (vo) of van instellingen (mbo, ho)."),
    "duo_none_of_ours": _("Dit is een landelijk bestand van DUO met %(rows)s rijen. Bij geen daarvan staat het bevoegdgezagnummer van jullie bestuur: %(number)s. Klopt dat nummer niet? Vraag wie LOB-kwaliteit bij jullie draait om het te verbeteren."),
    "board_without_number": _("Dit is een landelijk bestand van DUO. Daaruit nemen we alleen de scholen van jullie bestuur, maar het bevoegdgezagnummer van jullie bestuur is hier nog niet bekend. Vraag wie LOB-kwaliteit bij jullie draait om het in te vullen, en kies het bestand dan opnieuw."),
    "erased": _("Bij jullie bestuur is intussen iemand verwijderd. Daarom is dit bestand gewist. Kies het opnieuw."),
    "lost_right": _("Je bent geen beheerder meer van dit bestuur. Er is niets opgeslagen."),
}  # fmt: skip
"""Why a file is not used at all."""

ROW: dict[str, Promise] = {
    "beside_the_columns": _("Naast de kolommen staat nog iets. Haal het weg, of zet een tekst met een ; erin tussen aanhalingstekens."),
    "missing": _("De %(field)s ontbreekt. Vul haar in."),
    "formula": _("Bij %(field)s staat een formule. Plak de uitkomst als waarde."),
    "error_value": _("Bij %(field)s staat een fout van het rekenblad. Vul de waarde zelf in."),
    "boolean": _("Bij %(field)s staat WAAR of ONWAAR. Maak de cel op als tekst en vul haar opnieuw in."),
    "number": _("Bij %(field)s heeft het rekenblad een getal gemaakt. Maak de cel op als tekst en vul haar opnieuw in."),
    "date": _("Bij %(field)s heeft het rekenblad een datum gemaakt. Maak de cel op als tekst en vul haar opnieuw in."),
    "too_long": _("De %(field)s heeft %(length)s tekens; %(most)s is het meeste. Maak haar korter."),
    "looks_like_formula": _("De %(field)s “%(value)s” begint met een teken waar een rekenblad een formule in ziet. Haal dat teken weg."),
    "mangled": _("In “%(value)s” zijn letters verminkt. Sla het bestand op als “CSV UTF-8” of als XLSX."),
    "lost_letter": _("In “%(value)s” staat een vraagteken; daar ging bij het opslaan een letter verloren. Sla het bestand op als “CSV UTF-8” of als XLSX."),
    "made_a_number": _("De %(field)s “%(value)s” is door een rekenblad tot getal gemaakt. Maak de kolom op als tekst en vul haar opnieuw in."),
    "bad_code": _("De %(field)s “%(value)s” klopt niet. Zo’n code ziet eruit als %(example)s."),
    "bad_sector": _("De sector “%(value)s” kennen we niet. Kies vo, mbo of ho."),
    "bad_language": _("De taal “%(value)s” kennen we niet. Kies nl of en."),
    "bad_role": _("De rol “%(value)s” kennen we niet. Kies teamlid, coördinator, manager, bestuur of beheerder."),
    "bad_email": _("“%(value)s” is geen e-mailadres. Verbeter het."),
    "codes_differ": _("De vestigingscode %(branch)s hoort niet bij BRIN %(brin)s. Verbeter een van de twee."),
    "no_key": _("Hieraan is de school niet te herkennen. Vul een vestigingscode, een BRIN of een eigen sleutel in."),
    "needs_team": _("Een teamlid hoort bij een team. Vul bij plek de sleutel van het team in."),
    "needs_team_not_school": _("Een teamlid hoort bij een team, en “%(value)s” is een school. Vul bij plek de sleutel van het team in."),
    "needs_school": _("Een manager hoort bij een school of een team. Vul bij plek een code of sleutel in."),
    "whole_board": _("Deze rol geldt voor het hele bestuur. Maak de plek leeg."),
    "twice": _("Deze sleutel of code staat ook in rij %(row)s. Laat een van de twee staan."),
    "role_twice": _("Deze rol op deze plek staat ook in rij %(row)s. Laat een van de twee staan."),
    "two_names": _("In rij %(row)s heet wie bij dit e-mailadres hoort “%(name)s”. Schrijf de naam in alle rijen gelijk."),
    "two_schools": _("De sleutel %(key)s is van “%(one)s”, maar de vestigingscode %(code)s van “%(other)s”. Verbeter een van de twee."),
    "many_branches": _("Er zijn meer scholen met BRIN %(brin)s. Vul de vestigingscode in."),
    "closed_school": _("De school “%(name)s” is gesloten op %(on)s. Haal de rij weg, of gebruik een andere school."),
    "closed_team": _("Het team “%(name)s” is gesloten op %(on)s. Haal de rij weg, of gebruik een andere sleutel."),
    "merged_school": _("De school “%(name)s” is op %(on)s samengevoegd met “%(into)s” (%(code)s). Gebruik die school, of haal de rij weg."),
    "merged_team": _("Het team “%(name)s” is op %(on)s samengevoegd met “%(into)s” (%(code)s). Gebruik dat team, of haal de rij weg."),
    "key_of_many_teams": _("Meer teams van jullie bestuur hebben de sleutel %(key)s. Geef ze bij Organisatie elk een eigen sleutel."),
    "other_school": _("Dit team hoort nu bij “%(school)s”. Bij het inlezen verhuist een team niet: verplaats het bij Organisatie, of verbeter de school in deze rij."),
    "no_school": _("Er is geen school met code of sleutel “%(value)s”. Verbeter hem, of zet de school in het bestand."),
    "no_place": _("Er is geen school of team met code of sleutel “%(value)s”. Verbeter hem, of zet de school of het team in het bestand."),
    "ambiguous_place": _("“%(value)s” is een school en ook een team. Gebruik de vestigingscode van de school, of geef het team een andere sleutel."),
    "place_is_wrong": _("De school van dit team staat in rij %(row)s, en daar klopt iets niet. Verbeter die rij eerst."),
    "place_is_wrong_here": _("De rij van “%(name)s” in dit bestand klopt niet. Verbeter die rij eerst."),
    "team_name_taken": _("Deze school heeft al een team met deze naam, met sleutel %(key)s. Gebruik die sleutel, of kies een andere naam."),
    "team_name_without_key": _("Deze school heeft al een team met deze naam, zonder sleutel. Geef het bij Organisatie deze sleutel, of kies een andere naam."),
    "team_name_twice": _("In rij %(row)s krijgt deze school al een team met deze naam. Kies een andere naam."),
    "inactive_person": _("Het account van deze persoon staat uit. Haal de rij weg."),
}  # fmt: skip
"""What is wrong with a row."""

DEED: dict[str, Promise] = {
    "new_school": _("Nieuwe school (%(sector)s)."),
    "new_school_code": _("Nieuwe school (%(sector)s, %(code)s)."),
    "name_exists": _("Let op: er is al een school die zo heet. Is het dezelfde? Sla dan niet op, maar geef die school eerst deze code of sleutel."),
    "new_team": _("Nieuw team van %(school)s."),
    "becomes": _("%(field)s: “%(old)s” wordt “%(new)s”."),
    "becomes_filled": _("%(field)s: wordt “%(new)s”."),
    "new_invitation": _("Uitnodiging als %(role)s van %(place)s."),
    "new_account": _("Account met de rol %(role)s bij %(place)s."),
    "new_role": _("Krijgt de rol %(role)s bij %(place)s."),
    "invited": _("Is al uitgenodigd als %(role)s van %(place)s."),
    "invited_expired": _("Is al uitgenodigd als %(role)s van %(place)s, maar die uitnodiging is verlopen. Stuur haar opnieuw bij Mensen."),
    "invited_unsent": _("Voor %(role)s van %(place)s staat een uitnodiging klaar. Stuur haar bij Mensen."),
    "has_role": _("Heeft de rol %(role)s bij %(place)s al."),
}  # fmt: skip
"""What will happen to a row that is right."""

_ALL = FILE | ROW | DEED
_SPECIAL = {"unknown_heads": ("sheet", "unknown_heads_sheet"), "new_school": ("code", "new_school_code")}
"""Codes with a second wording, for where a parameter is filled."""


def say(fault: Fault) -> str:
    """Return the words of a code in the language of whoever reads."""
    code, parameters = fault
    filled, other = _SPECIAL.get(code, ("", ""))
    if filled and parameters.get(filled):
        code = other
    if code == "becomes" and not parameters.get("old"):
        code = "becomes_filled"
    text = str(_ALL.get(code, FILE["unexpected"]))
    words = text % {name: _shown(name, value) for name, value in parameters.items()}
    return words[:1].upper() + words[1:]


def _shown(name: str, value: Any) -> Any:
    if name == "field":
        return FIELDS.get(value, value)
    if name == "role":
        return Role(value).label
    if name == "sector":
        return Sector(value).label
    if name == "on":
        return date_format(dt.date.fromisoformat(value), "j F Y") if value else "?"
    return value


def where(line: Line) -> str:
    """Which row of the file this is, for a list without columns."""
    return f"{line.sheet} {line.row}".strip()
