"""What is asked and what it is worth: editions, places, stages, ratings and published results, with their data."""
