"""Choosing a file to read in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from assessments.models import Board
from assessments.services.imports.faults import MAX_BYTES
from assessments.services.imports.wording import say


class UploadForm(forms.Form):
    """Its file is not looked into here, and its name and kind are not believed: a worker reads what is in it."""

    board = forms.ChoiceField(
        label=_("Bestuur"),
        error_messages={
            "required": _("Kies een bestuur."),
            "invalid_choice": _("Dit bestuur kun je niet kiezen."),
        },
    )
    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Een CSV of XLSX van hoogstens 5 MB en 10.000 rijen."),
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Dit is geen bestand. Kies een CSV of XLSX."),
        },
    )

    def __init__(self, *args: Any, boards: Iterable[Board], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards = {str(board.uid): board for board in boards}
        if len(self.boards) == 1:
            del self.fields["board"]
        else:
            choices = [(uid, board.name) for uid, board in self.boards.items()]
            self.fields["board"].choices = [("", _("Kies een bestuur")), *choices]  # type: ignore[attr-defined]

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(say(["too_large", {"most": MAX_BYTES // 1024 // 1024}]))
        content = file.read()
        if not content:
            raise forms.ValidationError(say(["empty", {}]))
        return content

    def chosen_board(self) -> Board:
        if "board" in self.fields:
            return self.boards[self.cleaned_data["board"]]
        (board,) = self.boards.values()
        return board
