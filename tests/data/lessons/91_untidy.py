# %% [markdown]
# # An untidy lesson
#
# **Goal**: to break rules. **By the end you can** **see** them.

# %% tags=["setup"]
import sys

from impc_nb.lesson import check

# %% tags=["load"]
sys.path.append("/somewhere/else")

# %% [markdown]
# word word word word word word word word word word word word word word word word word word word word word word word word word word
# word word word word word word word word word word word word word word word word word word word word word word word word word word
# word word word word word word word word word word word word word word word word word word word word word word word word word word
# word word word word word word word word word word word word word word word word word word word word word word word word word word
# word word word word word word word word word word word word word word word word word

# %%
step_0 = 0
step_1 = 1
step_2 = 2
step_3 = 3
step_4 = 4
step_5 = 5
step_6 = 6
step_7 = 7
step_8 = 8
step_9 = 9
step_10 = 10

# %% [markdown]
# # A second title
#
# ## Recap
#
# - **hear**: something else.


# %%
class Mouse:
    """Classes belong to the package."""


# %% [markdown]
# A sentence.


# %%
def long_function(x):
    x += 1
    x += 2
    x += 3
    x += 4
    x += 5
    x += 6
    x += 7
    return x


# %% [markdown]
# ### Exercise 1

# %% tags=["exercise"]
one = ...

# %% [markdown] tags=["hint"]
# - only
# - two

# %% tags=["wrong"]
one = 2

# %% tags=["solution"]
# the one and only right answer
one = 1

# %% tags=["check"]
check("91.2", one)
