"""What knows nothing of KLA: problems, numbers, dates, small tables, files and locks, privacy, the workspace."""
