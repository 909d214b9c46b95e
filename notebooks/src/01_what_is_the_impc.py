# %% [markdown]
# # What is the IMPC?
#
# *01 · What is the IMPC?*
#
# **Goal**: say who measures which mice, what comes out of it, and where each number about it comes from.
#
# **Time**: 25 minutes. **You need**: lesson 00 (start here).
#
# **Data**: figures of the consortium with their sources, and the results of the release in use. In the teaching release, the default, all
# animals are **simulated** after published figures.
#
# **By the end you can** **name** the goal, the unit and the products of the IMPC, **trace** a number to its source and date, and **count**
# what a release holds.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · What is it for?
#
# We know nearly all genes of mouse and human, and what most of them do we do not know. The *International Mouse Phenotyping Consortium*
# takes genes away one by one: it makes mice that lack one gene, measures them in the same way everywhere, compares them with mice that
# have it, and publishes mice and data.
#
# The unit is **one line**: one changed copy of one gene, in mice of one strain, at one centre.

# %% tags=["load"]
figures = impc.impc_in_numbers()
catalog = impc.open_catalog()
results = impc.load_results()
length = impc.load_dataset(
    gene="Myo6",
    parameter="Body length",
    life_stage="Early adult",
)

# %% [markdown]
# Two things come out: **data**, open to everyone under CC BY 4.0, and **mice** and ES cells that repositories keep and send. Others before
# and beside it made this possible: the *IKMC* made ES cells of most genes, *EMMA* archives mice, *MGI* names genes and alleles.

# %% [markdown]
# ## 2 · How large is it, and who says so?
#
# Numbers grow with each data release, and sources count differently. So each number below has a day and a source. None of them is counted
# here; they are statements.

# %%
figures[["what", "value", "stated", "source"]]

# %% [markdown]
# How many genes has a mouse? Look: the course this lesson follows and the consortium itself say different numbers. Neither is wrong: lists
# differ in what they call a gene. Say which you mean.

# %% [markdown]
# ### Exercise 1 · Which figures are stated in more than one way?
#
# Set `disputed` to the entries of the column `what` for which the table holds **several different values**.

# %% tags=["exercise"] kind="names"
disputed = ...  # several texts of the column "what"

# %% [markdown] tags=["hint"]
# - Group the table by `what` and count the different values of `value`.
# - `counts = figures.groupby("what")["value"].nunique()`
# - `counts[counts > 1].index`

# %% tags=["wrong"]
# these are **all** of them; keep those with several values.
disputed = figures["what"].unique()

# %% tags=["wrong"]
# these are stated **once**; the question asks for the others.
counts = figures.groupby("what")["value"].nunique()
disputed = counts[counts == 1].index

# %% tags=["solution"]
# Cite such a number with its date; tomorrow it is another.
counts = figures.groupby("what")["value"].nunique()
disputed = counts[counts > 1].index

# %% tags=["check"]
check("01.1", disputed)

# %% [markdown]
# ## 3 · What does a release hold?
#
# Data are published as *releases*. The one in use here is a small one for teaching. Its catalog lists every table, and says what one row
# is:

# %%
impc.describe(catalog)[["name", "row", "stage"]].head(8)

# %% [markdown]
# What is in it can be counted. A result is one comparison: a line, a measurement, a life stage.

# %%
genes = results["marker_symbol"].nunique()
say(
    f"This release holds {len(results)} results of {genes} genes.",
    "which of them matter.",
)

# %% [markdown]
# ### Exercise 2 · How many lines were measured?
#
# A line is an allele, a zygosity and a centre. Set `lines` to the number of **different combinations** of `allele_symbol`, `zygosity` and
# `phenotyping_center` in `results`.

# %% tags=["exercise"] unit="lines" tolerance=0
lines = ...  # a number of lines

# %% [markdown] tags=["hint"]
# - Each line has many results; count combinations, not rows.
# - `results.drop_duplicates([...])` keeps one row for each combination of columns.
# - `len(results.drop_duplicates(["allele_symbol", "zygosity", "phenotyping_center"]))`

# %% tags=["wrong"]
# these are **results**: a line has many.
lines = len(results)

# %% tags=["wrong"]
# these are **alleles**: one allele can be measured at two centres, or with one or both copies changed.
lines = results["allele_symbol"].nunique()

# %% tags=["solution"]
# One gene can have several lines, and they need not agree.
line = ["allele_symbol", "zygosity", "phenotyping_center"]
lines = len(results.drop_duplicates(line))

# %% tags=["check"]
check("01.2", lines)

# %% [markdown]
# ## 4 · Who measures?
#
# Centres in many countries follow the same protocols. Each has mice of its own strain and wildtypes of its own.

# %%
where = ["phenotyping_center", "project_name"]
results.groupby(where).size().rename("results").reset_index()

# %% [markdown]
# ### Exercise 3 · Which centres measured old mice?
#
# Set `centres` to the **names of the centres** with results in the life stage `"Late adult"`.

# %% tags=["exercise"] kind="names"
centres = ...  # names of centres

# %% [markdown] tags=["hint"]
# - Keep the rows with that `life_stage_name`, then take one column.
# - The column is `phenotyping_center`; `.unique()` gives each name once.
# - `results.query("life_stage_name == 'Late adult'")["phenotyping_center"].unique()`

# %% tags=["wrong"]
# these are the names of **projects**, not of centres.
centres = results.query("life_stage_name == 'Late adult'")["project_name"].unique()

# %% tags=["wrong"]
# these are the **pipelines**: the programme of tests, not the centre that does them.
late = results.query("life_stage_name == 'Late adult'")
centres = late["pipeline_stable_id"].unique()

# %% tags=["solution"]
# Old mice take a year: not every line is measured late.
late = results.query("life_stage_name == 'Late adult'")
centres = late["phenotyping_center"].unique()

# %% tags=["check"]
check("01.3", centres)

# %% [markdown]
# ### Exercise 4 · How many wildtypes stand behind one mutant?
#
# Wildtypes serve every line of a centre, which keeps the number of mice small. Set `ratio` to the number of **wildtypes per mutant** in
# `length`, both sexes together.

# %% tags=["exercise"] unit="" tolerance=0.1
ratio = ...  # one number: wildtypes for each mutant

# %% [markdown] tags=["hint"]
# - Two counts, one divided by the other.
# - `length.count(group="wildtype")` is one of them.
# - `length.count(group="wildtype") / length.count(group="mutant")`

# %% tags=["wrong"]
# you divided the other way round: this is mutants per wildtype.
ratio = length.count(group="mutant") / length.count(group="wildtype")

# %% tags=["wrong"]
# this is the number of **wildtypes**; divide it by that of mutants.
ratio = length.count(group="wildtype")

# %% tags=["solution"]
# No line needs wildtypes of its own: the same ones are shared.
ratio = length.count(group="wildtype") / length.count(group="mutant")

# %% tags=["check"]
check("01.4", ratio)

# %% [markdown]
# ## Pitfall: a number without a date
#
# "So many genes are measured" is true on one day, too much before and too little after. A number about a project that goes on needs its
# day and its source, and a finding needs its data release:

# %%
Markdown(f"You are using: **{catalog.metadata['release'].label}**.")

# %% [markdown]
# ## Recap
#
# - **name**: the goal is to find out what each gene does; the unit is a line; the products are data and mice.
# - **trace**: each figure has a source and a date, and sources differ.
# - **count**: results, genes, lines and centres of a release can be counted; they are different things.

# %% [markdown]
# ## Next
#
# Lesson 02, *How is IMPC data generated?*: the six steps from a gene to a term, one after the other.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
