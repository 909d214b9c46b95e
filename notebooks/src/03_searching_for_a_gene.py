# %% [markdown]
# # Which gene do you mean?
#
# *03 · Searching for a gene*
#
# **Goal**: go from any name of a gene to the one id that everything else hangs on.
#
# **Time**: 25 minutes. **You need**: lesson 01 (what is the IMPC?).
#
# **Data**: the list of genes of the release in use. Names and ids in it are real; the animals of the teaching release are **simulated**.
#
# **By the end you can** **find** a gene by any of its names, **tell** a symbol from a synonym, and **list** the genes of which something
# is known.

# %% tags=["setup"]
import impc_nb as impc
from impc_nb.lesson import check

impc.setup()

# %% [markdown]
# ## 1 · How many names has a gene?
#
# One gene has a *symbol* (Myo6), an *MGI id* that never changes (MGI:104785), *synonyms* from older papers, and a *human symbol* for its
# counterpart in people (MYO6). The list of genes holds them all.

# %% tags=["load"]
genes = impc.search_genes()
human = genes.assign(guess=genes["marker_symbol"].str.upper())
results = impc.load_results()
other_names = ["marker_symbol", "marker_synonym", "human_gene_symbol"]

# %% [markdown]
# A row is a gene. Several synonyms stand in one cell, with a semicolon between.

# %%
genes[other_names].head(8)

# %% [markdown]
# `find_gene` takes any of these names, in any case, and gives the gene. Here it gets the name of a mouse that turns in circles:

# %%
impc.find_gene("Snell's waltzer")

# %% [markdown]
# ### Exercise 1 · Which id stands behind a synonym?
#
# Older papers speak of *osteonectin*. Set `gene_id` to the **MGI id** of that gene.

# %% tags=["exercise"] kind="text"
gene_id = ...  # an MGI id, as a text

# %% [markdown] tags=["hint"]
# - `find_gene` gives a dictionary; you need one of its entries.
# - The entry is called `"marker_accession_id"`.
# - `impc.find_gene("osteonectin")["marker_accession_id"]`

# %% tags=["wrong"]
# this is the **symbol**, which may change one day. The id starts with MGI.
gene_id = impc.find_gene("osteonectin")["marker_symbol"]

# %% tags=["wrong"]
# this is the id of a **relative** whose name holds that of osteonectin's gene.
gene_id = impc.find_gene("Spock1")["marker_accession_id"]

# %% tags=["solution"]
# Papers, mice and this dashboard may use other names; the id is the same.
gene_id = impc.find_gene("osteonectin")["marker_accession_id"]

# %% tags=["check"]
check("03.1", gene_id)

# %% [markdown]
# ## 2 · What if you only know a part of the name?
#
# `search_genes` lists every gene of which a name **contains** a text. Names that begin with it come first.

# %%
impc.search_genes("kc")[other_names]

# %% [markdown]
# Look at the columns to see *why* a gene was found: the text may stand in its symbol, in a synonym or in its human symbol.

# %% [markdown]
# ### Exercise 2 · Which genes answer to "fgf"?
#
# Set `found` to the **symbols** of all genes of which a name contains `fgf`.

# %% tags=["exercise"] kind="names"
found = ...  # several symbols

# %% [markdown] tags=["hint"]
# - One call of `search_genes` gives them all.
# - Take the column `"marker_symbol"`.
# - `impc.search_genes("fgf")["marker_symbol"]`

# %% tags=["wrong"]
# these are only genes whose **symbol** begins so. A synonym counts as well.
found = genes.loc[genes["marker_symbol"].str.startswith("Fgf"), "marker_symbol"]

# %% tags=["wrong"]
# these are the **ids** of what was found; the question asks for symbols.
found = impc.search_genes("fgf")["marker_accession_id"]

# %% tags=["solution"]
# One has it in its symbol, another only in a synonym.
found = impc.search_genes("fgf")["marker_symbol"]

