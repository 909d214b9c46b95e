"""Lessons: one source each, ``src/NN_slug.py``, becomes the learner's notebook and the exercises ``check`` compares with.

    python notebooks/build.py            write notebooks/NN_slug.ipynb and impc_nb/exercises/NN.json
    python notebooks/build.py --check    write nothing; exit 1 when a file is not as built

Both first hold every source to the rules in ``problems`` and stop, with a sentence for each breach, before anything is written.
A source is in jupytext's percent format; copy ``src/_template.py``. The tags of its cells:

    setup     imports and ``impc.setup()``
    load      what loads the data; exercises are computed from it
    exercise  the learner's stub ``name = ...``, with ``kind`` (number, text, yes-no, names, order), ``unit`` and ``tolerance``;
              then, in any order:
    hint      three hints, a list; only ``check`` and ``hint`` show them
    wrong     a typical wrong answer, with a comment above it that explains; only ``check`` knows it
    solution  the right answer, with a comment above it; the learner sees it folded
    check     ``check("NN.n", name)``

What data decide is computed: prose holds no number but those of ``KNOWN``, and ``say`` is given no ready sentence.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from itertools import combinations, pairwise
from pathlib import Path

import jupytext
import nbformat

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # builds from a checkout, installed or not
from impc_nb.lesson import reading  # noqa: E402
from impc_nb.lesson.exercises import evaluate  # noqa: E402

CELLS, CODE_LINES, CODE_WIDTH, FUNCTION_LINES, WORDS, SECTIONS = (25, 45), 10, 88, 8, 120, (3, 5)
OPENING = ("**Goal**", "**Time**", "**You need**", "**Data**", "**By the end you can**")
CLOSING = ("Pitfall", "Recap", "Next", "References")
KNOWN = ("0.0001", "0.05", "95")  # the IMPC's line, the usual one, percent of an interval: definitions, whatever the data
NOT_DATA = r"`[^`]*`|\[[^]]*\]\([^)]*\)|^#.*|^\*\d\d ·.*|\*\*Time\*\*: \d+|[Ll]essons?\b[^.`]*|\((\d+ \w+ )?\d{4}\)|CC BY 4\.0|Rule \d"
HIDDEN = {"wrong", "hint"}  # tags of cells that only the exercises hold
FORBIDDEN = {r"^\s*[!%]": "a shell or magic line", r"\bsys\.path\b": "sys.path", r"[\"'](/|~/|[A-Z]:\\)\w": "an absolute path"}


class Broken(ValueError):
    """A source cannot be read as a lesson; the message says which cell and why."""


def read(path: Path) -> list[dict]:
    """The cells of a source, in order: ``kind`` (code or markdown), ``text``, ``tag`` (one or none) and ``options``."""
    cells = []
    for cell in jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent").cells:
        options = dict(cell.metadata)
        tags = options.pop("tags", [])
        cells.append({"kind": cell.cell_type, "text": cell.source, "tag": tags[0] if tags else "", "options": options})
    return cells


def learner_notebook(name: str, cells: list[dict]) -> str:
    """The learner's notebook as text: solutions folded, stubs kept, no outputs, the same bytes at every build."""
    made, seen = [], {}
    for cell in cells:
        if cell["tag"] in HIDDEN:
            continue
        text, kind = cell["text"], cell["kind"]
        if cell["tag"] == "solution":
            kind, text = "markdown", f"<details><summary>Solution</summary>\n\n```python\n{text}\n```\n\n</details>"
        seen[text] = seen.get(text, 0) + 1
        identity = hashlib.sha256(f"{name}|{kind}|{text}|{seen[text]}".encode()).hexdigest()[:12]
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        made.append(new(text, id=identity, metadata={"tags": [cell["tag"]]} if cell["tag"] else {}))
    python = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=made, metadata=python)
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def exercises(name: str, cells: list[dict]) -> dict:
    """What ``check`` needs of a lesson: the loading code, and of each exercise its solution, wrong answers and hints."""
    code = "\n".join(c["text"] for c in cells if c["tag"] == "setup")
    imports = [ast.unparse(node) for node in ast.parse(code).body if isinstance(node, ast.Import | ast.ImportFrom)]
    load = "\n".join(imports + [c["text"] for c in cells if c["tag"] == "load"])
    starts = [i for i, c in enumerate(cells) if c["tag"] == "exercise"] + [len(cells)]
    found = [_exercise(cells[start:end]) for start, end in pairwise(starts)]
    numbers = [number for number, _ in found]
    if len(set(numbers)) < len(numbers):
        raise Broken(f"Two exercises have the same number; they are numbered {', '.join(numbers)}.")
    return {"lesson": name, "load": load, "exercises": dict(found)}


