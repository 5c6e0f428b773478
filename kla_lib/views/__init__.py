"""WHAT PEOPLE SEE: tables, charts, pages and words, in two languages. Frames in, `Html` and `Chart` out."""
