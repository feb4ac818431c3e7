"""Who: accounts, roles, sign-in."""
