"""RUN AND PUBLISH: the job list, execution by papermill, HTML export, the index and the ledger of a run."""
