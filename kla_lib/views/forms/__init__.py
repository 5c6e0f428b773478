"""Forms for agencies: the workbook to fill in, the XLSForm for field visits, the table of villages."""
