"""Animals out of the file of their parameter: the same as by reading it whole, whatever its row groups; damage and attacks refused."""

import random
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from intake.readers.datatypes import Parquet

from impc_nb import data
from impc_nb.answers import mark_zygosity
from impc_nb.catalog import open_catalog
from impc_nb.dataset import Dataset
from impc_nb.schema import ANIMALS, CONTROL, MUTANT, BadTable, NotFound, Unavailable
from impc_nb.sources import stored_animals
from impc_nb.sources.stored import StoredTable
from impc_nb.sources.stored_animals import StoredAnimals

PARAMETER = "IMPC_ABC_001_001"
TEXTS = ("specimen_id", "sex", "biological_sample_group", "zygosity", "category", "marker_symbol", "colony_id", "phenotyping_center",
         "metadata_group", "strain_name")  # fmt: skip
_KINDS = dict.fromkeys(TEXTS, pa.string()) | dict.fromkeys(("date_of_experiment", "date_of_birth"), pa.timestamp("us"))
SCHEMA = pa.schema(list((_KINDS | dict.fromkeys(("weight", "data_point", "discrete_point"), pa.float64())).items()))


def rows(seed: int, n: int = 3000) -> pd.DataFrame:
    """Animals of a few centres, conditions, strains and lines, some of it missing, in the order of a release."""
    draw = random.Random(seed)
    day = pd.Timestamp("2015-01-01") + pd.to_timedelta([draw.randint(0, 900) for _ in range(n)], "D")
    table = pd.DataFrame(dict.fromkeys(SCHEMA.names), index=range(n)).assign(
        specimen_id=[f"m{i}" for i in range(n)], sex=draw.choices(["female", "male", None], [5, 5, 1], k=n),
        biological_sample_group=draw.choices([CONTROL, MUTANT, None], [6, 4, 1], k=n),
        zygosity=draw.choices(["homozygote", "heterozygote"], k=n), colony_id=draw.choices(["c1", "c2", "c3", None], k=n),
        phenotyping_center=draw.choices(["North", "South", "Süd", None], [4, 4, 4, 1], k=n),
        metadata_group=draw.choices(["a", "b"], k=n), strain_name=draw.choices(["B6N", "B6J", None], [4, 4, 1], k=n),
        date_of_experiment=day.where(pd.Series([draw.random() > 0.02 for _ in range(n)])), date_of_birth=day - pd.Timedelta(98, "D"),
        weight=[draw.gauss(25, 3) for _ in range(n)], data_point=[draw.gauss(10, 2) for _ in range(n)],
    )  # fmt: skip
    return table.sort_values(["phenotyping_center", "metadata_group", "biological_sample_group", "colony_id"])


def write(folder: Path, table: pd.DataFrame, schema=SCHEMA, **how) -> StoredAnimals:
    file = folder / f"parameter_stable_id={PARAMETER}" / "part-0.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pandas(table, schema, preserve_index=False), file, **{"row_group_size": 100} | how)
    return StoredAnimals(data=Parquet(url=str(folder)))


def asked(draw: random.Random) -> dict:
    return {
        "parameter_stable_id": PARAMETER, "zygosity": draw.choice(["homozygote", "heterozygote"]),
        "colony_id": draw.choice(["c1", "c3", "nobody"]),
        "phenotyping_center": draw.choice(["North", "Süd", "Mars"]), "metadata_group": draw.choice(["a", "b"]),
        "strain_name": draw.choice(["B6N", "B6J", None]),
    }  # fmt: skip


def by_hand(table: pd.DataFrame, row: dict) -> pd.DataFrame:
    """The animals of a dataset, by going through the whole table; made into a Dataset by its own checks."""
    same = lambda names: np.logical_and.reduce([table[name] == row[name] for name in names if row[name]])  # noqa: E731
    group = table["biological_sample_group"]
    mutants = (group == MUTANT) & same(["phenotyping_center", "metadata_group", "colony_id", "zygosity"])
    controls = (group == CONTROL) & same(["phenotyping_center", "metadata_group", "strain_name"])
    picked = table[mutants | controls].reindex(columns=list(ANIMALS))
    return Dataset(mark_zygosity(picked, row["zygosity"]), row).animals


