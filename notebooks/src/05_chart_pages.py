# %% [markdown]
# # Are Myo6 mutants really short?
#
# *05 · Chart pages*
#
# **Goal**: read a chart of the IMPC as its authors would, and know what it leaves open.
#
# **Time**: 40 minutes. **You need**: lessons 03 (searching for a gene) and 04 (gene pages).
#
# **Data**: body length of *Myo6* mutants and their wildtypes in the release in use. In the teaching release, the default, all animals
# are **simulated** after published figures.
#
# **By the end you can** **choose** the right dataset, **read** a distribution by sex and genotype, **say** in one sentence how large a
# difference is, and **explain** why a published call may disagree with the picture.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import wording
from impc_nb.lesson import check, say

impc.setup()

# %% [markdown]
# ## 1 · Which dataset answers the question?
#
# One gene and one measurement can have several *datasets*: another centre, another life stage, another zygosity or other conditions of
# measurement. Each is a comparison of its own, with a chart page of its own. Here are those of another gene, *Dbn1*:

# %%
columns = ["phenotyping_center", "life_stage_name", "zygosity", "allele_symbol"]
impc.list_datasets("Dbn1", parameter="Body length")[columns]

# %% [markdown]
# A chart of "Dbn1 body length" would be a mixture, so you always say which one you mean. If two datasets fit your words,
# `load_dataset` refuses and lists them: it never picks one for you. For *Myo6* we take the early adults.
#
# Mutants mean nothing alone. The wildtypes beside them are not siblings in the next cage: they are all wildtypes measured in the same
# way at the same centre, often over years.

# %% tags=["load"]
length = impc.load_dataset(
    gene="Myo6",
    parameter="Body length",
    life_stage="Early adult",
)
Markdown(length.controls_why())

# %% [markdown]
# ### Exercise 1 · How many mutant females were measured?
#
# Before you believe a picture, know how many animals are behind it: `length` says so when a cell ends with its name. Set `females` to the
# number of **mutant females** in `length`.
# Stuck? The check below offers hints.

# %% tags=["exercise"] unit="animals" tolerance=0
females = ...  # a number of animals

# %% [markdown] tags=["hint"]
# - `length` in a cell of its own says it in words. Let it say it as a number.
# - `length.count(...)` counts animals; tell it which sex and which group.
# - The sex is `"female"`, the group `"mutant"`; both go between the parentheses, with a comma.

# %% tags=["wrong"]
# these are the mutants of **both sexes**. Males and females are compared apart, so count one sex.
females = length.count(group="mutant")

# %% tags=["wrong"]
# these are **all females**, wildtypes included. Name the group as well.
females = length.count("female")

# %% tags=["wrong"]
# these are the **wildtype** females, the controls. The question asks for mutants.
females = length.count("female", "wildtype")

# %% tags=["solution"]
# One sex, one group. Wildtypes are many more, because every line is judged
# by the same ones.
females = length.count("female", "mutant")

# %% tags=["check"]
check("05.1", females)

# %% [markdown]
# ## 2 · What does the distribution show?
#
# The chart page opens with this picture: every animal is a mark, with the sexes apart, because males and females differ in size anyway.

