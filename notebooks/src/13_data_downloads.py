# %% [markdown]
# # How do I get the data themselves?
#
# *13 · Data downloads*
#
# **Goal**: ask the IMPC's data for exactly the rows you need, save them, and be able to say where they came from.
#
# **Time**: 45 minutes. **You need**: lessons 03 (searching for a gene) and 05 (chart pages).
#
# **Data**: calls, analyses and disease models of the release in use. In the teaching release, the default, all animals behind them are
# **simulated**.
#
# **By the end you can** **ask** a core for rows and fields, **narrow** a question, **download** and count, **score** disease models, and
# **compare** two routes to the same rows.

# %% tags=["setup"]
import tempfile
from pathlib import Path

import impc_nb as impc
from impc_nb import solr
from impc_nb.lesson import check, say
from impc_nb.solr import computed, field, fn

impc.setup()

# %% [markdown]
# ## 1 · How do I ask for rows?
#
# The IMPC keeps its results in *Solr cores*: big tables that answer questions. `genotype-phenotype` holds the calls (significant results),
# `statistical-result` every analysis, `phenodigm` models of disease.
#
# **One switch.** Here the questions go to the release on your disk. `release="live"` in a call asks the IMPC instead;
# `impc-nb lab --release live` makes that the rule for a whole lesson, checks included.

# %% tags=["load"]
core, analyses = "genotype-phenotype", "statistical-result"
gene = "Myo6"  # live, any gene: the IMPC's own workshop asks for Dclk1
of_gene = field("marker_symbol") == gene
late = field("life_stage_name") == "Late adult"
hits = impc.load_table("phenotype_hits", gene=gene)
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# Everything (`*:*`), but only three rows, and of them six fields. A misspelt field is refused; Solr itself would leave it out without a
# word.

# %%
fields = "marker_symbol,marker_accession_id,zygosity,parameter_name"
fields += ",parameter_stable_id,p_value"
print(solr.query(core, rows=3))  # all fields
try:
    solr.query(core, fl="parameter_stable_ide")
except impc.ImpcError as problem:
    print(problem)
solr.query(core, rows=3, fl=fields).docs

# %% [markdown]
# ### Exercise 1 · How many calls are there?
#
# Set `documents` to the number of **all** documents of `core`, of which we saw three.

# %% tags=["exercise"] unit="documents" tolerance=0
documents = ...  # a number of documents

# %% [markdown] tags=["hint"]
# - The first printed line above says it: three *of* how many?
# - `solr.count(core)` counts without fetching; an answer has it as `.num_found`.
# - `solr.count(core)`

# %% tags=["wrong"]
# these are the rows that were **fetched**; `num_found` counts all that fulfil the question.
documents = len(solr.query(core, rows=3).docs)

# %% tags=["wrong"]
# these are the calls of **one gene** only.
documents = solr.count(core, of_gene)

# %% tags=["wrong"]
# these are **analyses**, significant or not; the calls are in the other core.
documents = solr.count(analyses)

# %% tags=["solution"]
# It is counted anew on every release, so never copy it from a course.
documents = solr.count(core)

# %% tags=["check"]
check("13.1", documents)

# %% [markdown]
# ## 2 · How do I narrow a question?
#
# A condition compares a field with a value. Printed, it is what Solr reads; behind an address it is what any browser can ask. And a
# parameter's id leads to its protocol in IMPReSS: at which age, in weeks, is grip strength measured? (Protocols: teaching release.)

# %%
print(solr.question(core, of_gene, rows=10))
print(solr.question(core, of_gene).url("https://www.ebi.ac.uk/mi/impc/solr"))
print(solr.count(core, of_gene), "calls of", gene)
steps = impc.load_table("procedures", release="teaching")
grip = steps["procedure_stable_id"].str.startswith("IMPC_GRS")  # IMPC_GRS_010_001
steps.loc[grip, ["procedure_stable_id", "procedure_name", "age_in_weeks"]]

