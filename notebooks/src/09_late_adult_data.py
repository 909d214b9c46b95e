# %% [markdown]
# # Does the effect of a gene change with age?
#
# *09 · Late Adult data*
#
# **Goal**: compare young and old mutants without mistaking "not found" for "not there".
#
# **Time**: 40 minutes. **You need**: lessons 05 (chart pages) and 06 (from chart to call).
#
# **Data**: *Gls2* at both life stages, and every line of the release in use that was measured late. In the teaching release, the default,
# all animals are **simulated**; no late effect in it is a finding.
#
# **By the end you can** **read** the four states of a cell, **compare** the difference early and late in one model, and **explain** why
# "significant late, not early" is no proof of change.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import stage_wording, wording
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · What is a late adult?
#
# Lines are measured as young mice, *early adults*; some are measured again at about a year, mostly with other animals. We take one line at
# both stages, and the table of all that were measured late:

# %% tags=["load"]
young = impc.load_dataset("Gls2", "Body weight", life_stage="Early adult")
old = impc.load_dataset("Gls2", "Body weight", life_stage="Late adult")
states = impc.load_late_adult()
gls2 = impc.load_late_adult("Gls2")

# %% [markdown]
# Where *late* begins, sources state differently:

# %%
figures = impc.impc_in_numbers()
late = figures["what"] == "Age of late adults"
figures.loc[late, ["value", "stated", "source"]]

# %% [markdown]
# The animals know. `age_in_weeks` is computed from the dates of birth and of the experiment, animal by animal.

# %%
young.animals[["age_in_weeks"]].agg(["min", "max"])

# %% [markdown]
# ### Exercise 1 · How old are the oldest?
#
# Set `oldest` to the age of the **oldest** animal in `old`, in weeks.

# %% tags=["exercise"] unit="weeks" tolerance=0.5
oldest = ...  # one number, in weeks

# %% [markdown] tags=["hint"]
# - The cell above shows the ages of the young ones.
# - `old.animals["age_in_weeks"]` is the column; `.max()` gives its largest value.
# - `old.animals["age_in_weeks"].max()`

# %% tags=["wrong"]
# this is the oldest of the **young** animals; the question asks for `old`.
oldest = young.animals["age_in_weeks"].max()

# %% tags=["wrong"]
# this is in **days**; the question asks for weeks.
oldest = old.animals["age_in_weeks"].max() * 7

# %% tags=["solution"]
# A year of mouse is about middle age to old age: survivors only.
oldest = old.animals["age_in_weeks"].max()

# %% tags=["check"]
check("09.1", oldest)

# %% [markdown]
# ## 2 · What do we know, stage by stage?
#
# For each measurement there are two questions, early and late, and each has four possible answers: *significant*, *not significant*,
# *not tested*, *unknown* (some sources list significant results only). The last two are not findings.

# %%
gls2[["parameter_name", "early_state", "late_state"]].tail(12)

# %% [markdown]
# All lines of the release, counted. Read a row as early, a column as late:

# %%
states.groupby(["early_state", "late_state"]).size().unstack(fill_value=0)

# %% [markdown]
# ### Exercise 2 · How many are significant late only?
#
# Set `late_only` to the number of rows of `states` that are **significant late** and were **tested early and not significant**.

# %% tags=["exercise"] unit="rows" tolerance=0
late_only = ...  # a number of rows

# %% [markdown] tags=["hint"]
# - Both conditions must hold; the columns are `early_state` and `late_state`.
# - `states.query("late_state == 'significant'")` is one of them.
# - Add `and early_state == 'not significant'` inside the quotes and count with `len(...)`.

# %% tags=["wrong"]
# these are **all** that are significant late, also those that are significant early.
late_only = len(states.query("late_state == 'significant'"))

# %% tags=["wrong"]
# these are significant **early** and not late: the other way round.
rows = states.query("early_state == 'significant' and late_state == 'not significant'")
late_only = len(rows)

# %% tags=["solution"]
# Late only needs both: a late result, and an early one that was tested.
rows = states.query("late_state == 'significant' and early_state == 'not significant'")
late_only = len(rows)

# %% tags=["check"]
check("09.2", late_only)

# %% [markdown]
# ## 3 · Does the difference change?
#
# Put both stages on one axis. Old mice are heavier, so compare the *distance* between pink and blue, not the height.

# %%
impc.plots.life_stages(young, old).opts(title=old.release.label)

# %% [markdown]
# **How to read it.** Left early, right late; circles are females, triangles males; pink is wildtype, blue is mutant.

