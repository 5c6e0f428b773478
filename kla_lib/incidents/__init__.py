"""Field reports from the group: read, registered, followed up and counted."""
