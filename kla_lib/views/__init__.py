"""WHAT PEOPLE SEE: tables, charts, pages and words, in two languages. A case in, `Html` and `Chart` out."""
