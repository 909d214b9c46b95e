"""Bulk files: fetched in parts, on from where they broke off; as Parquet, each row once, in bounded memory; refused when they are none."""

import gzip
import io
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import requests

from impc_nb import bulk, http
from impc_nb.catalog import open_catalog
from impc_nb.schema import NotFound, NotOffered, Unavailable
from impc_nb.sources import bulk as source
from impc_nb.sources import bulk_files
from impc_nb.sources.bulk_files import FILES, convert

HEAD = "marker_accession_id,marker_symbol,top_level_mp_term_name,mp_term_id,p_value,effect_size,statistical_method"
ROWS = [
    'MGI:1,Abc1,"growth phenotype,hearing phenotype",MP:0000001,1e-5,-0.5,"Linear Mixed Model, x"',
    "MGI:1,Abc1,growth phenotype,MP:0000002,0.0,1.0,Supplied as data",
    "MGI:2,=1+1,,MP:0000003,none,,",
    "MGI:1,Abc1,growth phenotype,MP:0000002,0.0,1.0,Supplied as data",
    'MGI:3,"<img src=x>\nline",,MP:0000004,0.0,,Reference Range',
]
CALLS = gzip.compress("\n".join([HEAD, *ROWS, ""]).encode())


def made(tmp_path, content: bytes, name="bulk_calls"):
    file = tmp_path / FILES[name][0]
    file.write_bytes(content)
    return convert(file, tmp_path / f"{name}.parquet", name)


# ---------------------------------------------------------------- CSV to Parquet
def test_a_file_becomes_a_table_and_what_was_evened_out_is_counted(tmp_path):
    counted = made(tmp_path, CALLS)  # by hand from ROWS: the fourth repeats the second, "none" is no number, both twins are placeholders
    assert counted == {"rows in": 5, "rows out": 4, "repeated": 1, "unreadable numbers": 1, "placeholders": 2}
    table = pq.read_table(tmp_path / "bulk_calls.parquet").to_pandas().set_index("mp_term_id")
    assert list(pq.read_schema(tmp_path / "bulk_calls.parquet").names) == list(FILES["bulk_calls"][1])
    assert table.loc["MP:0000001", "top_level_mp_term_name"] == "growth phenotype; hearing phenotype"
    assert table.loc["MP:0000001", "p_value"] == 1e-5
    assert np.isnan(table.loc["MP:0000002", "p_value"]) and np.isnan(table.loc["MP:0000002", "effect_size"])
    assert table.loc["MP:0000004", "p_value"] == 0.0, "a reference range can give 0"
    assert table.loc["MP:0000003", "marker_symbol"] == "=1+1", "text stays text"
    assert table.loc["MP:0000004", "marker_symbol"] == "<img src=x>\nline"


def test_rows_repeated_in_other_blocks_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk_files, "BLOCK", 2000)
    rows = [f"MGI:{i % 300},Abc{i % 300},,MP:0000001,0.{i % 300 + 1},," for i in range(1000)]
    counted = made(tmp_path, gzip.compress("\n".join([HEAD, *rows]).encode()))
    assert (counted["rows in"], counted["rows out"], counted["repeated"]) == (1000, 300, 700)
    assert pq.read_metadata(tmp_path / "bulk_calls.parquet").num_row_groups > 1, "more than one block was read"


def test_the_same_file_gives_the_same_bytes(tmp_path):
    made(tmp_path, CALLS)
    first = (tmp_path / "bulk_calls.parquet").read_bytes()
    made(tmp_path, CALLS)
    assert (tmp_path / "bulk_calls.parquet").read_bytes() == first


def test_older_headers_are_read(tmp_path):
    text = "Gene Symbol,Gene Accession Id,Colony Id,Total # Pups,Viability Phenotype HOMs/HEMIs\nAbc1,MGI:1,C1,40,Homozygous - Viable\n"
    made(tmp_path, gzip.compress(text.encode()), "bulk_viability")
    row = pq.read_table(tmp_path / "bulk_viability.parquet").to_pandas().iloc[0]
    assert (row["marker_symbol"], row["colony_id"], row["total_pups"], row["call"]) == ("Abc1", "C1", 40.0, "Homozygous - Viable")


