"""THE RULE: what is asked, what it is worth, who is rated, and where each of these facts comes from."""