# %%
impc.plots.distribution(length).opts(title=length.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant. The box holds the middle half of a group,
# the thick line is its median. Point at a mark to see which animal it is and what it weighed.

# %%
say(wording.typical(length), "why they differ, or whether they would again.")

# %% [markdown]
# To say *how much*, compare the means of one sex. The sign is the same throughout the IMPC: **mutant minus wildtype**, so that a minus
# means less in mutants. Here are the males:

# %%
mutants = length.mean("male", "mutant")
wildtypes = length.mean("male", "wildtype")
males = wording.number(mutants - wildtypes, length.unit, sign=True)
Markdown(f"Male mutants minus male wildtypes: **{males}**.")

# %% [markdown]
# ### Exercise 2 · How large is the difference in females?
#
# Set `difference` to the mean of mutant females **minus** the mean of wildtype females, in cm. Do not round on
# the way: three decimals must be right.

# %% tags=["exercise"] unit="cm" tolerance=0.001
difference = ...  # one number, in cm; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - You need two means, and one subtraction.
# - `length.mean("male", "mutant")` is one such mean, for the other sex.
# - `length.mean("female", "mutant") - length.mean("female", "wildtype")`, in this order.

# %% tags=["wrong"]
# you subtracted the other way round, so it has the **wrong sign**. It is mutant minus wildtype: a minus means less in mutants.
difference = length.mean("female", "wildtype") - length.mean("female", "mutant")

# %% tags=["wrong"]
# this is the difference of the **males**. The question asks for females.
difference = length.mean("male", "mutant") - length.mean("male", "wildtype")

# %% tags=["wrong"]
# here the **sexes are mixed**. Then a group with more males looks longer for that reason alone: name the sex in both means.
difference = length.mean(group="mutant") - length.mean(group="wildtype")

# %% tags=["wrong"]
# this is how long mutant females **are**. Subtract the mean of wildtype females to see how much they differ.
difference = length.mean("female", "mutant")

# %% tags=["wrong"]
# this is the mean of all females minus that of wildtypes: the **wildtypes are counted in** on both sides. Name the group twice.
difference = length.mean("female") - length.mean("female", "wildtype")

# %% tags=["solution"]
# One sex, two means, mutants first. This is the difference as measured,
# before body weight or day of measurement is considered.
difference = length.mean("female", "mutant") - length.mean("female", "wildtype")

# %% tags=["check"]
check("05.2", difference)

# %% [markdown]
# ## 3 · When were the animals measured?
#
# Scales are replaced, people change, food changes. So the IMPC lets a wildtype count the more, the nearer in time to the mutants it was
# measured. That *window weight* is the dashed curve; its axis is on the right.

# %%
impc.plots.over_time(length).opts(title=length.release.label)

# %% [markdown]
# The mutants of a line come from few days, the *batches*. If something was odd on those days, it looks like an effect of the gene.

# %%
say(wording.window(length), "that the mutants' days were like any other.")

# %% [markdown]
# ### Exercise 3 · On how many days were mutants measured?
#
# `length.animals` is the table behind the chart, a row per animal. Set `days` to the number of **different days** on which *mutants*
# were measured. The column is `date_of_experiment`; the group stands in `biological_sample_group`, where mutants are `"experimental"`.

# %% tags=["exercise"] unit="days" tolerance=0
days = ...  # a number of days

# %% [markdown] tags=["hint"]
# - First keep the rows of mutants, then count different days.
# - `length.part(group="mutant")` gives the rows of mutants.
# - A column counts its different values with `.nunique()`.

# %% tags=["wrong"]
# these are the days of **all animals**: wildtypes were measured on many more. Keep the mutants first.
days = length.animals["date_of_experiment"].nunique()

# %% tags=["wrong"]
# this counts **animals**, not days: several mutants were measured on the same day. Use `.nunique()`.
days = len(length.part(group="mutant"))

# %% tags=["solution"]
# Few days carry the whole comparison: that is why the day is in the model.
days = length.part(group="mutant")["date_of_experiment"].nunique()

# %% tags=["check"]
check("05.3", days)

# %% [markdown]
# ## 4 · Would the IMPC call it a difference?
#
# The table under each chart page gives numbers, means and spread. `weighted_mean` uses the window weights; `weight` is body weight in g.

# %%
columns = ["group", "n", "mean", "sd", "weighted_mean", "in_window", "weight"]
length.summary()[columns].round(2)

# %% [markdown]
# ### Exercise 4 · How much do animals of one group vary?
#
# A difference is large or small beside how much animals differ anyway. The table has it as `sd`, the standard deviation. Set `spread` to
# that of the **wildtype females**, in cm, with three decimals right.

# %% tags=["exercise"] unit="cm" tolerance=0.001
spread = ...  # one number, in cm

# %% [markdown] tags=["hint"]
# - `length` gives a standard deviation as it gives a mean.
# - `length.mean("female", "wildtype")` would be the mean; there is an `.sd(...)` too.
# - `length.sd("female", "wildtype")`

# %% tags=["wrong"]
# this is the spread of the **mutants**; few animals, so it is uncertain. Name the wildtypes.
spread = length.sd("female", "mutant")

# %% tags=["wrong"]
# this is the spread of the **males**; name the other sex.
spread = length.sd("male", "wildtype")

# %% tags=["wrong"]
# this is their **mean**: how long they are, not how much they vary.
spread = length.mean("female", "wildtype")

# %% tags=["solution"]
# An effect size counts in such standard deviations.
spread = length.sd("female", "wildtype")

# %% tags=["check"]
check("05.4", spread)

# %% [markdown]
# The picture shows the difference *as measured*. The published call comes from a model that also knows sex, day and, for many
# parameters, body weight. Read one after the other:

# %%
Markdown(f"""*As measured:* {wording.headline(length)}

*The call:* {wording.call(length)}""")

# %% [markdown]
# Where the two disagree, neither is a mistake: they answer different questions. The call asks what is left once the other reasons are
# taken out. And neither is the truth. Behind simulated animals there is one, which no experiment can show you. With few
# mutants, what is measured strays from it by chance alone:

# %%
truth = wording.number(length.truth.get("female_difference"), length.unit, sign=True)
Markdown(f"True difference in females, with their weight: **{truth}**.")

# %% [markdown]
# **To click.** Three questions of the quiz on this chapter: choose, then press *Check*. Every option says why.

# %%
impc.quiz("05", number=3)

# %% [markdown]
# ## Pitfall: a light mouse is a short mouse
#
# Length goes with weight. If mutants are lighter, part of what looks like a short body may be a small body. The chart cannot tell these
# apart; a model with weight in it can, and lesson 06 fits one.

# %%
body = length.part("female").groupby("biological_sample_group")["weight"].mean()
lighter = wording.number(body["experimental"] - body["control"], "g", sign=True)
say(
    f"Female mutants weigh {lighter} relative to wildtypes.",
    "which came first, a short body or a light one.",
)

# %% [markdown]
# ## Recap
#
# - **choose**: a dataset is one line at one centre, one zygosity, one life stage, one set of conditions. Two of them are two comparisons.
# - **read**: every animal is shown, sexes apart; the box is the middle half, the line the median.
# - **say**: mutant minus wildtype, one sex, with its unit. A minus means less in mutants.
# - **explain**: the call takes sex, day and often weight into account, and lets near wildtypes count more. The picture does not.

# %% [markdown]
# ## Next
#
# Lesson 06, *From chart to call*, fits the model behind the call and finds out what body weight leaves of the difference.

# %% [markdown]
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
# - Haselimashhadi et al. (2020), soft windowing. [doi:10.1093/bioinformatics/btz744](https://doi.org/10.1093/bioinformatics/btz744)
