"""What a Dataset says of its animals in words."""

import pandas as pd
import pytest

import impc_nb
from impc_nb.dataset import Dataset


def made(rows, **columns):
    animals = pd.DataFrame(rows, columns=["specimen_id", "sex", "biological_sample_group", "data_point"]).assign(**columns)
    return Dataset(animals, {"parameter_name": "Weight"})


ONE = [("a", "female", "experimental", 1.0), ("b", "male", "experimental", 2.0), ("c", "male", "control", 3.0)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ONE, "2 mutants (1 female, 1 male) and 1 wildtype (0 female, 1 male)"),
        (ONE * 3, "2 mutants (1 female, 1 male) and 1 wildtype (0 female, 1 male), 9 measurements"),
        ([*ONE, ("d", "male", "control", None)], "2 mutants (1 female, 1 male) and 1 wildtype (0 female, 1 male)"),  # d was not measured
        ([(None, *one[1:]) for one in ONE * 2], "4 mutants (2 female, 2 male) and 2 wildtypes (0 female, 2 male)"),  # each may be another
        ([*ONE, ("e", None, "control", 1.0)], "2 mutants (1 female, 1 male) and 2 wildtypes (0 female, 1 male)"),
    ],
)
def test_animals_are_counted_and_not_their_measurements(rows, says):
    assert made(rows).counted() == says


def test_a_time_series_of_the_teaching_release_counts_its_mice():
    """Its file holds a row for each mouse and time; each mouse is one."""
    rows = impc_nb.load_results()
    series = rows[rows["data_type"] == "time_series"].iloc[0]
    dataset = impc_nb.load_dataset(dataset_id=series["doc_id"])
    mice = dataset.animals.dropna(subset=["data_point"]).drop_duplicates("specimen_id")["biological_sample_group"].value_counts()
    assert dataset.count() > mice.sum()
    assert dataset.counted().startswith(f"{mice['experimental']} mutants (")
    assert f" and {mice['control']} wildtypes (" in dataset.counted()
    assert dataset.counted().endswith(f", {dataset.count():,} measurements")
