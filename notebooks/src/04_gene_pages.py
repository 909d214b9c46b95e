# %% [markdown]
# # What is known about a gene, and what was never looked at?
#
# *04 · Gene pages*
#
# **Goal**: read everything about one gene without taking silence for a finding.
#
# **Time**: 35 minutes. **You need**: lesson 03 (searching for a gene).
#
# **Data**: all results of *Myo6* and *Gls2* in the release in use. In the teaching release, the default, all animals are **simulated**
# after published figures.
#
# **By the end you can** **sort** results into significant, not significant and not tested, **count** what a page counts, and **compare**
# two lines of a gene.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb.lesson import check

impc.setup()

# %% [markdown]
# ## 1 · What stands on a gene page?
#
# The page of a gene lists every comparison of its mutants with wildtypes: one row per line, centre, life stage and measurement.

# %% tags=["load"]
myo6 = impc.load_results("Myo6")
gls2 = impc.load_results("Gls2")
dbn1 = impc.load_results("Dbn1")
everything = impc.load_results()

# %% [markdown]
# `significant` is the published call; `p_value` and `effect_size` say how sure and how large. The effect size counts in standard
# deviations, mutant minus wildtype.

# %%
columns = ["parameter_name", "life_stage_name", "significant", "p_value", "effect_size"]
myo6[columns].sort_values("p_value").head(6)

# %% [markdown]
# A row without a p-value was measured and not analysed: too few animals, or nothing to compare. It is neither significant nor not.

# %% [markdown]
# ### Exercise 1 · How many results are not significant?
#
# Set `quiet` to the number of *Myo6* results that **were analysed** and are **not** significant.

# %% tags=["exercise"] unit="results" tolerance=0
quiet = ...  # a number of results

# %% [markdown] tags=["hint"]
# - The column `significant` is true, false, or missing where nothing was analysed.
# - `myo6["significant"] == False` would do; missing must not count as false.
# - `(~myo6["significant"].dropna()).sum()`

# %% tags=["wrong"]
# these are the **significant** ones. Ask for the others.
quiet = myo6["significant"].fillna(False).sum()

# %% tags=["wrong"]
# these are **all** results of the gene; the question asks for some.
quiet = len(myo6)

# %% tags=["wrong"]
# here the **missing** count as not significant. They were not analysed: leave them out.
quiet = (~myo6["significant"].fillna(False).astype(bool)).sum()

# %% tags=["solution"]
# Analysed and not significant: with these animals no difference was found.
quiet = (~myo6["significant"].dropna().astype(bool)).sum()

# %% tags=["check"]
check("04.1", quiet)

# %% [markdown]
# ## 2 · Which way and how much?
#
# A page of p-values hides what matters: more or less, and by how much. The effect size says both.

# %%
yes = myo6[myo6["significant"].fillna(False)]
yes[columns].sort_values("effect_size").head(8)

# %% [markdown]
# ### Exercise 2 · Which measurement went down most?
#
# Of the significant *Myo6* results with data type `"unidimensional"`, set `lowest` to the name of the parameter with the **most negative**
# effect size.

# %% tags=["exercise"] kind="text"
lowest = ...  # the name of a parameter

# %% [markdown] tags=["hint"]
# - Keep the significant rows whose `data_type` is `"unidimensional"`; `yes` above is a start.
# - `.idxmin()` of the column `effect_size` says which row has the smallest value.
# - `rows.loc[rows["effect_size"].idxmin(), "parameter_name"]`

# %% tags=["wrong"]
# this one went **up** most. The sign is mutant minus wildtype: the lowest is the most negative.
rows = myo6[myo6["significant"].fillna(False) & (myo6["data_type"] == "unidimensional")]
lowest = rows.loc[rows["effect_size"].idxmax(), "parameter_name"]

# %% tags=["wrong"]
# this has the smallest **p-value**: the surest is not the largest.
rows = myo6[myo6["significant"].fillna(False) & (myo6["data_type"] == "unidimensional")]
rows = rows[rows["effect_size"] > rows["effect_size"].min()]
lowest = rows.loc[rows["p_value"].idxmin(), "parameter_name"]

# %% tags=["solution"]
# Sure and large are two things; look at both.
rows = myo6[myo6["significant"].fillna(False) & (myo6["data_type"] == "unidimensional")]
lowest = rows.loc[rows["effect_size"].idxmin(), "parameter_name"]

