"""A QR code as one path, for a template to draw: presentation attributes only, so that the strict CSP lets it be."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode

QUIET = 4
"""Modules of white around a code; readers want them."""


@dataclass(frozen=True, slots=True)
class QR:
    size: int
    """Of a side, in modules, with the white around."""
    path: str


def qr(text: str) -> QR:
    """Draw `text`; each dark run of a row is a rectangle one module high."""
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return QR(len(rows), "".join(runs))
