# %% [markdown]
# # Which mouse do I need, and where can I get it?
#
# *12 · Alleles, mice and where to get them*
#
# **Goal**: choose the form of an allele that fits an experiment, and find out what exists of it.
#
# **Time**: 30 minutes. **You need**: lesson 02 (how data are generated).
#
# **Data**: alleles and products of the release in use, and the programmes of the IKMC. Symbols and ids of alleles are real; in the teaching
# release, the default, what can be ordered of them is **simulated**: ask the repository.
#
# **By the end you can** **take** an allele's name apart, **plan** the way from one form to another, and **name** the repository to ask.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb.alleles import CONVERSIONS, parse_allele, where_to_order
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · What does the name of an allele say?
#
# `Cib2<tm1b(EUCOMM)Wtsi>`: the gene, then what was done (*tm*: targeted mutation, its number, then the form *b*), the programme, the
# laboratory. Alleles made by CRISPR are called *em*.

# %% tags=["load"]
alleles = impc.load_table("alleles")
products = impc.load_table("products")
programmes = impc.load_table("ikmc_programmes")
symbols = alleles["allele_symbol"]
parts = [parse_allele(symbol) for symbol in symbols]

# %% [markdown]
# `parse_allele` takes a name apart and says what it does not understand, instead of guessing.

# %%
parse_allele("Cib2<tm1b(EUCOMM)Wtsi>")

# %% [markdown]
# ### Exercise 1 · Which alleles can be switched off later?
#
# A *conditional* allele has form `c`: the gene works until Cre removes a part of it. Set `conditional` to the **symbols** of all alleles in
# `alleles` with that form.

# %% tags=["exercise"] kind="names"
conditional = ...  # symbols of alleles

# %% [markdown] tags=["hint"]
# - `parts` holds the alleles taken apart; each has a `.form` and a `.symbol`.
# - Keep those whose `.form` is `"c"`.
# - `[part.symbol for part in parts if part.form == "c"]`

# %% tags=["wrong"]
# these are form **b**: there the gene is off everywhere.
conditional = [part.symbol for part in parts if part.form == "b"]

# %% tags=["wrong"]
# these are form **a**, knockout first: off everywhere, until Flp makes form c of it.
conditional = [part.symbol for part in parts if part.form == "a"]

# %% tags=["solution"]
# Cross them with mice that make Cre where you want the gene off.
conditional = [part.symbol for part in parts if part.form == "c"]

# %% tags=["check"]
check("12.1", conditional)

# %% [markdown]
# ## 2 · How does one form become another?
#
# Knockout first (*a*) is the form one starts from. Two enzymes cut it in different places: **Flp** and **Cre**.

# %%
impc.plots.conversion({"a": "knockout first"})

# %% [markdown]
# **How to read it.** Follow the arrows from *a*; the name on an arrow is the enzyme, the boxes show what is left.

# %%
happens = [what for start, _, _, what in CONVERSIONS if start]
say(f"{'; '.join(happens)}.", "how long it takes.")

# %% [markdown]
# The same in words, step by step:

# %%
steps = [f"* from {a} to {b}: **{by}**" for a, b, by, _ in CONVERSIONS if a]
Markdown("\n".join(steps))

# %% [markdown]
# ### Exercise 2 · How do I get from tm1a to tm1d?
#
# You have mice with *tm1a* and need *tm1d*. Set `enzymes` to the **enzymes in the order** in which you use them.

# %% tags=["exercise"] kind="order"
enzymes = ...  # names of enzymes, in order

# %% [markdown] tags=["hint"]
# - There is no arrow from a to d; go by way of another form.
# - The first step makes the conditional form c, the second removes a part of it.
# - Read the enzymes off the list: from a to c, then from c to d.

# %% tags=["wrong"]
# this is the **other way round**: Cre first would make form b, from which no way leads to d.
enzymes = ["Cre", "Flp"]

# %% tags=["wrong"]
# one step is not enough: Flp alone gives the **conditional** form.
enzymes = ["Flp"]

