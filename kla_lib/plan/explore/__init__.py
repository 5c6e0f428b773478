"""The plan with controls for a notebook: target, margin, limits and questions can be changed."""
