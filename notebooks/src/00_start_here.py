# %% [markdown]
# # How do these lessons work?
#
# *00 · Start here*
#
# **Goal**: run a cell, answer an exercise, read a chart, and see how far you are.
#
# **Time**: 20 minutes. **You need**: nothing, no Python either.
#
# **Data**: the teaching release: genes and effects follow what the IMPC published, all animals are **simulated**.
#
# **By the end you can** **run** a cell, **answer** an exercise and read why it is not right yet, **open** a chart, and **see** how far you
# are.

# %% tags=["setup"]
import impc_nb as impc
from impc_nb import wording
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · How do I run a cell?
#
# A lesson is a page of cells: some hold text, like this one, some hold code, like the one above. Click into a code cell and press
# **Shift + Enter**: it runs, its answer appears below, and the next cell is chosen. Run them from top to bottom.

# %%
2 + 3

# %% [markdown]
# The last line of a cell is shown below it. A line `name = value` keeps the value under a name, and shows nothing. A line that starts with
# `#` is a note for people.

# %% tags=["load"]
weight = impc.load_dataset(
    gene="Myo6",
    parameter="Body weight",
    life_stage="Early adult",
)
lessons = impc.progress()

# %% [markdown]
# Now `weight` is the body weight of mice without the gene *Myo6*, and of the normal mice, *wildtypes*, measured beside them. A name in the
# last line shows what is behind it:

# %%
weight

# %% [markdown]
# ### Exercise 1 · How many animals are there?
#
# An exercise has a line `name = ...`. Put your answer in place of the three dots and run it; then run the cell below, which checks it.
# `weight.count()` counts animals. Set `animals` to that number: all of them, of both sexes and groups.

# %% tags=["exercise"] unit="animals" tolerance=0
animals = ...  # a number of animals

# %% [markdown] tags=["hint"]
# - You may write a number, or the code that counts.
# - The code is in the task; it goes to the right of the `=`.
# - `animals = weight.count()`

# %% tags=["wrong"]
# these are the **mutants** only; leave the parentheses empty to count all.
animals = weight.count(group="mutant")

# %% tags=["wrong"]
# these are the **females** only; leave the parentheses empty to count all.
animals = weight.count("female")

# %% tags=["wrong"]
# these are the **wildtypes** only; leave the parentheses empty to count all.
animals = weight.count(group="wildtype")

# %% tags=["solution"]
# Code is better than a number: it stays right when the data change.
animals = weight.count()

# %% tags=["check"]
check("00.1", animals)

# %% [markdown]
# ## 2 · What if my answer is not right yet?
#
# Nothing breaks, and nobody sees it. The box says *why*: a wrong sign, the wrong group, another unit. It offers three hints, each a bit
# nearer; under the exercise a solution is folded. Try a wrong answer on purpose in the next one.

# %% [markdown]
# ### Exercise 2 · How heavy are the mutant females?
#
# `weight.mean("female", "mutant")` is a mean: first the sex, then the group. Set `grams` to the mean weight of the **mutant females**, in
# g.

# %% tags=["exercise"] unit="g" tolerance=0.01
grams = ...  # one number, in g

# %% [markdown] tags=["hint"]
# - The task holds the code you need.
# - Keep the whole value; rounding comes later.
# - `grams = weight.mean("female", "mutant")`

# %% tags=["wrong"]
# this is the mean of the **males**; name the other sex.
grams = weight.mean("male", "mutant")

# %% tags=["wrong"]
# this is the mean of the **wildtype** females; name the other group.
grams = weight.mean("female", "wildtype")

# %% tags=["wrong"]
# here the **sexes are mixed**. Males are heavier, so name the sex.
grams = weight.mean(group="mutant")

# %% tags=["solution"]
# First the sex, then the group: it is the same throughout the course.
grams = weight.mean("female", "mutant")

# %% tags=["check"]
check("00.2", grams)

# %% [markdown]
# ## 3 · How do I read a chart?
#
# A chart here answers when you point at it: every mark is an animal. The tools on its right zoom, move, and bring it back.

# %%
impc.plots.distribution(weight).opts(title=weight.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype (WT), blue is mutant (HOM: both copies of the gene are
# missing). The box holds the middle half of a group.
# Below each chart of the course stands what it says, and what it does not:

# %%
say(wording.typical(weight), "why.")

# %% [markdown]
# ### Exercise 3 · Which way is the difference?
#
# Throughout the course a difference is **mutant minus wildtype**. Set `difference` to that difference of the means in **males**, in g.

# %% tags=["exercise"] unit="g" tolerance=0.01
difference = ...  # one number, in g; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - Two means of one sex, and a minus between them.
# - The mutants come first.
# - `difference = weight.mean("male", "mutant") - weight.mean("male", "wildtype")`

# %% tags=["wrong"]
# the **wrong sign**: the mutants come first. A minus then means: less in mutants.
difference = weight.mean("male", "wildtype") - weight.mean("male", "mutant")

# %% tags=["wrong"]
# this is the difference of the **females**; the question asks for males.
difference = weight.mean("female", "mutant") - weight.mean("female", "wildtype")

# %% tags=["solution"]
# A minus means that mutants weigh less.
difference = weight.mean("male", "mutant") - weight.mean("male", "wildtype")

# %% tags=["check"]
check("00.3", difference)

# %% [markdown]
# ## 4 · How far am I?
#
# What you solve is kept on this computer, in a file of your own. The table shows it, lesson by lesson:

# %%
lessons

# %% [markdown]
# In one day, take the eight lessons **00, 02, 04, 05, 06, 09, 11 and 15**. To start a lesson again with empty answers, run
# `impc.start_again("05")`; your old copy is kept beside the new one.

# %% [markdown]
# ### Exercise 4 · How many exercises has this lesson?
#
# Set `here` to the number in the column `exercises` of the **first** row of `lessons`: it is this lesson.

# %% tags=["exercise"] unit="exercises" tolerance=0
here = ...  # a number of exercises

# %% [markdown] tags=["hint"]
# - You may read it off the table and write it down.
# - In code, `lessons["exercises"]` is the column, and `.iloc[0]` its first row.
# - `here = lessons["exercises"].iloc[0]`

# %% tags=["wrong"]
# these are the exercises of **all** lessons together.
here = lessons["exercises"].sum()

# %% tags=["wrong"]
# these are the exercises of the first **two** lessons.
here = lessons["exercises"].iloc[:2].sum()

# %% tags=["solution"]
# You have just solved the last of them.
here = lessons["exercises"].iloc[0]

# %% tags=["check"]
check("00.4", here)

# %% [markdown]
# ## Pitfall: cells remember
#
# A cell knows what ran before it, not what stands above it. When something looks odd, choose *Run*, then *Restart Kernel and Run All
# Cells*.

# %% [markdown]
# ## Recap
#
# - **run**: Shift + Enter, from top to bottom.
# - **answer**: replace the three dots, run, check; the box says why, hints come one by one.
# - **open**: `plots.distribution(...)` shows every animal; point at a mark.
# - **see**: `impc.progress()` lists what you solved.

# %% [markdown]
# ## Next
#
# Lesson 01, *What is the IMPC?*, and who measures all these mice.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
