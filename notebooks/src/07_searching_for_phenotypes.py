# %% [markdown]
# # What is it called when a mouse is short?
#
# *07 · Searching for phenotypes*
#
# **Goal**: find the term that says what was found, no more and no less, and the genes that have it.
#
# **Time**: 30 minutes. **You need**: lesson 04 (gene pages).
#
# **Data**: terms of the Mammalian Phenotype Ontology and the calls of the release in use. Names and ids of terms are the ontology's; in the
# teaching release, the default, the animals behind the calls are **simulated**.
#
# **By the end you can** **find** a term by words, **climb** the tree of terms, and **count** genes instead of calls.

# %% tags=["setup"]
import impc_nb as impc
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · How do I find a term?
#
# A *term* has an id that never changes, a name, and a place in a tree. `load_table("terms", text=...)` finds terms by a part of their name,
# synonym or id.

# %% tags=["load"]
terms = impc.load_table("terms")
hits = impc.load_table("phenotype_hits")
results = impc.load_results()
by_id = terms.set_index("mp_term_id")
system = "growth/size/body region phenotype"

# %% [markdown]
# Each row is a term, with the number of genes that have it in this release, and of those that were tested without:

# %%
columns = ["mp_term_id", "mp_term_name", "significant_genes", "not_significant_genes"]
impc.load_table("terms", text="body weight")[columns]

# %% [markdown]
# ### Exercise 1 · Which terms speak of body length?
#
# Set `found` to the **names** of all terms whose name or synonym holds `body length`.

# %% tags=["exercise"] kind="names"
found = ...  # names of terms

# %% [markdown] tags=["hint"]
# - The cell above does it for another text.
# - Take the column `mp_term_name` of what is found.
# - `impc.load_table("terms", text="body length")["mp_term_name"]`

# %% tags=["wrong"]
# these are the **ids**; the question asks for names.
found = impc.load_table("terms", text="body length")["mp_term_id"]

# %% tags=["wrong"]
# this is **one** of them; the search finds the others too.
found = ["decreased body length"]

# %% tags=["solution"]
# One says that it changed, the others which way.
found = impc.load_table("terms", text="body length")["mp_term_name"]

# %% tags=["check"]
check("07.1", found)

# %% [markdown]
# ## 2 · What stands above a term?
#
# Terms form a tree: *decreased body length* is a kind of *abnormal body length*, and that belongs to a *body system*, a top-level term.
# Someone who searches for the general term wants the special ones too.

# %%
columns = ["mp_term_name", "parent_mp_term_id", "top_level_mp_term_name"]
by_id.loc[["MP:0001258"], columns]

# %% [markdown]
# A term may have several parents, separated by semicolons, as a mouse can be both small and light.

# %% [markdown]
# ### Exercise 2 · Of what is decreased body weight a kind?
#
# Set `parents` to the **names** of all parents of the term *decreased body weight* (`MP:0001262`).

# %% tags=["exercise"] kind="names"
parents = ...  # names of terms

# %% [markdown] tags=["hint"]
# - `by_id.loc["MP:0001262", "parent_mp_term_id"]` holds the ids of the parents.
# - `.split("; ")` makes a list of them.
# - `by_id.loc[by_id.loc["MP:0001262", "parent_mp_term_id"].split("; "), "mp_term_name"]`

# %% tags=["wrong"]
# these are the **ids** of the parents; the question asks for their names.
parents = by_id.loc["MP:0001262", "parent_mp_term_id"].split("; ")

# %% tags=["wrong"]
# this is the **body system**, the top of the tree; parents stand one step above.
parents = by_id.loc["MP:0001262", "top_level_mp_term_name"].split("; ")

# %% tags=["solution"]
# One step up; more steps lead to the body system.
above = by_id.loc["MP:0001262", "parent_mp_term_id"].split("; ")
parents = by_id.loc[above, "mp_term_name"]

# %% tags=["check"]
check("07.2", parents)

# %% [markdown]
# ## 3 · Who has it?
#
# A *call* says: this line has this term. One gene can have many calls: in several lines, sexes, life stages and measurements.

# %%
of_system = hits[hits["top_level_mp_term_name"].str.contains(system, na=False)]
say(f"In “{system}” there are {len(of_system)} calls.", "how many genes that are.")

# %% [markdown]
# ### Exercise 3 · How many genes have a call in this body system?
#
# Set `genes` to the number of **different genes** with at least one call in the body system `system`.

# %% tags=["exercise"] unit="genes" tolerance=0
genes = ...  # a number of genes

# %% [markdown] tags=["hint"]
# - Keep the calls of that body system, then count different genes.
# - `hits["top_level_mp_term_name"].str.contains(system, na=False)` is true for them.
# - `.nunique()` of the column `marker_symbol` counts genes.

# %% tags=["wrong"]
# these are **calls**; a gene can have several.
genes = hits["top_level_mp_term_name"].str.contains(system, na=False).sum()

# %% tags=["wrong"]
# these are **all** calls of the release, in any body system.
genes = len(hits)

# %% tags=["solution"]
# Count genes when you speak of genes.
in_system = hits["top_level_mp_term_name"].str.contains(system, na=False)
genes = hits.loc[in_system, "marker_symbol"].nunique()

# %% tags=["check"]
check("07.3", genes)

# %% [markdown]
# ## 4 · How does a measurement get its term?
#
# By its sign. Each measurement has a term for *more* and one for *less*; the sign of the estimate, mutant minus wildtype, chooses.

# %%
called = results.dropna(subset=["mp_term_id"])
weights = called[called["parameter_name"] == "Body weight"]
weights[["marker_symbol", "life_stage_name", "effect_size", "mp_term_name"]].head(6)

# %% [markdown]
# ### Exercise 4 · Which measurements gave the term decreased grip strength?
#
# Set `measured` to the **names of the parameters** whose results were called *decreased grip strength* (`MP:0010053`).

# %% tags=["exercise"] kind="names"
measured = ...  # names of parameters

# %% [markdown] tags=["hint"]
# - Keep the rows of `results` with that term, then one column.
# - `results.query("mp_term_id == 'MP:0010053'")` keeps them.
# - Take `["parameter_name"].unique()` of it.

# %% tags=["wrong"]
# these are the **genes** that have it; the question asks for what was measured.
measured = results.query("mp_term_id == 'MP:0010053'")["marker_symbol"].unique()

# %% tags=["wrong"]
# these are the **procedures**; a procedure measures several parameters.
measured = results.query("mp_term_id == 'MP:0010053'")["procedure_name"].unique()

# %% tags=["solution"]
# Several measurements may lead to the same term.
measured = results.query("mp_term_id == 'MP:0010053'")["parameter_name"].unique()

# %% tags=["check"]
check("07.4", measured)

# %% [markdown]
# ## Pitfall: no call is not no phenotype
#
# A gene without a term may have been tested and be like wildtypes, may have been tested with too few animals, or not at all. The search
# finds
# what was called; what was tested stands on the phenotype's own page, the next lesson.

# %% [markdown]
# ## Recap
#
# - **find**: by a part of a name, a synonym or an id.
# - **climb**: parents stand one step above, the body system at the top.
# - **count**: calls are not genes; a gene can have many.

# %% [markdown]
# ## Next
#
# Lesson 08, *Phenotype pages*: all genes that were tested for a term.

# %% [markdown]
# ## References
#
# - Smith & Eppig (2012), the Mammalian Phenotype Ontology. [doi:10.1007/s00335-012-9421-3](https://doi.org/10.1007/s00335-012-9421-3)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
