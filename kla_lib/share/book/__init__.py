"""The score as an Excel workbook with live formulas."""
