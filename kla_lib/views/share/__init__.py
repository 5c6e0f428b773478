"""Pages and messages for one audience each: the task force, one agency, Forum Anak, the press, a WhatsApp group."""