# %% tags=["check"]
check("03.2", found)

# %% [markdown]
# ## 3 · Is the human gene called the same?
#
# Mostly: the same letters, all capitals. But not always, and then a search by the human name finds what a guess would miss.

# %%
human[["marker_symbol", "guess", "human_gene_symbol"]].head(6)

# %% [markdown]
# ### Exercise 3 · Which genes are called otherwise in people?
#
# Set `otherwise` to the **mouse symbols** of all genes whose `human_gene_symbol` is not the mouse symbol in capitals.

# %% tags=["exercise"] kind="names"
otherwise = ...  # mouse symbols

# %% [markdown] tags=["hint"]
# - The table `human` above holds the guess and the real human symbol side by side.
# - `human["guess"] != human["human_gene_symbol"]` is true where they differ.
# - `human.loc[human["guess"] != human["human_gene_symbol"], "marker_symbol"]`

# %% tags=["wrong"]
# these are the genes that are called the **same**; turn the comparison round.
otherwise = human.loc[human["guess"] == human["human_gene_symbol"], "marker_symbol"]

# %% tags=["wrong"]
# you compared with the mouse symbol as it is **written**; human symbols are written in capitals.
differ = genes["marker_symbol"] != genes["human_gene_symbol"]
otherwise = genes.loc[differ, "marker_symbol"]

# %% tags=["solution"]
# So search by the human name when you come from a patient or a paper on people.
otherwise = human.loc[human["guess"] != human["human_gene_symbol"], "marker_symbol"]

# %% tags=["check"]
check("03.3", otherwise)

# %% [markdown]
# ## 4 · Is anything known about it?
#
# A gene in the list may have a few results or hundreds. The table of results says how many each gene has:

# %%
per_gene = results.groupby("marker_symbol").size().sort_values()
per_gene.tail(5).to_frame("results")

# %% [markdown]
# ### Exercise 4 · Which gene has the most significant results?
#
# Set `most` to the symbol of the gene with the most rows in `results` whose `significant` is true.

# %% tags=["exercise"] kind="text"
most = ...  # one symbol

# %% [markdown] tags=["hint"]
# - First keep the significant rows, then count by gene.
# - `results[results["significant"].fillna(False)]` keeps them; missing means it was not analysed.
# - `.groupby("marker_symbol").size().idxmax()` names the gene with the largest count.

# %% tags=["wrong"]
# this gene was **tested** most; the question asks for significant results.
most = results.groupby("marker_symbol").size().idxmax()

# %% tags=["wrong"]
# this gene has the **fewest** significant results of those that have any.
yes = results[results["significant"].fillna(False)]
most = yes.groupby("marker_symbol").size().idxmin()

# %% tags=["solution"]
# Tested more often is not the same as changed more often.
yes = results[results["significant"].fillna(False)]
most = yes.groupby("marker_symbol").size().idxmax()

# %% tags=["check"]
check("03.4", most)

# %% [markdown]
# ## Pitfall: a name that two genes share
#
# Synonyms are not unique: "GR" was used for several genes. `find_gene` never picks one for you: if a name belongs to several genes it
# lists them and stops, and if it belongs to none it says which names look alike.

# %%
try:
    impc.find_gene("Myo5")
except impc.NotFound as answer:
    print(answer)

# %% [markdown]
# ## Recap
#
# - **find**: `find_gene` takes a symbol, synonym, MGI id or human symbol, in any case.
# - **tell**: the symbol is today's name, a synonym is an older one, the MGI id never changes.
# - **list**: `search_genes` lists genes by a part of a name, `load_results` says what was tested.

# %% [markdown]
# ## Next
#
# Lesson 04, *Gene pages*: all that was found about one gene, and what was never tested.

# %% [markdown]
# ## References
#
# - Mouse Genome Informatics, the authority for names of mouse genes. [informatics.jax.org](https://www.informatics.jax.org)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
