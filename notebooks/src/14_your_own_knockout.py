# %% [markdown]
# # How do my own mice compare with the IMPC's wildtypes?
#
# *14 · Your own knockout on the IMPC baseline*
#
# **Goal**: read a table of one's own animals, set it beside wildtypes of the IMPC, and know what that comparison cannot show.
#
# **Time**: 35 minutes. **You need**: lesson 06 (from chart to call).
#
# **Data**: a few mutants in a file, as a laboratory might keep them, and wildtypes of the release in use. In the teaching release, the
# default, all animals are **simulated**; the file is written by this lesson. Nothing leaves your computer.
#
# **By the end you can** **read** a file of your own, **repair** what it gets wrong, **join** the right wildtypes, and **name** what else
# may differ.

# %% tags=["setup"]
import tempfile
from pathlib import Path

from IPython.display import Markdown

import impc_nb as impc
from impc_nb import wording
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · What does a table of animals need?
#
# One row per animal: which group, which sex, which day, which value. Column names are yours; the usual ones are understood. We write such a
# file, with mutants of *Gls2* playing your own:

# %% tags=["load"]
like = impc.load_dataset(
    gene="Gls2",
    parameter="Mean cell volume",
    life_stage="Early adult",
)
columns = ["specimen_id", "sex", "date_of_experiment", "data_point"]
mice = like.part(group="mutant")[columns]
mice.columns = ["Mouse", "Sex", "Date", "Volume"]
file = Path(tempfile.mkdtemp()) / "my_mice.csv"
mice.assign(Genotype="Gls2/Gls2").to_csv(file, index=False)

# %% [markdown]
# The first rows of the file, as a person would see them:

# %%
mice.head(4)

# %% [markdown]
# `read_points` reads it and says what it found; there are no wildtypes in it, so `control=""`. The other two lines are for later: they set
# wildtypes beside your mice, and fit the model.

# %% tags=["load"]
own = impc.read_points(file, control="", mutant="Gls2/Gls2")
joined = impc.with_impc_controls(own, like, say=lambda sentence: None)
result = impc.analyse(joined, window="none")
Markdown(own.counted())

# %% [markdown]
# ### Exercise 1 · How many females are in the file?
#
# Set `females` to the number of **females** in `own`.

# %% tags=["exercise"] unit="animals" tolerance=0
females = ...  # a number of animals

# %% [markdown] tags=["hint"]
# - `own` counts as every dataset does.
# - `own.count(...)` takes a sex and a group; leave out what you do not need.
# - `own.count("female")`

# %% tags=["wrong"]
# these are **all** animals of the file; name the sex.
females = own.count()

# %% tags=["wrong"]
# these are the females of the **IMPC's** dataset, wildtypes included.
females = like.count("female")

# %% tags=["solution"]
# Own animals are a dataset like any other.
females = own.count("female")

# %% tags=["check"]
check("14.1", females)

# %% [markdown]
# ## 2 · What if something in it is wrong?
#
# Someone types "n.a." where a number belongs. Nothing is repaired in silence: the message names the row and the column, and you decide.

# %%
text = file.read_text().splitlines()
text[3] = text[3].replace(text[3].split(",")[3], "n.a.")
wrong = file.with_name("wrong.csv")
wrong.write_text("\n".join(text))
try:
    impc.read_points(wrong, control="", mutant="Gls2/Gls2")
except impc.ImpcError as problem:
    print(problem)

# %% [markdown]
# ## 3 · Which wildtypes belong beside them?
#
# Only those measured alike: the same centre, strain, conditions, parameter and age. `with_impc_controls` takes them from a dataset you name
# and says what it cannot know.

# %%
again = impc.with_impc_controls(own, like)

# %% [markdown]
# Both sentences matter: how many joined, and what is *not known to be the same*.

# %% [markdown]
# ### Exercise 2 · How many wildtypes joined?
#
# Set `wildtypes` to the number of **wildtypes** in `joined` that have a value.

# %% tags=["exercise"] unit="animals" tolerance=0
wildtypes = ...  # a number of animals

