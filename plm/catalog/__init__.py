"""What there is: courses and editions, read from files."""
