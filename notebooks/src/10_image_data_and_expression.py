# %% [markdown]
# # Where is the gene switched on, and what does a picture add?
#
# *10 · Image data and expression*
#
# **Goal**: read a table of expression and a list of images without seeing more in them than they hold.
#
# **Time**: 30 minutes. **You need**: lesson 04 (gene pages).
#
# **Data**: expression of *Aqp1* and images of *Adora2a* in the release in use. In the teaching release, the default, all animals are
# **simulated**: their images are listed, but no picture exists.
#
# **By the end you can** **tell** expression from background, **count** what was looked at, and **pair** a picture with a measured value.

# %% tags=["setup"]
import impc_nb as impc
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · Where is the gene switched on?
#
# Many alleles carry *lacZ*: where a cell would use the gene, a dye turns it blue. For each tissue, somebody looked at a few mutants and
# many
# wildtypes and wrote down: *expression*, *no expression*, *ambiguous*, *image only*, or *tissue not available*.

# %% tags=["load"]
expression = impc.load_table("expression", gene="Aqp1")
adult = expression[expression["lacz_life_stage"] == "adult"]
images = impc.load_table("image_files", gene="Adora2a")
traces = images[images["parameter_stable_id"] == "HRWLLA_ECG_025_001"]
heart = impc.load_dataset(gene="Adora2a", parameter="RR", life_stage="Late adult")

# %% [markdown]
# A row is a tissue; the numbers count animals.

# %%
columns = ["parameter_name", "mutant_expression", "control_expression"]
adult[columns].head(6)

# %% [markdown]
# ### Exercise 1 · In which tissues do mutants stain?
#
# Set `stained` to the **names** of the adult tissues with expression in **at least one mutant**.

# %% tags=["exercise"] kind="names"
stained = ...  # names of tissues

# %% [markdown] tags=["hint"]
# - The column `mutant_expression` counts mutants; you want more than none.
# - `adult["mutant_expression"] > 0` is true for these tissues.
# - `adult.loc[adult["mutant_expression"] > 0, "parameter_name"]`

# %% tags=["wrong"]
# these are tissues where **wildtypes** stain: they have no lacZ, so that is background.
stained = adult.loc[adult["control_expression"] > 0, "parameter_name"]

# %% tags=["wrong"]
# these are **all** tissues that were looked at.
stained = adult["parameter_name"]

# %% tags=["solution"]
# Blue in a mutant: the first half of the answer.
stained = adult.loc[adult["mutant_expression"] > 0, "parameter_name"]

# %% tags=["check"]
check("10.1", stained)

# %% [markdown]
# ## 2 · Is it the gene or the tissue?
#
# Wildtypes have no lacZ. If a tissue of theirs turns blue, it does so by itself: *background*. Then blue in a mutant says little.

# %%
background = adult[adult["control_expression"] > 0]
say(f"In {len(background)} tissues wildtypes stain too.", "why these tissues do.")

# %% [markdown]
# ### Exercise 2 · In how many tissues is it the gene?
#
# Set `clear` to the **number** of adult tissues with expression in at least one mutant and in **no wildtype**.

# %% tags=["exercise"] unit="tissues" tolerance=0
clear = ...  # a number of tissues

# %% [markdown] tags=["hint"]
# - Two conditions must hold at once; `&` joins them.
# - Each condition stands in parentheses of its own.
# - `((adult["mutant_expression"] > 0) & (adult["control_expression"] == 0)).sum()`

# %% tags=["wrong"]
# here **background** counts as expression; ask that no wildtype stains.
clear = (adult["mutant_expression"] > 0).sum()

# %% tags=["wrong"]
# in these tissues **nobody** stains, neither mutants nor wildtypes.
clear = ((adult["mutant_expression"] == 0) & (adult["control_expression"] == 0)).sum()

# %% tags=["solution"]
# Blue in mutants only: here the gene is on.
clear = ((adult["mutant_expression"] > 0) & (adult["control_expression"] == 0)).sum()

# %% tags=["check"]
check("10.2", clear)

# %% [markdown]
# ## 3 · Which pictures are there?
#
# Images are listed one by one: whose, of what, from which centre, at which age. The list says what to compare before you look.

