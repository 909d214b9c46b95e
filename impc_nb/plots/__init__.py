"""Charts: one Dataset (or one early and one late) in, one HoloViews overlay of fixed structure out.

Each chart is a function that computes a picture from animals, and its line in :data:`PICTURES`. ``plots.distribution(dataset)``
and the others draw it for a notebook; the dashboard draws it once and afterwards replaces only its columns.
"""

from functools import wraps

from impc_nb.plots import ageing, allele_forms, animals, chromosomes, estimates, stage_estimates, trajectories
from impc_nb.plots import life_stages as stages
from impc_nb.plots import stage_calls as calls
from impc_nb.plots.matrix import life_stage_matrix
from impc_nb.plots.picture import Picture, draw

PICTURES = {
    "distribution": animals.distribution,
    "categories": animals.categories,
    "over_time": animals.over_time,
    "over_weight": animals.over_weight,
    "life_stages": stages.life_stages,
    "ladder": estimates.ladder,
    "stage_effects": stage_estimates.stage_effects,
    "stage_results": stage_estimates.stage_results,
    "trajectory": trajectories.trajectory,
    "wildtype_ageing": ageing.wildtype_ageing,
}


def _drawn(picture):
    @wraps(picture)
    def chart(*shown, **how):
        return draw(picture(*shown, **how))

    return chart


CHARTS = {name: _drawn(picture) for name, picture in PICTURES.items()}
distribution, categories = CHARTS["distribution"], CHARTS["categories"]
over_time, over_weight = CHARTS["over_time"], CHARTS["over_weight"]
life_stages, ladder = CHARTS["life_stages"], CHARTS["ladder"]
stage_effects, stage_results = CHARTS["stage_effects"], CHARTS["stage_results"]
trajectory, wildtype_ageing = CHARTS["trajectory"], CHARTS["wildtype_ageing"]
stage_calls = _drawn(calls.stage_calls)  # of results that may state no effect
manhattan, conversion = _drawn(chromosomes.manhattan), _drawn(allele_forms.conversion)  # of a phenotype term, of an allele: no animals

__all__ = ["CHARTS", "PICTURES", "Picture", "conversion", "draw", "life_stage_matrix", "manhattan", "stage_calls", *CHARTS]
