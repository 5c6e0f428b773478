"""Pages for audiences, messages for the group, PDF."""