@pytest.mark.parametrize("how", [{}, {"row_group_size": 10_000}, {"write_statistics": False}, {"row_group_size": 7}])
def test_only_some_row_groups_are_read_and_none_is_missed(tmp_path, how):
    draw, table = random.Random(3), rows(3)
    reader = write(tmp_path, table, **how)
    for _ in range(12):
        row = asked(draw)
        found = reader.read(dataset=row)
        assert found.attrs["ready"]
        pd.testing.assert_frame_equal(found, by_hand(table, row), check_index_type=False)


def test_row_groups_are_left_out(tmp_path):
    table = rows(4)
    reader = write(tmp_path, table)
    file = Path(tmp_path) / f"parameter_stable_id={PARAMETER}" / "part-0.parquet"
    state = file.stat()
    said = stored_animals.opened(str(file), state.st_mtime_ns, state.st_size)
    row = {"phenotyping_center": "North", "metadata_group": "a", "colony_id": "c1", "zygosity": "homozygote", "strain_name": "B6N"}
    groups = stored_animals._groups(said, stored_animals._conditions(row, False))
    assert 0 < len(groups) < said.metadata.num_row_groups / 4
    assert len(reader.read(dataset=row | {"parameter_stable_id": PARAMETER}))


@pytest.mark.parametrize(
    "types",
    [
        {"category": pa.null()}, {"sex": pa.large_string()}, {"colony_id": pa.dictionary(pa.int32(), pa.string())},
        {"weight": pa.float32()}, {"date_of_experiment": pa.timestamp("ns")}, {"date_of_birth": pa.date32()},
    ],
)  # fmt: skip
def test_files_written_otherwise_give_the_same(tmp_path, types):
    """What is no exact match goes the long way, through the checks of the Dataset."""
    table = rows(5).assign(weight=25.0)
    schema = pa.schema([pa.field(field.name, types.get(field.name, field.type)) for field in SCHEMA])
    row = asked(random.Random(1)) | {"phenotyping_center": "North", "metadata_group": "a", "strain_name": "B6N"}
    found = write(tmp_path, table, schema).read(dataset=row)
    found.attrs.clear()
    made = Dataset(mark_zygosity(found, row["zygosity"]), row).animals
    pd.testing.assert_frame_equal(made, by_hand(table, row), check_index_type=False)


def test_hours_of_the_day_and_unknown_groups_go_through_the_checks(tmp_path):
    table = rows(6)
    row = asked(random.Random(1)) | {"phenotyping_center": "North", "metadata_group": "a", "strain_name": "B6N"}
    found = write(tmp_path / "hours", table.assign(date_of_experiment=table["date_of_experiment"] + pd.Timedelta("7h"))).read(dataset=row)
    assert "ready" not in found.attrs
    pd.testing.assert_frame_equal(Dataset(mark_zygosity(found, row["zygosity"]), row).animals, by_hand(table, row), check_index_type=False)
    schema = SCHEMA.append(pa.field("doc_id", pa.string())).append(pa.field("window_weight", pa.float64()))
    odd = table.assign(doc_id="x", biological_sample_group="neither", window_weight=1.0)
    found = write(tmp_path / "groups", odd, schema).read(dataset=row | {"doc_id": "x"})
    with pytest.raises(BadTable, match="'neither' is neither"):
        Dataset(found, row)


