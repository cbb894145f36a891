"""Executes the notebook named as the argument in its kernel and prints it, with its new outputs."""
import sys
import nbclient
import nbformat

# Deno's kernel may say that a cell is done before it has sent what the cell displayed; nbclient then looks no further.
PAUSE = "\nawait new Promise((resolve) => setTimeout(resolve, 150))"

notebook = nbformat.read(sys.argv[1], as_version=4)
code = [cell for cell in notebook.cells if cell.cell_type == "code"]
for cell in code:
    cell.source += PAUSE
nbclient.NotebookClient(notebook, timeout=60, record_timing=False).execute()
for cell in code:
    cell.source = cell.source.removesuffix(PAUSE)
print(nbformat.writes(notebook))
