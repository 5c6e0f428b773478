"""What is shown of an assessment."""
