# %% [markdown]
# # Why does the call disagree with the chart?
#
# *06 · From chart to call*
#
# **Goal**: follow a difference from the animals to the published call, one reason at a time.
#
# **Time**: 45 minutes. **You need**: lesson 05 (chart pages).
#
# **Data**: body length, startle response and hearing of *Myo6* mutants in the release in use. In the teaching release, the default,
# all animals are **simulated** after published figures.
#
# **By the end you can** **separate** what days, weight and the window do to a difference, **read** a model's p-value, and **name** the
# test the IMPC uses for each kind of measurement.

# %% tags=["setup"]
import numpy as np
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import wording
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · How large is the difference, and could it be chance?
#
# We load three kinds of measurement of the same line: a length in cm, a response that is there or not, and a threshold of hearing.

# %% tags=["load"]
myo6 = {"gene": "Myo6", "life_stage": "Early adult"}
length = impc.load_dataset(parameter="Body length", **myo6)
startle = impc.load_dataset(parameter="Startle response", **myo6)
hearing = impc.load_dataset(parameter="Click-evoked ABR threshold", **myo6)
result = impc.analyse(length, window="recorded")
ladder = impc.estimate_ladder(length)
steps = ladder.table.pivot(index="step", columns="sex", values="estimate")
steps = steps.loc[ladder.table["step"].unique()]  # in the order they are taken

# %% [markdown]
# The plainest comparison takes two means and asks how far apart they might be by chance alone. That is Welch's interval:

