"""Pages for single audiences as HTML and PDF, the message for the WhatsApp group, and the workbook."""