def test_what_the_reader_made_ready_is_what_the_checks_make():
    """Every tenth dataset of the teaching release: checking it once more changes nothing."""
    catalog = open_catalog()
    described = catalog.datasets.read().dropna(subset=["doc_id"])
    for row in described.iloc[:: max(1, len(described) // 15)].to_dict("records"):
        assert catalog.observations.read(dataset=row).attrs["ready"]
        made = data.load_dataset(dataset_id=row["doc_id"])
        again = Dataset(made.animals, made.about, made.published, made.release, made.truth)
        pd.testing.assert_frame_equal(made.animals, again.animals)
        assert dict(made.about) == dict(again.about) and made.counted() == again.counted()


def test_a_table_made_by_hand_is_still_checked():
    made = data.load_dataset(dataset_id=open_catalog().datasets.read()["doc_id"].dropna().iloc[0])
    with pytest.raises(BadTable, match="column 'data_point' should hold a number"):
        Dataset(made.animals.assign(data_point="high"), made.about)


# ---------------------------------------------------------------- damage and attacks
def test_many_columns_are_refused_before_any_is_read(tmp_path, monkeypatch):
    wide = pa.table({f"c{i}": ["x"] for i in range(2000)})
    file = tmp_path / f"parameter_stable_id={PARAMETER}" / "part-0.parquet"
    file.parent.mkdir()
    pq.write_table(wide, file)
    pq.write_table(wide, tmp_path / "genes.parquet")
    monkeypatch.setattr(pq.ParquetFile, "read", lambda *_, **__: pytest.fail("it was read"))
    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(Unavailable, match="part-0.parquet of this release cannot be read .it has 2,000 columns"):
        StoredAnimals(data=Parquet(url=str(tmp_path))).read(dataset=asked(random.Random(1)))
    with pytest.raises(Unavailable, match="genes.parquet of this release cannot be read .it has 2,000 columns"):
        StoredTable(data=Parquet(url=str(tmp_path / "genes.parquet"))).read(table="genes")
    monkeypatch.setattr(stored_animals, "MOST_FOOTER", 1000)
    monkeypatch.setattr(pq, "read_metadata", lambda *_: pytest.fail("its description was read"))
    stored_animals.opened.cache_clear()
    with pytest.raises(Unavailable, match="its description alone has"):
        StoredAnimals(data=Parquet(url=str(tmp_path))).read(dataset=asked(random.Random(1)))


def test_more_rows_than_can_be_held_are_refused(tmp_path, monkeypatch):
    write(tmp_path, rows(1))
    with pytest.raises(Unavailable, match="3,000 observations, too many to hold"):
        stored_animals.observations(tmp_path, PARAMETER, 2999)
    assert len(stored_animals.observations(tmp_path, PARAMETER, 3000)) == 3000
    monkeypatch.setattr("impc_nb.sources.stored.MOST_ROWS", 1)
    pq.write_table(pa.table({"marker_symbol": ["a", "b"], "marker_accession_id": ["MGI:1", "MGI:2"]}), tmp_path / "genes.parquet")
    with pytest.raises(Unavailable, match="it has 2 rows"):
        StoredTable(data=Parquet(url=str(tmp_path / "genes.parquet"))).read(table="genes")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\xff" * 50 + b"PAR1", b"<html>", b"PAR1\x00\x00\x00\xff\xff\xff\x7fPAR1"])
def test_what_is_no_parquet_is_named(tmp_path, content):
    file = tmp_path / f"parameter_stable_id={PARAMETER}" / "part-0.parquet"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(Unavailable, match=r"part-0\.parquet of this release cannot be read"):
        StoredAnimals(data=Parquet(url=str(tmp_path))).read(dataset=asked(random.Random(1)))


@pytest.mark.parametrize("parameter", ["../../secret", "IMPC_ABC_001_001/..", "a\x00b", "", None, 5, "IMPC_ABC_001_001\n"])
def test_an_id_that_is_none_leads_nowhere(tmp_path, parameter):
    with pytest.raises(NotFound, match="is not an IMPReSS id"):
        StoredAnimals(data=Parquet(url=str(tmp_path))).read(dataset={"parameter_stable_id": parameter})
