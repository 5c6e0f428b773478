"""Output that knows nothing of KLA: tables, charts, pages, workbook sheets, numbers and words, and what commands print."""