# %% [markdown]
# ### Exercise 2 · How many calls are beyond doubt?
#
# Conditions are joined by `&` (and), `|` (or), `~` (not). `field("p_value").between(0, 1e-4)` is Solr's `[0 TO 1e-4]`, **ends included**.
#
# Set `strong` to the number of calls of `gene` with a p-value from 0 to **1e-8**.

# %% tags=["exercise"] unit="documents" tolerance=0
strong = ...  # a number of documents

# %% [markdown] tags=["hint"]
# - Both must hold: the gene, and the range.
# - `of_gene` is the first condition; write the second in brackets after `&`.
# - `solr.count(core, of_gene & field("p_value").between(0, 1e-8))`

# %% tags=["wrong"]
# these are such calls of **all genes**: the gene is missing from the question.
strong = solr.count(core, field("p_value").between(0, 1e-8))

# %% tags=["wrong"]
# these are all calls of the gene: the **range** is missing.
strong = solr.count(core, of_gene)

# %% tags=["wrong"]
# `|` means **or**: all calls of the gene, and strong ones of any other.
strong = solr.count(core, of_gene | field("p_value").between(0, 1e-8))

# %% tags=["solution"]
# A call without a p-value (made by hand) is in no range: missing is not zero.
strong = solr.count(core, of_gene & field("p_value").between(0, 1e-8))

# %% tags=["check"]
check("13.2", strong)

# %% [markdown]
# ### Exercise 3 · Which fields vanish, and why?
#
# `.known()` asks whether a field is there, Solr's `mp_term_name:[* TO *]`. A field that *no* document of an answer has is no column of it.
#
# Ask `analyses` of `gene` with and **without** a term (`mp_term_name`), 1,000 rows each. Set `vanished` to the columns that only the first
# answer has.

# %% tags=["exercise"] kind="names"
vanished = ...  # names of fields

# %% [markdown] tags=["hint"]
# - Two questions: `of_gene & term` and `of_gene & ~term`, with `term = field("mp_term_name").known()`.
# - `set(answer.docs)` holds the columns of an answer.
# - Subtract: `set(first.docs) - set(second.docs)`.

# %% tags=["wrong"]
# these are the columns that **remain** without a term.
term = field("mp_term_name").known()
vanished = set(solr.query(analyses, of_gene & ~term, rows=1000).docs)

# %% tags=["wrong"]
# these are **all** columns of analyses with a term; subtract the others.
term = field("mp_term_name").known()
vanished = set(solr.query(analyses, of_gene & term, rows=1000).docs)

# %% tags=["solution"]
# Nothing went wrong: where nothing was found, there is no term to state.
term = field("mp_term_name").known()
first = solr.query(analyses, of_gene & term, rows=1000)
second = solr.query(analyses, of_gene & ~term, rows=1000)
vanished = set(first.docs) - set(second.docs)

# %% tags=["check"]
check("13.3", vanished)

# %% [markdown]
# ## 3 · How do I get all of them, and count?
#
# Long answers come in parts. Late calls about the heart that have an effect size, part by part, saved for a spreadsheet (CSV) and for a
# program (JSON):

# %%
system = field("top_level_mp_term_name") == "cardiovascular system phenotype"
asked = late & system & field("effect_size").known()
for n, part in enumerate(solr.batches(core, asked, size=100)):
    part.to_csv(folder / f"heart_{n}.csv", index=False)
    part.to_json(folder / f"heart_{n}.json", orient="records")
files = sorted(path.name for path in folder.glob("heart_*"))
print(asked)
print(solr.count(core, asked), "calls in", files)

# %% [markdown]
# ### Exercise 4 · How many rows does a download have?
#
# `solr.download(core, condition)` gives all parts as one table. Set `rows` to the number of rows of **all late calls** (condition `late`)
# that have an **effect size**.

# %% tags=["exercise"] unit="rows" tolerance=0
rows = ...  # a number of rows

# %% [markdown] tags=["hint"]
# - Leave out the heart of the condition above.
# - `late & field("effect_size").known()` is the condition.
# - `len(solr.download(core, late & field("effect_size").known()))`

# %% tags=["wrong"]
# Solr gives **ten** rows unless told otherwise: these are the first ten only.
rows = len(solr.query(core, late & field("effect_size").known()).docs)

