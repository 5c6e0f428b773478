"""The cheapest set of questions that reaches a category, what it assumes, and the action list made of it."""
