"""A process that draws pages of documents small, as lines of JSON come in: what a hostile page does, it does there alone.

It ends by itself when a page takes too long, when memory runs out and when its parent is gone; it cannot write a file.
"""

from __future__ import annotations

import base64
import faulthandler
import json
import os
import sys
from pathlib import Path

from kla_lib.intake.evidence.thumbnail import thumbnail
from kla_lib.intake.evidence.worker import limit_resources

SECONDS, MEMORY = 20.0, 512 << 20


def main() -> None:
    """Draw until there is nothing more to read."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        limit_resources(MEMORY)
        for line in sys.stdin:
            faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
            given = json.loads(line)
            drawn = thumbnail(Path(os.fsdecode(bytes.fromhex(given["path"]))), given["content"], given["page"])
            faulthandler.cancel_dump_traceback_later()
            answers.write(base64.b64encode(drawn).decode("ascii") + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
