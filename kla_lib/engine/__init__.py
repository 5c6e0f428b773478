"""A papermill engine that runs notebooks in processes forked from a warm one."""
