"""Whether the bundled server can run on this machine, and how a refusal is said."""

import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from plm.errors import Unavailable

WAY_OUT = "Or run MongoDB yourself as a replica set and name it in PLM_MONGODB_URI."


class EmbeddedError(Unavailable):
    """PLM's own MongoDB cannot run here; one sentence says why, the next what to do."""


@dataclass(frozen=True)
class Machine:
    """What decides whether the bundled server can run."""

    system: str
    cpu: str
    flags: frozenset[str]

    @classmethod
    def here(cls) -> Self:
        """The machine we are on."""
        try:
            about = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            about = ""
        line = re.search(r"^flags\s*:(.*)$", about, re.MULTILINE)
        return cls(platform.system(), platform.machine(), frozenset(line[1].split() if line else ()))

    def refusal(self) -> str:
        """Why the bundled server cannot run here; empty when it can."""
        if self.system != "Linux" or self.cpu not in ("x86_64", "AMD64"):
            return (
                f"PLM's own MongoDB runs on Linux with an x86_64 processor, and this is {self.system} on {self.cpu}. "
                "Run MongoDB yourself as a replica set and name it in PLM_MONGODB_URI."
            )
        if "avx" not in self.flags:
            return (
                "PLM's own MongoDB needs a processor with AVX, and this one has none (a virtual machine may hide it). "
                "Run MongoDB elsewhere as a replica set and name it in PLM_MONGODB_URI."
            )
        return ""
