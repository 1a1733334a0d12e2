"""The reference in a child process, for `run` without a target; nothing of the server is loaded in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from conformance.reference.serving.listening import listen

# The child reads how to serve from its standard input, where no list of processes shows the keys, and ends with it:
# with the parent, however that dies, even before it has told all. Where these three are installed, jsonschema would
# load them for formats that the reference does not check; the grammar of one takes longer to build than all else.
_CHILD = """
import json, os, socket, sys, threading
sys.modules |= dict.fromkeys(["rfc3987_syntax", "rfc3986_validator", "isoduration"])
from {entry} import serve
line = sys.stdin.readline()
if not line:
    os._exit(0)
told = json.loads(line)
def watch():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=watch, daemon=True).start()
serve(socket.socket(fileno=told.pop("descriptor")), **told)
"""


class Running:
    """The reference in a child process on a free loopback port, for as long as the context lasts.

    Attributes:
        url: its base URL; it accepts connections from the start.
        entry: the module whose `serve` the child calls.
    """

    entry = "conformance.reference.serving.server"

    def __init__(self, **options: Any) -> None:
        """Prepare; `options` are those of `serve`."""
        self._options = options
        self._child: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        with listen("127.0.0.1", 0) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            descriptor = listener.fileno()
            os.set_inheritable(descriptor, True)
            self._child = subprocess.Popen(  # noqa: S603 - our own code with our own arguments
                [sys.executable, "-P", "-c", _CHILD.replace("{entry}", self.entry)],
                stdin=subprocess.PIPE,
                pass_fds=(descriptor,),
            )
            told = json.dumps({"descriptor": descriptor, **self._options}).encode() + b"\n"
            if self._child.stdin is not None:
                self._child.stdin.write(told)
                self._child.stdin.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