# %%
impc.plots.distribution(length).opts(title=length.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant.

# %%
say(wording.headline(length), "which part of it belongs to the gene.")

# %% [markdown]
# ## 2 · Which reasons can be taken out?
#
# A mutant may measure less because of its *day*, because it is *light*, or because the wildtypes it is compared with were measured
# *years before*. A model takes these reasons out one after the other. Both sexes stay in it, each with its own difference.

# %%
impc.plots.ladder(length, ladder).opts(title=length.release.label)

# %% [markdown]
# **How to read it.** Each row adds one thing to the model; a mark is the difference, mutant minus wildtype, the bar its 95 % interval.
# Zero means no difference. Read from top to bottom, one sex at a time.

# %%
say(ladder.sentence, "that what remains is caused by the gene alone.")

# %% [markdown]
# The same as a table, in cm. The names of its rows are what you use in the next exercise.

# %%
steps.round(3)

# %% [markdown]
# ### Exercise 1 · What does body weight explain in males?
#
# Set `explained` to the change of the **male** estimate when animals are compared *at the same body weight* instead of only *with the
# day as random effect*: the later step **minus** the earlier one, in cm.

# %% tags=["exercise"] unit="cm" tolerance=0.0005
explained = ...  # one number, in cm; later step minus earlier step

# %% [markdown] tags=["hint"]
# - Two cells of the table `steps`, both in the column of males.
# - `steps.loc["as measured", "male"]` is one cell; take the two rows named in the task.
# - `steps.loc["at the same body weight", "male"] - steps.loc["with the day as random effect", "male"]`

# %% tags=["wrong"]
# you took the later from the earlier step, so it has the **wrong sign**. It is later minus earlier.
explained = steps.loc["with the day as random effect", "male"] - steps.loc["at the same body weight", "male"]

# %% tags=["wrong"]
# this is the change in **females**; the question asks for males.
explained = steps.loc["at the same body weight", "female"] - steps.loc["with the day as random effect", "female"]

# %% tags=["wrong"]
# this starts from the difference **as measured**, so that it holds what the day explains as well.
explained = steps.loc["at the same body weight", "male"] - steps.loc["as measured", "male"]

# %% tags=["solution"]
# What weight explains is no effect on length of its own.
male = steps["male"]
explained = male["at the same body weight"] - male["with the day as random effect"]

# %% tags=["check"]
check("06.1", explained)

# %% [markdown]
# ## 3 · Which model does the IMPC fit, and why?
#
# The pipeline starts with all terms and drops those that do not earn their place (by AICc, a score that charges for each term). The
# path it took is part of the result:

# %%
Markdown("\n".join(f"* {step}" for step in result.path))

# %% [markdown]
# ### Exercise 2 · How many animals were measured but not used?
#
# Set `unused` to the number of animals with a body length **measured** minus the number **used** in the model:
# some have no body weight, some lie outside the window.

# %% tags=["exercise"] unit="animals" tolerance=0
unused = ...  # a number of animals

# %% [markdown] tags=["hint"]
# - `length.count()` counts the animals that have a value.
# - `result.animals_used` is how many the model uses.
# - Subtract the second from the first.

# %% tags=["wrong"]
# these are the animals **used**; subtract them from the animals measured.
unused = result.animals_used

# %% tags=["wrong"]
# this leaves out the **mutants**, which were measured and used as well.
unused = length.count(group="wildtype") - result.animals_used

# %% tags=["solution"]
# Seen on the chart, not in the model.
unused = length.count() - result.animals_used

# %% tags=["check"]
check("06.2", unused)

# %% [markdown]
# ### Exercise 3 · How small is the p-value of the females?
#
# The model gives a p-value for each sex and one for both; significant is below 0.0001 in one of them. Small p-values are easier to
# compare as powers of ten. Set `tens` to **minus the logarithm to base 10** of the p-value of the females,
# `result.female_ko_effect_p_value`. (0.0001 would be 4.)

# %% tags=["exercise"] unit="" tolerance=0.02
tens = ...  # one number; 4 stands for 0.0001

# %% [markdown] tags=["hint"]
# - numpy is loaded as `np`; its logarithm to base 10 is `np.log10`.
# - The p-value is below one, so its logarithm is negative; the task asks for minus that.
# - `-np.log10(result.female_ko_effect_p_value)`

# %% tags=["wrong"]
# you forgot the **minus**: the logarithm of a number below one is negative.
tens = np.log10(result.female_ko_effect_p_value)

# %% tags=["wrong"]
# this is the p-value of the **males**; the question asks for females.
tens = -np.log10(result.male_ko_effect_p_value)

# %% tags=["wrong"]
# this is the **natural** logarithm; `np.log10` counts tens.
tens = -np.log(result.female_ko_effect_p_value)

# %% tags=["solution"]
# Above 4 the IMPC calls it significant.
tens = -np.log10(result.female_ko_effect_p_value)

# %% tags=["check"]
check("06.3", tens)

# %% [markdown]
# ## 4 · What if there is no number to average?
#
# A startle response is there or it is not. Means make no sense; the IMPC counts animals in a table and uses Fisher's exact test.

# %%
impc.plots.categories(startle).opts(title=startle.release.label)

# %% [markdown]
# **How to read it.** Each bar is one sex and group, divided by category; the number of animals stands below.

# %%
say(wording.headline(startle), "why a mutant does not respond: deaf, weak or calm.")

# %% [markdown]
# ### Exercise 4 · How large is the difference in shares?
#
# The IMPC's effect size of such a result is the largest difference between shares. Set `effect` to the share of mutants whose response is
# `"Present"` **minus** that of wildtypes. Leave out animals with `"No data"`: they were not tested.

# %% tags=["exercise"] unit="" tolerance=0.002
effect = ...  # one number between -1 and 1; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - First keep the animals whose category is not `"No data"`.
# - The mean of `category == "Present"` is the share that responds.
# - Group the kept rows by `biological_sample_group` and take the mean of that comparison.

# %% tags=["wrong"]
# here animals with **"No data"** count as if they did not respond. Missing is not absent: leave them out.
present = startle.animals["category"] == "Present"
shares = present.groupby(startle.animals["biological_sample_group"]).mean()
effect = shares["experimental"] - shares["control"]

# %% tags=["wrong"]
# the **wrong sign**: it is mutant minus wildtype.
tested = startle.animals.query("category != 'No data'")
present = tested["category"] == "Present"
shares = present.groupby(tested["biological_sample_group"]).mean()
effect = shares["control"] - shares["experimental"]

# %% tags=["solution"]
# Fisher's test asks how often chance alone would part the animals so.
tested = startle.animals.query("category != 'No data'")
present = tested["category"] == "Present"
shares = present.groupby(tested["biological_sample_group"]).mean()
effect = shares["experimental"] - shares["control"]

# %% tags=["check"]
check("06.4", effect)

# %% [markdown]
# ## 5 · What if only few mutants are tested?
#
# Hearing is tested in few animals. Then the IMPC asks something simpler: do mutants fall outside the middle 95 % of wildtypes? Each
# animal becomes *low*, *normal* or *high*, and these are compared by Fisher's test: *reference range plus*.

# %%
impc.plots.distribution(hearing).opts(title=hearing.release.label)

# %% [markdown]
# **How to read it.** A threshold is the quietest sound that is heard: high is deaf. No response is entered as the top of the range.

# %%
say(wording.typical(hearing), "how well they would hear other sounds.")

# %% [markdown]
# ## Pitfall: no model knows what it was not told
#
# The model takes out days, weight and drift. It cannot take out what all mutants share and no wildtype has: one litter, one cage, one
# person who held them. And of many lines without any effect some cross a line by chance; that is why the IMPC's line is 0.0001.

# %% [markdown]
# ## Recap
#
# - **separate**: a ladder of estimates shows which step changes a difference: the day, the weight or the window.
# - **read**: one p-value a sex and one for both; significant is below 0.0001 in one of them.
# - **name**: a mixed model for continuous values, Fisher's test for categories, reference range plus where few mutants are tested.

# %% [markdown]
# ## Next
#
# Lesson 07, *Searching for phenotypes*: from a call to its term, and to other genes that have it.

# %% [markdown]
# ## References
#
# - Haselimashhadi et al. (2020), soft windowing. [doi:10.1093/bioinformatics/btz744](https://doi.org/10.1093/bioinformatics/btz744)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
