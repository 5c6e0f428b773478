"""One batch: which reports, what changed, workers, record and index."""
