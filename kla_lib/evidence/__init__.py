"""The audit of the evidence (data dukung) of a place."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "audit": (
            "Evidence",
            "open_evidence",
        ),
        "charts": (
            "evidence_pairs",
            "risk_chart",
        ),
        "tables": (
            "evidence_findings",
            "evidence_headline",
            "evidence_limits",
            "evidence_tasks",
            "risk_blocks",
            "risk_reasons",
        ),
    },
)
