"""Points at every node, gaps and arithmetic: an assessment is one place, period and stage."""
