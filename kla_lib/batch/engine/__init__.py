"""A papermill engine that runs each notebook in a fresh process forked from a warmed one; see task.py and engine.py."""
