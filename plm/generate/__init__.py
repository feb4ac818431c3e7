"""A seeded district of any size, for measuring."""
