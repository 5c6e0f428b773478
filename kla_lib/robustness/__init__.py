"""How robust a rating is: scenarios, losses that would change the category, sensitivity, earlier years, other places."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "charts": ("scenario_chart",),
        "robustness": (
            "Robustness",
            "open_robustness",
        ),
        "scenario_tables": (
            "scenario_changes",
            "scenario_table",
        ),
        "tables": (
            "mapping_tables",
            "node_changes",
            "peers_table",
            "robustness_headline",
            "sensitivity_table",
            "stability_table",
            "trend_table",
        ),
    },
)
