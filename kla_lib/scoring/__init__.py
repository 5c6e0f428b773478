"""SUMS: points per node, rating, distance to each band, stages compared. Pure: frames in, frames out."""