# %%
of = ["parameter_name", "biological_sample_group", "sex"]
images.groupby(of).size().to_frame("pictures")

# %% [markdown]
# The pictures themselves stay with the IMPC; a simulated animal has none. What can be learned here is to choose them: same sex, same
# centre, same age.

# %% [markdown]
# ### Exercise 3 · How many pictures of mutant females?
#
# Set `pictures` to the number of pictures of **mutant females** in `images`.

# %% tags=["exercise"] unit="pictures" tolerance=0
pictures = ...  # a number of pictures

# %% [markdown] tags=["hint"]
# - A row is a picture; keep the rows that fit and count them.
# - Mutants are `"experimental"` in the column `biological_sample_group`.
# - `len(images.query("sex == 'female' and biological_sample_group == 'experimental'"))`

# %% tags=["wrong"]
# these are the pictures of **all** females, wildtypes included.
pictures = len(images.query("sex == 'female'"))

# %% tags=["wrong"]
# these are **animals**; some have several pictures.
rows = images.query("sex == 'female' and biological_sample_group == 'experimental'")
pictures = rows["specimen_id"].nunique()

# %% tags=["solution"]
# Choose first, look afterwards: else one finds what one looks for.
rows = images.query("sex == 'female' and biological_sample_group == 'experimental'")
pictures = len(rows)

# %% tags=["check"]
check("10.3", pictures)

# %% [markdown]
# ## 4 · What did this animal measure?
#
# A picture and a measurement of one animal share its `specimen_id`. Here are the animals whose heart was traced, late:

# %%
traces[["specimen_id", "sex", "biological_sample_group", "age_in_weeks"]].head(4)

# %% [markdown]
# The numbers read off such traces are a dataset like any other: *RR* is the time from one heartbeat to the next.

# %%
impc.plots.distribution(heart).opts(title=heart.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant. Point at a mark to see which animal it is.

# %%
traced = f"{len(traces)} of these animals have a trace in the list."
say(traced, "which trace looks normal.")

# %% [markdown]
# ### Exercise 4 · How fast did the hearts in the pictures beat?
#
# Set `interval` to the **mean** RR, in ms, of the **mutants** whose picture is listed in `traces`.

# %% tags=["exercise"] unit="ms" tolerance=0.05
interval = ...  # one number, in ms

# %% [markdown] tags=["hint"]
# - First the mutants of `traces`, then their `specimen_id`, then the rows of `heart.animals` with these.
# - `heart.animals["specimen_id"].isin(...)` is true for the animals named.
# - `heart.part(group="mutant")`, then keep the rows whose `specimen_id` is in `traces["specimen_id"]`, then the mean of `data_point`.

# %% tags=["wrong"]
# these are the **wildtypes** in the pictures.
rows = heart.part(group="wildtype")
interval = rows.loc[rows["specimen_id"].isin(traces["specimen_id"]), "data_point"].mean()

# %% tags=["wrong"]
# these are **all** mutants, also those without a picture in the list.
interval = heart.mean(group="mutant")

# %% tags=["solution"]
# The same animal, seen and measured.
rows = heart.part(group="mutant")
pictured = rows["specimen_id"].isin(traces["specimen_id"])
interval = rows.loc[pictured, "data_point"].mean()

# %% tags=["check"]
check("10.4", interval)

# %% [markdown]
# ## Pitfall: not available is not absent
#
# A tissue that was lost, dried or never cut is *not available*. Nothing is known about it. The same is true of an image that nobody took:
# silence is not a picture of health.

# %%
lost = (adult["mutant_tissue_not_available"] > 0).sum()
say(
    f"In {lost} tissues a mutant's tissue was not available.",
    "whether the gene is on in them.",
)

# %% [markdown]
# ## Recap
#
# - **tell**: blue in mutants and not in wildtypes is expression; blue in both is background.
# - **count**: animals looked at, not only those that stained.
# - **pair**: a `specimen_id` leads from a picture to the value of the same animal.

# %% [markdown]
# ## Next
#
# Lesson 11, *Translating to human disease*: what a deaf mouse says about people.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
