"""The tests: tests/<room>/ holds those of kla_lib/<room>/; house, catalogue, notebooks, browser and benchmarks look at the whole."""
