"""Measures one file of evidence from its bytes: `measure` finds its type and hands it to the reader of pictures, PDF or
office documents. It runs in workers under limits, and keeps fingerprints, dates and kinds of personal data, never text."""