# %%
say(wording.with_age(young, old), "whether the change is more than chance.")

# %% [markdown]
# ### Exercise 3 · How much does the difference change in females?
#
# Set `change` to the difference (mutant minus wildtype) of **late** females **minus** that of **early** females, in g.

# %% tags=["exercise"] unit="g" tolerance=0.02
change = ...  # one number, in g; late minus early

# %% [markdown] tags=["hint"]
# - First the difference in `old`, then that in `young`; four means in all.
# - `old.mean("female", "mutant") - old.mean("female", "wildtype")` is the first.
# - Subtract the same for `young` from it.

# %% tags=["wrong"]
# the **wrong sign**: it is late minus early.
late = old.mean("female", "mutant") - old.mean("female", "wildtype")
early = young.mean("female", "mutant") - young.mean("female", "wildtype")
change = early - late

# %% tags=["wrong"]
# this is how much the **mutants** gained. Wildtypes gained too: subtract their gain.
change = old.mean("female", "mutant") - young.mean("female", "mutant")

# %% tags=["wrong"]
# this is the change in **males**; the question asks for females.
late = old.mean("male", "mutant") - old.mean("male", "wildtype")
early = young.mean("male", "mutant") - young.mean("male", "wildtype")
change = late - early

# %% tags=["wrong"]
# this is the difference **late**, not its change; subtract the early one.
change = old.mean("female", "mutant") - old.mean("female", "wildtype")

# %% tags=["solution"]
# A change of a difference: late minus early, of mutant minus wildtype.
late = old.mean("female", "mutant") - old.mean("female", "wildtype")
early = young.mean("female", "mutant") - young.mean("female", "wildtype")
change = late - early

# %% tags=["check"]
check("09.3", change)

# %% [markdown]
# ## 4 · Is the change more than chance?
#
# One model takes both stages and asks for the *interaction*: does the effect of the genotype depend on the life stage? It knows sex and
# day, and, where the same animals were measured twice, the animal.

# %%
both = impc.compare_life_stages(young, old)
Markdown(both.sentence)

# %% [markdown]
# The same for every measurement of *Gls2*, with a q-value of ours that takes the number of tests into account:

# %%
scan = impc.life_stage_scan(genes=["Gls2"], workers=1, progress=False)
columns = ["parameter_name", "interaction_p_value", "our_q_value"]
scan[columns].head(5)

# %% [markdown]
# ### Exercise 4 · Which rule would you trust?
#
# One might call it a change when a result is *significant late and not early*. Set `missed` to the number of rows of `states` where that
# rule is silent because one stage was **not tested** (early or late), so that it cannot say anything.

# %% tags=["exercise"] unit="rows" tolerance=0
missed = ...  # a number of rows

# %% [markdown] tags=["hint"]
# - Count rows where `early_state` **or** `late_state` is `'not tested'`.
# - `states.query("... or ...")` takes both conditions.
# - `len(states.query("early_state == 'not tested' or late_state == 'not tested'"))`

# %% tags=["wrong"]
# these were **not significant** in a stage: they were tested, and the rule can speak.
rows = states.query("early_state == 'not significant' or late_state == 'not significant'")
missed = len(rows)

# %% tags=["wrong"]
# these were tested in **both** stages; the question asks for the others.
rows = states.query("early_state != 'not tested' and late_state != 'not tested'")
missed = len(rows)

# %% tags=["solution"]
# Count the silence before you speak of age.
rows = states.query("early_state == 'not tested' or late_state == 'not tested'")
missed = len(rows)

# %% tags=["check"]
check("09.4", missed)

# %% [markdown]
# ## Pitfall: significant is not different from not significant
#
# An effect may be nearly the same early and late and cross the line only once. The two calls differ; the effects hardly do. Only a test of
# the *change* speaks about the change. And late animals differ in more than age: in years, numbers, and in who lived.

# %%
Markdown("\n".join(f"* {one}" for one in stage_wording.minded(young, old)))

# %% [markdown]
# ## Recap
#
# - **read**: significant, not significant, not tested, unknown; the last two are no findings.
# - **compare**: one model of both stages gives the change of the difference, with its interval.
# - **explain**: two calls can differ by chance; only a test of the change answers the question.

# %% [markdown]
# ## Next
#
# Lesson 10, *Image data and expression*: what a picture adds to a number.

# %% [markdown]
# ## References
#
# - Gelman & Stern (2006), on significant and not significant. [doi:10.1198/000313006X152649](https://doi.org/10.1198/000313006X152649)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
