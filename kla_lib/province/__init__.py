"""A province or the nation: how much is known, ranks by awards and by scores, who moved, tile maps."""
