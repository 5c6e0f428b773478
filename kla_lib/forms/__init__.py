"""Forms to the agencies and their answers, which end as answers of a stage like a recap."""
