"""How robust a rating is: scenarios, losses that would change the category, sensitivity, earlier years, other places."""
