"""Results to SVG, for page and PDF alike: geometry computed here, small templates in `templates/charts`."""

from .bars import distribution
from .chart import Chart
from .course import course
from .dots import Means, dot_plot
from .shifts import shift
from .spread import spread_bar
from .strips import MOST_TILES, cell_strip, count_strip
from .tiles import squares
from .trend import NO_STEP, TrendPoint, TrendStep, trend

__all__ = [
    "MOST_TILES",
    "NO_STEP",
    "Chart",
    "Means",
    "TrendPoint",
    "TrendStep",
    "cell_strip",
    "count_strip",
    "course",
    "distribution",
    "dot_plot",
    "shift",
    "spread_bar",
    "squares",
    "trend",
]
