"""What knows nothing of KLA: problems, numbers, dates, small tables, files and locks, privacy, the workspace."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "problems": (
            "InputFault",
            "Problem",
            "Where",
        ),
        "workspace": (
            "Workspace",
            "open_workspace",
        ),
    },
)
