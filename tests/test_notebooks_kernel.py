"""Each learner's notebook in a real kernel: it runs to its end, says that nothing is answered yet, and its charts need no server."""

import json
import re
from pathlib import Path

import nbclient
import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SOURCES = sorted((NOTEBOOKS / "src").glob("[0-9]*.py"))


@pytest.fixture
def execute(tmp_path, monkeypatch):
    """``execute(notebook)`` runs it in a kernel of its own; texts are cells of code. What it gives is the notebook with its outputs."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.delenv("IMPC_NB_RELEASE", raising=False)

    def run(notebook, **how):
        if not isinstance(notebook, nbformat.NotebookNode):
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in notebook])
        place = {"metadata": {"path": tmp_path}}
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place, **how).execute()
        return notebook

    return run


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_the_learners_notebook_runs_in_a_kernel_and_needs_no_server(source, execute):
    notebook = execute(nbformat.read(NOTEBOOKS / f"{source.stem}.ipynb", as_version=4))
    shown = {c.id: json.dumps(c.outputs) for c in notebook.cells if c.cell_type == "code"}
    checks = [c.id for c in notebook.cells if c.metadata.get("tags") == ["check"]]
    assert checks and all('data-state=\\"not answered yet\\"' in shown[c] for c in checks)
    charts = [c.id for c in notebook.cells if c.cell_type == "code" and "impc.plots." in c.source]
    assert charts or source.stem[:2] != "05"  # lessons on words and tables draw none
    for cell in charts:
        assert "application/vnd.holoviews_exec.v0+json" in shown[cell]
        assert not re.findall(r"https?://(?!127\.0\.0\.1)[^\s\"'\\]+\.(?:css|js)", shown[cell])


def test_a_refusal_is_a_sentence_and_a_mistake_in_code_keeps_its_traceback(execute):
    notebook = execute(("import impc_nb as impc\nimpc.setup()", "impc.find_gene('Myo99')", "1 / 0"), allow_errors=True)
    refused, mistaken = ("\n".join(cell.outputs[-1].traceback) for cell in notebook.cells[1:])
    assert refused.startswith("NotFound: ") and "Myo99" in refused and len(refused.splitlines()) == 1
    assert "Traceback" in mistaken


def test_the_first_cell_does_not_wait_for_a_grammar_of_web_addresses_which_can_be_had_later(execute):
    code = ("import impc_nb as impc\nimpc.setup()", "import sys; [name in sys.modules for name in ('jsonschema', 'lark')]",
            "import rfc3987_syntax as found; found.is_valid_syntax_iri('https://impc.example')")  # fmt: skip
    assert [cell.outputs[-1].data["text/plain"] for cell in execute(code).cells[1:]] == ["[True, False]", "True"]
