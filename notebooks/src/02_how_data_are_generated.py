# %% [markdown]
# # How does a mouse become a term?
#
# *02 · How is IMPC data generated?*
#
# **Goal**: follow one line through the six steps of the IMPC, from an allele to a published term.
#
# **Time**: 40 minutes. **You need**: lesson 00 (start here).
#
# **Data**: one line of *Myo6*, its body length, in the release in use. In the teaching release, the default, all animals are **simulated**
# after published figures.
#
# **By the end you can** **order** the six steps, **say** what each adds to the data, and **follow** one animal from its cage to a call.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import wording
from impc_nb.alleles import parse_allele
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · Which mouse was made?
#
# The six steps are *production, phenotyping, statistical analysis, annotation, quality control, dissemination*. First there must be a
# mouse. **Production** changes one gene and names the result: the *allele*.

# %% tags=["load"]
length = impc.load_dataset(
    gene="Myo6",
    parameter="Body length",
    life_stage="Early adult",
)
results = impc.load_results("Myo6")
catalog = impc.open_catalog()
entries = impc.describe(catalog)
allele = parse_allele(length.about["allele_symbol"])

# %% [markdown]
# The name says what was done: *em* was made by CRISPR, *tm* by targeting; then the programme, and the laboratory.

# %%
made = f"kind **{allele.kind}**, laboratory **{allele.laboratory}**"
Markdown(f"`{allele.symbol}`: {made}.")

# %% [markdown]
# ### Exercise 1 · Who made another allele?
#
# Take the allele `Cib2<tm1b(EUCOMM)Wtsi>` apart with `parse_allele` and set `programme` to the **programme** that made it.

# %% tags=["exercise"] kind="text"
programme = ...  # a text

# %% [markdown] tags=["hint"]
# - `parse_allele` takes the whole symbol as a text, in quotes.
# - Its answer has parts: `.gene`, `.programme`, `.laboratory`.
# - `parse_allele("Cib2<tm1b(EUCOMM)Wtsi>").programme`

# %% tags=["wrong"]
# this is the **laboratory**; the programme stands in the parentheses.
programme = parse_allele("Cib2<tm1b(EUCOMM)Wtsi>").laboratory

# %% tags=["wrong"]
# this is the **gene**; the programme stands in the parentheses.
programme = parse_allele("Cib2<tm1b(EUCOMM)Wtsi>").gene

# %% tags=["solution"]
# EUCOMM made ES cells in Europe before there was an IMPC.
programme = parse_allele("Cib2<tm1b(EUCOMM)Wtsi>").programme

# %% tags=["check"]
check("02.1", programme)

# %% [markdown]
# ## 2 · What is measured?
#
# **Phenotyping** measures mutants and wildtypes with the same tests. Here is one mutant, as its centre measured it:

# %%
length.part(group="mutant")[["specimen_id", "sex", "data_point", "weight"]].head(1)

# %% [markdown]
# A line of data is one measurement: which animal, when, how much, in which unit. The unit belongs to the parameter:

# %%
say(f"Body length is measured in {length.unit}.", "whether long is good.")

# %% [markdown]
# ### Exercise 2 · How long is the longest mutant?
#
# Set `longest` to the **largest body length of a mutant**, in cm.

# %% tags=["exercise"] unit="cm" tolerance=0.001
longest = ...  # one number, in cm

# %% [markdown] tags=["hint"]
# - First the mutants, then the column of values, then its maximum.
# - `length.part(group="mutant")` gives the mutants; the values stand in `data_point`.
# - `length.part(group="mutant")["data_point"].max()`

# %% tags=["wrong"]
# this is the longest of **all** animals, and wildtypes are many. Keep the mutants first.
longest = length.animals["data_point"].max()

# %% tags=["wrong"]
# this is the **shortest** mutant.
longest = length.part(group="mutant")["data_point"].min()

# %% tags=["wrong"]
# this is the **mean** of the mutants.
longest = length.mean(group="mutant")

# %% tags=["solution"]
# One animal says little: the next step compares groups.
longest = length.part(group="mutant")["data_point"].max()

