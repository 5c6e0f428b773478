"""Writing the forms: workbooks to send out or back, the table of kecamatan and villages, and XLSForms."""
