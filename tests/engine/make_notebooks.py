"""Writes tests/engine/notebooks/*.ipynb: one small notebook per behaviour. Run it after changing an assessment.

Cells are separated by a line of dashes; a first line `#: tag tag` gives a cell its tags, `#: md` makes it prose.
"""

from pathlib import Path

from nbformat import NotebookNode, v4, write

HERE = Path(__file__).parent
CASES = HERE / "cases.txt"


def cell(index: int, text: str) -> NotebookNode:
    first, _, rest = text.partition("\n")
    tags = first[2:].split() if first.startswith("#:") else []
    source = rest if tags else text
    if tags == ["md"]:
        return v4.new_markdown_cell(source, id=f"c{index}")
    return v4.new_code_cell(source, id=f"c{index}", metadata={"tags": tags} if tags else {})


def notebook(text: str) -> NotebookNode:
    cells = [cell(i, part.strip("\n")) for i, part in enumerate(text.split("\n----\n"))]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def assessments() -> dict[str, str]:
    parts = CASES.read_text(encoding="utf-8").split("\n==== ")[1:]
    return {part.partition("\n")[0].strip(): part.partition("\n")[2] for part in parts}


def main() -> None:
    folder = HERE / "notebooks"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.ipynb"):
        old.unlink()
    for name, text in assessments().items():
        write(notebook(text), folder / f"{name}.ipynb")


if __name__ == "__main__":
    main()
