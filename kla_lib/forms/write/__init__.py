"""The workbooks of the forms."""
