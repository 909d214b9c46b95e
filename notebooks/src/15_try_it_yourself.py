# %% [markdown]
# # Can I take one gene from a question to a citation?
#
# *15 · Try it yourself*
#
# **Goal**: go the whole way once with us, on *Aqp1*, and once alone, on a gene you choose.
#
# **Time**: 45 minutes. **You need**: lessons 05 (chart pages) and 06 (from chart to call).
#
# **Data**: results and animals of the release in use. In the teaching release, the default, all animals are **simulated**: what you
# find there is practice, no finding.
#
# **By the end you can** **ask** a question that data can answer, **choose** one dataset for it, **draw** and **test** it, and **report** it
# with caveats and a citation.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import wording
from impc_nb.lesson import check, say
from impc_nb.lesson.rubric import rubric

impc.setup()

# %% [markdown]
# ## 1 · What do I ask?
#
# *Aqp1* makes a channel for water. Write the question down **before** you look, or you will find one that fits:
#
# > Do young adult mice without *Aqp1* have another level of alkaline phosphatase in their blood than wildtypes?
#
# It names a gene, a measurement, a life stage and a comparison.

# %% tags=["load"]
gene, parameter = "Aqp1", "Alkaline phosphatase"
results = impc.load_results(gene)
datasets = impc.list_datasets(gene, parameter)
data = impc.load_dataset(gene, parameter, life_stage="Early adult")
result = impc.analyse(data)

# %% [markdown]
# What has been measured in this gene's mutants, by life stage, and how far each analysis came:

# %%
results.groupby(["life_stage_name", "status"]).size().to_frame("results")

# %% [markdown]
# ### Exercise 1 · How many questions were answered?
#
# Of all these you ask one; the others are the reason to be strict. Set `tested` to the number of rows of `results` at the life stage `Early
# adult` that **have a p-value**.

# %% tags=["exercise"] unit="results" tolerance=0
tested = ...  # a number of results

# %% [markdown] tags=["hint"]
# - First the early rows, then those of them whose `p_value` is not missing.
# - `early = results.query("life_stage_name == 'Early adult'")`
# - `early["p_value"].notna().sum()`

# %% tags=["wrong"]
# here the **missing** are counted: a result without a p-value was not tested.
tested = len(results.query("life_stage_name == 'Early adult'"))

# %% tags=["wrong"]
# these are results of **both life stages**; keep the early ones.
tested = results["p_value"].notna().sum()

# %% tags=["wrong"]
# these are the **significant** ones; a test that found nothing is a test as well.
tested = results.query("life_stage_name == 'Early adult'")["significant"].sum()

# %% tags=["solution"]
# With so many tests, the IMPC calls only p below 0.0001 significant.
early = results.query("life_stage_name == 'Early adult'")
tested = early["p_value"].notna().sum()

# %% tags=["check"]
check("15.1", tested)

# %% [markdown]
# ## 2 · Which dataset answers it?
#
# One measurement of one gene can have several datasets: life stages, centres, zygosities, conditions. They are never to be mixed.

# %%
shown = ["doc_id", "life_stage_name", "phenotyping_center", "zygosity"]
datasets[shown]

# %% [markdown]
# ### Exercise 2 · Which one is it?
#
# Set `dataset_id` to the id (`doc_id`) of the dataset that fits our question.

# %% tags=["exercise"] kind="text"
dataset_id = ...  # the id, a text

# %% [markdown] tags=["hint"]
# - The question says *young adult*; the table has a column for that.
# - `young = datasets.query("life_stage_name == 'Early adult'")`
# - `young["doc_id"].iloc[0]`

# %% tags=["wrong"]
# this is the dataset of the **late adults**; the question is about young ones.
dataset_id = datasets.query("life_stage_name == 'Late adult'")["doc_id"].iloc[0]

# %% tags=["wrong"]
# this is **another measurement** of the gene, not the one asked about.
other = impc.list_datasets(gene, "Fat mass", life_stage="Early adult")
dataset_id = other["doc_id"].iloc[0]

# %% tags=["solution"]
# An id stands for one comparison only: write it into your notes.
young = datasets.query("life_stage_name == 'Early adult'")
dataset_id = young["doc_id"].iloc[0]

# %% tags=["check"]
check("15.2", dataset_id)

# %% [markdown]
# ## 3 · What do I see, and what does the test say?
#
# First look, then test. `data` holds the animals of that dataset.

# %%
chart = impc.plots.distribution(data).opts(title=data.release.label)
chart

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant.

# %%
say(wording.headline(data), "why, and whether days or body weight have a part in it.")

# %% [markdown]
# ### Exercise 3 · How large is the difference in females?
#
# Set `difference` to the mean of **female mutants** minus that of **female wildtypes**, in U/l.

# %% tags=["exercise"] unit="U/l" tolerance=0.05
difference = ...  # one number, in U/l; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - Two means of `data`; name sex and group in each.
# - `data.mean("female", "mutant")` is the first.
# - `data.mean("female", "mutant") - data.mean("female", "wildtype")`

# %% tags=["wrong"]
# the **wrong sign**: it is mutant minus wildtype.
difference = data.mean("female", "wildtype") - data.mean("female", "mutant")

