"""The colours of what is drawn in SVG; `css/tokens.css` has the same. Written as attributes: a drawing sees no
stylesheet in a PDF, and may bring no style of its own under the page's CSP."""

INK, SOFT, PAPER, GROUND, RULE, CONTROL = "#15222B", "#4A5860", "#FFFFFF", "#F3F4F1", "#D9DDDB", "#7A868C"

THEME_HUES = ("#7A3B69", "#8A5A00", "#4E6420")

# By colour step 0-5; 0 is "no score". Even steps in luminance, dark on light up to 3, white on dark from 4 (op orde).
FILL = (PAPER, "#F4EDD9", "#BCC5A1", "#6A9D8B", "#2D7175", "#144251")
LINE = (CONTROL, "#2D7175", "#2D7175", "#2D7175", "#2D7175", "#144251")
TEXT = (SOFT, INK, INK, INK, PAPER, PAPER)

IN_ORDER = 4
"""The colour step from which a level is op orde, on any scale."""


def theme_hue(hue: int) -> str:
    """The accent of a theme, by its hue (1, 2, 3: `ThemeInfo.hue`)."""
    return THEME_HUES[hue - 1]
