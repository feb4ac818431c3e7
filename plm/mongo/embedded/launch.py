"""Become a program that dies with its parent: run as `python -I -S launch.py PARENT PROGRAM ARGUMENT…`.

A child cannot be given this wish from outside, and asking between fork and exec
(`preexec_fn`) is unsafe in a process with threads. So a fresh interpreter, still
single, asks for itself and then turns into the program; the wish survives exec.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


def main(parent: int, program: list[str]) -> None:
    """Ask for SIGTERM at the parent's death, lift the limit on open files, and become the program."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        os.execv(program[0], program)  # noqa: S606  # no shell is the point
    except OSError as error:
        sys.exit(f"{program[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
