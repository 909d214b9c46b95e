"""Charts: one Dataset (or one early and one late) in, one HoloViews overlay of fixed structure out.

A notebook shows the overlay; the dashboard draws it once and afterwards replaces only its data. To add a chart, write the
function and add its line to :data:`CHARTS`.
"""

from impc_nb.plots.animals import categories, distribution, over_time
from impc_nb.plots.life_stages import life_stages

CHARTS = {
    "distribution": distribution,
    "categories": categories,
    "over_time": over_time,
    "life_stages": life_stages,
}

__all__ = ["CHARTS", *CHARTS]