# %% tags=["wrong"]
# these are calls of **all life stages**; the condition `late` is missing.
rows = len(solr.download(core, field("effect_size").known()))

# %% tags=["wrong"]
# these are calls that are **not** late: the other way round.
rows = len(solr.download(core, ~late & field("effect_size").known()))

# %% tags=["solution"]
# Count first, then download, and compare the two numbers.
rows = len(solr.download(core, late & field("effect_size").known()))

# %% tags=["check"]
check("13.4", rows)

# %% [markdown]
# ### Exercise 5 · How many calls are in homozygotes?
#
# To count by a field, ask for a *facet* and for no rows: `solr.query(core, rows=0, facet="zygosity")`. Its counts are in
# `.facets["zygosity"]`.
#
# Set `homozygotes` to the number of calls in **homozygotes**.

# %% tags=["exercise"] unit="documents" tolerance=0
homozygotes = ...  # a number of documents

# %% [markdown] tags=["hint"]
# - Run the question above in the cell; it counts every zygosity.
# - The counts are a table with the zygosity at the left: pick one.
# - `solr.query(core, rows=0, facet="zygosity").facets["zygosity"]["homozygote"]`

# %% tags=["wrong"]
# these are calls of **every** zygosity.
homozygotes = solr.query(core, rows=0, facet="zygosity").num_found

# %% tags=["wrong"]
# these are **analyses** of homozygotes, whether they found something or not.
counted = solr.query(analyses, rows=0, facet="zygosity")
homozygotes = counted.facets["zygosity"]["homozygote"]

# %% tags=["solution"]
# No row travelled: a facet counts where the data are.
counted = solr.query(core, rows=0, facet="zygosity")
homozygotes = counted.facets["zygosity"]["homozygote"]

# %% tags=["check"]
check("13.5", homozygotes)

# %% [markdown]
# **A list of genes**, as the portal's *batch query* takes it: that asks for MGI ids, so names become ids first. One question, one file; the
# facet says how many each gene has.

# %%
names = ["Myo6", "Cib2", "Gls2", "Ascc2"]
ids = [impc.find_gene(name)["marker_accession_id"] for name in names]
listed = field("marker_accession_id").one_of(ids)
answer = solr.query(core, listed, rows=0, facet="marker_symbol")
solr.download(core, listed).to_csv(folder / "genes.csv", index=False)
answer.facets["marker_symbol"].to_frame()

# %% [markdown]
# ## 4 · How do I ask for models of disease?
#
# In `phenodigm` one document compares a line's phenotypes with those of a disease. Values with spaces go between quotes, which the
# condition adds. The workshop asks for *Robinow Syndrome*, for which *Nxn* is known: which diseases of that name are there?

# %%
kind = field("type") == "disease_model_summary"
print(solr.query("phenodigm", kind, rows=5))
seven = "disease_term,model_id,model_source,model_description,marker_symbol"
seven += ",disease_model_avg_norm,disease_model_max_norm"
of_nxn = solr.download("phenodigm", kind & (field("marker_symbol") == "Nxn"), fl=seven)
names = [name for name in of_nxn["disease_term"].unique() if "Robinow" in name]
same = kind & field("disease_term").one_of(names or "Robinow Syndrome")
print(same)
solr.query("phenodigm", same, fl=seven, rows=3).docs

# %% [markdown]
# All models with certain ids, in parts, into one file: a list of ids is a condition like any other.

# %%
of_model = solr.download("phenodigm", kind & of_gene, fl="model_id")["model_id"]
models = kind & field("model_id").one_of(of_model.unique())
with open(folder / "models.csv", "w", newline="") as file:
    for n, part in enumerate(solr.batches("phenodigm", models, fl=seven, size=50)):
        part.to_csv(file, header=n == 0, index=False)
lines = (folder / "models.csv").read_text().splitlines()
print(len(lines) - 1, "rows saved,", solr.count("phenodigm", models), "counted")

