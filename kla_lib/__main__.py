"""The command ``kla``; Ctrl-C while it loads ends it at once, without a traceback."""

import os
import signal

INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from kla_lib.cli import main as run

    run()  # each command takes interruptions itself (see cli.guard)


if __name__ == "__main__":
    main()