# %% tags=["solution"]
# Flp first, so that the gene works again; then Cre, so that it is gone.
step = {(start, end): enzyme for start, end, enzyme, _ in CONVERSIONS}
enzymes = [step["a", "c"], step["c", "d"]]

# %% tags=["check"]
check("12.2", enzymes)

# %% [markdown]
# ## 3 · Who made them?
#
# Before the IMPC, programmes of the *International Knockout Mouse Consortium* (IKMC) made ES cells of most genes: EUCOMM and EUCOMMTOOLS,
# KOMP,
# NorCOMM and TIGM.

# %%
programmes[["programme", "region", "repository"]]

# %% [markdown]
# ### Exercise 3 · Which programmes worked in Europe?
#
# Set `european` to the names (column `programme`) of the programmes whose `region` is Europe.

# %% tags=["exercise"] kind="names"
european = ...  # names of programmes

# %% [markdown] tags=["hint"]
# - Keep the rows of `programmes` with that region, then one column.
# - `programmes.query("region == 'Europe'")` keeps them.
# - Take `["programme"]` of it.

# %% tags=["wrong"]
# these worked in the **United States**.
european = programmes.query("region == 'United States'")["programme"]

# %% tags=["wrong"]
# these are the **repositories**; the question asks for programmes.
european = programmes.query("region == 'Europe'")["repository"]

# %% tags=["solution"]
# Their mice are kept by EMMA, the European archive.
european = programmes.query("region == 'Europe'")["programme"]

# %% tags=["check"]
check("12.3", european)

# %% [markdown]
# ## 4 · What exists, and where do I ask?
#
# A *product* is something that can be sent: living or frozen mice, ES cells, a vector. Repositories send them; companies ask *genOway* for
# licences, and tissue-specific *Cre drivers* have lists of their own.

# %%
products.groupby(["product_type", "order_name"]).size().to_frame("products")

# %% [markdown]
# `where_to_order` says which repository keeps what a laboratory made:

# %%
where_to_order("Cib2<tm1b(EUCOMM)Wtsi>")

# %% [markdown]
# ### Exercise 4 · Of how many genes are there mice?
#
# Set `genes` to the number of **different genes** in `products` of which **mice** can be ordered (`product_type` is `"mouse"`).

# %% tags=["exercise"] unit="genes" tolerance=0
genes = ...  # a number of genes

# %% [markdown] tags=["hint"]
# - Keep the rows of mice, then count different genes.
# - `products.query("product_type == 'mouse'")` keeps them.
# - Take `["marker_symbol"].nunique()` of it.

# %% tags=["wrong"]
# these are **products**; a gene can have several mouse lines.
genes = len(products.query("product_type == 'mouse'"))

# %% tags=["wrong"]
# of these there are **ES cells**; the question asks for mice.
genes = products.query("product_type == 'es_cell'")["marker_symbol"].nunique()

# %% tags=["solution"]
# Look here before you make a line anew: it may be in a freezer.
genes = products.query("product_type == 'mouse'")["marker_symbol"].nunique()

# %% tags=["check"]
check("12.4", genes)

# %% [markdown]
# ## Pitfall: listed is not on the shelf
#
# Most lines are kept as frozen sperm or embryos: bringing one back takes months. Lists are updated at other times than freezers. Ask the
# repository, say which allele you need by its full name, and have its genotype tested when the mice come.

# %% [markdown]
# ## Recap
#
# - **take**: gene, kind, number and form, programme, laboratory.
# - **plan**: from a, Flp gives c and Cre gives b; from c, Cre gives d.
# - **name**: the laboratory's code leads to the repository that keeps its mice.

# %% [markdown]
# ## Next
#
# Lesson 13, *Data downloads*: which route for which need.

# %% [markdown]
# ## References
#
# - Skarnes et al. (2011), the knockout-first allele. [doi:10.1038/nature10163](https://doi.org/10.1038/nature10163)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
