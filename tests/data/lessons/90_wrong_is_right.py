# %% [markdown]
# # Does the checker notice wrong answers that are right?

# %% tags=["setup"]
import math

from impc_nb.lesson import check

# %% tags=["load"]
lengths = [9.0, 9.2, 9.4, math.nan]

# %% tags=["exercise"] unit="cm" tolerance=0.05
mean = ...  # of the three lengths, in cm

# %% [markdown] tags=["hint"]
# - one
# - two
# - three

# %% tags=["wrong"]
# this is the median, which happens to be the mean here
mean = sorted(lengths[:3])[1]

# %% tags=["wrong"]
# this is the shortest animal and not the mean
mean = min(lengths[:3])

# %% tags=["wrong"]
# this is the first animal, which happens to be the shortest
mean = lengths[0]

# %% tags=["wrong"]
# there is no fifth animal to look at
mean = lengths[4]

# %% tags=["solution"]
# the sum divided by the number of animals
mean = sum(lengths[:3]) / 3

# %% tags=["check"]
check("90.1", mean)

# %% tags=["exercise"] unit="cm" tolerance=0.05
whole = ...  # the mean of all four, in cm

# %% [markdown] tags=["hint"]
# - one
# - two
# - three

# %% tags=["solution"]
# the missing length was forgotten by whoever wrote this
whole = sum(lengths) / 4

# %% tags=["check"]
check("90.2", whole)