# %% tags=["check"]
check("04.2", lowest)

# %% [markdown]
# ## 3 · What was never tested?
#
# Silence has two reasons. Compare what was tested in *Myo6* with what was tested in any gene of this release:

# %%
tested = set(myo6["procedure_name"])
known = set(everything["procedure_name"])
Markdown(f"Tested in Myo6: **{len(tested)}** of {len(known)} procedures.")

# %% [markdown]
# A procedure that is missing from the list was *not tested*. Nothing at all follows from that.

# %% [markdown]
# ### Exercise 3 · In how many genes were old mice measured at all?
#
# Many genes are measured in young adults only. Set `late_genes` to the number of **genes** of this release with at least one result in the
# life stage `"Late adult"`.

# %% tags=["exercise"] unit="genes" tolerance=0
late_genes = ...  # a number of genes

# %% [markdown] tags=["hint"]
# - Keep the rows of `everything` with that `life_stage_name`.
# - Count different values of `marker_symbol`.
# - `.nunique()` counts different values.

# %% tags=["wrong"]
# these are **results**, not genes: one gene has many.
late_genes = (everything["life_stage_name"] == "Late adult").sum()

# %% tags=["wrong"]
# these are the genes of **all** life stages. Keep the late adults first.
late_genes = everything["marker_symbol"].nunique()

# %% tags=["solution"]
# For all other genes nothing is known about late adults: not tested is not unchanged.
late = everything[everything["life_stage_name"] == "Late adult"]
late_genes = late["marker_symbol"].nunique()

# %% tags=["check"]
check("04.3", late_genes)

# %% [markdown]
# ## 4 · Are two lines of a gene the same experiment?
#
# *Dbn1* was knocked out and measured more than once: at different centres, and with one or both copies missing. Each is a line of its own.

# %%
lines = ["allele_symbol", "zygosity", "phenotyping_center", "life_stage_name"]
dbn1.groupby(lines).size().rename("results").reset_index()

# %% [markdown]
# ### Exercise 4 · Which measurements agree?
#
# Set `agreed` to the **number of parameters** that are significant in the *homozygous* **and** in the *heterozygous* early adults of *Dbn1*
# at TCP.

# %% tags=["exercise"] unit="parameters" tolerance=0
agreed = ...  # a number of parameters

# %% [markdown] tags=["hint"]
# - Keep the significant rows of early adults at TCP, once for each zygosity.
# - Each gives a set of names: `set(rows["parameter_name"])`; `&` gives what two sets share.
# - `len(set(one["parameter_name"]) & set(other["parameter_name"]))`

# %% tags=["wrong"]
# these are significant in **one or the other**. The question asks for both.
rows = dbn1.query("phenotyping_center == 'TCP' and life_stage_name == 'Early adult'")
rows = rows[rows["significant"].fillna(False)]
agreed = rows["parameter_name"].nunique()

# %% tags=["wrong"]
# these were **tested** in both, significant or not.
rows = dbn1.query("phenotyping_center == 'TCP' and life_stage_name == 'Early adult'")
one, other = (set(rows.query("zygosity == @z")["parameter_name"]) for z in ("homozygote", "heterozygote"))
agreed = len(one & other)

# %% tags=["solution"]
# Two lines that agree are better evidence than one with a small p-value.
rows = dbn1.query("phenotyping_center == 'TCP' and life_stage_name == 'Early adult'")
rows = rows[rows["significant"].fillna(False)]
both = rows.groupby("parameter_name")["zygosity"].nunique()
agreed = (both == 2).sum()

# %% tags=["check"]
check("04.4", agreed)

# %% [markdown]
# ## Pitfall: many tests, some luck
#
# A gene with hundreds of results has many chances to cross a line. The IMPC draws it at 0.0001 for that reason; between there and 0.05
# lies much that would not come again.

# %%
p = everything["p_value"].dropna()
between = p.between(1e-4, 0.05).sum()
Markdown(f"Between 0.0001 and 0.05 in this release: **{between}** of {len(p)} results.")

# %% [markdown]
# ## Recap
#
# - **sort**: significant, not significant, not tested; a missing call is none of the first two.
# - **count**: results are not genes, and tested is not significant.
# - **compare**: a line is an allele, a zygosity and a centre; each has results of its own.

# %% [markdown]
# ## Next
#
# Lesson 05, *Chart pages*: the animals behind one of these rows.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
