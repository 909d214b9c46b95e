# %% [markdown]
# # What does a deaf mouse say about people?
#
# *11 · Translating to human disease*
#
# **Goal**: recompute how similar a mouse and a human disease are, and know what that number is worth.
#
# **Time**: 35 minutes. **You need**: lesson 07 (searching for phenotypes).
#
# **Data**: diseases compared with mice of *Cib2* in the release in use. Names and ids of diseases are real; in the teaching release, the
# default, the mice are **simulated**, so that no score in it is a finding.
#
# **By the end you can** **tell** a known disease from a predicted one, **recompute** a Phenodigm score, and **judge** what it rests on.

# %% tags=["setup"]
import impc_nb as impc
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · How can a mouse be like a patient?
#
# What is known of a human disease is written in terms of the *Human Phenotype Ontology* (HP), what is known of a mouse in terms of the
# *Mammalian Phenotype Ontology* (MP). *Phenodigm* matches them: hearing impairment with an abnormal response to sound.

# %% tags=["load"]
models = impc.load_table("disease_models", gene="Cib2")
everything = impc.load_table("disease_models")
scores = ["disease_model_avg_norm", "disease_model_max_norm", "phenodigm_score"]
best = models.sort_values(["phenodigm_score", "disease_id"], ascending=[False, True])
first = best.iloc[0]

# %% [markdown]
# A row is one disease compared with one mouse model of the gene.

# %%
best[["disease_term", "association_curated", "phenodigm_score"]].head(6)

# %% [markdown]
# ### Exercise 1 · How many diseases are known, not predicted?
#
# `association_curated` is true where the human gene is **known** to cause the disease. Set `known` to the number of **different diseases**
# in `everything` with a known association.

# %% tags=["exercise"] unit="diseases" tolerance=0
known = ...  # a number of diseases

# %% [markdown] tags=["hint"]
# - Keep the rows where `association_curated` is true, then count different `disease_id`.
# - `everything[everything["association_curated"]]` keeps them.
# - `.nunique()` of the column `disease_id` counts diseases.

# %% tags=["wrong"]
# these are comparisons that are **predicted**: only the phenotypes look alike.
known = (~everything["association_curated"]).sum()

# %% tags=["wrong"]
# these are **comparisons** of a disease with a mouse; a disease has several.
known = len(everything)

# %% tags=["solution"]
# Known from people; the mouse may or may not show it.
known = everything.loc[everything["association_curated"], "disease_id"].nunique()

# %% tags=["check"]
check("11.1", known)

# %% [markdown]
# ## 2 · What is the score made of?
#
# Two numbers: how well the terms match *on average*, and how well the *best pair* matches, each in percent of the best possible. The
# score is
# their mean.

# %%
best[["disease_term", *scores]].head(4)

# %% [markdown]
# ### Exercise 2 · Recompute the score of the first
#
# `first` is the disease with the highest score. Set `score` to its Phenodigm score, computed from its `disease_model_avg_norm` and its
# `disease_model_max_norm`.

# %% tags=["exercise"] unit="" tolerance=0.01
score = ...  # one number from 0 to 100

# %% [markdown] tags=["hint"]
# - The score is the mean of the two numbers.
# - `first["disease_model_avg_norm"]` is one of them.
# - `(first["disease_model_avg_norm"] + first["disease_model_max_norm"]) / 2`

# %% tags=["wrong"]
# this is the best pair **alone**; the average counts as much.
score = first["disease_model_max_norm"]

# %% tags=["wrong"]
# this is the **sum**; the score is the mean of the two.
score = first["disease_model_avg_norm"] + first["disease_model_max_norm"]

# %% tags=["wrong"]
# this is the **raw** similarity, not in percent of the best possible.
score = (first["disease_model_avg_raw"] + first["disease_model_max_raw"]) / 2

# %% tags=["solution"]
# One good pair can carry half of a score.
score = (first["disease_model_avg_norm"] + first["disease_model_max_norm"]) / 2

# %% tags=["check"]
check("11.2", score)

# %% [markdown]
# ## 3 · What does it rest on?
#
# Behind each score stand the terms that matched. One common term can give a high score; several special ones are better evidence.

# %%
matched = ["disease_matched_phenotypes", "model_matched_phenotypes"]
best.head(1).set_index("disease_term")[matched].T

# %% [markdown]
# ### Exercise 3 · How many terms of the mouse matched?
#
# Set `matched` to the **number of mouse terms** in `model_matched_phenotypes` of `first`. They stand with "; " between.

# %% tags=["exercise"] unit="terms" tolerance=0
matched = ...  # a number of terms

# %% [markdown] tags=["hint"]
# - The text has one term after the other; split it and count.
# - `.split("; ")` makes a list, `len(...)` counts.
# - `len(first["model_matched_phenotypes"].split("; "))`

# %% tags=["wrong"]
# these are **letters**; split the text first.
matched = len(first["model_matched_phenotypes"])

# %% tags=["wrong"]
# here the terms of the **human** disease are counted too.
texts = first[["model_matched_phenotypes", "disease_matched_phenotypes"]]
matched = sum(len(text.split("; ")) for text in texts)

# %% tags=["solution"]
# Read them before you believe the score.
matched = len(first["model_matched_phenotypes"].split("; "))

# %% tags=["check"]
check("11.3", matched)

# %% [markdown]
# ## 4 · Does the known disease come first?
#
# If the mouse were a perfect model, the disease that people have from this gene would head the list. Look where it stands:

# %%
curated = best[best["association_curated"]]
curated[["disease_term", "phenodigm_score"]]

# %% [markdown]
# ### Exercise 4 · What share of all comparisons is a prediction?
#
# Set `percent` to the share of rows of `everything` that are **predicted** (not known), in **percent**.

# %% tags=["exercise"] unit="%" tolerance=0.1
percent = ...  # one number between 0 and 100

# %% [markdown] tags=["hint"]
# - `association_curated` is true for the known ones; `~` turns true into false.
# - The mean of a column of true and false is the share of true.
# - `100 * (~everything["association_curated"]).mean()`

# %% tags=["wrong"]
# this is the share of the **known** ones; turn the condition round.
percent = 100 * everything["association_curated"].mean()

# %% tags=["wrong"]
# this is a share between 0 and 1; the question asks for **percent**.
percent = (~everything["association_curated"]).mean()

# %% tags=["solution"]
# A prediction is a place to look, not a finding.
percent = 100 * (~everything["association_curated"]).mean()

# %% tags=["check"]
check("11.4", percent)

# %% [markdown]
# ## Pitfall: similar is not the same
#
# A prediction says: these phenotypes look alike, look here. It does not say that the gene causes the disease, nor that a drug for one helps
# the other. And what was never measured in mice cannot match: pain, language and most of what patients tell a doctor.

# %%
say(
    f"Mice of Cib2 resemble {models['disease_id'].nunique()} diseases in this release.",
    "which of these people with a changed CIB2 have.",
)

# %% [markdown]
# ## Recap
#
# - **tell**: a known association comes from people, a predicted one from similarity.
# - **recompute**: the score is the mean of the average and of the best match, both in percent.
# - **judge**: read the matched terms; one common term is weak evidence.

# %% [markdown]
# ## Next
#
# Lesson 12, *Alleles and mice*: where to get the mouse for the next experiment.

# %% [markdown]
# ## References
#
# - Smedley et al. (2013), Phenodigm. [doi:10.1093/database/bat025](https://doi.org/10.1093/database/bat025)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
