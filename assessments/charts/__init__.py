"""Results to SVG, for page and PDF alike: geometry computed here, small templates in `templates/charts`."""

from .bars import distribution
from .chart import Chart
from .dots import dot_plot
from .shifts import shift
from .spread import spread_bar
from .tiles import cell_strip, squares

__all__ = ["Chart", "cell_strip", "distribution", "dot_plot", "shift", "spread_bar", "squares"]
