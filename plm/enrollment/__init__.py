"""Who takes what, the evidence, and the verdict."""