# %% [markdown]
# ### Exercise 6 · How alike are line and disease?
#
# The Phenodigm score is the **mean** of `disease_model_avg_norm` and `disease_model_max_norm`, from 0 to 100. Solr works it out:
# `fn.div(fn.sum("a", "b"), 2)`; `computed("score", ...)` in `fl` names it; `sort=` takes the function itself, not its name.
#
# Set `score` to the **highest** score of `gene` with a **curated** disease
# (`of_gene & field("association_curated").one_of(True)`).

# %% tags=["exercise"] unit="" tolerance=0.005
score = ...  # one number, from 0 to 100

# %% [markdown] tags=["hint"]
# - Three parts: the condition (gene and curated), the function, the sorting.
# - `mean = fn.div(fn.sum("disease_model_avg_norm", "disease_model_max_norm"), 2)`
# - `solr.query("phenodigm", condition, fl=[computed("score", mean)], sort=mean).docs["score"].iloc[0]`

# %% tags=["wrong"]
# this is the **sum** of both; a mean of two is half of it.
curated = of_gene & field("association_curated").one_of(True)
mean = fn.sum("disease_model_avg_norm", "disease_model_max_norm")
found = solr.query("phenodigm", curated, fl=[computed("score", mean)], sort=mean)
score = found.docs["score"].iloc[0]

# %% tags=["wrong"]
# this is `disease_model_avg_norm` **alone**; the score takes the best match into account as well.
curated = of_gene & field("association_curated").one_of(True)
score = solr.query("phenodigm", curated, rows=1000).docs["disease_model_avg_norm"].max()

# %% tags=["wrong"]
# this is `disease_model_max_norm` **alone**; the score takes the average into account as well.
curated = of_gene & field("association_curated").one_of(True)
score = solr.query("phenodigm", curated, rows=1000).docs["disease_model_max_norm"].max()

# %% tags=["solution"]
# The first of the sorted documents has the highest score.
curated = of_gene & field("association_curated").one_of(True)
mean = fn.div(fn.sum("disease_model_avg_norm", "disease_model_max_norm"), 2)
found = solr.query("phenodigm", curated, fl=[computed("score", mean)], sort=mean)
score = found.docs["score"].iloc[0]

# %% tags=["check"]
check("13.6", score)

# %% [markdown]
# ## 5 · Do two routes lead to the same rows?
#
# `load_table` reads the same calls by another route: the files of a release, or the services behind the gene pages. Large needs have
# a third: *bulk files*, saved once with `impc.bulk.save(...)`. Before you trust a route, compare it with another.

# %%
try:
    print(len(impc.load_table("bulk_calls")), "rows of bulk calls")
except impc.ImpcError as problem:
    print(problem)
columns = ["allele_symbol", "parameter_stable_id", "mp_term_id", "sex", "p_value"]
first = solr.download(core, of_gene, fl=columns).sort_values(columns)
second = hits[columns].sort_values(columns)
same = first.reset_index(drop=True).equals(second.reset_index(drop=True))
numbers = f"{len(first)} rows by Solr, {len(second)} from the catalog"
say(f"{numbers}; equal: {'yes' if same else 'no'}.", "of which release; cite it.")

# %% [markdown]
# ## Pitfall: a count without its release is worth nothing
#
# The next release has other rows. Keep the question, the day and the release beside every file; cite them, not a number from a course.
#
# ## Recap
#
# - **ask**: a core, rows, fields; an unknown field is refused.
# - **narrow**: conditions with `&`, `|`, `~`; ranges include their ends.
# - **download**: count, then batches; a facet counts without rows.
# - **score**: a computed field, sorted by its function.
# - **compare**: the same rows by two routes, field by field.

# %% [markdown]
# ## Next
#
# Lesson 14, *Your own knockout*: the same questions, your own animals.
#
# ## References
#
# - The IMPC's workshop on its data (20 May 2024), whose exercises are all here.
#   [github.com/mpi2/impc-data-api-workshop](https://github.com/mpi2/impc-data-api-workshop)
# - Smedley et al. (2013), Phenodigm. [doi:10.1093/database/bat025](https://doi.org/10.1093/database/bat025)
# - Groza et al. (2023), the IMPC's data and portal. [doi:10.1093/nar/gkac972](https://doi.org/10.1093/nar/gkac972)
