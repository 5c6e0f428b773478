"""What shows tables, charts and pages and knows nothing of KLA, and what every command prints."""