# %% tags=["check"]
check("02.2", longest)

# %% [markdown]
# ## 3 · Is it more than chance?
#
# **Statistical analysis** compares the mutants with wildtypes measured near them in time, in a model that knows sex, day and weight.
# Lesson 06 takes it apart; here is what it finds:

# %%
result = impc.analyse(length, window="recorded")
again = wording.recomputed(length, result)
Markdown(f"{wording.call(length)}\n\nComputed once more: {again}")

# %% [markdown]
# The picture of the same animals:

# %%
impc.plots.distribution(length).opts(title=length.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant; the box holds the middle half of a group.

# %%
say(wording.headline(length), "whether a short body or a light one came first.")

# %% [markdown]
# ## 4 · What is it called?
#
# **Annotation** turns a significant difference and its sign into a term of the *Mammalian Phenotype Ontology*, with an id, so that the same
# finding has the same name everywhere. A few of this line:

# %%
called = results.dropna(subset=["mp_term_id"])
called[["parameter_name", "mp_term_id", "mp_term_name"]].tail(5)

# %% [markdown]
# ### Exercise 3 · Which term got the body length?
#
# Set `term` to the **id** of the term of the row whose `parameter_name` is `"Body length"`.

# %% tags=["exercise"] kind="text"
term = ...  # an id like MP:0000000

# %% [markdown] tags=["hint"]
# - Keep the row of that parameter in `results`, then take one column.
# - `results.query("parameter_name == 'Body length'")` keeps it.
# - Take `["mp_term_id"]` of it.

# %% tags=["wrong"]
# this is the term's **name**; the question asks for its id.
term = results.query("parameter_name == 'Body length'")["mp_term_name"]

# %% tags=["wrong"]
# this is the term of the body **weight**.
term = results.query("parameter_name == 'Body weight'")["mp_term_id"]

# %% tags=["solution"]
# The sign decides: minus is "decreased".
term = results.query("parameter_name == 'Body length'")["mp_term_id"]

# %% tags=["check"]
check("02.3", term)

# %% [markdown]
# ## 5 · Who looks again, and where does it go?
#
# **Quality control** looks for wrong units, impossible values, dates that do not fit, and animals entered twice; curators check before data
# are published. **Dissemination** publishes all of it as a release. The catalog says which step each table belongs to:

# %%
entries[["title", "stage"]].head(8)

# %% [markdown]
# ### Exercise 4 · Which steps have tables?
#
# Set `steps` to the **names of the steps** (column `stage`) that occur in `entries`.

# %% tags=["exercise"] kind="names"
steps = ...  # names of steps

# %% [markdown] tags=["hint"]
# - One column, each value once.
# - `.unique()` gives each value of a column once.
# - `entries["stage"].unique()`

# %% tags=["wrong"]
# these are the **tables**; the question asks for the steps they belong to.
steps = entries["title"].unique()

# %% tags=["wrong"]
# this is only the step with the **most** tables.
steps = [entries["stage"].mode()[0]]

# %% tags=["solution"]
# Quality control leaves no table of its own: what it removed is not published.
steps = entries["stage"].unique()

# %% tags=["check"]
check("02.4", steps)

# %% [markdown]
# ## Pitfall: the steps do not run backwards
#
# From the term one cannot get back to the animals: "decreased body length" does not say by how much, in which sex, or at which weight. Keep
# the dataset's id, and you can go the whole way again.

# %%
Markdown(f"This dataset: `{length.about['doc_id']}`, of {length.release.label}.")

# %% [markdown]
# ## Recap
#
# - **order**: production, phenotyping, statistical analysis, annotation, quality control, dissemination.
# - **say**: an allele, a measurement, a p-value and an estimate, a term, a check, a release.
# - **follow**: from one specimen to the chart, the model, the term and the id of the dataset.

# %% [markdown]
# ## Next
#
# Lesson 03, *Searching for a gene*: any of its names will do.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
# - Smith & Eppig (2012), the Mammalian Phenotype Ontology. [doi:10.1007/s00335-012-9421-3](https://doi.org/10.1007/s00335-012-9421-3)
