"""What a command of `plm` needs: the settings, and a database however this installation has one."""

from plm.cli.console import Console, Group, pass_console

__all__ = ["Console", "Group", "pass_console"]
