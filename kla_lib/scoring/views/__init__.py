"""Tables, charts and terminal lines of one place, period and stage."""
