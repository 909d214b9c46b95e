# %% [markdown]
# # What does this lesson ask?
#
# *NN · Name of the chapter*
#
# **Goal**: one sentence.
#
# **Time**: 40 minutes. **You need**: lessons NN and NN.
#
# **Data**: which, of which release. In the teaching release, the default, all animals are **simulated** after published figures.
#
# **By the end you can** **choose** this, **read** that, and **explain** a third thing: two to five verbs in bold. The recap answers them.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import wording
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · Which question does this section answer?
#
# A few sentences before the next code, and no number that data decide. The cells tagged `load` are the only ones that load: exercises are
# computed from them.

# %% tags=["load"]
weight = impc.load_dataset(
    gene="Myo6",
    parameter="Body weight",
    life_stage="Early adult",
)

# %% [markdown]
# A chart is followed by how to read it, and by what it says and does not say, computed from the data.

# %%
impc.plots.distribution(weight).opts(title=weight.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant.

# %%
say(wording.typical(weight), "why.")

# %% [markdown]
# ### Exercise 1 · What is asked, in a few words?
#
# The task, with sex, sign and unit. The stub below is one line; `unit` and `tolerance` (in that unit) belong to its cell.

# %% tags=["exercise"] unit="g" tolerance=0.01
difference = ...  # one number, in g; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - The first hint says where to look.
# - The second says which function does it.
# - The third says nearly all of it.

# %% tags=["wrong"]
# a typical wrong answer, computed by the line below; this comment is what `check` says to it, after the learner's number.
difference = weight.mean("female", "wildtype") - weight.mean("female", "mutant")

# %% tags=["wrong"]
# here the **sexes are mixed**: a second typical wrong answer. At least two are needed.
difference = weight.mean(group="mutant") - weight.mean(group="wildtype")

# %% tags=["solution"]
# What `check` adds to "correct". The learner sees this cell folded.
difference = weight.mean("female", "mutant") - weight.mean("female", "wildtype")

# %% tags=["check"]
check("NN.1", difference)

# %% [markdown]
# ## 2 · Which question does the second section answer?
#
# After an exercise the story starts from the loaded data again, so that an unanswered one breaks nothing.

# %%
Markdown(wording.headline(weight))

# %% [markdown]
# ## 3 · Which question does the third section answer?
#
# Three to five sections. No number stands in prose unless the cell above prints it, or its source and date stand beside it.

# %% [markdown]
# ## Pitfall: one honest limit
#
# Batch, sex, missing animals, many tests: what a reader of this chart gets wrong.

# %% [markdown]
# ## Recap
#
# - **choose**: the goal, answered.
# - **read**: the goal, answered.
# - **explain**: the goal, answered.

# %% [markdown]
# ## Next
#
# Lesson NN, *its name*, and what it adds.

# %% [markdown]
# ## References
#
# - Author (year). [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
