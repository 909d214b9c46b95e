"""Files are there whole or not at all."""

import os
import stat

import pytest

from impc_nb import whole_file


def test_a_new_file_in_a_new_folder(tmp_path):
    whole_file.write(tmp_path / "deep" / "a.json", b"{}")
    assert (tmp_path / "deep" / "a.json").read_bytes() == b"{}"
    assert [f.name for f in (tmp_path / "deep").iterdir()] == ["a.json"]


@pytest.mark.parametrize("durable", [False, True])
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_who_may_read_it(tmp_path, mode, durable):
    whole_file.write(tmp_path / "a", b"x", mode=mode, durable=durable)
    assert os.name == "nt" or stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


@pytest.mark.parametrize("step", ["chmod", "replace", "fsync"])
@pytest.mark.parametrize("ended", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch, step, ended):
    def refuse(*_):
        raise ended

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(type(ended)):
        whole_file.write(tmp_path / "a", b"new", durable=True)
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("a", b"old")]
