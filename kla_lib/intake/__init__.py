"""ANSWERS COME IN: recaps as people send them are read, named, repaired, checked and kept."""