# %% [markdown] tags=["hint"]
# - `joined` counts as every dataset does.
# - The group is called `"wildtype"`.
# - `joined.count(group="wildtype")`

# %% tags=["wrong"]
# these are **all** animals of `joined`, your mutants included.
wildtypes = joined.count()

# %% tags=["wrong"]
# your **file** holds no wildtypes; they are in `joined`.
wildtypes = own.count(group="wildtype")

# %% tags=["solution"]
# These animals were never bought, housed or killed for your question.
wildtypes = joined.count(group="wildtype")

# %% tags=["check"]
check("14.2", wildtypes)

# %% [markdown]
# ## 4 · What comes out?
#
# The picture first, as always.

# %%
impc.plots.distribution(joined).opts(title=joined.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is the IMPC's wildtypes, blue is your own mutants.

# %%
say(wording.headline(joined), "whether your laboratory or the gene makes it.")

# %% [markdown]
# ### Exercise 3 · How large is the difference in males?
#
# Set `difference` to the mean of your **male mutants** minus that of the **male wildtypes** in `joined`, in fl (femtolitres).

# %% tags=["exercise"] unit="fl" tolerance=0.01
difference = ...  # one number, in fl; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - Two means of `joined`, mutants first.
# - `joined.mean("male", "mutant")` is the first.
# - `joined.mean("male", "mutant") - joined.mean("male", "wildtype")`

# %% tags=["wrong"]
# the **wrong sign**: it is mutant minus wildtype.
difference = joined.mean("male", "wildtype") - joined.mean("male", "mutant")

# %% tags=["wrong"]
# this is the difference of the **females**.
difference = joined.mean("female", "mutant") - joined.mean("female", "wildtype")

# %% tags=["wrong"]
# here the **sexes are mixed**; name the sex in both means.
difference = joined.mean(group="mutant") - joined.mean(group="wildtype")

# %% tags=["solution"]
# As measured: before any model.
difference = joined.mean("male", "mutant") - joined.mean("male", "wildtype")

# %% tags=["check"]
check("14.3", difference)

# %% [markdown]
# The model of the IMPC works on your animals as on its own. Its path says what it could use:

# %%
Markdown("\n".join(f"* {step}" for step in result.path))

# %% [markdown]
# ### Exercise 4 · How large is it in standard deviations?
#
# Set `size` to the **effect size** of `result`, with all its decimals.

# %% tags=["exercise"] unit="" tolerance=0.005
size = ...  # one number, in standard deviations

# %% [markdown] tags=["hint"]
# - `result` holds every figure the model found under a name.
# - It is not the estimate, which is in fl.
# - `result.effect_size`

# %% tags=["wrong"]
# this is the **estimate**, in fl; the effect size counts standard deviations.
size = result.genotype_effect_parameter_estimate

# %% tags=["wrong"]
# this is the effect of **sex**.
size = result.sex_effect_parameter_estimate

# %% tags=["solution"]
# Without a unit, so that measurements can be compared with each other.
size = result.effect_size

# %% tags=["check"]
check("14.4", size)

# %% [markdown]
# ## Pitfall: another place is another mouse
#
# Food, cages, water and hands differ between laboratories, and all your mutants share yours. A difference to wildtypes of another place may
# be that of the place. Keep wildtypes of your own, if only a few: they tell you how far your place lies from the IMPC's.

# %% [markdown]
# ## Recap
#
# - **read**: `read_points` takes text with commas, semicolons or tabs, and Parquet, one row per animal.
# - **repair**: a problem is named by row and column; you decide, nothing is guessed.
# - **join**: `with_impc_controls` takes wildtypes of one centre, strain and set of conditions, and says how many.
# - **name**: place, time, food and hands are not in the file; they may be the whole difference.

# %% [markdown]
# ## Next
#
# Lesson 15, *Try it yourself*: one gene, from a question to a citation.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
# - Haselimashhadi et al. (2020), soft windowing. [doi:10.1093/bioinformatics/btz744](https://doi.org/10.1093/bioinformatics/btz744)
