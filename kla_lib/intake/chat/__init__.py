"""What a telephone's "Export chat" gives, read in one pass: only tagged messages are looked at, none is kept."""
