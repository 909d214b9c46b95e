# %% [markdown]
# # What do I know now that I did not know before?
#
# *16 · Quiz and summary*
#
# **Goal**: see the rules of the course on one page, use them once more, and test yourself.
#
# **Time**: 30 minutes. **You need**: the lessons you want to be asked about; each quiz item names its chapter.
#
# **Data**: results and animals of a whole release: the teaching release, the default, in which all animals are **simulated**, or a folder
# made by `impc-nb fetch`. The live services answer for one gene at a time, and cannot count a release.
#
# **By the end you can** **count** without mixing, **compare** with sign, unit and share, **doubt** one test among many, and **pass** the
# quiz.

# %% tags=["setup"]
from IPython.display import Markdown

import impc_nb as impc
from impc_nb import schema, wording
from impc_nb.lesson import check, say
from impc_nb.lesson.quiz import PASS, quiz_items

impc.setup()

# %% [markdown]
# ## 1 · What must be right before I count?
#
# Four words first. **Line**: one allele in one background, of one zygosity. **Dataset**: one line at one centre, one life stage, one set of
# conditions. **Tested**: there is a p-value. **Called**: significant, as published.

# %% tags=["load"]
results = impc.load_results()
tested = results["p_value"].notna()
dbn1 = impc.list_datasets("Dbn1", "Fat mass")
lyn = impc.load_late_adult("Lyn")
data = impc.load_dataset("Akt2", "Fat mass", life_stage="Early adult")

# %% [markdown]
# The whole release in use, in those words:

# %%
calls = int(results["significant"].fillna(False).sum())
Markdown(f"""* release: **{data.release.label}**
* genes: **{results["marker_symbol"].nunique():,}**
* datasets: **{len(results):,}**, of which tested: **{tested.sum():,}**
* called: **{calls:,}**, that is {calls / tested.sum():.1%} of the tested
* not tested: **{(~tested).sum():,}**; of these we know nothing""")

# %% [markdown]
# **Rule 1: one dataset is one comparison.** Here are those of *Fat mass* in *Dbn1*:

# %%
dbn1[["life_stage_name", "phenotyping_center", "zygosity"]]

# %% [markdown]
# ### Exercise 1 · How many comparisons early?
#
# Set `comparisons` to the number of **datasets** of `dbn1` at the life stage `Early adult`.

# %% tags=["exercise"] unit="datasets" tolerance=0
comparisons = ...  # a number of datasets

# %% [markdown] tags=["hint"]
# - A row of `dbn1` is one dataset; keep the early ones.
# - `dbn1.query("life_stage_name == 'Early adult'")` keeps them.
# - `len(dbn1.query("life_stage_name == 'Early adult'"))`

# %% tags=["wrong"]
# these are datasets of **all life stages**; the question asks for early adults.
comparisons = len(dbn1)

# %% tags=["wrong"]
# these are **zygosities**; two centres tested the same one, each with wildtypes of its own.
comparisons = dbn1.query("life_stage_name == 'Early adult'")["zygosity"].nunique()

# %% tags=["solution"]
# Their animals are never put together: each has its own wildtypes.
comparisons = len(dbn1.query("life_stage_name == 'Early adult'"))

# %% tags=["check"]
check("16.1", comparisons)

# %% [markdown]
# **Rule 2: missing is not "no".** *Not tested* and *unknown* are no findings. *Lyn*, early (rows) and late (columns):

# %%
lyn.groupby(["early_state", "late_state"]).size().unstack(fill_value=0)

# %% [markdown]
# ### Exercise 2 · Of how many do we know the early half only?
#
# Set `half` to the number of rows of `lyn` that were **tested early** (significant or not) and **not tested late**.

# %% tags=["exercise"] unit="rows" tolerance=0
half = ...  # a number of rows

# %% [markdown] tags=["hint"]
# - Two conditions: `late_state` is `'not tested'`, `early_state` is not.
# - `!=` means "is not"; `and` joins two conditions in a query.
# - `len(lyn.query("late_state == 'not tested' and early_state != 'not tested'"))`

# %% tags=["wrong"]
# these were tested late and found **not significant**: that is an answer, the other is none.
half = len(lyn.query("late_state == 'not significant'"))

# %% tags=["wrong"]
# here those are counted that were tested in **neither** stage, too.
half = len(lyn.query("late_state == 'not tested'"))

# %% tags=["solution"]
# "Nothing was found late" would be wrong for every one of them.
half = len(lyn.query("late_state == 'not tested' and early_state != 'not tested'"))

# %% tags=["check"]
check("16.2", half)

# %% [markdown]
# ## 2 · What must be right when I compare?
#
# **Rule 3: sexes apart, sign and unit stated.** Every difference of this course is mutant minus wildtype, between life stages late minus
# early. The picture comes first, here of *Akt2*:

# %%
impc.plots.distribution(data).opts(title=data.release.label)

# %% [markdown]
# **How to read it.** Circles are females, triangles males; pink is wildtype, blue is mutant.

# %%
say(
    f"{wording.headline(data)} The sign is always {schema.SIGN}.",
    "what the model makes of it, and why it is so.",
)

# %% [markdown]
# ### Exercise 3 · By how many percent?
#
# Set `change` to the difference of **males** (mutant minus wildtype) in **percent of the wildtype** mean.

# %% tags=["exercise"] unit="%" tolerance=0.05
change = ...  # one number, in percent; mutant minus wildtype

# %% [markdown] tags=["hint"]
# - Two means, then difference, then divide by the wildtype's mean.
# - `mutant = data.mean("male", "mutant")`, and `wildtype` likewise.
# - `(mutant - wildtype) / wildtype * 100`

# %% tags=["wrong"]
# the **wrong sign**: it is mutant minus wildtype.
mutant, wildtype = data.mean("male", "mutant"), data.mean("male", "wildtype")
change = (wildtype - mutant) / wildtype * 100

# %% tags=["wrong"]
# this is a share of the **mutant** mean; what is usual is the wildtype.
mutant, wildtype = data.mean("male", "mutant"), data.mean("male", "wildtype")
change = (mutant - wildtype) / mutant * 100

# %% tags=["wrong"]
# this is a **fraction**; the question asks for percent.
mutant, wildtype = data.mean("male", "mutant"), data.mean("male", "wildtype")
change = (mutant - wildtype) / wildtype

# %% tags=["wrong"]
# this is the change of the **females**.
mutant, wildtype = data.mean("female", "mutant"), data.mean("female", "wildtype")
change = (mutant - wildtype) / wildtype * 100

# %% tags=["solution"]
# A percentage needs its whole: here the wildtypes of the same sex and dataset.
mutant, wildtype = data.mean("male", "mutant"), data.mean("male", "wildtype")
change = (mutant - wildtype) / wildtype * 100

# %% tags=["check"]
check("16.3", change)

# %% [markdown]
# **Rule 4: a test is one among many.** A call needs a p-value below this line:

# %%
print(f"p < {schema.THRESHOLD:.4f}, both sexes together or one of them")

# %% [markdown]
# ### Exercise 4 · How many by chance alone?
#
# If no gene had any effect, a share of the p-values would still be below the line: as large as the line itself. Set `by_chance` to how many
# you would expect **among the tested** results of this release (`tested`), with the line `schema.THRESHOLD`.

# %% tags=["exercise"] unit="results" tolerance=0.005
by_chance = ...  # a number of results, with decimals

# %% [markdown] tags=["hint"]
# - Number of tests times the line.
# - `tested.sum()` counts the tests.
# - `tested.sum() * schema.THRESHOLD`

# %% tags=["wrong"]
# this is with the line **0.05**, as many papers draw it: think of what it would let through.
by_chance = tested.sum() * 0.05

# %% tags=["wrong"]
# here the **missing** are counted: where nothing was tested, chance calls nothing.
by_chance = len(results) * schema.THRESHOLD

# %% tags=["wrong"]
# these are the calls that **were** made; the question asks for those expected by chance.
by_chance = results["significant"].sum()

# %% tags=["solution"]
# Compare it with the number of calls above.
by_chance = tested.sum() * schema.THRESHOLD

# %% tags=["check"]
check("16.4", by_chance)

# %% [markdown]
# ## 3 · Do I pass?
#
# Ten items by lot, from all chapters; every option says why. "Try again" draws others.

# %%
print(f"{len(quiz_items())} items in all; {PASS:.0%} right answers pass")
impc.quiz(number=10)

# %% [markdown]
# And the exercises of all lessons, as far as you have come on this computer:

# %%
impc.progress()

# %% [markdown]
# ## Pitfall: a rule is not a thought
#
# A report can keep every rule and be wrong: the wrong question, a mixed-up cage, a difference nobody needs. Rules keep you from fooling
# yourself in the ways that are known. Ask somebody else for the unknown ones.

# %% [markdown]
# ## Recap
#
# - **count**: one dataset is one comparison; missing is not "no".
# - **compare**: sexes apart, mutant minus wildtype, with a unit, or in percent of the wildtypes.
# - **doubt**: say how many tests were made.
# - **pass**: and look up what you missed in its chapter.

# %% [markdown]
# ## Next
#
# Your own question. Lesson 15 has the form for it; the dashboard shows what you find to others.
#
# ## References
#
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
# - Haselimashhadi et al. (2020), soft windowing. [doi:10.1093/bioinformatics/btz744](https://doi.org/10.1093/bioinformatics/btz744)
