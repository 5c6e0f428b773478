"""Small notebooks written by tests: cells beside what the notebook says of itself."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = 'home = ".."\nperiod = "2024"\nplace = "kab-ogan-ilir"\nstage = ""\nlang = "id"'


def write_notebook(path, code, per="place", parameters=PARAMETERS, about=True, reads=()):
    cells = [
        new_markdown_cell("# Uji"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        new_code_cell(code),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    if about:
        metadata["kla"] = {"per": per, "name": path.stem, "title": "Uji", "reads": list(reads)}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path