def _exercise(cells: list[dict]) -> tuple[str, dict]:
    """Number and specification of the exercise that starts with the stub ``cells[0]``."""
    stub = cells[0]
    tagged = {tag: [c for c in cells if c["tag"] == tag] for tag in ("hint", "wrong", "solution", "check")}
    where = f"The exercise of cell {stub['text'].splitlines()[0]!r}"
    name = re.fullmatch(r"(\w+) = \.\.\.(  #.*)?", stub["text"])
    if not name:
        raise Broken(f"{where} must be one line `name = ...`, with a comment that says what and in which unit.")
    for tag in ("solution", "check", "hint"):
        if len(tagged[tag]) != 1:
            raise Broken(f"{where} has {len(tagged[tag])} cells tagged {tag!r}; it needs one.")
    called = re.fullmatch(rf'check\("(\w\w\.\d+)", {name[1]}\)', tagged["check"][0]["text"])
    if not called:
        raise Broken(f'{where} needs the check cell `check("NN.n", {name[1]})`, it has {tagged["check"][0]["text"]!r}.')
    return called[1], {
        "name": name[1],
        "unit": stub["options"].get("unit", ""),
        "kind": stub["options"].get("kind", "number"),
        "tolerance": stub["options"].get("tolerance", 0),
        "solution": _case(tagged["solution"][0]["text"]),
        "wrong": [_case(c["text"]) for c in tagged["wrong"]],
        "hints": [" ".join(h.split()) for h in re.split(r"^- ", tagged["hint"][0]["text"], flags=re.M) if h.strip()],
    }