# %% tags=["wrong"]
# this is the difference of the **males**.
difference = data.mean("male", "mutant") - data.mean("male", "wildtype")

# %% tags=["wrong"]
# here the **sexes are mixed**; name the sex in both means.
difference = data.mean(group="mutant") - data.mean(group="wildtype")

# %% tags=["solution"]
# With a sign and a unit: without them a number says nothing.
difference = data.mean("female", "mutant") - data.mean("female", "wildtype")

# %% tags=["check"]
check("15.3", difference)

# %% [markdown]
# The model of the IMPC, step by step as it went:

# %%
Markdown("\n".join(f"* {step}" for step in result.path))

# %% [markdown]
# ### Exercise 4 · What does the model estimate?
#
# Set `estimate` to the model's estimate of the **genotype's** effect for both sexes together, in U/l (mutant minus wildtype).

# %% tags=["exercise"] unit="U/l" tolerance=0.05
estimate = ...  # one number, in U/l; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - `result` holds every figure under a name; type `result.` and press Tab.
# - An estimate has the unit of the measurement, an effect size has none.
# - `result.genotype_effect_parameter_estimate`

# %% tags=["wrong"]
# this is the **effect size**, in standard deviations.
estimate = result.effect_size

# %% tags=["wrong"]
# this is the effect of **sex**, male minus female.
estimate = result.sex_effect_parameter_estimate

# %% tags=["wrong"]
# this is the difference **as measured**; the model takes day, sex and window into account.
estimate = data.mean(group="mutant") - data.mean(group="wildtype")

# %% tags=["solution"]
# It need not equal what you see: day, sex, body weight and window are in it.
estimate = result.genotype_effect_parameter_estimate

# %% tags=["check"]
check("15.4", estimate)

# %% [markdown]
# ## 4 · What may be wrong with it?
#
# A caveat is not a ritual: it names what else could make *this* difference. How many days, how many animals, how many other tests?

# %%
Markdown("\n\n".join([wording.window(data), data.counted(), wording.call(data)]))

# %% [markdown]
# ### Exercise 5 · On how many days were the mutants measured?
#
# Few days mean that a bad day can look like a gene. Set `days` to the number of **different days** on which **mutants** were measured.

# %% tags=["exercise"] unit="days" tolerance=0
days = ...  # a number of days

# %% [markdown] tags=["hint"]
# - `data.part(group="mutant")` holds the mutants.
# - Their days are in the column `date_of_experiment`; `.nunique()` counts different values.
# - `data.part(group="mutant")["date_of_experiment"].nunique()`

# %% tags=["wrong"]
# this counts days of **wildtypes** as well; they are measured all year.
days = data.animals["date_of_experiment"].nunique()

# %% tags=["wrong"]
# this is the number of **mutants**; several were measured on one day.
days = data.count(group="mutant")

# %% tags=["solution"]
# Animals of one day share food, hands and weather: they are no independent witnesses.
days = data.part(group="mutant")["date_of_experiment"].nunique()

# %% tags=["check"]
check("15.5", days)

# %% [markdown]
# ## 5 · Is my report complete?
#
# Everything in one place. `rubric` looks at each part: is it there, does it fit the others? It cannot know whether you are right. This one
# lacks something:

# %%
report = {"question": "Do young Aqp1 mutants have another level of it?"}
report |= {"gene": gene, "dataset_id": data.about["doc_id"]}
report |= {"chart": chart, "test": result, "caveats": []}
report["mutants"] = "more" if result.genotype_effect_parameter_estimate > 0 else "less"
report["citation"] = f"{data.release.title}. doi:10.1093/nar/gkac972"
rubric(report)

# %% [markdown]
# **Now you.** Choose a gene (`impc.search_genes()` lists them), go the same way in cells of your own, and fill this in. Run it as often
# as you like.

# %%
mine = {
    "question": ...,  # a sentence that ends with ?
    "gene": ...,  # any name of it
    "dataset_id": ...,  # from the column doc_id
    "chart": ...,  # the chart itself
    "test": ...,  # what impc.analyse(...) gives
    "mutants": ...,  # "less", "more" or "unclear"
    "caveats": ...,  # a list of sentences, one at least
    "citation": ...,  # names release and DOI
}

# %% [markdown]
# What your report has, and what it lacks:

# %%
rubric(mine)

# %% [markdown]
# ## Pitfall: the gene you found interesting
#
# If you looked at forty measurements and report the one that stood out, you made forty tests. Say how many you looked at, or take another
# release to confirm it.

# %% [markdown]
# ## Recap
#
# - **ask**: gene, measurement, life stage and comparison, written down first.
# - **choose**: one dataset by its id; life stages, centres and sexes are not mixed.
# - **draw**: the animals, before any number.
# - **test**: the model gives p, estimate and sign, and says how it went.
# - **report**: caveats that fit this result; release and DOI.

# %% [markdown]
# ## Next
#
# Lesson 16, *Quiz and summary*: what stays.
#
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
# - Haselimashhadi et al. (2020), soft windowing. [doi:10.1093/bioinformatics/btz744](https://doi.org/10.1093/bioinformatics/btz744)
