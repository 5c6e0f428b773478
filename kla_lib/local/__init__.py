"""What a place says of itself in its own tables: agencies, duties, deadlines, districts."""