def _case(text: str) -> dict:
    """Code of an answer and, from the comment above it, what ``check`` says to it."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return {"code": "\n".join(lines[start:]), "why": " ".join(line.lstrip("# ") for line in lines[:start])}


def problems(name: str, cells: list[dict], evaluate: bool = True) -> list[str]:
    """What breaks a rule in a lesson, a sentence each; empty when all is well. Values are tried on the release in use."""
    try:
        compiled = exercises(name, cells)
    except (Broken, SyntaxError) as problem:
        return [str(problem)]
    out = _shape(cells) + _sizes(cells) + _ready_words(cells) + _cell_rules(cells)
    for place, (number, spec) in enumerate(compiled["exercises"].items(), start=1):
        out += [f"{number}: {p}" for p in _exercise_rules(name, place, number, spec)]
        if evaluate:
            out += [f"{number}: {p}" for p in _value_rules(spec | {"load": compiled["load"]})]
    return out


def _shape(cells: list[dict]) -> list[str]:
    """Headings and their order; goals that return, answered, in the recap."""
    prose = "\n".join(c["text"] for c in cells if c["kind"] == "markdown" and c["tag"] not in HIDDEN)
    first, out = cells[0]["text"], []
    titles = re.findall(r"^# (.+)", prose, flags=re.M)
    if len(titles) != 1 or not first.startswith("# ") or not titles[0].endswith("?"):
        out.append(f"The first cell must open with the only H1, and it must be a question; found {titles}.")
    places = [first.find(word) for word in OPENING]
    if -1 in places or places != sorted(places):
        out.append(f"The first cell must say {', '.join(OPENING)}, in this order.")
    sections = re.findall(r"^## (.+)", prose, flags=re.M)
    numbered = [s for s in sections if re.match(r"\d · .+\?$", s)]
    if not SECTIONS[0] <= len(numbered) <= SECTIONS[1]:
        out.append(f"A lesson has {SECTIONS[0]} to {SECTIONS[1]} sections headed `## n · a question?`; this has {len(numbered)}.")
    if [s.split(":")[0] for s in sections] != numbered + list(CLOSING):
        out.append(f"After its sections a lesson has {', '.join(CLOSING)}, in this order; found {sections}.")
    goals = re.findall(r"\*\*(.+?)\*\*", first.partition(OPENING[-1])[2])
    answered = re.findall(r"^- \*\*(.+?)\*\*", prose.partition("\n## Recap")[2], flags=re.M)
    if not 2 <= len(goals) <= 5 or goals != answered:
        out.append(f"The recap must answer the goals one by one: goals {goals}, recap {answered}.")
    return out


def _sizes(cells: list[dict]) -> list[str]:
    """Limits on the number of cells and the length of each, as the learner sees them."""
    shown = [c for c in cells if c["tag"] not in HIDDEN]
    out = [] if CELLS[0] <= len(shown) <= CELLS[1] else [f"A lesson has {CELLS[0]} to {CELLS[1]} cells; this has {len(shown)}."]
    for before, cell in pairwise(shown):
        if {before["kind"], cell["kind"]} == {"code"} and "solution" not in (before["tag"], cell["tag"]):
            out.append(f"A sentence must stand between the code cells {_start(before)} and {_start(cell)}.")
    for cell in cells:
        if cell["kind"] == "code" and len(cell["text"].splitlines()) > CODE_LINES:
            out.append(f"Code cell {_start(cell)} has {len(cell['text'].splitlines())} lines; the limit is {CODE_LINES}.")
        if cell["kind"] == "code" and cell["tag"] not in HIDDEN and max(map(len, cell["text"].splitlines() or [""])) > CODE_WIDTH:
            out.append(f"Code cell {_start(cell)} is wider than {CODE_WIDTH} characters and would be cut off on a projector.")
        if cell["kind"] == "markdown" and cell["tag"] not in HIDDEN and len(cell["text"].split()) > WORDS:
            out.append(f"Prose cell {_start(cell)} has {len(cell['text'].split())} words; the limit is {WORDS}.")
    return out


def _ready_words(cells: list[dict]) -> list[str]:
    """Numbers typed into prose (a task may ask for one), and sentences typed into ``say``: both are for the data to say."""
    out = []
    for cell in (c for c in cells if c["kind"] == "markdown" and c["tag"] not in HIDDEN and not c["text"].startswith("### ")):
        typed = re.findall(r"(?<![\w:])\d[\d.,]*(?<![.,])", re.sub(NOT_DATA, "", cell["text"], flags=re.M))
        out += [f"Prose cell {_start(cell)} holds the number {n}: compute it, or show its source." for n in typed if n not in KNOWN]
    for cell in (c for c in cells if c["kind"] == "code" and "say(" in c["text"]):
        for call in (node for node in ast.walk(ast.parse(cell["text"])) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") == "say" and isinstance(call.args[0], ast.Constant):
                out.append(f"Code cell {_start(cell)} says a ready sentence: compute it from the data.")
    return out


def _cell_rules(cells: list[dict]) -> list[str]:
    """What no code cell may hold."""
    out = []
    for cell in (c for c in cells if c["kind"] == "code"):
        out += [f"Code cell {_start(cell)} holds {what}." for rule, what in FORBIDDEN.items() if re.search(rule, cell["text"], flags=re.M)]
        for node in ast.walk(ast.parse(cell["text"])) if not re.search(r"^\s*[!%]", cell["text"], flags=re.M) else ():
            if isinstance(node, ast.ClassDef):
                out.append(f"Code cell {_start(cell)} defines a class; classes belong to the package.")
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= FUNCTION_LINES:
                out.append(f"Function {node.name!r} is longer than {FUNCTION_LINES} lines; it belongs to the package.")
    return out


def _exercise_rules(name: str, place: int, number: str, spec: dict) -> list[str]:
    """Anatomy of an exercise: number, three hints, explained wrong answers."""
    out = []
    if number != f"{name[:2]}.{place}":
        out.append(f"should be numbered {name[:2]}.{place}.")
    if len(spec["hints"]) != 3:
        out.append(f"has {len(spec['hints'])} hints; it needs three.")
    if len(spec["wrong"]) < 2:
        out.append(f"has {len(spec['wrong'])} typical wrong answers; it needs at least two.")
    cases = [spec["solution"], *spec["wrong"]]
    out += [f"`{case['code'][:60]}` has no comment above it that explains." for case in cases if len(case["why"].split()) < 4]
    if len({case["why"] for case in cases}) < len(cases):
        out.append("two answers share one explanation.")
    return out


def _value_rules(spec: dict) -> list[str]:
    """No typical wrong answer may pass for right, nor for another one."""
    kind = spec["kind"]
    if kind not in reading.KINDS:
        return [f"has kind {kind!r}; a kind is one of {', '.join(reading.KINDS)}."]
    try:
        answers = evaluate(spec)
    except Exception as problem:  # whatever a lesson's own code raises is the author's to read
        return [f"the solution does not run: {type(problem).__name__}: {problem}"]
    read = [(None if value is None else reading.read(value, kind), why) for value, why in answers]
    if read[0][0] is None or isinstance(read[0][0], reading.Refused):
        return [f"the solution gives {str(answers[0][0])[:80]!r}, which is not {reading.KINDS[kind]}."]
    out = [f"the wrong answer “{why}” cannot be computed." for value, why in read if value is None]
    readable = [(value, why) for value, why in read if not isinstance(value, reading.Refused)]
    for (one, _), (other, why) in combinations(readable, 2):
        if reading.same(other, one, spec["tolerance"], kind):
            taken = "the right one" if one is readable[0][0] else "another wrong one"
            out.append(f"the wrong answer “{why}” gives {other!r}, within the tolerance of {taken}.")
    return out


def _start(cell: dict) -> str:
    return repr(cell["text"].strip().partition("\n")[0][:60])


def build(source: Path) -> dict[Path, str]:
    """Path and text of the two files a source becomes."""
    cells, name = read(source), source.stem
    compiled = json.dumps(exercises(name, cells), indent=1, ensure_ascii=False) + "\n"
    return {
        HERE / f"{name}.ipynb": learner_notebook(name, cells),
        HERE.parent / "impc_nb" / "exercises" / f"{name[:2]}.json": compiled,
    }


def main(arguments: list[str]) -> int:
    sources = sorted((HERE / "src").glob("[0-9]*.py"))
    breaches = [f"{source.name}: {p}" for source in sources for p in problems(source.stem, read(source))]
    if breaches:
        print(*breaches, sep="\n", file=sys.stderr)
        return 1
    built = {path: text for source in sources for path, text in build(source).items()}
    differs = [path for path, text in built.items() if not path.is_file() or path.read_bytes() != text.encode("utf-8")]
    for path in differs:
        if "--check" in arguments:
            print(f"{path.relative_to(HERE.parent)} is not as built from its source: run `make notebooks`.", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(built[path], encoding="utf-8", newline="\n")
    print(f"{len(sources)} lesson(s), {len(differs)} of {len(built)} files {'differ' if '--check' in arguments else 'written'}.")
    return 1 if differs and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
