"""Results to SVG, for page and PDF alike: geometry computed here, small templates in `templates/charts`."""

from .bars import distribution
from .chart import Chart
from .dots import Means, dot_plot
from .shifts import shift
from .spread import spread_bar
from .strips import cell_strip, count_strip
from .tiles import squares
from .trend import NO_STEP, TrendPoint, TrendStep, trend

__all__ = [
    "NO_STEP",
    "Chart",
    "Means",
    "TrendPoint",
    "TrendStep",
    "cell_strip",
    "count_strip",
    "distribution",
    "dot_plot",
    "shift",
    "spread_bar",
    "squares",
    "trend",
]
