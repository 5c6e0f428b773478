"""The cheapest set of questions that reaches a category, what it assumes, and the action list made of it."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "charts": ("frontier_chart",),
        "explore.page": (
            "explorer",
            "first_steps",
        ),
        "planning": (
            "Exploration",
            "Planning",
            "open_exploration",
            "open_plan",
        ),
        "tables": (
            "plan_agencies",
            "plan_alternatives",
            "plan_cuts",
            "plan_effort",
            "plan_headline",
            "rad_list",
        ),
    },
)