BAD = {
    "a web page": (b"<!doctype html><html>busy</html>", "no compressed file"),
    "a compressed web page": (gzip.compress(b"<!doctype html><html>busy</html>"), "has no column 'marker_accession_id'"),
    "cut off": (CALLS[: len(CALLS) // 2], "cut off"),
    "cut off before its sum": (CALLS[:-6], "cut off"),
    "damaged": (CALLS[:40] + b"\xff\xff\xff" + CALLS[43:], "no compressed file, or was cut off|no table with commas"),
    "nothing": (b"", "has no column|cut off"),
    "empty inside": (gzip.compress(b""), "has no column"),
    "another table": (gzip.compress(b"a,b\n1,2\n"), "has no column"),
    "too few fields": (gzip.compress(f"{HEAD}\nMGI:1,Abc1\n".encode()), "no table with commas"),
    "the same column twice": (gzip.compress(f"{HEAD},p_value\n".encode()), "twice"),
    "a first line without end": (gzip.compress(b"x" * 2_000_000), "no end|has no column"),
    "no text": (gzip.compress(HEAD.encode() + b"\n\xff\xfe,,,,,,\n"), "no table with commas|UTF8|utf"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_bulk_file_is_refused_and_nothing_is_left(what, tmp_path):
    content, sentence = BAD[what]
    with pytest.raises(bulk_files.BadTable, match=sentence):
        made(tmp_path, content)
    assert not list(tmp_path.glob("*.parquet*"))


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk_files, "LARGEST", 5_000_000)
    bomb = gzip.compress(f"{HEAD}\n".encode() + b",,,,,,\n" * 1_000_000)
    assert len(bomb) < 20_000, "7 MB out of little"
    with pytest.raises(bulk_files.BadTable, match="unpacks to more than"):
        made(tmp_path, bomb)
    monkeypatch.setattr(bulk_files, "LARGEST", 10**12)
    monkeypatch.setattr(bulk_files, "MOST_ROWS", 3)
    with pytest.raises(bulk_files.BadTable, match="more than 3 rows"):
        made(tmp_path, CALLS)
    assert not list(tmp_path.glob("*.parquet*"))


# ---------------------------------------------------------------- the download, against a service of few lines
class Server:
    """Gives one file, in parts of 64 bytes; ``cuts``: after how many bytes each answer breaks off, ``statuses`` what it says before."""

    def __init__(self, content: bytes, cuts=(), statuses=(), etag='"1"', ranges=True):
        self.content, self.cuts, self.statuses, self.etag, self.ranges = content, list(cuts), list(statuses), etag, ranges
        self.sent, self.asked = 0, []

    def get(self, url, headers, timeout, stream):
        self.asked.append(headers)
        answer = requests.Response()
        answer.status_code = self.statuses.pop(0) if self.statuses else 200
        if answer.status_code != 200:
            answer.headers["Retry-After"] = "7"
            answer.raw = io.BytesIO()
            return answer
        start = int(re.search(r"\d+", headers["Range"]).group()) if self.ranges and headers.get("If-Range") == self.etag else 0
        answer.status_code = 416 if start and start >= len(self.content) else 206 if start else 200
        answer.headers.update({"Content-Length": str(len(self.content) - start), "ETag": self.etag})
        cut = self.cuts.pop(0) if self.cuts else None
        answer.iter_content = lambda size: self.parts(self.content[start:], cut)
        answer.raw = io.BytesIO()
        return answer

    def parts(self, content, cut):
        for at in range(0, len(content), 64):
            if cut is not None and at >= cut:
                raise requests.exceptions.ChunkedEncodingError("cut")
            self.sent += len(content[at : at + 64])
            yield content[at : at + 64]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk, "live_title", lambda _: "IMPC data release 24.0")
    return tmp_path / "r"


def save(server, folder, waited=None):
    waits = waited if waited is not None else []
    return bulk.save("bulk_calls", folder, client=http.Client(server.get, wait=waits.append), say=lambda _: None)


BIG = gzip.compress("\n".join([HEAD, *(f"MGI:{i},A{i},,MP:{i:07},{i}e-9,," for i in range(2000))]).encode())


def test_a_download_that_breaks_off_goes_on(folder):
    server = Server(BIG, cuts=[640, 1280])
    said = save(server, folder)
    assert said["rows out"] == 2000
    assert server.sent == len(BIG), "nothing was sent twice"
    assert [headers.get("Range") for headers in server.asked] == [None, "bytes=640-", f"bytes={640 + 1280}-"]
    assert sorted(file.name for file in folder.iterdir()) == ["bulk_calls.json", "bulk_calls.parquet"]
    assert json.loads((folder / "bulk_calls.json").read_text())["release"] == "IMPC data release 24.0"


def test_another_file_meanwhile_is_fetched_anew(folder):
    with pytest.raises(Unavailable, match="broke off in the middle"):
        save(Server(BIG, cuts=[640] * 4, etag='"0"', ranges=False), folder)
    assert (folder / f"{FILES['bulk_calls'][0]}.part").is_file(), "what came is kept"
    server = Server(CALLS, etag='"1"')
    assert save(server, folder)["rows out"] == 4
    assert server.asked[0]["If-Range"] == '"0"', "the service decides"


def test_killed_between_fetching_and_reading_nothing_is_fetched_again(folder, monkeypatch):
    monkeypatch.setattr(bulk_files, "convert", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        save(Server(BIG), folder)
    monkeypatch.undo()
    monkeypatch.setattr(bulk, "live_title", lambda _: "x")
    server = Server(BIG)
    assert save(server, folder)["rows out"] == 2000
    assert server.sent == 0


def test_retry_after_is_obeyed_and_a_refusal_said(folder):
    waited = []
    assert save(Server(CALLS, statuses=[429, 503]), folder, waited)["rows out"] == 4
    assert waited == [7.0, 7.0]
    with pytest.raises(Unavailable, match="file area answered with an error .status 404. when asked for genotype-phenotype"):
        save(Server(CALLS, statuses=[404]), folder)
    assert pq.read_table(folder / "bulk_calls.parquet").num_rows == 4, "the file that was there stays"


def test_a_file_too_large_is_refused(folder, monkeypatch):
    monkeypatch.setattr(source, "LARGEST", 100)
    with pytest.raises(Unavailable, match="too many for one look|which is not read"):
        source.saved("http://x/f", folder, "bulk_calls", http.Client(Server(BIG).get), "", 100)
    assert not list(folder.glob("*.parquet"))


def test_unknown_files_are_refused(folder):
    with pytest.raises(NotFound, match="there are bulk_calls"):
        bulk.save("bulk_call", folder)


# ---------------------------------------------------------------- entries of the catalog
def test_the_teaching_release_says_that_it_has_none():
    for name in FILES:
        with pytest.raises(NotOffered, match="does not offer bulk"):
            open_catalog()[name].read()


def test_against_the_recorded_area(replay, tmp_path, monkeypatch, shared):
    for name in ("IMPC_FTP_ROOT", "IMPC_LANDING_ROOT"):
        monkeypatch.setenv(name, replay[f"{name[5:].lower()}"])
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path / "cache"))
    said = bulk.save("bulk_results", tmp_path / "to", say=lambda _: None)
    recorded = pq.read_table(shared / "impc" / "bulk" / "batch_query_significant_results.parquet").to_pandas()
    assert said["rows in"] == recorded["statisticalResultId"].nunique() == 31_312, "as the pack's README counts"
    results = open_catalog("live").bulk_results.read()
    recorded = recorded.drop_duplicates("statisticalResultId").set_index("statisticalResultId")
    assert len(results) == len(recorded)
    p = pd.to_numeric(recorded["pValue"])
    placeholder = (recorded["statisticalMethod"] == "Supplied as data") & (p == 0)
    assert np.allclose(results.set_index("doc_id")["p_value"], p.mask(placeholder).reindex(results["doc_id"]), rtol=1e-15, equal_nan=True)
    gene = recorded["mgiGeneAccessionId"].iloc[0]
    assert len(open_catalog("live").bulk_results.read(gene=gene)) == (recorded["mgiGeneAccessionId"] == gene).sum()


@pytest.mark.parametrize("fault", ["500", "404", "garbage", "empty", "truncate", "reset"])
def test_faults_of_the_area_are_said_and_leave_no_table(replay, fault, tmp_path, monkeypatch):
    monkeypatch.setenv("IMPC_FTP_ROOT", replay["ftp_root"].replace(replay["root"], f"{replay['root']}/fault/{fault}"))
    monkeypatch.setattr(bulk, "live_title", lambda _: "x")
    with pytest.raises(Unavailable, match="The IMPC file area"):
        bulk.save("bulk_results", tmp_path, client=http.Client(wait=lambda _: None), say=lambda _: None)
    assert not list(tmp_path.glob("*.parquet*"))


# ---------------------------------------------------------------- fetched to be read at once
@pytest.fixture
def read(tmp_path, monkeypatch):
    """Reads ``bulk_calls`` of the live release from a server of few lines, into a cache of its own."""
    monkeypatch.setenv("IMPC_NB_CACHE", str(tmp_path / "cache"))

    def reading(server, **how):
        with http.asked_by(http.Client(server.get, wait=lambda _: None, **how)):
            return open_catalog("live").bulk_calls.read()

    return reading


def test_of_several_who_read_it_at_once_one_fetches(read, tmp_path):
    server = Server(CALLS)
    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(lambda _: read(server), range(4)))
    assert len(server.asked) == 1 and all(table.equals(tables[0]) for table in tables) and len(tables[0])
    assert [f.name for f in (tmp_path / "cache").rglob("*") if f.is_file()] == ["bulk_calls.parquet"]


def test_one_that_drips_is_given_up(read, tmp_path, monkeypatch):
    """Each part comes in time, but not the whole: after the seconds that one waits for it, it is said and nothing is left."""
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now.__setitem__(0, now[0] + 5) or now[0], time=time.time)
    monkeypatch.setattr(source, "time", clock)
    server = Server(BIG)
    with pytest.raises(Unavailable, match=r"The IMPC file area did not answer in time when asked for genotype-.*; try again later"):
        read(server)
    assert now[0] < 2 * source.AT_ONCE_WITHIN and 0 < server.sent < len(server.content)
    assert not [f for f in (tmp_path / "cache").rglob("*") if f.is_file()]
