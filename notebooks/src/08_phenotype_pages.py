# %% [markdown]
# # Which genes does hearing need?
#
# *08 · Phenotype pages*
#
# **Goal**: read the page of a phenotype: who has it, of how many that were tested, and how sure.
#
# **Time**: 30 minutes. **You need**: lesson 07 (searching for phenotypes).
#
# **Data**: all tests that could have given the term *abnormal auditory brainstem response* in the release in use. In the teaching release,
# the default, all animals are **simulated** after published figures.
#
# **By the end you can** **name** the genes of a term, **say** what share of the tested they are, and **read** the plot along the
# chromosomes.

# %% tags=["setup"]
import numpy as np

import impc_nb as impc
from impc_nb import schema
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · What was tested for this term?
#
# The page of a term lists every test that *could* have given it, significant or not. That is what makes it more than a list of findings.

# %% tags=["load"]
term = "MP:0004738"
tests = impc.load_table("phenotype_results", phenotype=term)
hits = impc.load_table("phenotype_hits", phenotype=term)
about = impc.load_table("terms", phenotype=term).iloc[0]
yes = tests[tests["significant"].fillna(False)]

# %% [markdown]
# A row is one test: a gene, a p-value, an effect size, and where the gene lies.

# %%
tests[["marker_symbol", "p_value", "effect_size", "significant", "chr_name"]].head(5)

# %% [markdown]
# ### Exercise 1 · Which genes have it?
#
# Set `genes` to the **symbols** of all genes with a significant test for this term.

# %% tags=["exercise"] kind="names"
genes = ...  # symbols of genes

# %% [markdown] tags=["hint"]
# - `yes` holds the significant tests.
# - A gene may have several; `.unique()` gives each once.
# - `yes["marker_symbol"].unique()`

# %% tags=["wrong"]
# these are all genes **tested** for it, whatever came out.
genes = tests["marker_symbol"].unique()

# %% tags=["wrong"]
# these are the genes tested **without** a significant result.
genes = set(tests["marker_symbol"]) - set(yes["marker_symbol"])

# %% tags=["solution"]
# Each was tested at several tones; one gene counts once.
genes = yes["marker_symbol"].unique()

# %% tags=["check"]
check("08.1", genes)

# %% [markdown]
# ## 2 · How many is many?
#
# Three genes of four is another thing than three of four thousand. So a number of genes stands beside the number **tested**.

# %%
have, tested = yes["marker_symbol"].nunique(), tests["marker_symbol"].nunique()
say(
    f"{have} of {tested} tested genes have “{about['mp_term_name']}”.",
    "anything about genes that were not tested.",
)

# %% [markdown]
# ### Exercise 2 · What share of the tested genes?
#
# Set `percent` to the share of **tested genes** that are significant, in **percent**.

# %% tags=["exercise"] unit="%" tolerance=0.1
percent = ...  # one number between 0 and 100

# %% [markdown] tags=["hint"]
# - Divide two numbers of different genes, and multiply by 100.
# - `yes["marker_symbol"].nunique()` is one of them.
# - `100 * yes["marker_symbol"].nunique() / tests["marker_symbol"].nunique()`

# %% tags=["wrong"]
# this is a share between 0 and 1; the question asks for **percent**.
percent = yes["marker_symbol"].nunique() / tests["marker_symbol"].nunique()

# %% tags=["wrong"]
# you divided by the genes **without** a significant result; the tested are both together.
quiet = tests["marker_symbol"].nunique() - yes["marker_symbol"].nunique()
percent = 100 * yes["marker_symbol"].nunique() / quiet

# %% tags=["solution"]
# Always of the tested: the others are unknown.
percent = 100 * yes["marker_symbol"].nunique() / tests["marker_symbol"].nunique()

# %% tags=["check"]
check("08.2", percent)

# %% [markdown]
# ## 3 · What does the plot show?
#
# Every test is a mark: its gene's place along the chromosomes is across, and how small its p-value is, is up. The line is at 0.0001.

# %%
release = impc.open_catalog().metadata["release"]
impc.plots.manhattan(tests, about["mp_term_name"], release)

# %% [markdown]
# **How to read it.** Up is *minus the logarithm* of the p-value: one step up, and it is ten times smaller. High marks are sure, not large.

# %%
above = (tests["p_value"] < schema.THRESHOLD).sum()
say(f"{above} of {len(tests)} tests lie above the line.", "how deaf these mice are.")

# %% [markdown]
# ### Exercise 3 · How high is the highest mark?
#
# Set `height` to **minus the logarithm to base 10** of the smallest p-value in `tests`.

# %% tags=["exercise"] unit="" tolerance=0.01
height = ...  # one number; 4 is the line

# %% [markdown] tags=["hint"]
# - The smallest p-value is `tests["p_value"].min()`.
# - numpy is loaded as `np`; its logarithm to base 10 is `np.log10`.
# - `-np.log10(tests["p_value"].min())`

# %% tags=["wrong"]
# you forgot the **minus**: the logarithm of a number below one is negative.
height = np.log10(tests["p_value"].min())

# %% tags=["wrong"]
# this is the **lowest** mark: the largest p-value.
height = -np.log10(tests["p_value"].max())

# %% tags=["wrong"]
# this is the **natural** logarithm; `np.log10` counts tens.
height = -np.log(tests["p_value"].min())

# %% tags=["solution"]
# It depends on the number of mutants too: with few of them it cannot be very high.
height = -np.log10(tests["p_value"].min())

# %% tags=["check"]
check("08.3", height)

# %% [markdown]
# ## 4 · Where do these genes lie?
#
# Genes that do the same need not be neighbours. The table behind the plot says on which chromosome each lies:

# %%
there = yes.groupby("chr_name")["marker_symbol"].unique()
there.str.join(", ").to_frame("genes")

# %% [markdown]
# ### Exercise 4 · How many calls stand behind these genes?
#
# `hits` holds the published *calls* for this term. Set `calls` to the number of calls **per gene**, on average: calls divided by different
# genes in `hits`.

# %% tags=["exercise"] unit="" tolerance=0.01
calls = ...  # one number: calls for each gene

# %% [markdown] tags=["hint"]
# - The number of calls is the number of rows.
# - Different genes are counted by `.nunique()`.
# - `len(hits) / hits["marker_symbol"].nunique()`

# %% tags=["wrong"]
# these are **all** calls; divide by the number of genes.
calls = len(hits)

# %% tags=["wrong"]
# you divided the other way round: genes for each call.
calls = hits["marker_symbol"].nunique() / len(hits)

# %% tags=["solution"]
# Tones, sexes and stages give a gene several calls of one term.
calls = len(hits) / hits["marker_symbol"].nunique()

# %% tags=["check"]
check("08.4", calls)

# %% [markdown]
# ## Pitfall: a p-value of nothing
#
# Some calls have no p-value: experts made them, looking. And some published p-values are zero, because a computer ran out of digits. In a
# plot both need a place of their own, or they pass for the surest of all.

# %% [markdown]
# ## Recap
#
# - **name**: the genes with a significant test, each once.
# - **say**: the share is of the tested genes; the others are unknown.
# - **read**: across is the chromosome, up is how sure; the line is at 0.0001.

# %% [markdown]
# ## Next
#
# Lesson 09, *Late Adult data*: does an effect change with age?

# %% [markdown]
# ## References
#
# - Bowl et al. (2017), hearing in the IMPC. [doi:10.1038/s41467-017-00595-4](https://doi.org/10.1038/s41467-017-00595-4)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
