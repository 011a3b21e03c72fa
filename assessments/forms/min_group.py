"""Behind how many people a board lets a spread be shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import Board
from assessments.services.min_group import ALLOWED

from .own import OwnForm
from .retention import TermField


class MinGroupForm(OwnForm):
    min_group = TermField(
        ALLOWED,
        label=_("Vanaf hoeveel mensen tonen we hoe de antwoorden verdeeld zijn?"),
        help_text=_(
            "Minstens 5. Een hoger getal verbergt meer, en maakt het gesprek in kleine teams lastiger."
        ),
    )

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, initial={"min_group": board.min_group}, **kwargs)
