"""Being told: rules, ledger, channels."""
