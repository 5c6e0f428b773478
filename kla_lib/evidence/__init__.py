"""The audit of the evidence (data dukung) of a place."""
