"""Made-up data: a city with evidence, answering agencies, a town and its chat group."""
